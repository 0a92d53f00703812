from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from scheduler.actions.campaigning import Changes, change_campaign
from scheduler.actions.moving import Shift, foresee, move, move_all, shifted, swapped
from scheduler.actions.office import ActionError
from scheduler.domain.campaign import Rules
from scheduler.domain.conflicts import Clash
from scheduler.domain.delivery import Event, State
from scheduler.domain.roles import Role
from scheduler.store import contents, deliveries, plans, reviews
from scheduler.store.deliveries import Move
from tests.scheduler.web.world import World, a_post, some_posts


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Moving asks nothing of a database that the other tests do not; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def local_times(world: World) -> dict[int, str]:
    with world.office.sessions() as session:
        return {slot.post_id: slot.local_time for slot in plans.slots(session, world.campaign_id)}


def test_two_posts_swap_their_times(world: World) -> None:
    one, other = some_posts(world, 2)
    manager = world.members[Role.MANAGER]
    before = local_times(world)

    anew = move_all(world.office, manager, swapped(world.office, manager, one, other))

    assert local_times(world) == {one: before[other], other: before[one]}
    assert set(anew) == {one, other}


def test_a_range_of_days_moves_together_and_keeps_its_hours(world: World) -> None:
    first, second, third = some_posts(world, 3)
    manager = world.members[Role.MANAGER]
    shift = Shift(first_day=date(2027, 1, 12), last_day=date(2027, 1, 13), days=7)

    move_all(world.office, manager, shifted(world.office, manager, world.campaign_id, shift))

    assert local_times(world) == {
        first: "2027-01-11T09:30",
        second: "2027-01-19T09:30",
        third: "2027-01-20T09:30",
    }


def test_a_shift_out_of_the_campaign_moves_nothing(world: World) -> None:
    some_posts(world, 2)
    manager, before = world.members[Role.MANAGER], local_times(world)
    shift = Shift(first_day=date(2027, 1, 11), last_day=date(2027, 1, 12), days=20)
    times = shifted(world.office, manager, world.campaign_id, shift)

    with pytest.raises(ActionError, match="2027-02-01 is outside the campaign"):
        move_all(world.office, manager, dict(sorted(times.items(), reverse=True)))

    assert local_times(world) == before


def test_a_move_within_the_day_keeps_the_approval_and_pins_the_post(world: World) -> None:
    post_id = a_post(world)

    anew = move(world.office, world.members[Role.MANAGER], post_id, datetime(2027, 1, 11, 15))

    assert not anew
    assert world.state(post_id) == "in_review"
    with world.office.sessions() as session:
        (slot,) = plans.slots(session, world.campaign_id)
    assert slot.is_fixed
    assert slot.reason.startswith("Moved by Manager Adams from 2027-01-11T09:30")


def test_one_channel_alone_gets_another_time(world: World) -> None:
    post_id = a_post(world)
    mastodon, board = world.channel_ids
    times = {post_id: datetime(2027, 1, 14, 12)}

    move_all(world.office, world.members[Role.MANAGER], times, channel_id=board)

    with world.office.sessions() as session:
        found = {one.channel_id: one.local_time for one in plans.of_post(session, post_id)}
    assert found == {mastodon: "2027-01-11T09:30", board: "2027-01-14T12:00"}


def test_what_missed_its_moment_is_scheduled_again_by_a_move(world: World) -> None:
    post_id = a_post(world)
    with world.office.sessions.begin() as session:
        for one in deliveries.of_post(session, post_id):
            deliveries.record(session, one, Event.MISS, Move(at=world.watch.now))

    move(world.office, world.members[Role.MANAGER], post_id, datetime(2027, 1, 20, 9, 30))

    with world.office.sessions() as session:
        states = {one.state for one in deliveries.of_post(session, post_id)}
    assert states == {State.SCHEDULED}


def test_what_a_move_runs_into_is_said_before_it_is_saved(world: World) -> None:
    first, second = some_posts(world, 2)
    manager, before = world.members[Role.MANAGER], local_times(world)
    rules = Rules.from_json({"posts_per_day_on_channel": 1, "blackout": ["2027-01-13"]})
    change_campaign(
        world.office, manager, world.campaign_id, Changes(template="beacon", rules=rules)
    )

    same_hour = foresee(world.office, manager, {second: datetime(2027, 1, 11, 9, 45)})
    closed = foresee(world.office, manager, {second: datetime(2027, 1, 13, 22, 0)})
    fine = foresee(world.office, manager, {first: datetime(2027, 1, 11, 9, 30)})

    assert {one.clash for one in same_hour} >= {Clash.SAME_HOUR, Clash.DAILY_LIMIT}
    assert "Mastodon: 2027-01-11 would have 2 posts; 1 is the most." in {
        one.why for one in same_hour
    }
    assert {one.clash for one in closed} >= {Clash.BLACKOUT, Clash.QUIET_HOURS}
    assert fine == ()
    assert local_times(world) == before


def test_the_same_claim_too_soon_on_a_channel_is_said(world: World) -> None:
    first = a_post(world, number=0)
    second = a_post(world, number=0, local=datetime(2027, 1, 25, 9, 30))
    manager = world.members[Role.MANAGER]

    (found, *_rest) = foresee(world.office, manager, {second: datetime(2027, 1, 14, 12)})

    assert first != second
    assert found.clash is Clash.SAME_CLAIM
    assert found.why == (
        "Mastodon: the same claim goes out on 2027-01-11, 3 days away; at least 7 are asked for."
    )


@pytest.mark.parametrize(
    ("local", "says"),
    [
        (datetime(2027, 1, 5, 9), "That time has passed"),
        (datetime(2027, 2, 2, 9), "outside the campaign"),
    ],
)
def test_a_time_that_cannot_be_is_refused(world: World, local: datetime, says: str) -> None:
    post_id = a_post(world)

    with pytest.raises(ActionError, match=says):
        move(world.office, world.members[Role.MANAGER], post_id, local)

    assert local_times(world) == {post_id: "2027-01-11T09:30"}


def test_a_post_that_is_out_cannot_be_moved(world: World) -> None:
    post_id = a_post(world)
    with world.office.sessions.begin() as session:
        for content in contents.of_post(session, post_id):
            reviews.bind_approval(session, content.delivery.id, content.digest())
        session.flush()  # the approvals just bound are read back
        for one in deliveries.of_post(session, post_id):
            at = Move(at=world.watch.now + timedelta(days=6))
            claimed = deliveries.record(session, one, Event.CLAIM, at)
            deliveries.record(session, claimed, Event.ACCEPT, at)

    with pytest.raises(ActionError, match="gone out already"):
        move(world.office, world.members[Role.MANAGER], post_id, datetime(2027, 1, 20, 9))
