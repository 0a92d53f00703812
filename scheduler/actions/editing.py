"""Change what a post says. Every change voids the approvals it had."""

from __future__ import annotations

from content.captions.counting import measure
from content.captions.limits import limit_for
from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError, ChangedError, Member, NotFoundError, Office
from scheduler.actions.reviewing import void
from scheduler.domain.post import PostEvent
from scheduler.domain.roles import Permission
from scheduler.store import posts, reviews


def edit_caption(office: Office, member: Member, post_id: int, platform: str, text: str) -> None:
    """Replace the caption for one platform by what a person wrote, word for word.

    The post is a draft again and what was decided about it no longer stands.
    """
    member.needs(Permission.WRITE)
    length = measure(text, limit_for(platform))
    if not length.fits:
        raise ActionError(
            f"The caption is {length.length} long where {platform} takes {length.limit} "
            f"({length.unit.replace('_', ' ')}).",
            "Shorten it.",
        )
    if not text.strip():
        raise ActionError("A caption cannot be empty.")
    at = office.now()
    with office.sessions.begin() as session:
        post = post_of(session, member, post_id, lock=True)
        if not posts.put_caption(session, post_id, platform, text):
            raise NotFoundError(f"Post {post_id} does not go to {platform}.")
        try:
            void(session, member, post, at=at, note=f"caption for {platform} edited")
        except posts.StalePostError as error:
            raise ChangedError("Somebody else changed this post.", "Look again.") from error


def archive(office: Office, member: Member, post_id: int) -> None:
    """Take a post out of the campaign for good; nothing more of it leaves."""
    member.needs(Permission.PLAN)
    at = office.now()
    with office.sessions.begin() as session:
        post = post_of(session, member, post_id, lock=True)
        reviews.unbind_approvals(session, post_id)
        posts.record(session, post, PostEvent.ARCHIVE, at=at, person_id=member.person_id)
