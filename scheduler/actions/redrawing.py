"""Draw posts again after the template, the brand or a contact changed; approvals do not survive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from content.cards.templates import list_templates
from scheduler.actions.composing import card_of_post, studios_of
from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import ActionError, ChangedError, Member, Office
from scheduler.actions.producing import Studio, captions, pictures
from scheduler.actions.reviewing import void
from scheduler.domain.delivery import State
from scheduler.domain.planning_slots import use_of
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.store import assets, deliveries, posts
from scheduler.store.posts import Post

Progress = Callable[[int, int, str], None]
"""Told how many posts of how many were looked at, and the newest one's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """``changed`` are drafts again; ``problems`` say which posts stay as they were, and why."""

    changed: tuple[int, ...]
    problems: tuple[str, ...]


def redraw_post(office: Office, member: Member, post_id: int, *, template: str = "") -> bool:
    """Draw a post with its campaign's brand, and ``template`` where one is named.

    Captions nobody edited are composed anew. Says whether anything changed; then the post is a
    draft. Raises ``ActionError`` when it cannot be drawn, or something of it is out already.
    """
    member.needs(Permission.WRITE)
    with office.sessions() as session:
        post = post_of(session, member, post_id)
        campaign = campaign_of(session, member, post.campaign_id)
        if template:
            campaign = replace(campaign, template=template)
        studios = studios_of(office, session, member, campaign)
    if template and template not in list_templates():
        raise ActionError(
            f"There is no template {template!r}.", f"There are: {', '.join(list_templates())}."
        )
    if trouble := _redraw(office, member, studios, post):
        raise ActionError(trouble)
    with office.sessions() as session:
        return post_of(session, member, post_id).revision != post.revision


def redraw_campaign(
    office: Office, member: Member, campaign_id: int, *, progress: Progress | None = None
) -> Redrawn:
    """Draw every post of a campaign of which nothing is out yet, one after the other."""
    member.needs(Permission.WRITE)
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        studios = studios_of(office, session, member, campaign)
        there = posts.of_campaign(session, campaign_id)
    changed: list[int] = []
    problems: list[str] = []
    for number, post in enumerate(there, 1):
        if post.state is not PostState.ARCHIVED:
            if trouble := _redraw(office, member, studios, post):
                problems.append(f"{post.title}: {trouble}")
            else:
                with office.sessions() as session:
                    now_there = post_of(session, member, post.id)
                changed += [post.id] if now_there.revision != post.revision else []
        if progress:
            progress(number, len(there), post.title)
    return Redrawn(changed=tuple(changed), problems=tuple(problems))


def void_undrawn(
    session: Session, member: Member, campaign_id: int, *, at: datetime, note: str
) -> int:
    """Take back the approvals of what has not gone out, because it must be drawn again."""
    count = 0
    for post in posts.of_campaign(session, campaign_id):
        if post.state in {PostState.IN_REVIEW, PostState.APPROVED} and not _is_out(
            session, post.id
        ):
            locked = post_of(session, member, post.id, lock=True)
            void(session, member, locked, at=at, note=note)
            count += 1
    return count


def _redraw(office: Office, member: Member, studios: Sequence[Studio], post: Post) -> str:
    """Draw one post and store what differs; return why it cannot be, empty when it was."""
    found = card_of_post(studios, post.plan_key)
    if found is None:
        return "its card is no longer made from the fact sheet."
    drawn = pictures(found.studio, found.card)
    if not drawn.assets:
        return drawn.problems[0]
    seed = found.seed + (use_of(post.plan_key)[1] - 1) * 101
    written, _ = captions(found.studio, found.card, seed=seed)
    at = office.now()
    with office.sessions.begin() as session:
        current = post_of(session, member, post.id, lock=True)
        if _is_out(session, post.id):
            return "something of it is out already."
        differs = assets.differ(session, post.id, drawn.assets)
        if differs:
            assets.replace(session, post.id, drawn.assets)
        else:
            assets.note_measures(session, post.id, drawn.assets)
        for platform, text in written.items():
            differs |= posts.refresh_caption(session, post.id, platform, text)
        if differs:
            try:
                void(session, member, current, at=at, note="drawn again")
            except posts.StalePostError as error:
                raise ChangedError("Somebody else changed this post.", "Look again.") from error
    return ""


def _is_out(session: Session, post_id: int) -> bool:
    gone = {State.SENDING, State.PUBLISHED, State.UNCONFIRMED}
    return any(one.state in gone for one in deliveries.of_post(session, post_id))
