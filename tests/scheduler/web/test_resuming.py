"""Resuming asks what becomes of what was missed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store import contents, deliveries, reviews
from tests.scheduler.web.world import World, a_post


def states(world: World) -> set[State]:
    with world.office.sessions() as session:
        return {one.state for post in world.posts for one in deliveries.of_post(session, post)}


@pytest.fixture
def missed(world: World) -> World:
    """An approved post whose time came while everything was paused."""
    post_id = a_post(world)
    with world.office.sessions.begin() as session:
        for content in contents.of_post(session, post_id):
            reviews.bind_approval(session, content.delivery.id, content.digest())
    world.client(Role.MANAGER).post("/pauses", data={"reason": "News"})
    world.watch.now = datetime(2027, 1, 11, 20, 0, tzinfo=UTC)
    return world


def test_resuming_asks_when_something_was_missed(missed: World) -> None:
    manager = missed.client(Role.MANAGER)

    page = manager.post("/pauses/1/resume", data={"next": "/attention"})

    assert "2 deliveries fell due while it was paused." in page.text
    assert states(missed) == {State.SCHEDULED}
    assert "All posting is paused" in manager.get("/attention").text


@pytest.mark.parametrize(
    ("answer", "state"),
    [("hold", State.HELD), ("send", State.SCHEDULED), ("skip", State.CANCELLED)],
)
def test_the_answer_decides_what_becomes_of_it(missed: World, answer: str, state: State) -> None:
    manager = missed.client(Role.MANAGER)

    gone = manager.post("/pauses/1/resume", data={"next": "/attention", "missed": answer})

    assert gone.headers["location"] == "/attention"
    assert states(missed) == {state}
    assert "All posting is paused" not in manager.get("/attention").text


def test_a_topic_can_be_paused(world: World) -> None:
    manager = world.client(Role.MANAGER)

    assert 'value="topic:human_trafficking"' in manager.get("/pauses").text
    answer = manager.post("/pauses", data={"reason": "News", "what": "topic:human_trafficking"})

    assert answer.status_code == 303
