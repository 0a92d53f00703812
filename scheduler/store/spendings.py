"""What was asked of platforms lately: counted, summed over a stretch of time, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zlib import crc32

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from scheduler.domain.budget import Allowance, Counted, Limits, Per, Share, Spent
from scheduler.store.tables import SpendingRow
from scheduler.store.tables.base import UtcDateTime, bare

_SPENDINGS = bare(SpendingRow)
_ADD = insert(_SPENDINGS).returning(_SPENDINGS.c.id)
_SETTLE = (
    update(_SPENDINGS)
    .where(_SPENDINGS.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in ("posts", "requests", "uploads", "at")})
)
_LOCK = 0x6177_7362  # the class of our advisory locks here; the key is the app's or server's


def add(session: Session, limits: Limits, spent: Spent, *, at: datetime) -> int:
    """Count what was spent, or will be at most, and return its id."""
    facts: dict[str, Any] = {
        "channel_id": limits.channel_id,
        "shared": limits.shared,
        **_counts(spent),
        "at": at,
    }
    made: int = session.scalars(_ADD, facts).one()
    return made


def settle(session: Session, spending_id: int, spent: Spent, *, at: datetime) -> None:
    """Put what was spent in the place of what might have been."""
    session.execute(_SETTLE, {"which": spending_id, **_counts(spent), "at": at})


def shares(session: Session, asked: Sequence[Limits], *, now: datetime) -> list[list[Share]]:
    """Return how much is spent of each allowance, in the order of ``asked``, in two questions."""
    own = _sums(session, "channel_id", _asked(asked, shared=False), now)
    shared = _sums(session, "shared", _asked(asked, shared=True), now)
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
    found = {
        limits.shared if shared else limits.channel_id: [
            one for one in limits.allowances if (one.per is not Per.ACCOUNT) is shared
        ]
        for limits in asked
    }
    return {whose: counted for whose, counted in found.items() if counted}


def _sums(
    session: Session, by: str, asked: Mapping[Any, Sequence[Allowance]], now: datetime
) -> dict[tuple[Any, Counted, timedelta], int]:
    kinds = tuple(dict.fromkeys((one.of, one.within) for each in asked.values() for one in each))
    if not kinds:
        return {}
    facts = {f"since_{number}": now - within for number, (_, within) in enumerate(kinds)}
    facts["since"] = now - max(within for _, within in kinds)
    found = session.execute(_question(by, kinds), {"whose": list(asked), **facts})
    return {
        (whose, *kind): spent
        for whose, *row in found
        for kind, spent in zip(kinds, row, strict=True)
    }


@cache
def _question(by: str, kinds: tuple[tuple[Counted, timedelta], ...]) -> Select[Any]:
    """Put the question together once for each platform: it is asked for every post that leaves."""
    whose, at = _SPENDINGS.c[by], _SPENDINGS.c.at
    sums = (
        func.sum(
            case((at > bindparam(f"since_{number}", type_=UtcDateTime), _SPENDINGS.c[of]), else_=0)
        )
        for number, (of, _) in enumerate(kinds)
    )
    return (
        select(whose, *sums)
        .where(
            whose.in_(bindparam("whose", expanding=True)),
            at > bindparam("since", type_=UtcDateTime),
        )
        .group_by(whose)
    )


def _counts(spent: Spent) -> dict[str, int]:
    return {"posts": spent.posts, "requests": spent.requests, "uploads": spent.uploads}


def _column(counted: Counted) -> InstrumentedAttribute[int]:
    match counted:
        case Counted.POSTS:
            return SpendingRow.posts
        case Counted.REQUESTS:
            return SpendingRow.requests
        case Counted.UPLOADS:
            return SpendingRow.uploads
