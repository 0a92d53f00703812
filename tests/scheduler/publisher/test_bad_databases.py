"""A database that is locked, read-only or full: posts keep their state, nothing is half sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from scheduler.actions.office import ActionError
from scheduler.domain.delivery import State
from scheduler.publisher.rounds import send_due, send_round
from scheduler.publisher.worker import Point, Worker
from scheduler.store import database as database_module
from scheduler.store.database import Database, open_database
from tests.full_disk import room_for
from tests.scheduler.publisher.feed import a_feed
from tests.scheduler.publisher.place import Place, a_place


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(database_module, "_BUSY_SECONDS", 0.1)
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Place:
    return a_place(database.sessions, tmp_path)


@contextmanager
def locked(database: Database) -> Iterator[None]:
    other = sqlite3.connect(
        str(database.engine.url.database), isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@contextmanager
def _told(database: Database, pragma: str, back: str) -> Iterator[None]:
    """Give every connection a pragma, and take it back."""

    def tell(connection: sqlite3.Connection, _: object, __: object = None) -> None:
        connection.execute(pragma)

    event.listen(database.engine, "checkout", tell)
    yield
    event.remove(database.engine, "checkout", tell)

    def untell(connection: sqlite3.Connection, _: object, __: object) -> None:
        connection.execute(back)

    event.listen(database.engine, "checkout", untell)


def read_only(database: Database) -> AbstractContextManager[None]:
    return _told(database, "PRAGMA query_only = ON", "PRAGMA query_only = OFF")


def full(database: Database) -> AbstractContextManager[None]:
    # As many pages as there are: the next one does not fit, as on a disk that is full.
    return _told(database, "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823")


def full_disk(_: Database) -> AbstractContextManager[None]:
    # The log of writes is larger by now, so that nothing can be added to it.
    return room_for(8_192)


Trouble = Callable[[Database], AbstractContextManager[None]]
TROUBLES = [
    pytest.param(locked, "locked", id="locked"),
    pytest.param(read_only, "readonly", id="read-only"),
    pytest.param(full, "full", id="full"),
    pytest.param(full_disk, "disk I/O error", id="full-disk"),
]


@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
def test_nothing_leaves_while_the_database_cannot_say_so(
    place: Place, database: Database, trouble: Trouble, said: str
) -> None:
    with a_feed(now=place.watch) as feed:
        channel = place.a_channel(server=feed.url)
        made = [place.a_delivery(channel) for _ in range(12)]
        with trouble(database):
            met = []
            for _ in range(3):  # the first may still find room for something
                try:
                    send_round(Worker(office=place.office, patience=(0.01,)))
                except OperationalError as error:
                    met.append(str(error))
            sent = sum(feed.copies.values())
            unsent = [one for one in made if place.delivery(one).state is State.SCHEDULED]

        place.watch.forward(minutes=5)
        for _ in range(3):
            send_due(place.office, "test")
            place.watch.forward(minutes=3)

        assert any(said in error for error in met)
        assert sent + len(unsent) in {len(made), len(made) - 1}, "at most one was on its way"
        assert {place.delivery(one).state for one in made} == {State.PUBLISHED}
        assert len(feed.copies) == len(feed.posts) == len(made)


@pytest.mark.parametrize("trouble", [locked, read_only, full_disk])
def test_an_answer_that_cannot_be_stored_is_looked_up_later(
    place: Place, database: Database, trouble: Trouble
) -> None:
    broken = trouble(database)

    def reached(point: Point) -> None:
        if point is Point.ANSWERED:
            broken.__enter__()

    with a_feed(now=place.watch) as feed:
        delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
        worker = Worker(office=place.office, reached=reached, patience=(0.01,))
        with pytest.raises(OperationalError):
            send_round(worker)
        broken.__exit__(None, None, None)
        stuck = place.delivery(delivery).state

        for _ in range(2):
            place.watch.forward(minutes=1)
            send_due(place.office, "test")

        assert stuck is State.SENDING
        assert place.delivery(delivery).state is State.PUBLISHED
        assert feed.copies == {"Hello": 1}


@pytest.mark.parametrize("trouble", [locked, read_only, full_disk])
def test_what_is_made_ready_when_the_database_fails_does_not_leave(
    place: Place, database: Database, trouble: Trouble
) -> None:
    broken = trouble(database)

    def reached(point: Point) -> None:
        if point is Point.PREPARED:
            broken.__enter__()

    with a_feed(now=place.watch) as feed:
        delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
        worker = Worker(office=place.office, reached=reached, patience=(0.01,))
        with pytest.raises(OperationalError):
            send_round(worker)
        broken.__exit__(None, None, None)
        left = sum(feed.copies.values())

        for _ in range(3):
            place.watch.forward(minutes=1)
            send_due(place.office, "test")

        assert left == 0
        assert place.delivery(delivery).state is State.PUBLISHED
        assert place.attempts(delivery)[0].left_at is None
        assert feed.copies == {"Hello": 1}


def test_a_person_is_told_in_one_line(place: Place, database: Database) -> None:
    place.a_delivery(place.a_channel("handoff"))

    with (
        locked(database),
        pytest.raises(ActionError, match=r"database is locked\. Nothing is lost"),
    ):
        send_due(place.office, "test")
