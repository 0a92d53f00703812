"""A channel's turn: only its holder talks to the platform in the channel's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.connectors.listening import heard_by
from scheduler.publisher.budget import Tally, note
from scheduler.publisher.worker import Worker
from scheduler.store import turns


@contextmanager
def a_turn(worker: Worker, channel_id: int) -> Iterator[bool]:
    """Hold the channel for the length of the block; False when somebody else holds it.

    What is asked of the platform meanwhile is counted.
    """
    holder = worker.holder()
    with worker.office.sessions.begin() as session:
        now = worker.office.now()
        ours = turns.take(session, channel_id, holder, now=now, until=now + worker.lease)
    if not ours:
        yield False
        return
    tally = Tally()
    with worker.leases.kept(holder), heard_by(tally):
        try:
            yield True
        finally:
            with worker.office.sessions.begin() as session:
                note(session, channel_id, tally.total(), worker.office.now())
                turns.give_back(session, channel_id, holder)
