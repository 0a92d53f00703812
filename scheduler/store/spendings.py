"""What was asked of platforms lately: counted, summed over a stretch of time, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, case, delete, func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from scheduler.domain.budget import Allowance, Counted, Limits, Per, Share, Spent
from scheduler.store.tables import SpendingRow

_LOCK = 0x6177_7362  # the class of our advisory locks here; the key is the app's or server's


def add(session: Session, limits: Limits, spent: Spent, *, at: datetime) -> int:
    """Count what was spent, or will be at most, and return its id."""
    row = SpendingRow(
        channel_id=limits.channel_id,
        shared=limits.shared,
        posts=spent.posts,
        requests=spent.requests,
        uploads=spent.uploads,
        at=at,
    )
    session.add(row)
    session.flush()  # its id, for the caller
    return row.id


def settle(session: Session, spending_id: int, spent: Spent, *, at: datetime) -> None:
    """Put what was spent in the place of what might have been."""
    session.execute(
        update(SpendingRow)
        .where(SpendingRow.id == spending_id)
        .values(posts=spent.posts, requests=spent.requests, uploads=spent.uploads, at=at)
    )


def shares(session: Session, asked: Sequence[Limits], *, now: datetime) -> list[list[Share]]:
    """Return how much is spent of each allowance, in the order of ``asked``, in two questions."""
    own = _sums(session, SpendingRow.channel_id, _asked(asked, shared=False), now)
    shared = _sums(session, SpendingRow.shared, _asked(asked, shared=True), now)
    return [
        [
            Share(
                allowance=one,
                spent=own.get((limits.channel_id, one.of, one.within), 0)
                if one.per is Per.ACCOUNT
                else shared.get((limits.shared, one.of, one.within), 0),
            )
            for one in limits.allowances
        ]
        for limits in asked
    ]


def newest_first(
    session: Session, limits: Limits, allowance: Allowance, *, now: datetime
) -> list[tuple[datetime, int]]:
    """Return what was spent of one allowance, and when."""
    whose: ColumnElement[bool] = SpendingRow.shared == limits.shared
    if allowance.per is Per.ACCOUNT:
        whose = SpendingRow.channel_id == limits.channel_id
    found = session.execute(
        select(SpendingRow.at, _column(allowance.of))
        .where(whose, SpendingRow.at > now - allowance.within)
        .order_by(SpendingRow.at.desc(), SpendingRow.id.desc())
    )
    return [(at, count) for at, count in found]


def alone(session: Session, shared: str) -> None:
    """Wait until nobody else spends of what several channels share, for this transaction.

    On SQLite a writing transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = crc32(shared.encode()) - 2**31
        session.execute(text("SELECT pg_advisory_xact_lock(:n, :key)"), {"n": _LOCK, "key": key})


def forget(session: Session, before: datetime) -> None:
    """Drop what lies in no window any more."""
    session.execute(delete(SpendingRow).where(SpendingRow.at < before))


def _asked(asked: Sequence[Limits], *, shared: bool) -> dict[Any, list[Allowance]]:
    """Return whose spending is asked for, and what of it."""
    return {
        limits.shared if shared else limits.channel_id: [
            one for one in limits.allowances if (one.per is not Per.ACCOUNT) is shared
        ]
        for limits in asked
    }


def _sums(
    session: Session,
    key: InstrumentedAttribute[Any],
    asked: Mapping[Any, Sequence[Allowance]],
    now: datetime,
) -> dict[tuple[Any, Counted, timedelta], int]:
    kinds = list(dict.fromkeys((one.of, one.within) for each in asked.values() for one in each))
    if not kinds:
        return {}
    longest = max(within for _, within in kinds)
    found = session.execute(
        select(key, *(func.sum(_within(of, now - within)) for of, within in kinds))
        .where(key.in_(asked), SpendingRow.at > now - longest)
        .group_by(key)
    )
    return {
        (whose, *kind): spent
        for whose, *row in found
        for kind, spent in zip(kinds, row, strict=True)
    }


def _within(counted: Counted, since: datetime) -> ColumnElement[int]:
    return case((SpendingRow.at > since, _column(counted)), else_=0)


def _column(counted: Counted) -> InstrumentedAttribute[int]:
    match counted:
        case Counted.POSTS:
            return SpendingRow.posts
        case Counted.REQUESTS:
            return SpendingRow.requests
        case Counted.UPLOADS:
            return SpendingRow.uploads
