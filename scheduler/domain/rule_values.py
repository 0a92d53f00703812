"""The words campaign rules are written in: weekdays, phases, anchors, times of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum, auto
from itertools import pairwise


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
        return _WEEK[day.weekday()]


_WEEK = tuple(Weekday)  # asked for each day of each plan


class MissedRule(StrEnum):
    """What happens to a delivery whose time passed, for example while the machine was off."""

    LATE = auto()  # publish up to late_hours later, then ask
    ASK = auto()  # a person decides
    SKIP = auto()  # it is not published


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A part of a campaign. Only kinds in ``mix`` are posted in it, by weight; empty: all kinds."""

    name: str
    first_day: date
    last_day: date
    mix: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise RuleError(
                f"Phase {self.name!r} would end on {self.last_day}, before it starts on "
                f"{self.first_day}: change one of the two days."
            )
        if self.mix and not any(self.mix.values()):
            raise RuleError(f"Phase {self.name!r} has a mix of nothing: give one kind a weight.")

    def has(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Something must be posted at exactly this wall time, whatever the weekday and the pace.

    ``item_key`` names the item; with ``kind`` alone the next of that kind is taken; with neither
    an action, or what else is light. An anchor of an ``observance`` follows it to another year.
    """

    name: str
    local: datetime
    kind: str = ""
    item_key: str = ""
    observance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRules:
    """Where a channel differs from its campaign; what is empty is the campaign's own."""

    weekdays: tuple[Weekday, ...] = ()
    times: tuple[time, ...] = ()
    zone: str = ""  # of the channel's audience
    posts_per_day: int = 0


def check_phases(phases: tuple[Phase, ...]) -> None:
    """Raise ``RuleError`` when two phases share a day."""
    ordered = sorted(phases, key=lambda phase: phase.first_day)
    for earlier, later in pairwise(ordered):
        if later.first_day <= earlier.last_day:
            raise RuleError(
                f"Phases {earlier.name!r} and {later.name!r} share {later.first_day}: "
                "let one end before the other begins."
            )
