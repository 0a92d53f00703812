"""One round of the publisher: put right what stands wrong, then send what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import OperationalError

from scheduler import clock
from scheduler.actions.office import ActionError, Office
from scheduler.domain.delivery import Delivery, Event, State
from scheduler.publisher.chores import Chore
from scheduler.publisher.engagement import collect_due
from scheduler.publisher.missing import AT_ONCE, sweep_missed
from scheduler.publisher.reconciling import look_for, recover
from scheduler.publisher.renewing import renew_access
from scheduler.publisher.sending import send_next
from scheduler.publisher.worker import RENEWED_EACH, Worker, new_name
from scheduler.store import attempts, deliveries, due
from scheduler.store.database import out_of_use
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.health import note_tick

LOOKS_AT_ONCE = 50
_THREADS = 16

UNUSABLE = "The channel was removed or must be connected again; connect it, then release this."


READ_EACH = timedelta(minutes=5)
RENEW_EACH = timedelta(hours=1)
SAID_EACH = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``moved`` counts deliveries that changed their state, ``published`` those that are out.

    ``states`` counts them by the state they have now.
    """

    published: int
    moved: int
    states: Mapping[str, int] = field(default_factory=dict)


def send_due(office: Office, worker_name: str) -> Report:
    """Send everything that is due now, each channel's posts in their order, and return.

    Raises ``ActionError`` when the database cannot be written; nothing is lost then.
    """
    try:
        report = send_round(Worker(office=office, name=f"{worker_name}-{new_name()}"))
        with office.sessions.begin() as session:
            note_tick(session, clock.now())  # where cron wakes us nothing else says so
    except OperationalError as error:
        raise ActionError(
            out_of_use(error), "Nothing is lost; mend that and run it again."
        ) from error
    return report


def send_round(worker: Worker) -> Report:
    """The same by a worker of the caller's."""
    office = worker.office
    moved = put_right(worker)
    with office.sessions() as session:
        looks = attempts.to_look_for(session, office.now(), LOOKS_AT_ONCE)
        channels = due.due_channels(session, office.now())
    with ThreadPoolExecutor(_THREADS, "send") as pool:
        looked = pool.map(lambda attempt: look_for(worker, attempt), looks)
        sent = pool.map(lambda channel: send_all(worker, channel.channel_id), channels)
        moved += [delivery for delivery in looked if delivery is not None]
        moved += [delivery for several in sent for delivery in several]
    # One delivery may have moved twice; what counts is where it stands.
    states = Counter({delivery.id: delivery.state.value for delivery in moved}.values())
    return Report(published=states[State.PUBLISHED], moved=len(moved), states=dict(states))


def beside(worker: Worker, silent_for: Callable[[], float]) -> tuple[Chore, ...]:
    """Return what every engine does beside its rounds, the last of them ``silent_for`` ago."""

    def say_alive() -> None:
        if silent_for() < SAID_EACH.total_seconds():
            with worker.office.sessions.begin() as session:
                note_tick(session, clock.now())

    return (
        (worker.renew_leases, RENEWED_EACH),
        (say_alive, SAID_EACH),
        (partial(collect_due, worker), READ_EACH),
        (partial(renew_access, worker), RENEW_EACH),
    )


def put_right(worker: Worker) -> list[Delivery]:
    """Take up what was cut off, miss what is too late, hold what cannot leave."""
    return [*recover(worker), *sweep_missed(worker.office), *hold_unusable(worker.office)]


def send_all(worker: Worker, channel_id: int) -> list[Delivery]:
    """Send a channel's due deliveries one after the other until none may leave."""
    moved: list[Delivery] = []
    while not worker.stopping.is_set():
        delivery = send_next(worker, channel_id)
        if delivery is None:
            break
        moved.append(delivery)
    return moved


def hold_unusable(office: Office) -> list[Delivery]:
    """Hold what is due on channels that were removed or must be connected again."""
    with office.sessions() as session:
        if not due.on_unusable_channels(session, office.now(), 1):
            return []
    held: list[Delivery] = []
    with office.sessions.begin() as session:
        now = office.now()
        for delivery in due.on_unusable_channels(session, now, AT_ONCE):
            try:
                move = Move(at=now, note=UNUSABLE)
                held.append(deliveries.record(session, delivery, Event.HOLD, move))
            except StaleDeliveryError:
                continue
    return held
