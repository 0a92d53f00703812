"""Jobs for a fleet of workers: PgQueuer's table in the same PostgreSQL as everything else.

A job carries an id and nothing else. It is put in the transaction that marks what it is for, and
only when that is due: PgQueuer slows down when many far-off jobs wait in its table.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, auto
from typing import Any

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries, SyncQueries
from pgqueuer.domain.models import Job
from psycopg import RawCursor
from psycopg.rows import dict_row
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)

TAKEN_OVER_AFTER = timedelta(seconds=30)  # a job whose worker does not show a sign of life
_LOCK = 0x6177_7175  # any number that no other program takes as an advisory lock
_AGAIN_AFTER = 2.0  # seconds until a lost connection is made anew


class Task(StrEnum):
    """What a job asks for; its id says of which channel or attempt."""

    SEND = auto()
    LOOK = auto()


@dataclass(frozen=True, slots=True)
class Order:
    """A second order with the same ``key`` is not put while the first one is not done."""

    task: Task
    id: int
    key: str | None = None


class _InTransaction:
    """Lets PgQueuer put its rows within a transaction of ours."""

    def __init__(self, session: Session) -> None:
        self._connection: Any = session.connection().connection.driver_connection

    def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        cursor = RawCursor(self._connection, row_factory=dict_row)
        cursor.execute(query, args or None)
        return cursor.fetchall()


def put(session: Session, orders: Sequence[Order]) -> None:
    """Put jobs into the queue, in the transaction of ``session``."""
    if orders:
        SyncQueries(_InTransaction(session)).enqueue(
            [str(order.task) for order in orders],
            [str(order.id).encode() for order in orders],
            [0] * len(orders),
            dedupe_key=[order.key for order in orders],
            on_conflict="skip",
        )


def alone(session: Session) -> bool:
    """Say whether this worker is the only one that puts jobs in this transaction."""
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": _LOCK}))


def address(url: URL) -> str:
    """Return a database's address as drivers take it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class Queue:
    """Takes jobs and does each in a thread. No job is ever done again because it failed."""

    def __init__(self, url: URL, threads: int, do: Callable[[Task, int], object]) -> None:
        self._address = address(url)
        self._threads = threads
        self._do = do
        self._pool = ThreadPoolExecutor(threads, "send")
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pgqueuer: PgQueuer | None = None
        self._thread = threading.Thread(target=self._serve, name="queue", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Take no more jobs and let those at work end; say whether they did in time."""
        self._stopping.set()
        if self._loop is not None and self._pgqueuer is not None:
            self._loop.call_soon_threadsafe(self._pgqueuer.shutdown.set)
        self._thread.join(seconds)
        self._pool.shutdown(wait=False)
        return not self._thread.is_alive()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._take())
            except Exception:  # the engine's loop: a lost connection is made anew
                logger.exception("the queue was interrupted and is taken up again")
                self._stopping.wait(_AGAIN_AFTER)

    async def _take(self) -> None:
        # Not psycopg here: while it listens for notices, its connection can do nothing else.
        connection = await asyncpg.connect(self._address)
        try:
            self._loop = asyncio.get_running_loop()
            self._pgqueuer = pgqueuer = PgQueuer(AsyncpgDriver(connection))
            for task in Task:
                self._register(pgqueuer, task)
            if self._stopping.is_set():
                return
            await pgqueuer.qm.run(
                batch_size=max(1, self._threads // 2),
                max_concurrent_tasks=2 * self._threads,
                dequeue_timeout=timedelta(seconds=5),
                heartbeat_timeout=TAKEN_OVER_AFTER,
            )
        finally:
            await connection.close(timeout=2)

    def _register(self, pgqueuer: PgQueuer, task: Task) -> None:
        @pgqueuer.entrypoint(str(task))
        async def work(job: Job) -> None:
            number = int((job.payload or b"0").decode())
            loop = asyncio.get_running_loop()
            try:
                await loop.run_in_executor(self._pool, self._do, task, number)
            except Exception:  # the worker's loop: the tables say what remains to be done
                logger.exception("a job failed", extra={"task": str(task), "number": number})


def set_up(url: URL) -> None:
    """Create the queue's own tables or bring them up to date; several may do it at once."""
    # In a thread of its own: whoever starts an engine may have an event loop running already.
    with ThreadPoolExecutor(1, "queue-set-up") as alone:
        alone.submit(lambda: asyncio.run(_set_up(address(url)))).result()


async def _set_up(where: str) -> None:
    connection = await asyncpg.connect(where)
    try:
        await connection.execute("SELECT pg_advisory_lock($1::bigint)", _LOCK + 1)
        queries = Queries(AsyncpgDriver(connection))
        if await queries.schema_is_installed():
            await queries.upgrade()
        else:
            await queries.install()
    finally:
        await connection.close(timeout=2)  # and with it the lock
