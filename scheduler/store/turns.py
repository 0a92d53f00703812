"""Who may speak for a channel now, how it fares, and its secrets when they change.

One at a time talks to a platform in a channel's name, over all processes and machines: so no two
refresh a token at once, and a limit that one of them met holds for all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.orm import Session

from scheduler.store.tables import ChannelRow
from scheduler.store.tables.base import bare

_CHANNELS = bare(ChannelRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """``failures`` counts tries in a row that met trouble of the platform, not of the post."""

    failures: int = 0
    trouble: str = ""
    blocked_until: datetime | None = None
    parked: bool = False


def platform(session: Session, channel_id: int) -> str:
    return session.get_one(ChannelRow, channel_id).platform


def take(session: Session, channel_id: int, holder: str, *, now: datetime, until: datetime) -> bool:
    """Let ``holder`` speak for the channel until it gives it back or its time is over."""
    result = session.execute(
        update(_CHANNELS)
        .where(
            _CHANNELS.c.id == channel_id,
            or_(_CHANNELS.c.taken_until.is_(None), _CHANNELS.c.taken_until <= now),
        )
        .values(taken_by=holder, taken_until=until, queued_at=None)
    )
    return cast("CursorResult[tuple[()]]", result).rowcount == 1


def renew(session: Session, holders: Collection[str], until: datetime) -> None:
    ids = _locked(session, ChannelRow.taken_by.in_(holders), ChannelRow.taken_until.is_not(None))
    session.execute(
        update(_CHANNELS)
        .where(_CHANNELS.c.id.in_(ids), _CHANNELS.c.taken_by.in_(holders))
        .values(taken_until=until)
    )


def mark_queued(session: Session, channel_ids: Collection[int], at: datetime | None) -> list[int]:
    """Note that jobs wait for these channels, so that no second ones are put; None: no longer.

    Returns which ones were marked: those that somebody is using right now are left out.
    """
    ids = _locked(session, ChannelRow.id.in_(channel_ids))
    session.execute(update(_CHANNELS).where(_CHANNELS.c.id.in_(ids)).values(queued_at=at))
    return ids


def _locked(session: Session, *conditions: ColumnElement[bool]) -> list[int]:
    """Lock channels in one order, leaving out those that somebody is changing right now.

    Two that lock several rows in different orders would wait for each other for ever.
    """
    question = select(_CHANNELS.c.id).where(*conditions).order_by(_CHANNELS.c.id)
    return list(session.scalars(question.with_for_update(skip_locked=True)))


def give_back(session: Session, channel_id: int, holder: str) -> None:
    """End a turn; somebody else's, begun after ours was over, is left alone."""
    session.execute(
        update(_CHANNELS)
        .where(_CHANNELS.c.id == channel_id, _CHANNELS.c.taken_by == holder)
        .values(taken_by="", taken_until=None)
    )


def health(session: Session, channel_id: int) -> ChannelHealth:
    row = session.get_one(ChannelRow, channel_id, populate_existing=True)
    return ChannelHealth(
        failures=row.failures,
        trouble=row.trouble,
        blocked_until=row.blocked_until,
        parked=row.parked,
    )


def put_health(session: Session, channel_id: int, found: ChannelHealth) -> None:
    session.execute(
        update(_CHANNELS)
        .where(_CHANNELS.c.id == channel_id)
        .values(
            failures=found.failures,
            trouble=found.trouble[:500],
            blocked_until=found.blocked_until,
            parked=found.parked,
        )
    )


def put_credentials(
    session: Session,
    channel_id: int,
    *,
    settings: Mapping[str, str],
    locked: str,
    instead_of: str,
) -> bool:
    """Replace what a platform renewed; False when somebody connected the channel anew meanwhile."""
    result = session.execute(
        update(_CHANNELS)
        .where(_CHANNELS.c.id == channel_id, _CHANNELS.c.secrets == instead_of)
        .values(settings=dict(settings), secrets=locked)
    )
    return cast("CursorResult[tuple[()]]", result).rowcount == 1
