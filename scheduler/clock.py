"""The only place that reads the time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.actions.office import Office

_MARK = "demo_clock"


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


class SkippingClock:
    """The demo's time: as fast as the real one, but hours in which nothing is due are skipped.

    It never goes back, and after a restart it goes on from where it was.
    """

    def __init__(self, start: datetime) -> None:
        self._ahead = start - now()
        self._lock = threading.Lock()
        self._office: Office | None = None

    def now(self) -> datetime:
        with self._lock:
            return now() + self._ahead

    def skip_to(self, moment: datetime) -> None:
        """Make it ``moment`` now; what has passed stays passed."""
        with self._lock:
            ahead = moment - now()
            if ahead <= self._ahead:
                return
        self._remember(ahead)  # without the lock: who writes to the database asks for the time
        with self._lock:
            self._ahead = max(self._ahead, ahead)

    def resume_from(self, office: Office) -> None:
        """Go on from where an earlier run on the same database was, and remember from now on."""
        from scheduler.store.marks import mark  # noqa: PLC0415  # only the demo needs the tables

        with office.sessions() as session:
            told = mark(session, _MARK)
        with self._lock:
            self._office = office
            if told:
                self._ahead = max(self._ahead, timedelta(seconds=float(told)))

    def _remember(self, ahead: timedelta) -> None:
        if self._office is None:
            return
        from scheduler.store.marks import put_mark  # noqa: PLC0415  # as above

        with self._office.sessions.begin() as session:
            put_mark(session, _MARK, str(ahead.total_seconds()))
