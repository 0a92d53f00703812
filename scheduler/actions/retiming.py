"""Compute instants anew when the rules of a zone have changed: 09:00 on the wall stays 09:00."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actions.office import Office
from scheduler.domain.campaign import Rules
from scheduler.domain.planning_slots import window
from scheduler.domain.post import PostEvent
from scheduler.domain.wall_time import instant, parse_local, wall_clock
from scheduler.store import marks, posts, reviews, upcoming
from scheduler.store.upcoming import Upcoming

logger = logging.getLogger(__name__)

MARK = "zones"  # what the zones in use were like the last time


@dataclass(frozen=True, slots=True, kw_only=True)
class Retimed:
    """``anew`` are posts whose approved window no longer holds their wall time."""

    deliveries: int
    anew: tuple[int, ...]


def retime(office: Office) -> Retimed:
    """Compare every delivery to come with the zones this program knows, and move what differs.

    An approval holds for a window of instants. It stands while the wall time still lies in it;
    where it does not, the post is a draft again. Looks at no delivery while the zones in use are
    as they were the last time.
    """
    now = office.now()
    moved, anew = 0, dict[int, int]()
    with office.sessions.begin() as session:
        known = fingerprint(upcoming.zones(session, now), now.year)
        if marks.mark(session, MARK) == known:
            return Retimed(deliveries=0, anew=())
        marks.put_mark(session, MARK, known)
        for one in upcoming.deliveries(session, now):
            due_at = instant(parse_local(one.local_time), one.zone)
            if due_at == one.due_at or due_at <= now:
                continue
            if not upcoming.retime(session, one.delivery_id, one.due_at, due_at):
                continue
            moved += 1
            holds = one.window_opens <= due_at < one.window_closes
            if one.is_decided and holds:
                continue
            _put_window(session, one)
            if one.is_decided:
                anew[one.post_id] = one.organization_id
        for post_id, organization_id in anew.items():
            _draft_again(office, session, organization_id, post_id)
    if moved:
        logger.warning("time zones have changed", extra={"action": "retimed", "deliveries": moved})
    return Retimed(deliveries=moved, anew=tuple(sorted(anew)))


def fingerprint(zones: Sequence[str], year: int) -> str:
    """Return what tells one set of zone rules from another: offsets of every day of three years."""
    first = datetime(year, 1, 1, 12, tzinfo=UTC)
    days = [first + timedelta(days=n) for n in range(3 * 366)]
    offsets = [
        (zone, [wall_clock(day, zone).isoformat(timespec="minutes") for day in days])
        for zone in zones
    ]
    return hashlib.sha256(repr(offsets).encode()).hexdigest()


def _put_window(session: Session, one: Upcoming) -> None:
    day, rules = parse_local(one.local_time).date(), Rules.from_json(one.rules)
    upcoming.put_window(session, one.delivery_id, *window(day, one.zone, rules.late_hours))


def _draft_again(office: Office, session: Session, organization_id: int, post_id: int) -> None:
    post = posts.post(session, organization_id, post_id, lock=True)
    if post is None:
        return
    at = office.now()
    reviews.void_reviews(session, post_id, at=at)
    reviews.unbind_approvals(session, post_id)
    note = "the rules of its time zone changed: it would leave outside the approved window"
    posts.record(session, post, PostEvent.EDIT, at=at, person_id=None, note=note)
