from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.actions.office import ActionError
from scheduler.actions.pausing import Resumed, kept_back, pause, resume
from scheduler.domain.delivery import Event, State
from scheduler.domain.pause import AfterPause, PauseScope
from scheduler.domain.roles import Role
from scheduler.store import contents, deliveries, pauses, reviews
from scheduler.store.deliveries import Move
from tests.scheduler.web.world import World, some_posts

JANUARY_13_NOON = datetime(2027, 1, 13, 17, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The publisher's tests ask the same question of both kinds of database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def paused(world: World) -> int:
    """Three approved posts, on the 11th, 12th and 13th; all is paused before the first."""
    with_posts(world, 3)
    return pause(world.office, world.members[Role.MANAGER], PauseScope.EVERYTHING, "", "News")


def with_posts(world: World, count: int) -> None:
    for post_id in some_posts(world, count):
        with world.office.sessions.begin() as session:
            for content in contents.of_post(session, post_id):
                reviews.bind_approval(session, content.delivery.id, content.digest())


def states(world: World) -> list[State]:
    with world.office.sessions() as session:
        found = [one for post in world.posts for one in deliveries.of_post(session, post)]
    return [one.state for one in found]


def resumed(world: World, pause_id: int, after: AfterPause) -> Resumed:
    return resume(world.office, world.members[Role.MANAGER], pause_id, after)


def test_what_fell_due_is_told_before_anybody_resumes(world: World, paused: int) -> None:
    world.watch.now = JANUARY_13_NOON

    late = kept_back(world.office, world.members[Role.MANAGER], paused)

    assert len(late) == 6
    assert [one.local_time for one in late[::2]] == [
        "2027-01-11T09:30",
        "2027-01-12T09:30",
        "2027-01-13T09:30",
    ]


def test_resuming_sends_what_its_window_still_allows(world: World, paused: int) -> None:
    world.watch.now = JANUARY_13_NOON

    done = resumed(world, paused, AfterPause.SEND)

    assert done == Resumed(sent=2, too_late=4)
    assert states(world) == [State.MISSED] * 4 + [State.SCHEDULED] * 2
    with world.office.sessions() as session:
        assert pauses.running(session, world.organization_id) == []


def test_late_posts_of_one_channel_follow_each_other_at_a_distance(world: World) -> None:
    with_posts(world, 2)
    manager = world.members[Role.MANAGER]
    for post in world.posts:
        from scheduler.actions.moving import move  # noqa: PLC0415

        move(world.office, manager, post, datetime(2027, 1, 11, 9 + post, 30))
        with world.office.sessions.begin() as session:
            for content in contents.of_post(session, post):
                reviews.bind_approval(session, content.delivery.id, content.digest())
    number = pause(world.office, manager, PauseScope.CAMPAIGN, str(world.campaign_id), "News")
    world.watch.now = datetime(2027, 1, 11, 20, 0, tzinfo=UTC)

    assert resumed(world, number, AfterPause.SEND).sent == 4

    with world.office.sessions() as session:
        first, second = (deliveries.of_post(session, post)[0] for post in world.posts)
    assert first.retry_at == world.watch.now
    assert second.retry_at == world.watch.now + timedelta(minutes=20)


def test_resuming_may_hold_what_was_missed_for_a_person(world: World, paused: int) -> None:
    world.watch.now = JANUARY_13_NOON

    assert resumed(world, paused, AfterPause.HOLD) == Resumed(held=6)
    assert set(states(world)) == {State.HELD}


def test_resuming_may_give_up_what_was_missed(world: World, paused: int) -> None:
    world.watch.now = JANUARY_13_NOON
    with world.office.sessions.begin() as session:
        first = deliveries.of_post(session, world.posts[0])[0]
        deliveries.record(session, first, Event.MISS, Move(at=world.watch.now))

    assert resumed(world, paused, AfterPause.SKIP) == Resumed(skipped=6)
    assert set(states(world)) == {State.CANCELLED}


@pytest.mark.parametrize(
    ("scope", "target", "covered"),
    [
        (PauseScope.CAMPAIGN, "1", 2),
        (PauseScope.PLATFORM, "Mastodon", 1),
        (PauseScope.CHANNEL, "2", 1),
        (PauseScope.TOPIC, "HUMAN TRAFFICKING", 2),
    ],
)
def test_a_pause_covers_what_its_scope_names(
    world: World, scope: PauseScope, target: str, covered: int
) -> None:
    with_posts(world, 1)
    number = pause(world.office, world.members[Role.MANAGER], scope, target, "News")
    world.watch.now = datetime(2027, 1, 11, 15, 0, tzinfo=UTC)

    late = kept_back(world.office, world.members[Role.MANAGER], number)

    assert len(late) == covered


@pytest.mark.parametrize(
    ("scope", "target", "says"),
    [
        (PauseScope.CAMPAIGN, "99", "no campaign 99"),
        (PauseScope.CHANNEL, "one", "'one' is no number"),
        (PauseScope.PLATFORM, "mastodom", "no platform 'mastodom'"),
        (PauseScope.TOPIC, "floods", "There are: "),
        (PauseScope.TOPIC, "", "Name what to pause"),
        (PauseScope.EVERYTHING, "1", "Name what to pause"),
    ],
)
def test_a_pause_that_would_cover_nothing_is_refused(
    world: World, scope: PauseScope, target: str, says: str
) -> None:
    with pytest.raises(ActionError, match=says):
        pause(world.office, world.members[Role.MANAGER], scope, target, "News")


@pytest.mark.usefixtures("paused")
def test_what_is_paused_cannot_be_paused_twice(world: World) -> None:
    with pytest.raises(ActionError, match="paused already"):
        pause(world.office, world.members[Role.MANAGER], PauseScope.EVERYTHING, "", "More news")
