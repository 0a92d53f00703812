"""Long work that pages start, seen from every process: at most one run of a name at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.store.tables import ErrandRow

SILENT = timedelta(seconds=20)
"""Who runs an errand gives a sign every other second; after so long without one it has stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """``result`` is what the work returned, ``trouble`` the message and hint it ended early with.

    ``has_stopped``: nobody is at it any more although it has not ended.
    """

    name: str
    done: int
    of: int
    last: str
    began_at: datetime
    ended_at: datetime | None
    has_stopped: bool
    result: Mapping[str, Any]
    trouble: Mapping[str, Any]

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and not self.has_stopped


def find(session: Session, organization_id: int, name: str, now: datetime) -> Errand | None:
    row = session.scalar(
        select(ErrandRow).where(
            ErrandRow.organization_id == organization_id, ErrandRow.name == name
        )
    )
    if row is None:
        return None
    return Errand(
        name=row.name,
        done=row.done,
        of=row.of,
        last=row.last,
        began_at=row.began_at,
        ended_at=row.ended_at,
        has_stopped=row.ended_at is None and row.beat_at < now - SILENT,
        result=row.result,
        trouble=row.trouble,
    )


def begin(session: Session, organization_id: int, name: str, run: str, at: datetime) -> bool:
    """Begin a run, unless another one goes on: then say no."""
    fresh = {
        "run": run,
        "done": 0,
        "of": 0,
        "last": "",
        "began_at": at,
        "beat_at": at,
        "ended_at": None,
        "result": {},
        "trouble": {},
    }
    over = or_(ErrandRow.ended_at.is_not(None), ErrandRow.beat_at < at - SILENT)
    theirs = (ErrandRow.organization_id == organization_id) & (ErrandRow.name == name)
    if _changed(session, update(ErrandRow).where(theirs, over).values(**fresh)):
        return True
    if session.scalar(select(ErrandRow.id).where(theirs)) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(ErrandRow(organization_id=organization_id, name=name, **fresh))
    except IntegrityError:  # another process began it in this very moment
        return False
    return True


def beat(session: Session, run: str, progress: tuple[int, int, str], at: datetime) -> bool:
    """Note how far a run is, and that it goes on; say whether it is still the one that counts."""
    done, of, last = progress
    return _changed(
        session,
        update(ErrandRow)
        .where(ErrandRow.run == run, ErrandRow.ended_at.is_(None))
        .values(done=done, of=of, last=last[:300], beat_at=at),
    )


def end(
    session: Session,
    run: str,
    *,
    result: Mapping[str, Any],
    trouble: Mapping[str, Any],
    at: datetime,
) -> None:
    session.execute(
        update(ErrandRow)
        .where(ErrandRow.run == run)
        .values(result=dict(result), trouble=dict(trouble), ended_at=at, beat_at=at)
    )


def _changed(session: Session, change: Any) -> bool:
    return cast("CursorResult[tuple[()]]", session.execute(change)).rowcount == 1
