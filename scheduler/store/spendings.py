"""What was asked of platforms lately: counted, summed over a stretch of time, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from sqlalchemy import ColumnElement, case, delete, func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from scheduler.domain.budget import Allowance, Counted, Per, Share, Spent
from scheduler.store.tables import SpendingRow

_LOCK = 0x6177_7362  # the class of our advisory locks here; the key is the app's or server's


def add(session: Session, channel_id: int, shared: str, spent: Spent, *, at: datetime) -> int:
    """Count what was spent, or will be at most, and return its id."""
    row = SpendingRow(
        channel_id=channel_id,
        shared=shared,
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


def shares(
    session: Session,
    channel_id: int,
    shared: str,
    allowances: Sequence[Allowance],
    *,
    now: datetime,
) -> list[Share]:
    """Return how much of each allowance is spent, in their order."""
    spent: dict[Allowance, int] = {}
    for alone in (True, False):
        several = [one for one in allowances if (one.per is Per.ACCOUNT) is alone]
        if several:
            longest = max(one.within for one in several)
            row = session.execute(
                select(*(_sum(one, now) for one in several)).where(
                    *_whose(several[0], channel_id, shared), SpendingRow.at > now - longest
                )
            ).one()
            spent |= dict(zip(several, row, strict=True))
    return [Share(allowance=one, spent=spent[one]) for one in allowances]


def newest_first(
    session: Session, channel_id: int, shared: str, allowance: Allowance, *, now: datetime
) -> list[tuple[datetime, int]]:
    """Return what was spent of one allowance, and when."""
    found = session.execute(
        select(SpendingRow.at, _column(allowance.of))
        .where(*_whose(allowance, channel_id, shared), SpendingRow.at > now - allowance.within)
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


def _sum(allowance: Allowance, now: datetime) -> ColumnElement[int]:
    counted = case((SpendingRow.at > now - allowance.within, _column(allowance.of)), else_=0)
    return func.coalesce(func.sum(counted), 0)


def _whose(allowance: Allowance, channel_id: int, shared: str) -> tuple[ColumnElement[bool], ...]:
    if allowance.per is Per.ACCOUNT:
        return (SpendingRow.channel_id == channel_id,)
    return (SpendingRow.shared == shared,)


def _column(counted: Counted) -> InstrumentedAttribute[int]:
    match counted:
        case Counted.POSTS:
            return SpendingRow.posts
        case Counted.REQUESTS:
            return SpendingRow.requests
        case Counted.UPLOADS:
            return SpendingRow.uploads
