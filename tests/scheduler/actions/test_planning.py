from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from scheduler.actions.campaigning import Changes, NewCampaign, change_campaign, create_campaign
from scheduler.actions.editing import archive
from scheduler.actions.finding import campaign_of
from scheduler.actions.moving import move
from scheduler.actions.office import ActionError
from scheduler.actions.planning import Planned, plan_campaign
from scheduler.actions.reviewing import submit
from scheduler.domain.campaign import Rules
from scheduler.domain.delivery import Event, State
from scheduler.domain.roles import Role
from scheduler.store import contents, deliveries, plans, posts
from scheduler.store.deliveries import Move
from scheduler.store.plans import TakenSlot
from scheduler.store.tables import DeliveryRow
from tests.scheduler.web.world import World


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Planning asks nothing of a database that the other tests do not; one kind is enough."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def with_rules(world: World, **rules: Any) -> None:
    changes = Changes(template="beacon", rules=Rules.from_json(rules))
    change_campaign(world.office, world.members[Role.MANAGER], world.campaign_id, changes)


def planned(world: World) -> Planned:
    return plan_campaign(world.office, world.members[Role.MANAGER], world.campaign_id)


def slots(world: World) -> dict[str, TakenSlot]:
    with world.office.sessions() as session:
        return {slot.plan_key: slot for slot in plans.slots(session, world.campaign_id)}


def test_plan_again_keeps_what_people_moved_or_submitted_and_moves_the_other_drafts(
    world: World,
) -> None:
    with_rules(world)
    first = planned(world)
    before = slots(world)
    moved, submitted = before["item-0"], before["item-2"]
    manager = world.members[Role.MANAGER]
    move(world.office, manager, moved.post_id, datetime(2027, 1, 13, 15, 45))
    submit(world.office, manager, submitted.post_id)

    with_rules(world, times=["16:00"], weekdays=["tue", "thu"])
    again = planned(world)

    after = slots(world)
    assert first.made == len(before) == len(after)
    assert again.made == 0
    assert again.kept == len(before)
    assert after["item-0"].local_time == "2027-01-13T15:45"
    assert after["item-0"].reason == (
        f"Moved by Manager Adams from {moved.local_time} to 2027-01-13T15:45."
    )
    assert after["item-2"].local_time == submitted.local_time
    others = [slot for key, slot in after.items() if key not in {"item-0", "item-2"}]
    assert {slot.local_time[-5:] for slot in others} == {"16:00"}
    assert again.moved == len(others)


def test_planning_twice_changes_nothing(world: World) -> None:
    with_rules(world, kinds=["fact", "action"])
    planned(world)
    before = slots(world)

    again = planned(world)

    assert (again.made, again.moved) == (0, 0)
    assert slots(world) == before
    assert {slot.kind for slot in before.values()} <= {"fact", "action", "resource"}


def test_what_people_archived_is_not_made_again(world: World) -> None:
    with_rules(world, kinds=["fact"])
    planned(world)
    archive(world.office, world.members[Role.MANAGER], slots(world)["item-0"].post_id)

    with pytest.raises(ActionError, match="nothing to say"):
        planned(world)

    assert "item-0" not in slots(world)


def test_a_channel_keeps_its_own_hours_and_zone(world: World) -> None:
    mastodon, board = world.channel_ids
    own = {"weekdays": ["mon", "wed"], "times": ["08:15"], "zone": "America/Los_Angeles"}
    with_rules(world, kinds=["fact", "action"], channels={str(board): own})

    planned(world)

    with world.office.sessions() as session:
        for slot in slots(world).values():
            times = {one.channel_id: one for one in plans.of_post(session, slot.post_id)}
            assert times[mastodon].local_time[-5:] in {"09:30", "12:00"}
            assert times[board].local_time[-5:] == "08:15"
            assert times[board].zone == "America/Los_Angeles"
            weekday = datetime.fromisoformat(times[board].local_time).weekday()
            assert weekday in {0, 2}


def test_an_evergreen_item_becomes_a_post_each_time_it_comes_round(world: World) -> None:
    with_rules(world, kinds=["fact"], evergreen=["fact"], times_per_channel=2, cooldown_days=10)

    planned(world)

    found = slots(world)
    assert {"item-0", "item-0~2"} <= found.keys()
    assert "it comes round for the second time" in found["item-0~2"].reason


def test_two_campaigns_do_not_meet_in_one_hour_of_a_channel(world: World) -> None:
    with_rules(world, kinds=["fact"], times=["09:30"])
    planned(world)
    first = {slot.due_at for slot in slots(world).values()}
    other = _another_campaign(world)

    plan_campaign(world.office, world.members[Role.MANAGER], other)

    with world.office.sessions() as session:
        second = {slot.due_at for slot in plans.slots(session, other)}
    assert first
    assert second
    assert first.isdisjoint(second)


def _another_campaign(world: World) -> int:
    manager = world.members[Role.MANAGER]
    with world.office.sessions() as session:
        one = campaign_of(session, manager, world.campaign_id)
    return create_campaign(
        world.office,
        manager,
        NewCampaign(
            name="Another",
            fact_sheet_id=one.fact_sheet_id,
            brand_kit_id=one.brand_kit_id,
            channel_ids=world.channel_ids,
            first_day=one.first_day,
            last_day=one.last_day,
            zone=one.zone,
            rules=Rules.from_json({"kinds": ["action"], "times": ["09:30"]}),
        ),
    ).id


