"""APScheduler as the clock: one adaptive tick, and a few chores beside it.

The tick comes when the round before asked for it, when somebody wakes it, and at least each
second. No job stands for a post, so losing every job loses no post.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, timedelta
from typing import TypeVar

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from scheduler import clock
from scheduler.publisher.chores import Chore

logger = logging.getLogger(__name__)

EACH = timedelta(seconds=1)
STUCK_AFTER = 3.0  # seconds without a tick, by a clock that nobody can set
PATIENCE = 10.0  # seconds that a chore may take to end
Answer = TypeVar("Answer")


class Ticking:
    """Calls ``round_`` again and again; it returns how long nothing will have to be done."""

    def __init__(self, round_: Callable[[], timedelta], chores: Sequence[Chore]) -> None:
        self._round = round_
        self._chores = chores
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._ticking = threading.Lock()
        self._again = threading.Event()
        self._stopped = threading.Event()
        self._ticked_at = time.monotonic()

    def start(self) -> None:
        for work, period in self._chores:
            now = clock.now()
            self._scheduler.add_job(
                safely,
                "interval",
                (work,),
                seconds=period.total_seconds(),
                misfire_grace_time=None,
                coalesce=True,
                next_run_time=now,
            )
        # An interval, though each tick says itself when the next one comes: a job with one date
        # is removed when it ran, and that fails loudly while the scheduler shuts down.
        self._scheduler.add_job(
            self._tick,
            "interval",
            id="tick",
            seconds=EACH.total_seconds(),
            next_run_time=clock.now(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=2,  # the second one sees that the first still runs, and goes
        )
        self._scheduler.start()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def wake(self) -> None:
        """Do a round now: something was planned, approved, released or sent."""
        self._again.set()
        if not self._ticking.locked():  # the tick that runs goes round once more
            self._come_at(timedelta(0))

    def stop(self) -> None:
        """Begin no further round or chore, and let those at work end, for a while."""
        self._stopped.set()
        if self._scheduler.running:
            ending = threading.Thread(target=self._scheduler.shutdown, daemon=True)
            ending.start()
            ending.join(PATIENCE)

    def silent_for(self) -> float:
        """Return for how many seconds no round was finished."""
        return time.monotonic() - self._ticked_at

    def _tick(self) -> None:
        if not self._ticking.acquire(blocking=False):
            return
        wait = EACH
        try:
            self._again.set()
            while self._again.is_set() and not self._stopped.is_set():
                self._again.clear()
                wait = safely(self._round) or EACH
                self._ticked_at = time.monotonic()
        finally:
            self._ticking.release()
        self._come_at(timedelta(0) if self._again.is_set() else min(wait, EACH))

    def _come_at(self, wait: timedelta) -> None:
        if self._stopped.is_set():
            return
        with suppress(JobLookupError):  # it is shutting down
            self._scheduler.modify_job("tick", next_run_time=clock.now() + wait)

    def _watch(self) -> None:
        """Wake the tick when it sleeps too long: a clock that was set back would leave it so."""
        while not self._stopped.wait(1.0):
            if self.silent_for() > STUCK_AFTER:
                self._come_at(timedelta(0))


def safely(work: Callable[[], Answer]) -> Answer | None:
    """Do ``work``; what fails now is logged and may work the next time."""
    try:
        return work()
    except Exception:  # the engine's loop: nothing may end it
        logger.exception("the publisher met an error and goes on")
        return None
