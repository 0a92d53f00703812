"""Awareness months, weeks and days as values: rules over years, and what they give in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Days = tuple[date, date]
"""First and last day, both included."""


class ObservanceError(ValueError):
    """An observance that cannot be, or has no date in a year: says what to enter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedDate:
    month: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedRange:
    """Days given by month and day; may end in the next year."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NthWeekday:
    """The ``n``-th ``weekday`` (0 is Monday) of a month; below 0 from its end.

    ``offset`` days later it begins, and lasts ``days``.
    """

    month: int
    weekday: int
    n: int
    offset: int = 0
    days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FullWeek:
    """The ``n``-th week of a month that lies in it whole, from ``start`` (0 is Monday)."""

    month: int
    n: int = 1
    start: int = 6
    offset: int = 0
    days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekAround:
    """The week from ``start`` that holds a fixed date."""

    month: int
    day: int
    start: int = 6


@dataclass(frozen=True, slots=True)
class Announced:
    """Somebody announces the dates of each year: there is no rule."""


Rule = Month | FixedDate | FixedRange | NthWeekday | FullWeek | WeekAround | Announced


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRule:
    """What a source says that does not agree."""

    rule: Rule
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observance:
    """``per_year`` overrides the rule. Hashtags are written without #; {year} stands for it."""

    name: str
    rule: Rule
    per_year: Mapping[int, Days] = field(default_factory=dict)
    other_rules: tuple[OtherRule, ...] = ()
    hashtags: tuple[str, ...] = ()
    region: str = ""
    topic: str = ""
    source: str = ""
    note: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An observance in one year. ``doubts`` say where sources disagree."""

    observance: Observance
    year: int
    first_day: date
    last_day: date
    doubts: tuple[str, ...] = ()

    @property
    def hashtags(self) -> tuple[str, ...]:
        return tuple(tag.replace("{year}", str(self.year)) for tag in self.observance.hashtags)