def test_drafts_follow_the_campaign_to_a_channel_it_gains(world: World) -> None:
    with_rules(world, kinds=["fact", "action"])
    manager, (mastodon, board) = world.members[Role.MANAGER], world.channel_ids
    change_campaign(world.office, manager, world.campaign_id, Changes(channel_ids=(board,)))
    planned(world)
    fixed = slots(world)["item-0"]
    move(world.office, manager, fixed.post_id, datetime(2027, 1, 13, 15, 45))

    change_campaign(
        world.office, manager, world.campaign_id, Changes(channel_ids=(mastodon, board))
    )
    again = planned(world)

    assert again.made == 0
    with world.office.sessions() as session:
        for slot in slots(world).values():
            there = {one.channel_id: one.local_time for one in plans.of_post(session, slot.post_id)}
            assert there.keys() == ({board} if slot.post_id == fixed.post_id else {mastodon, board})
            assert len(set(there.values())) == 1
            contents_of = contents.of_post(session, slot.post_id)
            assert all(content.caption and content.pictures for content in contents_of)
    assert "Mastodon: 1 posts that people moved" in again.problems[-1]


def test_drafts_leave_a_channel_the_campaign_loses(world: World) -> None:
    with_rules(world, kinds=["fact"])
    manager, (mastodon, board) = world.members[Role.MANAGER], world.channel_ids
    planned(world)

    change_campaign(world.office, manager, world.campaign_id, Changes(channel_ids=(board,)))
    planned(world)

    with world.office.sessions() as session:
        for slot in slots(world).values():
            there = plans.of_post(session, slot.post_id)
            assert [one.channel_id for one in there] == [board]
    assert mastodon != board


def test_people_who_plan_at_the_same_time_make_each_post_once(world: World) -> None:
    with_rules(world)
    with ThreadPoolExecutor(3) as threads:
        done = [one.result() for one in [threads.submit(planned, world) for _ in range(3)]]

    with world.office.sessions() as session:
        made = [post.plan_key for post in posts.of_campaign(session, world.campaign_id)]
    assert len(made) == len(set(made)) == sum(one.made for one in done)


def test_what_people_fixed_outside_changed_days_is_said(world: World) -> None:
    with_rules(world, kinds=["fact", "action"])
    manager = world.members[Role.MANAGER]
    planned(world)
    fixed = slots(world)["item-0"]
    move(world.office, manager, fixed.post_id, datetime(2027, 1, 28, 15, 45))

    changes = Changes(last_day=date(2027, 1, 20))
    change_campaign(world.office, manager, world.campaign_id, changes)
    again = planned(world)

    (said,) = [line for line in again.problems if "outside the campaign" in line]
    assert f"post {fixed.post_id} stands on 2027-01-28" in said
    days = [slot.local_time for key, slot in slots(world).items() if key != "item-0"]
    assert max(days) < "2027-01-21"


def test_a_draft_whose_moment_passed_gets_a_new_one(world: World) -> None:
    with_rules(world, kinds=["fact", "action"])
    planned(world)
    first = min(slots(world).values(), key=lambda slot: slot.due_at)
    world.watch.now = first.window_closes + timedelta(hours=1)
    with world.office.sessions.begin() as session:
        for one in deliveries.of_post(session, first.post_id):
            deliveries.record(session, one, Event.MISS, Move(at=world.watch.now))

    planned(world)

    (again,) = [slot for slot in slots(world).values() if slot.post_id == first.post_id]
    assert again.due_at > world.watch.now
    with world.office.sessions() as session:
        states = {one.state for one in deliveries.of_post(session, first.post_id)}
    assert states == {State.SCHEDULED}


def all_times(world: World) -> dict[tuple[str, int], str]:
    with world.office.sessions() as session:
        found = plans.deliveries_by_post(session, world.campaign_id)
    return {(one.plan_key, one.channel_id): one.local_time for own in found.values() for one in own}


def test_planning_again_moves_nothing_on_any_channel_once_some_posts_are_out(
    world: World,
) -> None:
    weekly = {str(world.channel_ids[1]): {"weekdays": ["mon", "thu"], "times": ["08:15"]}}
    with_rules(world, channels=weekly, posts_per_week=3)
    planned(world)
    before = all_times(world)
    early = sorted(slots(world).values(), key=lambda slot: slot.due_at)[:2]
    with world.office.sessions.begin() as session:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.post_id.in_([slot.post_id for slot in early]))
            .values(state=State.PUBLISHED, approved_digest="0" * 64)
        )
    world.watch.now = early[-1].due_at + timedelta(hours=30)

    again = planned(world)

    assert (again.made, again.moved) == (0, 0)
    assert all_times(world) == before
    assert {local[-5:] for (_, channel), local in before.items() if str(channel) in weekly} == {
        "08:15"
    }


def test_a_draft_of_an_item_out_of_scope_is_named(world: World) -> None:
    with_rules(world)
    planned(world)
    with_rules(world, leave_out=["item-2"])

    again = planned(world)

    assert again.moved == 0
    assert any("out of scope" in problem for problem in again.problems)
