"""The free times of a campaign: days, hours and pace, before anything is placed on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_slots import Slot
from scheduler.domain.wall_time import instant, wall_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of a campaign, both included. Nothing is planned before ``not_before`` (UTC)."""

    first_day: date
    last_day: date
    zone: str
    not_before: datetime | None = None

    def weeks(self) -> Iterator[list[date]]:
        """Yield the days of each calendar week, Monday to Sunday."""
        day = self.first_day
        while day <= self.last_day:
            last = min(self.last_day, day + timedelta(days=6 - day.weekday()))
            yield [day + timedelta(days=n) for n in range((last - day).days + 1)]
            day = last + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A free time. ``nth`` counts the posts of its day from 1."""

    local: datetime
    due_at: datetime
    nth: int


def free_places(
    period: Period, rules: Rules, kept: Sequence[Slot] = (), wanted: frozenset[date] = frozenset()
) -> list[Place]:
    """Return the free times, earliest first, spread evenly over the days of each week.

    Kept slots count towards the pace of their week and day. A day in ``wanted`` is among those
    chosen when it has room: an opener belongs on the first day, whatever the pace.
    """
    taken: dict[date, list[time]] = {}
    for slot in kept:
        taken.setdefault(slot.local.date(), []).append(slot.local.time())
    places: list[Place] = []
    for week in period.weeks():
        hours = {day: _free_hours(day, period, rules, taken.get(day, [])) for day in week}
        monday = week[0] - timedelta(days=week[0].weekday())
        there = sum(len(taken.get(monday + timedelta(days=n), ())) for n in range(7))
        room = {day: len(free) for day, free in hours.items() if free}
        for day, count in sorted(_spread(room, rules.posts_per_week - there, wanted).items()):
            already = len(taken.get(day, ()))
            places += [
                Place(local=local, due_at=due_at, nth=already + n)
                for n, (local, due_at) in enumerate(hours[day][:count], start=1)
            ]
    return places


def possible_days(period: Period, rules: Rules) -> list[date]:
    """Return the days on which something could be planned, were nothing there yet."""
    days = (day for week in period.weeks() for day in week)
    return [day for day in days if _free_hours(day, period, rules, [])]


def _free_hours(
    day: date, period: Period, rules: Rules, taken: Sequence[time]
) -> list[tuple[datetime, datetime]]:
    """Return wall times and instants of ``day`` that are open, as many as one day may get."""
    if not rules.allows(day):
        return []
    hours: list[tuple[datetime, datetime]] = []
    used = {at.hour for at in taken}
    for at in rules.times:
        local = datetime.combine(day, at)
        due_at = instant(local, period.zone)
        if at.hour in used and at not in rules.times[:0]:
            continue
        if period.not_before is not None and due_at <= period.not_before:
            continue
        # A clock change may skip the hour (it would land on the next) or the whole day.
        if wall_clock(due_at, period.zone) == local:
            hours.append((local, due_at))
    return hours[: max(0, rules.posts_per_day - len(taken))]


def _spread(room: dict[date, int], count: int, wanted: frozenset[date]) -> Counter[date]:
    """Choose ``count`` times among days with ``room``, day after day before any gets a second."""
    chosen: Counter[date] = Counter()
    while count > 0:
        open_days = [day for day in sorted(room) if chosen[day] < room[day]]
        if not open_days:
            break
        some = _evenly(open_days, min(count, len(open_days)), wanted - chosen.keys())
        chosen.update(some)
        count -= len(some)
    return chosen


def _evenly(days: list[date], count: int, wanted: frozenset[date]) -> list[date]:
    """Pick ``count`` of ``days`` at even distances; a wanted day replaces the nearest one."""
    picked = [days[(2 * n + 1) * len(days) // (2 * count)] for n in range(count)]
    for day in sorted(wanted.intersection(days).difference(picked)):
        loose = [other for other in picked if other not in wanted]
        if loose:
            picked.remove(min(loose, key=lambda other: abs((other - day).days)))
            picked.append(day)
    return sorted(picked)
