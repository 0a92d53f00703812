"""What is due is found by an index, however full the calendar is."""

from __future__ import annotations

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


QUESTIONS: tuple[Callable[[Session], object], ...] = (
    lambda session: due.due_channels(session, JANUARY_11),
    lambda session: due.next_due_at(session, JANUARY_11),
    lambda session: due.overdue(session, JANUARY_11, 100),
    lambda session: due.oldest_waiting(session, JANUARY_11),
    lambda session: due.on_unusable_channels(session, JANUARY_11, 100),
    lambda session: attempts.cut_off(session, JANUARY_11),
    lambda session: attempts.to_look_for(session, JANUARY_11, 50),
)


def test_no_question_of_a_tick_reads_the_whole_calendar(
    full_place: Place, database: Database
) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(*args: Any) -> None:
        asked.append((args[2], args[3]))

    event.listen(database.engine, "before_cursor_execute", listen)
    with full_place.office.sessions() as session:
        for question in QUESTIONS:
            question(session)
    event.remove(database.engine, "before_cursor_execute", listen)

    explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    with database.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).fetchall()
            lines = " | ".join(str(part) for row in plan for part in row)
            assert "SCAN deliveries" not in lines, lines
            assert "Seq Scan on deliveries" not in lines, lines
    assert len(asked) >= len(QUESTIONS)


def test_what_is_due_is_found_among_thousands(full_place: Place) -> None:
    with full_place.office.sessions() as session:
        found = due.due_channels(session, JANUARY_11)
        coming = due.next_due_at(session, JANUARY_11)

    assert [one.channel_id for one in found] == full_place.channels
    assert coming == JANUARY_11 + timedelta(days=1, minutes=100)
