"""What a campaign's manager decides once: days, times, pace and the rules a plan must keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from difflib import get_close_matches
from enum import StrEnum, auto
from typing import Any, Self

MAX_LATE_HOURS = 7 * 24
MAX_POSTS_PER_WEEK = 200
POSTS_PER_WEEK = 5  # where nothing is said, and as many as the days and times given hold


class RuleError(ValueError):
    """A rule that cannot be kept or understood: one sentence that says what to write."""


class Weekday(StrEnum):
    MON = auto()
    TUE = auto()
    WED = auto()
    THU = auto()
    FRI = auto()
    SAT = auto()
    SUN = auto()

    @classmethod
    def of(cls, day: date) -> Weekday:
        return tuple(cls)[day.weekday()]


WORKING_DAYS = tuple(Weekday)[:5]
TIMES = (time(9, 30), time(12, 0))


class MissedRule(StrEnum):
    """What happens to a delivery whose time passed, for example while the machine was off."""

    LATE = auto()  # publish up to late_hours later, then ask
    ASK = auto()  # a person decides
    SKIP = auto()  # it is not published


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A plan keeps these; the defaults work untouched for a small team.

    Pace: published studies disagree; three to five posts a week on weekday mornings is where
    they overlap. ``days_between_sensitive`` is the least distance between two dates, so 1 means
    never twice on one day. ``quiet_hours`` go from the first time to the second, over midnight
    when the first is later; nothing is planned in them.
    """

    weekdays: tuple[Weekday, ...] = WORKING_DAYS
    times: tuple[time, ...] = TIMES
    posts_per_week: int = POSTS_PER_WEEK
    days_between_sensitive: int = 1
    no_heavy_in_a_row: bool = True
    action_after_sign: bool = True
    blackout: tuple[date, ...] = ()
    quiet_hours: tuple[time, time] | None = (time(21, 0), time(7, 0))
    late_hours: int = 6
    missed_rule: MissedRule = MissedRule.LATE
    opener: bool = True
    closer: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", _in_order(self.weekdays))
        object.__setattr__(self, "times", tuple(sorted(set(self.times))))
        object.__setattr__(self, "blackout", tuple(sorted(set(self.blackout))))
        _check(self)

    @property
    def posts_per_day(self) -> int:
        """The most one day gets, so that a week with holidays is not crammed."""
        return -(-self.posts_per_week // len(self.weekdays))

    def allows(self, day: date) -> bool:
        return Weekday.of(day) in self.weekdays and day not in self.blackout

    def is_quiet(self, at: time) -> bool:
        if self.quiet_hours is None:
            return False
        begin, end = self.quiet_hours
        return begin <= at < end if begin <= end else at >= begin or at < end

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that ``from_json`` reads back."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Read rules; what is not given keeps its default. Raises ``RuleError``."""
        for name in given:
            if name not in _READERS:
                close = get_close_matches(str(name), _READERS, n=1)
                meant = (
                    f"did you mean {close[0]}?" if close else f"known are {', '.join(_READERS)}."
                )
                raise RuleError(f"There is no rule {name!r}: {meant}")
        read = {name: _READERS[name](name, value) for name, value in given.items()}
        if "posts_per_week" not in read:
            days, times = set(read.get("weekdays", WORKING_DAYS)), set(read.get("times", TIMES))
            read["posts_per_week"] = max(1, min(POSTS_PER_WEEK, len(days) * len(times)))
        return cls(**read)


def _check(rules: Rules) -> None:
    if not rules.weekdays:
        raise RuleError("A campaign needs at least one weekday to post on.")
    if not rules.times:
        raise RuleError("A campaign needs at least one time of day, for example 09:30.")
    _check_number("posts_per_week", rules.posts_per_week, 1, MAX_POSTS_PER_WEEK)
    _check_number("days_between_sensitive", rules.days_between_sensitive, 0, 366)
    _check_number("late_hours", rules.late_hours, 0, MAX_LATE_HOURS)
    for at in rules.times:
        if rules.is_quiet(at) and rules.quiet_hours is not None:
            begin, end = rules.quiet_hours
            raise RuleError(
                f"{at:%H:%M} lies in the quiet hours from {begin:%H:%M} to {end:%H:%M}: "
                "choose another time or other quiet hours."
            )
    if rules.posts_per_day > len(rules.times):
        raise RuleError(
            f"{rules.posts_per_week} posts a week do not fit on "
            f"{_count(rules.weekdays, 'weekday')} with {_count(rules.times, 'time')} each: "
            f"add a time, add a weekday, "
            f"or post {len(rules.weekdays) * len(rules.times)} times a week."
        )


def _check_number(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise RuleError(f"{name} is {value}: choose a number from {least} to {most}.")


def _count(things: tuple[object, ...], noun: str) -> str:
    return f"{len(things)} {noun}" + "s" * (len(things) != 1)


def _in_order(weekdays: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    return tuple(day for day in Weekday if day in weekdays)


def _plain(value: Any) -> Any:
    match value:
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(part) for part in value]
        case StrEnum():
            return value.value
        case _:
            return value


def _number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuleError(f"{name} is {value!r}: write a whole number.")
    return value


def _yes_no(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RuleError(f"{name} is {value!r}: write true or false.")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise RuleError(f"{name} is {value!r}: write a list.")
    return list(value)


def _weekdays(name: str, value: Any) -> tuple[Weekday, ...]:
    return tuple(_weekday(name, part) for part in _list(name, value))


def _weekday(name: str, value: Any) -> Weekday:
    try:
        return Weekday(str(value).strip().casefold()[:3])
    except ValueError:
        raise RuleError(
            f"{name} names {value!r}: weekdays are written {', '.join(Weekday)}."
        ) from None


def _times(name: str, value: Any) -> tuple[time, ...]:
    return tuple(_time(name, part) for part in _list(name, value))


def _time(name: str, value: Any) -> time:
    try:
        read = time.fromisoformat(str(value).strip())
    except ValueError:
        read = None
    if read is None or read.second or read.microsecond or read.tzinfo:
        raise RuleError(f"{name} has {value!r}: write a time of day like 09:30.")
    return read


def _days(name: str, value: Any) -> tuple[date, ...]:
    return tuple(_day(name, part) for part in _list(name, value))


def _day(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise RuleError(
            f"{name} has {value!r}: write a date that exists, like 2027-01-11."
        ) from None


def _quiet(name: str, value: Any) -> tuple[time, time] | None:
    if value is None or value in ([], ()):
        return None
    match _times(name, value):
        case (begin, end):
            return begin, end
        case _:
            raise RuleError(f"{name} is {value!r}: write two times, like [21:00, 07:00], or null.")


def _missed_rule(name: str, value: Any) -> MissedRule:
    try:
        return MissedRule(str(value).strip().casefold())
    except ValueError:
        raise RuleError(f"{name} is {value!r}: choose {', '.join(MissedRule)}.") from None


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "weekdays": _weekdays,
    "times": _times,
    "posts_per_week": _number,
    "days_between_sensitive": _number,
    "no_heavy_in_a_row": _yes_no,
    "action_after_sign": _yes_no,
    "blackout": _days,
    "quiet_hours": _quiet,
    "late_hours": _number,
    "missed_rule": _missed_rule,
    "opener": _yes_no,
    "closer": _yes_no,
}
