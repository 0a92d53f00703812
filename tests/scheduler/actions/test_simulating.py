from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.actions.office import ActionError
from scheduler.actions.pausing import pause
from scheduler.actions.simulating import Rehearsal, WhatIf, read_stop, simulate
from scheduler.domain.delivery import State
from scheduler.domain.pause import PauseScope
from scheduler.domain.roles import Role
from scheduler.domain.simulation import Outcome
from scheduler.store import deliveries, posts
from tests.scheduler.web.world import ZONE, World, some_posts


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A play asks nothing of a database that the other tests do not; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def played(world: World, what_if: WhatIf | None = None) -> Rehearsal:
    return simulate(world.office, world.members[Role.VIEWER], world.campaign_id, what_if)


def test_a_play_sends_nothing_and_changes_nothing(world: World) -> None:
    some_posts(world, 2)

    found = played(world, WhatIf(all_approved=True))

    assert found.counts == {Outcome.ON_TIME: 4}
    with world.office.sessions() as session:
        states = {one.state for post in world.posts for one in deliveries.of_post(session, post)}
    assert states == {State.SCHEDULED}


def test_what_is_not_approved_yet_is_told(world: World) -> None:
    some_posts(world, 1)

    found = played(world)

    assert found.counts == {Outcome.UNAPPROVED: 2}


def test_a_running_pause_and_a_named_outage_keep_posts_from_leaving(world: World) -> None:
    some_posts(world, 2)
    board = str(world.channel_ids[1])
    pause(world.office, world.members[Role.MANAGER], PauseScope.CHANNEL, board, "Hacked")
    outage = read_stop("mastodon:2027-01-11T09:00..2027-01-11T11:00", ZONE, is_outage=True)

    found = played(world, WhatIf(stops=(outage,), all_approved=True))

    seen = {(one.going.channel, one.going.post_id): one for one in found.timeline}
    assert seen["Noticeboard", 1].outcome is Outcome.MISSED
    assert seen["Noticeboard", 1].why == "paused: Hacked"
    assert seen["Mastodon", 1].outcome is Outcome.LATE
    assert seen["Mastodon", 1].at == datetime(2027, 1, 11, 16, 0, tzinfo=UTC)
    assert seen["Mastodon", 2].outcome is Outcome.ON_TIME


def test_a_caption_that_the_platform_would_refuse_is_told(world: World) -> None:
    (post_id,) = some_posts(world, 1)
    with world.office.sessions.begin() as session:
        posts.put_caption(session, post_id, "mastodon", "word " * 120)

    found = played(world, WhatIf(all_approved=True))

    refused = [one for one in found.timeline if one.outcome is Outcome.REFUSED]
    assert [one.going.channel for one in refused] == ["Mastodon"]
    assert "takes 500" in refused[0].why


def test_a_campaign_without_posts_says_to_plan_it(world: World) -> None:
    with pytest.raises(ActionError, match="Plan it first"):
        played(world)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mastodon", "Write it like mastodon:"),
        ("mastodon:2027-02-29T09:00", "February 2027 has 28 days"),
        ("mastodon:2027-01-11T09:00..2027-01-11T08:00", "end before it begins"),
        ("moon/3:2027-01-11T09:00", "'moon/3' cannot stop"),
        (":2027-01-11T09:00", "cannot stop"),
    ],
)
def test_a_stop_that_cannot_be_read_is_told_why(text: str, says: str) -> None:
    with pytest.raises(ActionError, match=says):
        read_stop(text, ZONE, is_outage=True)


@pytest.mark.parametrize(
    ("text", "scope", "target"),
    [
        ("everything:2027-01-11T09:00", PauseScope.EVERYTHING, ""),
        ("x:2027-01-11T09:00", PauseScope.PLATFORM, "x"),
        ("channel/2:2027-01-11T09:00", PauseScope.CHANNEL, "2"),
        ("topic/floods:2027-01-11T09:00", PauseScope.TOPIC, "floods"),
    ],
)
def test_a_stop_without_an_end_lasts(text: str, scope: PauseScope, target: str) -> None:
    found = read_stop(text, ZONE, is_outage=False)

    assert (found.scope, found.target, found.until) == (scope, target, None)
    assert found.since == datetime(2027, 1, 11, 14, tzinfo=UTC)
