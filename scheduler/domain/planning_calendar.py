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
    """The days of a campaign, both included. Nothing is planned before ``not_before`` (UTC).

    ``busy`` are the UTC hours (ordinal of the day and hour) in which its channels are taken.
    """

    first_day: date
    last_day: date
    zone: str
    not_before: datetime | None = None
    busy: frozenset[tuple[int, int]] = frozenset()

    def weeks(self) -> Iterator[list[date]]:
        """Yield the days of each calendar week, Monday to Sunday."""
        day = self.first_day
        while day <= self.last_day:
            last = min(self.last_day, day + timedelta(days=6 - day.weekday()))
            yield [day + timedelta(days=n) for n in range((last - day).days + 1)]
            day = last + timedelta(days=1)

    def has(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A free time. ``nth`` counts the posts of its day from 1."""

    local: datetime
    due_at: datetime
    nth: int


class Calendar:
    """The open hours of a period, next to the posts that stand there already (``kept``)."""

    def __init__(self, period: Period, rules: Rules, kept: Sequence[Slot] = ()) -> None:
        self._rules = rules
        self._taken: dict[date, list[time]] = {}
        for slot in kept:
            self._taken.setdefault(slot.local.date(), []).append(slot.local.time())
        self._weeks = [
            {day: hours for day in week if (hours := self._open_hours(day, period))}
            for week in period.weeks()
        ]

    def days(self) -> list[date]:
        """Return the days that have an open hour."""
        return [day for week in self._weeks for day in week]

    def weeks(self) -> int:
        """Return how many calendar weeks have an open hour."""
        return sum(bool(week) for week in self._weeks)

    def places(self, pace: int, wanted: frozenset[date] = frozenset()) -> list[Place]:
        """Return ``pace`` times a week, earliest first, spread evenly over the days.

        Kept slots count towards the pace of their week and day. A day in ``wanted`` is among
        those chosen when it has room: an opener belongs on the first day, whatever the pace.
        """
        a_day = -(-pace // len(self._rules.weekdays))
        places: list[Place] = []
        for week in self._weeks:
            if not week:
                continue
            there = self._there(min(week)) if self._taken else 0
            room = {day: self._room(day, hours, a_day) for day, hours in week.items()}
            for day, count in sorted(_spread(room, pace - there, wanted).items()):
                already = len(self._taken.get(day, ()))
                places += [
                    Place(local=local, due_at=due_at, nth=already + n)
                    for n, (local, due_at) in enumerate(week[day][:count], start=1)
                ]
        return places

    def _there(self, day: date) -> int:
        """Return how many posts stand in the week of ``day`` already."""
        monday = day - timedelta(days=day.weekday())
        return sum(len(self._taken.get(monday + timedelta(days=n), ())) for n in range(7))

    def _room(self, day: date, hours: Sequence[object], a_day: int) -> int:
        return max(0, min(len(hours), a_day - len(self._taken.get(day, ()))))

    def _open_hours(self, day: date, period: Period) -> list[tuple[datetime, datetime]]:
        """Return wall times and instants of ``day`` at which nothing stands yet."""
        if not self._rules.allows(day):
            return []
        hours: list[tuple[datetime, datetime]] = []
        used = {at.hour for at in self._taken.get(day, ())}
        for at in self._rules.times:
            local = datetime.combine(day, at)
            due_at = instant(local, period.zone)
            if at.hour in used or (period.not_before and due_at <= period.not_before):
                continue
            if period.busy and (due_at.toordinal(), due_at.hour) in period.busy:
                continue
            # A clock change may skip the hour (it would land on the next) or the whole day.
            if wall_clock(due_at, period.zone) == local:
                hours.append((local, due_at))
        return hours


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
