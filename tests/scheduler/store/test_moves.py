"""Only one module writes the state of a delivery, and the database refuses the worst slips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from scheduler.domain.delivery import TRANSITIONS, Event, ForbiddenTransitionError, State
from scheduler.publisher.rounds import send_due
from scheduler.store import audit, deliveries
from scheduler.store.database import Database
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.tables import DeliveryRow
from tests.scheduler.publisher.place import Place, a_place

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Place:
    return a_place(database.sessions, tmp_path)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (State.PUBLISHED, State.SCHEDULED),
        (State.PUBLISHED, State.SENDING),
        (State.CANCELLED, State.SCHEDULED),
        (State.UNCONFIRMED, State.SENDING),
    ],
)
def test_the_database_refuses_what_could_make_a_second_copy(
    place: Place, state: State, to: State
) -> None:
    delivery = place.a_delivery(place.a_channel("handoff"))
    with place.office.sessions.begin() as session:
        session.execute(update(DeliveryRow).values(state=state))

    with (
        pytest.raises(DBAPIError, match="cannot make this move"),
        place.office.sessions.begin() as session,
    ):
        session.execute(update(DeliveryRow).values(state=to))

    assert to not in TRANSITIONS[state].values()
    assert place.delivery(delivery).state is state


def test_only_one_of_two_can_move_a_delivery(place: Place) -> None:
    delivery = place.delivery(place.a_delivery(place.a_channel("handoff")))
    move = Move(at=place.watch())
    with place.office.sessions.begin() as session:
        deliveries.record(session, delivery, Event.CLAIM, move)

    with place.office.sessions.begin() as session, pytest.raises(StaleDeliveryError):
        deliveries.record(session, delivery, Event.CLAIM, move)


def test_an_approval_taken_back_meanwhile_stops_the_claim(place: Place) -> None:
    delivery = place.delivery(place.a_delivery(place.a_channel("handoff")))
    with place.office.sessions.begin() as session:
        session.execute(update(DeliveryRow).values(approved_digest=""))

    with place.office.sessions.begin() as session, pytest.raises(StaleDeliveryError):
        deliveries.record(session, delivery, Event.CLAIM, Move(at=place.watch()))


def test_a_move_that_the_table_does_not_have_changes_nothing(place: Place) -> None:
    delivery = place.delivery(place.a_delivery(place.a_channel("handoff")))

    with place.office.sessions.begin() as session, pytest.raises(ForbiddenTransitionError):
        deliveries.record(session, delivery, Event.ACCEPT, Move(at=place.watch()))

    assert place.delivery(delivery.id).state is State.SCHEDULED
    assert place.history(delivery.id) == []


def test_every_move_stands_in_the_audit_trail(place: Place) -> None:
    place.a_delivery(place.a_channel("handoff"))

    send_due(place.office, "test")

    with place.office.sessions() as session:
        entries = [entry.what for entry in audit.entries(session, place.organization_id)]
        assert audit.verify(session, place.organization_id).broken_at is None
    assert entries[-2:] == ["delivery claim", "delivery lose_track"]


def test_nothing_else_writes_the_state_of_a_delivery() -> None:
    writes = re.compile(r"update\(DeliveryRow\)(?:(?!update\().){0,400}?\bstate=", re.DOTALL)
    for path in (ROOT / "scheduler").rglob("*.py"):
        if path.name != "deliveries.py":
            text = re.sub(r"DeliveryRow\.state(?: ==|\.in_)", "", path.read_text("utf-8"))
            assert not writes.search(text), path
