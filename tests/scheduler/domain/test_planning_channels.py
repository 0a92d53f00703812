from __future__ import annotations

from datetime import date, datetime, time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.campaign import ChannelRules, Rules, Weekday
from scheduler.domain.planning import plan
from scheduler.domain.planning_channels import on_channel
from scheduler.domain.planning_slots import Slot
from tests.scheduler.domain.plans import a_kept_slot, a_plan, a_sheet, january

LAST_DAY = date(2027, 1, 31)


def placed(slots: list[Slot], channel: ChannelRules, **rules: object) -> list[str | None]:
    found = on_channel(slots, channel, Rules.from_json(rules), LAST_DAY)
    return [None if slot is None else slot.local.isoformat(timespec="minutes") for slot in found]


def slots(*locals_: str) -> list[Slot]:
    return [a_kept_slot(f"fact-{n}", local) for n, local in enumerate(locals_, start=1)]


def test_a_channel_without_rules_follows_the_campaign() -> None:
    planned = slots("2027-01-11T09:30", "2027-01-12T09:30")

    assert on_channel(planned, ChannelRules(), Rules(), LAST_DAY) == planned


def test_a_post_waits_for_the_channels_next_weekday() -> None:
    own = ChannelRules(weekdays=(Weekday.WED,), times=(time(8), time(17)))

    found = placed(slots("2027-01-11T09:30", "2027-01-12T09:30", "2027-01-13T09:30"), own)

    assert found == ["2027-01-13T08:00", "2027-01-13T17:00", "2027-01-20T08:00"]


def test_a_channel_of_few_hours_leaves_posts_out_and_stays_near_the_others() -> None:
    own = ChannelRules(weekdays=(Weekday.MON,), posts_per_day=1)

    found = placed(slots(*(f"2027-01-{day:02}T09:30" for day in (5, 6, 7, 12, 13, 29))), own)

    assert found == [
        "2027-01-11T09:30",
        None,
        None,
        "2027-01-18T09:30",
        None,
        "2027-01-25T09:30",
    ]


def test_two_posts_of_one_day_take_two_of_the_channels_hours() -> None:
    own = ChannelRules(times=(time(8), time(17)))

    assert placed(slots("2027-01-11T09:30", "2027-01-11T12:00"), own) == [
        "2027-01-11T08:00",
        "2027-01-11T17:00",
    ]


def test_a_channel_takes_no_more_a_day_than_it_should() -> None:
    own = ChannelRules(times=(time(8), time(12), time(17)), posts_per_day=1)

    assert placed(slots("2027-01-11T09:30", "2027-01-11T12:00"), own) == [
        "2027-01-11T08:00",
        "2027-01-12T08:00",
    ]


def test_the_same_hour_is_another_instant_for_another_audience() -> None:
    own = ChannelRules(zone="America/Los_Angeles")
    (planned,) = slots("2027-01-11T09:30")

    (found,) = on_channel([planned], own, Rules(), LAST_DAY)

    assert found is not None
    assert found.local == planned.local
    assert (found.due_at - planned.due_at).total_seconds() == 3 * 3600


def test_the_last_post_goes_out_before_the_end_where_no_day_is_left() -> None:
    own = ChannelRules(weekdays=(Weekday.MON,))

    assert placed(slots("2027-01-12T09:30", "2027-01-29T09:30"), own) == [
        "2027-01-18T09:30",
        "2027-01-25T09:30",
    ]


def test_a_channel_without_any_day_left_says_so() -> None:
    own = ChannelRules(weekdays=(Weekday.MON,), posts_per_day=1)

    assert placed(slots("2027-01-25T09:30", "2027-01-26T09:30"), own) == [
        "2027-01-25T09:30",
        None,
    ]


def test_blackout_dates_hold_on_every_channel() -> None:
    own = ChannelRules(weekdays=(Weekday.MON,))

    found = placed(slots("2027-01-11T09:30"), own, blackout=["2027-01-11"])

    assert found == ["2027-01-18T09:30"]


