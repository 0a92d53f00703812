"""Two years of every zone: what happens where clocks change, and where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_calendar import Calendar, Period
from scheduler.domain.wall_time import instant, wall_clock, zone_names

FIRST, LAST = datetime(2027, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clocks: the first instant after it, and how far they jump."""

    zone: str
    at: datetime
    jump: timedelta

    @property
    def before(self) -> datetime:
        """What the wall showed when it happened, had the clocks gone on."""
        return wall_clock(self.at, self.zone) - self.jump

    @property
    def after(self) -> datetime:
        return wall_clock(self.at, self.zone)


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


def changes_of(name: str) -> Iterator[Change]:
    zone, day = ZoneInfo(name), FIRST
    while day < LAST:
        after = day + timedelta(days=1)
        if offset(zone, day) != offset(zone, after):
            low, high = day, after
            while high - low > SECOND:
                middle = low + (high - low) // 2
                if offset(zone, middle) == offset(zone, day):
                    low = middle
                else:
                    high = middle
            at = high.replace(microsecond=0)
            yield Change(name, at, offset(zone, at) - offset(zone, at - SECOND))
        day = after


@cache
def changes() -> tuple[Change, ...]:
    return tuple(change for name in sorted(zone_names()) for change in changes_of(name))


def gaps() -> list[Change]:
    return [change for change in changes() if change.jump > timedelta()]


def folds() -> list[Change]:
    return [change for change in changes() if change.jump < timedelta()]


def test_there_are_zones_with_and_without_changes() -> None:
    changing = {change.zone for change in changes()}

    assert len(changing) > 100
    assert len(zone_names() - changing) > 100
    assert {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe"} <= changing
    assert {change.jump for change in changes()} >= {
        timedelta(hours=1),
        timedelta(minutes=30),
        timedelta(hours=-1),
    }


def test_every_wall_time_in_a_gap_means_the_first_moment_after_it() -> None:
    for change in gaps():
        for part in range(4):
            skipped = change.before + change.jump * part / 4
            assert instant(skipped, change.zone) == change.at, change


def test_around_a_gap_the_wall_shows_what_was_asked_for() -> None:
    for change in gaps():
        last = change.before - timedelta(minutes=1)
        assert instant(last, change.zone) == change.at - timedelta(minutes=1)
        assert instant(change.after, change.zone) == change.at


def test_every_wall_time_in_a_fold_means_its_first_occurrence() -> None:
    for change in folds():
        for part in range(4):
            twice = change.after - change.jump * part / 4
            first = change.at + change.jump + (twice - change.after)
            assert instant(twice, change.zone) == first, change
            assert wall_clock(first, change.zone) == twice
            assert wall_clock(first - change.jump, change.zone) == twice


def test_after_a_fold_the_clock_goes_on_as_before() -> None:
    for change in folds():
        assert instant(change.before, change.zone) == change.at - change.jump


def test_a_weekly_nine_stays_nine_in_every_zone_that_changes() -> None:
    for zone in sorted({change.zone for change in changes()}):
        monday = datetime(2027, 1, 4, 9)
        offsets = set()
        for _week in range(104):
            at = instant(monday, zone)
            assert wall_clock(at, zone) == monday
            offsets.add(monday - at.replace(tzinfo=None))
            monday += timedelta(days=7)
        assert len(offsets) > 1, f"{zone} never changed for a Monday"


def test_instants_follow_each_other_as_wall_times_do() -> None:
    for change in changes():
        wall = change.before - timedelta(hours=3)
        at = [instant(wall + timedelta(minutes=30 * n), change.zone) for n in range(13)]
        assert at == sorted(at), change


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
def test_a_plan_leaves_an_hour_out_on_the_day_it_does_not_exist(zone: str) -> None:
    gap = next(change for change in gaps() if change.zone == zone)
    rules = Rules.from_json(
        {
            "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "times": [f"{gap.before:%H:%M}"],
            "quiet_hours": None,
            "posts_per_week": 7,
        }
    )
    first_day = gap.before.date() - timedelta(days=7)
    period = Period(first_day=first_day, last_day=first_day + timedelta(days=14), zone=zone)

    places = Calendar(period, rules).places(7)

    days = [place.local.date() for place in places]
    assert len(days) == 14
    assert gap.before.date() not in days
    assert {place.local.time() for place in places} == {gap.before.time()}


def test_a_day_that_a_zone_leaves_out_gets_no_post() -> None:
    rules = Rules.from_json(
        {
            "weekdays": ["thu", "fri", "sat"],
            "times": ["09:30"],
            "posts_per_week": 3,
        }
    )
    period = Period(first_day=date(2011, 12, 26), last_day=date(2012, 1, 1), zone="Pacific/Apia")

    places = Calendar(period, rules).places(3)

    assert [place.local for place in places] == [
        datetime.combine(date(2011, 12, 29), time(9, 30)),
        datetime.combine(date(2011, 12, 31), time(9, 30)),
    ]
