from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from scheduler.store.marks import mark, put_mark, take_mark

Sessions = sessionmaker[Session]


def test_a_mark_is_found_again_and_may_be_long(sessions: Sessions) -> None:
    with sessions.begin() as session:
        put_mark(session, "journey", "x" * 5000)

    with sessions() as session:
        assert mark(session, "journey") == "x" * 5000


def test_a_mark_that_is_taken_serves_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        put_mark(session, "journey", "there")

    with sessions.begin() as session:
        first = take_mark(session, "journey")
    with sessions.begin() as session:
        second = take_mark(session, "journey")

    assert (first, second) == ("there", "")
