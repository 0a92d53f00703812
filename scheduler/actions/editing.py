"""Change what a post says. Every change voids the approvals it had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from content.captions.characters import unfit
from content.captions.counting import measure
from content.captions.model import TextLimit
from content.checks.lengths import LONGEST
from content.checks.model import Finding
from scheduler.actions.checking import examiner, limit_at
from scheduler.actions.finding import post_of
from scheduler.actions.office import ActionError, ChangedError, Member, NotFoundError, Office
from scheduler.actions.reviewing import demand_seen, void
from scheduler.domain.post import PostEvent
from scheduler.domain.roles import Permission
from scheduler.store import assets, contents, posts, reviews


def edit_caption(
    office: Office, member: Member, post_id: int, platform: str, text: str, *, seen: str = ""
) -> tuple[Finding, ...]:
    """Replace the caption for one platform by what a person wrote, word for word.

    The post is a draft again and what was decided about it no longer stands. Returns which rules
    the new text breaks, gravest first; a blocking one stops the post when it is submitted. Raises
    ``ActionError``, changing nothing, for text the platform cannot take at all, ``ChangedError``
    when the post is no longer what the digest ``seen`` stands for.
    """
    member.needs(Permission.WRITE)
    if not text.strip():
        raise ActionError("A caption cannot be empty.")
    if len(text) > LONGEST:
        raise ActionError(
            f"The text has {len(text):,} characters, more than any platform takes.", "Shorten it."
        )
    if trouble := unfit(text):
        raise ActionError(f"{trouble[0]}.", "Take it out and save again.")
    at = office.now()
    with office.sessions.begin() as session:
        post = post_of(session, member, post_id, lock=True)
        if seen:
            demand_seen(session, post_id, seen)
        _demand_fits(text, limit_at(session, post.campaign_id, platform))
        if not posts.put_caption(session, post_id, platform, text):
            raise NotFoundError(f"Post {post_id} does not go to {platform}.")
        try:
            void(session, member, post, at=at, note=f"caption for {platform} edited")
        except posts.StalePostError as error:
            raise ChangedError("Somebody else changed this post.", "Look again.") from error
        return _findings(session, post, platform, at=at)


def edit_alt_text(  # noqa: PLR0913  # which picture, what it says, and what was seen
    office: Office,
    member: Member,
    post_id: int,
    picture_format: str,
    text: str,
    *,
    position: int = 0,
    seen: str = "",
) -> tuple[Finding, ...]:
    """Replace the alt text of one picture by what a person wrote; the post is a draft again.

    Returns which rules are broken now. Raises ``ActionError`` for a text that is empty or cannot
    be sent, ``ChangedError`` as editing a caption does.
    """
    member.needs(Permission.WRITE)
    if not text.strip():
        raise ActionError(
            "An alt text cannot be empty.", "Say what the card says, for those who do not see it."
        )
    if trouble := unfit(text):
        raise ActionError(f"{trouble[0]}.", "Take it out and save again.")
    at = office.now()
    with office.sessions.begin() as session:
        post = post_of(session, member, post_id, lock=True)
        if seen:
            demand_seen(session, post_id, seen)
        if not assets.put_alt_text(session, post_id, picture_format, position, text):
            raise NotFoundError(f"Post {post_id} has no {picture_format} picture {position + 1}.")
        void(session, member, post, at=at, note=f"alt text ({picture_format}) edited")
        platforms = {content.platform for content in contents.of_post(session, post_id)}
        found = [
            finding
            for platform in sorted(platforms)
            for finding in _findings(session, post, platform, at=at)
        ]
        return tuple(dict.fromkeys(found))


def _demand_fits(text: str, limit: TextLimit) -> None:
    length = measure(text, limit)
    if not length.fits:
        raise ActionError(
            f"The caption is {length.length:,} long where {limit.platform} takes {length.limit:,} "
            f"({length.unit.replace('_', ' ')}).",
            "Shorten it.",
        )


def _findings(
    session: Session, post: posts.Post, platform: str, *, at: datetime
) -> tuple[Finding, ...]:
    checks = examiner(session, post, at=at)
    found = (
        finding
        for content in contents.of_post(session, post.id)
        if content.platform == platform
        for finding in checks.findings(content)
    )
    return tuple(dict.fromkeys(found))


def archive(office: Office, member: Member, post_id: int) -> None:
    """Take a post out of the campaign for good; nothing more of it leaves."""
    member.needs(Permission.PLAN)
    with office.sessions.begin() as session:
        archive_in(session, member, post_of(session, member, post_id, lock=True), at=office.now())


def archive_in(session: Session, member: Member, post: posts.Post, *, at: datetime) -> None:
    """The same inside a transaction the caller holds."""
    reviews.unbind_approvals(session, post.id)
    posts.record(session, post, PostEvent.ARCHIVE, at=at, person_id=member.person_id)
