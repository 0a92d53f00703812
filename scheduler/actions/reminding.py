"""Ask in time, ask louder, and let a post expire rather than go out unapproved or late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actions.office import Office
from scheduler.domain.digest import post_digest
from scheduler.domain.policy import missing
from scheduler.domain.post import PostEvent
from scheduler.domain.roles import Permission, Role, may
from scheduler.store import contents, deadlines, notices, people, policies, posts, reviews
from scheduler.store.deadlines import Approaching
from scheduler.store.notices import Notice
from scheduler.store.people import Membership

REMIND = timedelta(hours=24)  # before the slot: those who may still approve
ESCALATE = timedelta(hours=4)  # before the slot: managers and owners too


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """``expired`` are posts whose time came while they waited."""

    reminded: tuple[int, ...]
    escalated: tuple[int, ...]
    expired: tuple[int, ...]


def remind(office: Office) -> Reminded:
    """Look at every post in review whose slot is near; each person is told once per occasion."""
    now = office.now()
    with office.sessions() as session:
        near = deadlines.in_review_due_before(session, now + REMIND)
    done: dict[str, list[int]] = {"reminded": [], "escalated": [], "expired": []}
    for one in near:
        with office.sessions.begin() as session:
            if what := _take_up(session, one, now):
                done[what].append(one.post.id)
    return Reminded(**{what: tuple(ids) for what, ids in done.items()})


def _take_up(session: Session, one: Approaching, now: datetime) -> str:
    post = posts.post(session, one.post.organization_id, one.post.id, lock=True)
    if post is None or post.state is not one.post.state:
        return ""
    if one.due_at <= now:
        reviews.unbind_approvals(session, post.id)
        note = f"not approved by {one.local_time} ({one.zone})"
        posts.record(session, post, PostEvent.EXPIRE, at=now, person_id=None, note=note)
        _tell(session, one, "expired", _managers(session, one), at=now)
        return "expired"
    if one.due_at - now <= ESCALATE:
        asked = {who.person_id: who for who in (*_asked(session, one), *_managers(session, one))}
        _tell(session, one, "escalated", asked.values(), at=now)
        return "escalated"
    _tell(session, one, "reminded", _asked(session, one), at=now)
    return "reminded"


def _asked(session: Session, one: Approaching) -> list[Membership]:
    """Return who can still bring the post through: the named ones where only they are missing."""
    post = one.post
    digest = post_digest(content.digest() for content in contents.of_post(session, post.id))
    approvers = reviews.approvers(session, post.id, digest)
    policy = policies.for_post(session, post)
    more, unheard = missing(policy, approvers, post.author_id)
    only_named = more == len(unheard) > 0
    return [
        who
        for who in people.members(session, post.organization_id)
        if may(who.role, Permission.REVIEW)
        and who.person_id not in approvers
        and not (policy.four_eyes and who.person_id == post.author_id)
        and (not only_named or who.person_id in unheard)
    ]


def _managers(session: Session, one: Approaching) -> list[Membership]:
    return [
        who
        for who in people.members(session, one.post.organization_id)
        if who.role in {Role.OWNER, Role.MANAGER}
    ]


_SAYS = {
    "reminded": ("Please review", "waits for approval and is planned for"),
    "escalated": ("Not approved yet", "still waits for approval and is planned for"),
    "expired": ("Expired without approval", "was not approved by its time and was not published:"),
}


def _tell(
    session: Session, one: Approaching, what: str, whom: Iterable[Membership], *, at: datetime
) -> None:
    begins, says = _SAYS[what]
    for who in whom:
        notice = Notice(
            organization_id=one.post.organization_id,
            person_id=who.person_id,
            post_id=one.post.id,
            # A post moved to another time is another occasion.
            key=f"{what}:{one.post.id}:{one.due_at:%Y%m%d%H%M}:{who.person_id}",
            subject=f"{begins}: {one.post.title[:120]}",
            text=f"“{one.post.title}” {says} {one.local_time.replace('T', ' ')} ({one.zone}).",
        )
        notices.add(session, notice, at=at)
