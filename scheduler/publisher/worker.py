"""Who sends: its name, its leases, and the places where a process can be cut off."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto

from scheduler.actions.office import Office
from scheduler.publisher.waiting import LOOKS
from scheduler.store import attempts, turns

LEASE = timedelta(seconds=30)
RENEWED_EACH = timedelta(seconds=8)


class Point(StrEnum):
    """The places of the fence between which a process can die. Tests and benches make it."""

    CLAIMED = auto()
    PREPARED = auto()
    LEAVING = auto()  # committed: from here on it may be public
    ANSWERED = auto()
    RECORDED = auto()


def go_on(_: Point) -> None:
    """Let work pass a point, as it does outside of tests."""


def new_name() -> str:
    """Return a name that no other worker has, nor this one after a restart."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"


class Leases:
    """What this process is working on right now, so that its leases are kept alive."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: set[int] = set()
        self._holders: set[str] = set()

    @contextmanager
    def kept(self, holder: str, attempt_id: int | None = None) -> Iterator[None]:
        with self._lock:
            self._holders.add(holder)
            self._attempts |= {attempt_id} if attempt_id is not None else set()
        try:
            yield
        finally:
            with self._lock:
                self._holders.discard(holder)
                if attempt_id is not None:
                    self._attempts.discard(attempt_id)

    @property
    def attempts(self) -> frozenset[int]:
        with self._lock:
            return frozenset(self._attempts)

    @property
    def holders(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._holders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One process that sends. ``stopping`` is set when it should hand back what has not left."""

    office: Office
    name: str = field(default_factory=new_name)
    leases: Leases = field(default_factory=Leases)
    lease: timedelta = LEASE
    looks: tuple[timedelta, ...] = LOOKS
    patience: tuple[float, ...] = (0.1, 0.5, 1.0, 3.0, 8.0)  # seconds, with a database that fails
    stopping: threading.Event = field(default_factory=threading.Event)
    reached: Callable[[Point], None] = go_on

    def holder(self) -> str:
        """Return a name for one turn on a channel."""
        return f"{self.name}#{secrets.token_hex(4)}"

    def lease_until(self) -> datetime:
        return self.office.now() + self.lease

    def renew_leases(self) -> None:
        """Keep what is being worked on from being taken over by others."""
        ids, holders = self.leases.attempts, self.leases.holders
        if not holders:
            return
        with self.office.sessions.begin() as session:
            attempts.renew(session, ids, self.lease_until())
        with self.office.sessions.begin() as session:  # one table at a time: nobody waits in a ring
            turns.renew(session, holders, self.lease_until())
