"""A channel's turn: only its holder talks to the platform in the channel's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.publisher.worker import Worker
from scheduler.store import turns


@contextmanager
def a_turn(worker: Worker, channel_id: int) -> Iterator[bool]:
    """Hold the channel for the length of the block; False when somebody else holds it."""
    holder = worker.holder()
    with worker.office.sessions.begin() as session:
        now = worker.office.now()
        ours = turns.take(session, channel_id, holder, now=now, until=now + worker.lease)
    if not ours:
        yield False
        return
    with worker.leases.kept(holder):
        try:
            yield True
        finally:
            with worker.office.sessions.begin() as session:
                turns.give_back(session, channel_id, holder)