def test_an_anchor_keeps_its_instant_on_every_channel() -> None:
    own = ChannelRules(weekdays=(Weekday.MON,), zone="Asia/Kolkata")
    anchors = [{"name": "the vigil", "local": "2027-01-13T18:00"}]

    (found,) = on_channel(
        slots("2027-01-13T18:00"), own, Rules.from_json({"anchors": anchors}), LAST_DAY
    )

    assert found is not None
    assert found.local == datetime(2027, 1, 13, 18)
    assert found.zone == "America/New_York"


@settings(max_examples=25)
@given(
    weekdays=st.sets(st.sampled_from(list(Weekday)), min_size=1),
    hours=st.sets(st.integers(7, 20), max_size=3),
    most=st.integers(0, 3),
)
def test_posts_of_a_channel_keep_their_order_and_its_rules(
    weekdays: set[Weekday], hours: set[int], most: int
) -> None:
    own = ChannelRules(
        weekdays=tuple(day for day in Weekday if day in weekdays),
        times=tuple(time(hour) for hour in sorted(hours)),
        posts_per_day=most,
    )
    planned = list(a_plan(posts_per_week=8).slots)

    found = [slot for slot in on_channel(planned, own, Rules(), LAST_DAY) if slot is not None]

    for earlier, later in pairwise(found):
        assert earlier.local < later.local
    days = [slot.local.date() for slot in found]
    assert all(Weekday.of(day) in weekdays for day in days)
    assert all(days.count(day) <= (most or 3) for day in days)
    assert all(slot.local.time() in own.times for slot in found if own.times)


def test_a_channel_of_few_hours_never_gets_two_heavy_posts_in_a_row() -> None:
    weekly = ChannelRules(weekdays=(Weekday.MON,), posts_per_day=1)
    items = a_sheet(warning_sign=4, action=4, fact=2)
    made = plan(items, Rules(), january())
    heavy = {item.key for item in items if item.heavy}

    loose = on_channel(made.slots, weekly, Rules(), january().last_day)
    parted = on_channel(made.slots, weekly, Rules(), january().last_day, heavy)

    assert any(one and other for one, other in pairwise(_weights(loose, heavy)))
    assert not any(one and other for one, other in pairwise(_weights(parted, heavy)))
    assert len(_weights(parted, heavy)) == len(_weights(loose, heavy)) == 4


def test_what_stands_on_a_channel_stays_when_a_post_before_it_goes() -> None:
    twice = ChannelRules(weekdays=(Weekday.MON, Weekday.THU), posts_per_day=1)
    planned = slots("2027-01-05T09:30", "2027-01-06T09:30", "2027-01-07T09:30")
    first = on_channel(planned, twice, Rules(), LAST_DAY)
    there = {one.item_key: one.local for one in first if one is not None}

    stays = on_channel(planned[1:], twice, Rules(), LAST_DAY, there=there)
    anew = on_channel(planned[1:], twice, Rules(), LAST_DAY)

    assert stays == first[1:]
    assert anew != first[1:]


def test_a_new_post_takes_none_of_the_hours_that_are_in_use() -> None:
    twice = ChannelRules(weekdays=(Weekday.MON, Weekday.THU), posts_per_day=1)
    planned = slots("2027-01-04T09:30", "2027-01-05T09:30", "2027-01-06T09:30")
    there = {"fact-1": datetime(2027, 1, 4, 9, 30), "fact-3": datetime(2027, 1, 7, 9, 30)}

    found = on_channel(planned, twice, Rules(), LAST_DAY, there=there)

    assert [one and one.local.day for one in found] == [4, 11, 7]


def _weights(slots: list[Slot | None], heavy: set[str]) -> list[bool]:
    return [slot.item_key in heavy for slot in slots if slot is not None]
