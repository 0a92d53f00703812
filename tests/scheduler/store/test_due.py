"""What is due is found by an index, however full the calendar is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from scheduler.store import attempts, due
from scheduler.store.database import Database
from scheduler.store.tables import DeliveryRow, PostRow
from tests.scheduler.publisher.place import JANUARY_11, Place, a_place

MANY = 4000


@pytest.fixture
def full_place(database: Database, tmp_path: Path) -> Place:
    """A calendar with thousands of approved deliveries in the weeks to come, and one due now."""
    place = a_place(database.sessions, tmp_path)
    channel = place.a_channel("handoff")
    place.a_delivery(channel)
    with place.office.sessions.begin() as session:
        post = _plain(session, PostRow)
        delivery = _plain(session, DeliveryRow)
        ids = range(100, 100 + MANY)
        session.execute(insert(PostRow), [{**post, "id": i, "plan_key": str(i)} for i in ids])
        later = JANUARY_11 + timedelta(days=1)
        session.execute(
            insert(DeliveryRow),
            [
                {
                    **delivery,
                    "id": i,
                    "post_id": i,
                    "key": str(i),
                    "due_at": later + timedelta(minutes=i),
                    "window_closes": later + timedelta(days=60),
                }
                for i in ids
            ],
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return place


def _plain(session: Session, table: Any) -> dict[str, Any]:
    row = session.execute(select(table.__table__)).mappings().one()
    return dict(row)


QUESTIONS: dict[str, tuple[Callable[[Session], object], set[str]]] = {
    "channels": (lambda s: due.due_channels(s, JANUARY_11), {"ix_deliveries_due"}),
    "oldest": (lambda s: due.oldest_waiting(s, JANUARY_11), {"ix_deliveries_due"}),
    "unusable": (lambda s: due.on_unusable_channels(s, JANUARY_11, 9), {"ix_deliveries_due"}),
    "coming": (
        lambda s: due.next_due_at(s, JANUARY_11),
        {"ix_deliveries_due", "ix_deliveries_retry"},
    ),
    "overdue": (lambda s: due.overdue(s, JANUARY_11, 9), {"ix_deliveries_closing"}),
    "cut off": (lambda s: attempts.cut_off(s, JANUARY_11), set()),
    "looks": (lambda s: attempts.to_look_for(s, JANUARY_11, 9), set()),
}


@pytest.mark.usefixtures("full_place")
def test_no_question_of_a_tick_reads_the_whole_calendar(database: Database) -> None:
    for name, (question, indexes) in QUESTIONS.items():
        plan = _plan(database, question)

        used = {one for one in re.findall(r"ix_deliveries_\w+", plan) if "channel" not in one}
        assert not indexes or used == indexes, f"{name}: {plan}"
        assert not re.search(r"SCAN deliveries|Seq Scan on deliveries", plan), f"{name}: {plan}"


def _plan(database: Database, question: Callable[[Session], object]) -> str:
    asked: list[tuple[str, Any]] = []

    def listen(*args: Any) -> None:
        asked.append((args[2], args[3]))

    event.listen(database.engine, "before_cursor_execute", listen)
    with database.sessions() as session:
        question(session)
    event.remove(database.engine, "before_cursor_execute", listen)
    explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    with database.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"{explain} {s}", p).fetchall() for s, p in asked]
    return " | ".join(str(part) for plan in plans for row in plan for part in row)


def test_what_is_due_is_found_among_thousands(full_place: Place) -> None:
    with full_place.office.sessions() as session:
        found = due.due_channels(session, JANUARY_11)
        coming = due.next_due_at(session, JANUARY_11)

    assert [one.channel_id for one in found] == full_place.channels
    assert coming == JANUARY_11 + timedelta(days=1, minutes=100)
