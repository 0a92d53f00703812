"""The engine in one process: threads send, and the tables are the truth."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from scheduler.actions.office import Office
from scheduler.publisher.chores import Chore
from scheduler.publisher.dispatching import Dispatcher
from scheduler.publisher.reconciling import look_for
from scheduler.publisher.rounds import LOOKS_AT_ONCE, beside, put_right
from scheduler.publisher.ticking import EACH, Ticking
from scheduler.publisher.worker import Worker
from scheduler.store import attempts, deliveries, due

logger = logging.getLogger(__name__)

GRACE = 40.0  # seconds a request may take to end when the program stops
_SOON = timedelta(milliseconds=10)


class Skips(Protocol):
    """A clock that can be moved on to the next moment at which something happens."""

    def skip_to(self, moment: datetime) -> None: ...


class EmbeddedEngine:
    """Wakes the publisher of one process. ``clock`` is the demo's; the real one skips nothing."""

    def __init__(
        self,
        office: Office,
        *,
        clock: Skips | None = None,
        threads: int = 16,
        worker: Worker | None = None,
        chores: Sequence[Chore] = (),
    ) -> None:
        self.worker = worker or Worker(office=office)
        self._office = office
        self._clock = clock
        self._ticking = Ticking(self._round, (*beside(self.worker, self._silent_for), *chores))
        self._dispatcher = Dispatcher(self.worker, threads, self.wake)
        self._put_right_at = float("-inf")

    def start(self) -> None:
        """Begin to tick. What an earlier process left in the middle is taken up first."""
        self._ticking.start()

    def wake(self) -> None:
        """Look now for what is due: something was planned, approved, released or sent."""
        self._ticking.wake()

    def stop(self) -> None:
        """Send nothing more, let what is on its way end, hand back the rest."""
        self.worker.stopping.set()
        self._ticking.stop()
        if not self._dispatcher.stop(GRACE):
            logger.warning("a request is still on its way; it is looked for after the next start")

    def wait_idle(self, timeout: float) -> None:
        """Return when nothing more will leave by itself.

        Raises ``TimeoutError`` after ``timeout`` seconds in which nothing happened.
        """
        seen, since = -1, time.monotonic()
        while not self._is_idle():
            with self._office.sessions() as session:
                moves = deliveries.count_moves(session)
            if moves != seen:
                seen, since = moves, time.monotonic()
            if time.monotonic() - since > timeout:
                raise TimeoutError(f"Nothing has left for {timeout:.0f} seconds.")
            time.sleep(0.05)

    def _is_idle(self) -> bool:
        if not self._dispatcher.is_idle:
            return False
        with self._office.sessions() as session:
            return due.next_moment(session, self._office.now()) is None

    def _silent_for(self) -> float:
        return self._ticking.silent_for()

    def _round(self) -> timedelta:
        """Do what is to be done now, and return for how long nothing will be."""
        if time.monotonic() - self._put_right_at >= EACH.total_seconds():
            self._put_right_at = time.monotonic()
            put_right(self.worker)
            self._look()
        with self._office.sessions() as session:
            now = self._office.now()
            for channel in due.due_channels(session, now):
                self._dispatcher.send(channel.channel_id, channel.platform)
            coming = due.next_due_at(session, now)
        if self._clock is not None and self._dispatcher.is_idle:
            self._skip(self._clock)
        if coming is None:
            return EACH
        return min(max(coming - self._office.now(), _SOON), EACH)

    def _look(self) -> None:
        with self._office.sessions() as session:
            looks = attempts.to_look_for(session, self._office.now(), LOOKS_AT_ONCE)
        for attempt in looks:
            work = partial(look_for, self.worker, attempt)
            self._dispatcher.run(("look", attempt.id), "", work)

    def _skip(self, clock: Skips) -> None:
        with self._office.sessions() as session:
            moment = due.next_moment(session, self._office.now())
        if moment is not None and moment > self._office.now():
            clock.skip_to(moment)
            self._put_right_at = float("-inf")
            self.wake()
