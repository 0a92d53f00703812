"""The engine on many machines: any number of workers, each a clock and a taker of jobs.

The same functions as in one process. Who wakes first puts a job for each channel that is due;
PgQueuer hands it to a worker that is free, and to another one when that dies. The claim in our
own tables decides whether anything is sent.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import URL
from sqlalchemy.orm import Session

from scheduler.actions.office import Office
from scheduler.domain.attempt import Attempt
from scheduler.publisher.chores import Chore
from scheduler.publisher.dispatching import Shares, send_some
from scheduler.publisher.queueing import Order, Queue, Task, alone, put, set_up
from scheduler.publisher.reconciling import look_for
from scheduler.publisher.rounds import LOOKS_AT_ONCE, beside, put_right
from scheduler.publisher.ticking import EACH, Ticking
from scheduler.publisher.worker import Worker
from scheduler.store import attempts, due, turns

logger = logging.getLogger(__name__)

GRACE = 40.0  # seconds a request may take to end when the program stops
_SOON = timedelta(milliseconds=10)


class DistributedEngine:
    """One worker of a fleet. Raises where it starts if the database is not PostgreSQL's."""

    def __init__(
        self,
        office: Office,
        url: URL,
        *,
        threads: int = 16,
        worker: Worker | None = None,
        chores: Sequence[Chore] = (),
    ) -> None:
        self.worker = worker or Worker(office=office)
        self._office = office
        self._url = url
        self._ticking = Ticking(self._round, (*beside(self.worker, self._silent_for), *chores))
        self._queue = Queue(url, threads, self._do)
        self._shares = Shares(threads)
        self._platforms: dict[int, str] = {}
        self._put_right_at = float("-inf")

    def start(self) -> None:
        """Begin to tick and to take jobs."""
        set_up(self._url)
        self._queue.start()
        self._ticking.start()

    def wake(self) -> None:
        """Look now for what is due."""
        self._ticking.wake()

    def stop(self) -> None:
        """Take no more jobs, let what is on its way end, hand back the rest."""
        self.worker.stopping.set()
        self._ticking.stop()
        if not self._queue.stop(GRACE):
            logger.warning("a request is still on its way; another worker will look for it")

    def _silent_for(self) -> float:
        return self._ticking.silent_for()

    def _round(self) -> timedelta:
        """Put jobs for what is due, and return for how long nothing will be."""
        if time.monotonic() - self._put_right_at >= EACH.total_seconds():
            self._put_right_at = time.monotonic()
            put_right(self.worker)
        with self._office.sessions() as session:
            waits = _orders(session, self._office)
        if waits:
            with self._office.sessions.begin() as session:
                if alone(session):
                    orders = _orders(session, self._office)
                    channel_ids = [order.id for order in orders if order.task is Task.SEND]
                    marked = turns.mark_queued(session, channel_ids, self._office.now())
                    put(session, [o for o in orders if o.task is not Task.SEND or o.id in marked])
        with self._office.sessions() as session:
            now = self._office.now()
            coming = due.next_due_at(session, now)
        return EACH if coming is None else min(max(coming - now, _SOON), EACH)

    def _do(self, task: Task, number: int) -> None:
        match task:
            case Task.SEND:
                self._send(number)
                self.wake()
            case Task.LOOK:
                self._look(number)

    def _send(self, channel_id: int) -> None:
        platform = self._platform(channel_id)
        come_back = None
        if self._shares.take(platform):
            try:
                if send_some(self.worker, channel_id):
                    return  # the first claim has taken the mark away
            finally:
                self._shares.give_back(platform)
        else:
            come_back = self._office.now() - due.JOB_BEGINS_WITHIN + EACH
        with self._office.sessions.begin() as session:
            turns.mark_queued(session, [channel_id], come_back)

    def _platform(self, channel_id: int) -> str:
        """Return whose channel it is, which never changes."""
        if channel_id not in self._platforms:
            with self._office.sessions() as session:
                self._platforms[channel_id] = turns.platform(session, channel_id)
        return self._platforms[channel_id]

    def _look(self, attempt_id: int) -> None:
        with self._office.sessions() as session:
            attempt = attempts.attempt(session, attempt_id)
        # A job that begins late may find that another one, put in its place, has looked.
        if attempt is not None and attempt.is_to_be_looked_for(self._office.now()):
            look_for(self.worker, attempt)


def _orders(session: Session, office: Office) -> list[Order]:
    now = office.now()
    sends = [Order(Task.SEND, one.channel_id) for one in due.due_channels(session, now)]
    looks = attempts.to_look_for(session, now, LOOKS_AT_ONCE)
    return [*sends, *(Order(Task.LOOK, one.id, _name_of_look(one, now)) for one in looks)]


def _name_of_look(attempt: Attempt, now: datetime) -> str:
    """Name the job of a look, so that no second one is put until this one should have begun.

    A look has no mark as a channel has. A job whose worker died keeps its name until others take
    it over, much later: without another name nobody would look for the post so long.
    """
    waited = timedelta(0) if attempt.look_at is None else now - attempt.look_at
    return f"look {attempt.id} {attempt.lookups} {waited // due.JOB_BEGINS_WITHIN}"
