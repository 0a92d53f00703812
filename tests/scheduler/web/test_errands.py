"""Long work: seen from every process, said to have stopped when it did, begun again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from scheduler.actions.office import ActionError
from scheduler.domain.roles import Role
from scheduler.store import errands as stored
from scheduler.web import errands as running
from scheduler.web.errands import Errands, Tell
from tests.scheduler.web.world import World

JANUARY = "plan-1"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "EACH", 0.01)


def soon(is_so: Callable[[], object]) -> None:
    for _ in range(600):
        if is_so():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never became so")


def test_another_process_sees_how_far_an_errand_is(world: World) -> None:
    here, elsewhere, go_on = Errands(world.office), Errands(world.office), threading.Event()

    def work(tell: Tell) -> dict[str, int]:
        tell(1, 2, "the first")
        go_on.wait(5)
        return {"made": 2}

    assert here.start(1, JANUARY, work)
    soon(lambda: (there := elsewhere.find(1, JANUARY)) and there.done == 1)
    found = elsewhere.find(1, JANUARY)
    assert found is not None
    assert (found.of, found.last, found.is_running) == (2, "the first", True)
    assert not elsewhere.start(1, JANUARY, work)
    go_on.set()
    soon(lambda: (there := elsewhere.find(1, JANUARY)) and there.ended_at)

    found = elsewhere.find(1, JANUARY)
    assert found is not None
    assert found.result == {"made": 2}
    assert elsewhere.find(2, JANUARY) is None


def test_an_errand_that_fails_says_why(world: World) -> None:
    errands = Errands(world.office)

    def refuse(_tell: Tell) -> dict[str, int]:
        raise ActionError("There is no day to post on.", "Choose more days.")

    errands.start(1, JANUARY, refuse)
    soon(lambda: (there := errands.find(1, JANUARY)) and there.ended_at)

    found = errands.find(1, JANUARY)
    assert found is not None
    assert found.trouble == {"message": "There is no day to post on.", "hint": "Choose more days."}


def test_an_errand_that_breaks_is_logged_and_says_so(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    errands = Errands(world.office)

    def break_down(_tell: Tell) -> dict[str, int]:
        raise RuntimeError("secret detail")

    errands.start(1, JANUARY, break_down)
    soon(lambda: (there := errands.find(1, JANUARY)) and there.ended_at)

    found = errands.find(1, JANUARY)
    assert found is not None
    assert "secret" not in str(found.trouble)
    assert "An errand failed" in caplog.text


def a_run_cut_short(world: World) -> None:
    """What a program that was killed leaves behind: a run that gives no sign any more."""
    with world.office.sessions.begin() as session:
        assert stored.begin(session, 1, JANUARY, "a" * 32, world.watch.now)
        assert stored.beat(session, "a" * 32, (12, 35, "A fact"), world.watch.now)
    world.watch.now += stored.SILENT + timedelta(seconds=1)


def test_a_page_says_that_work_was_cut_short_and_goes_on_with_it(world: World) -> None:
    a_run_cut_short(world)
    manager = world.client(Role.MANAGER)

    page = manager.get("/campaigns/1").text
    manager.post("/campaigns/1/plan")

    assert "It stopped before the end" in page
    assert "12 of 35 are made and safe." in page
    assert "Go on" in page
    assert "data-poll" not in page
    errands = Errands(world.office)
    soon(lambda: (there := errands.find(1, JANUARY)) and there.ended_at)
    assert "posts were made" in manager.get("/campaigns/1").text


def test_a_run_that_was_taken_over_says_nothing_more(world: World) -> None:
    a_run_cut_short(world)
    with world.office.sessions.begin() as session:
        assert stored.begin(session, 1, JANUARY, "b" * 32, world.watch.now)
        assert not stored.begin(session, 1, JANUARY, "c" * 32, world.watch.now)

        assert not stored.beat(session, "a" * 32, (13, 35, "Another"), world.watch.now)
        stored.end(session, "a" * 32, result={"made": 1}, trouble={}, at=world.watch.now)

        found = stored.find(session, 1, JANUARY, world.watch.now)
    assert found is not None
    assert (found.done, found.ended_at) == (0, None)


def test_what_came_of_it_is_told_for_half_a_day(world: World) -> None:
    errands = Errands(world.office)
    errands.start(1, JANUARY, lambda _tell: {})
    soon(lambda: (there := errands.find(1, JANUARY)) and there.ended_at)

    world.watch.now += running.SHOWN + timedelta(minutes=1)

    assert errands.find(1, JANUARY) is None
