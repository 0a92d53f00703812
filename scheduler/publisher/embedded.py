"""The engine in one process: APScheduler is the clock, threads send, the tables are the truth.

There is one adaptive tick: it comes when the next delivery is due, when a thread is free again,
and at least each second. No job stands for a post, so losing every job loses no post.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler import clock as real_clock
from scheduler.actions.office import Office
from scheduler.publisher.chores import Chore
from scheduler.publisher.dispatching import Dispatcher
from scheduler.publisher.engagement import collect_due
from scheduler.publisher.reconciling import look_for
from scheduler.publisher.rounds import LOOKS_AT_ONCE, put_right
from scheduler.publisher.worker import RENEWED_EACH, Worker
from scheduler.store import attempts, deliveries, due
from scheduler.store.health import note_tick

logger = logging.getLogger(__name__)

EACH = timedelta(seconds=1)
GRACE = 40.0  # seconds a request may take to end when the program stops
READ_EACH = timedelta(minutes=5)
SAID_EACH = timedelta(seconds=20)
STUCK_AFTER = 3.0  # seconds without a tick, by a clock that nobody can set
_SOON = timedelta(milliseconds=10)
Answer = TypeVar("Answer")


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
        self._chores = chores
        self._dispatcher = Dispatcher(self.worker, threads, self.wake)
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._ticking = threading.Lock()
        self._again = threading.Event()
        self._ticked_at = time.monotonic()
        self._put_right_at = float("-inf")
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to tick. What an earlier process left in the middle is taken up first."""
        jobs = (
            (self.worker.renew_leases, RENEWED_EACH),
            (self._say_alive, SAID_EACH),
            (partial(collect_due, self.worker), READ_EACH),
            *self._chores,
        )
        for work, period in jobs:
            self._scheduler.add_job(
                self._safely,
                "interval",
                (work,),
                seconds=period.total_seconds(),
                misfire_grace_time=None,
                coalesce=True,
            )
        self._safely(self._say_alive)
        self._come_at(timedelta(0))
        self._scheduler.start()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def wake(self) -> None:
        """Look now for what is due: something was planned, approved, released or sent."""
        self._again.set()
        if not self._ticking.locked():  # the tick that runs goes round once more
            self._come_at(timedelta(0))

    def stop(self) -> None:
        """Send nothing more, let what is on its way end, hand back the rest."""
        self._stopped.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
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

    def _tick(self) -> None:
        if not self._ticking.acquire(blocking=False):
            return
        wait = EACH
        try:
            self._again.set()
            while self._again.is_set() and not self._stopped.is_set():
                self._again.clear()
                wait = self._safely(self._round) or EACH
                self._ticked_at = time.monotonic()
        finally:
            self._ticking.release()
        self._come_at(timedelta(0) if self._again.is_set() else wait)

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
            self._again.set()

    def _say_alive(self) -> None:
        """Note that the clock ticks, where health checks look; not when it does not."""
        if time.monotonic() - self._ticked_at > SAID_EACH.total_seconds():
            return
        with self._office.sessions.begin() as session:
            note_tick(session, self._office.now())

    def _come_at(self, wait: timedelta) -> None:
        if self._stopped.is_set():
            return
        self._scheduler.add_job(
            self._tick,
            "date",
            run_date=real_clock.now() + wait,
            id="tick",
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=2,
        )

    def _watch(self) -> None:
        """Wake the tick when it sleeps too long: a clock that was set back would leave it so."""
        while not self._stopped.wait(1.0):
            if time.monotonic() - self._ticked_at > STUCK_AFTER:
                self._come_at(timedelta(0))

    def _safely(self, work: Callable[[], Answer]) -> Answer | None:
        try:
            return work()
        except Exception:  # the engine's loop: what fails now may work the next time
            logger.exception("the publisher met an error and goes on")
            return None
