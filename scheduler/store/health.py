"""Is the publisher alive, and is anything waiting that should be out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.store import due
from scheduler.store.marks import mark, put_mark

_MARK = "last_tick"
SILENT = timedelta(minutes=2)  # an engine that lives says so several times in this
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """``ticked_at`` is None when no engine ever ran on this database."""

    ticked_at: datetime | None
    waiting_since: datetime | None
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def health(session: Session, now: datetime, *, wall: datetime) -> Health:
    """Say whether the clock ticks and nothing that may leave is late.

    ``now`` may be the demo's time; ``wall`` is the machine's, by which engines tick. Raises the
    database's error when that does not answer.
    """
    told = mark(session, _MARK)
    ticked_at = datetime.fromisoformat(told) if told else None
    waiting = due.oldest_waiting(session, now)
    problems = []
    if ticked_at is None:
        problems.append("The publisher has not started yet.")
    elif wall - ticked_at > SILENT:
        problems.append(
            f"The publisher's clock has not ticked since {ticked_at:%Y-%m-%d %H:%M:%S}."
        )
    if waiting is not None and now - waiting > LATE:
        problems.append(f"A post waits to be sent since {waiting:%Y-%m-%d %H:%M:%S} UTC.")
    return Health(ticked_at=ticked_at, waiting_since=waiting, problems=tuple(problems))


def note_tick(session: Session, at: datetime) -> None:
    put_mark(session, _MARK, at.isoformat())
