"""What a campaign's manager decides once: days, times, pace and the rules a plan must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any, Self

from scheduler.domain import rule_reading
from scheduler.domain.rule_values import (
    Anchor,
    ChannelRules,
    MissedRule,
    Phase,
    RuleError,
    Weekday,
    check_phases,
)

__all__ = ["Anchor", "ChannelRules", "MissedRule", "Phase", "RuleError", "Rules", "Weekday"]

MAX_LATE_HOURS = 7 * 24
MAX_POSTS_PER_WEEK = 200
MAX_USES = 50
POSTS_PER_WEEK = 5  # where nothing is said, and as many as the days and times given hold
WORKING_DAYS = tuple(Weekday)[:5]
TIMES = (time(9, 30), time(12, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A plan keeps these; the defaults work untouched for a small team.

    Pace: published studies disagree; three to five posts a week on weekday mornings is where
    they overlap. ``days_between_sensitive`` is the least distance between two dates, so 1 means
    never twice on one day. ``quiet_hours`` go from the first time to the second, over midnight
    when the first is later; nothing is planned in them. ``kinds`` and ``leave_out`` (item keys)
    say what of the sheet is in scope; no kinds means all. An item of an ``evergreen`` kind comes
    round again after ``cooldown_days``, at most ``times_per_channel`` times in all; each time is
    a post of its own that people approve. ``channels`` is by the channel's number. A campaign of
    an ``observance`` follows it to another year.
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
    kinds: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    evergreen: tuple[str, ...] = ()
    cooldown_days: int = 14
    times_per_channel: int = 1
    days_between_same_claim: int = 7
    posts_per_day_on_channel: int = 3
    channels: Mapping[str, ChannelRules] = field(default_factory=dict)
    observance: str = ""

    def __post_init__(self) -> None:
        in_order = tuple(day for day in Weekday if day in self.weekdays)
        object.__setattr__(self, "weekdays", in_order)
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

    def most_uses(self, kind: str) -> int:
        """Return how often one item of ``kind`` may go out on a channel."""
        return self.times_per_channel if kind in self.evergreen else 1

    def channel(self, channel_id: int) -> ChannelRules:
        """Return where a channel differs from the campaign."""
        return self.channels.get(str(channel_id), ChannelRules())

    def in_scope(self, kind: str, key: str) -> bool:
        return (not self.kinds or kind in self.kinds) and key not in self.leave_out

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that ``from_json`` reads back."""
        return {one.name: rule_reading.plain(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Read rules; what is not given keeps its default. Raises ``RuleError``."""
        rule_reading.check_names(given, _READERS, "rule")
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
    _check_number("days_between_same_claim", rules.days_between_same_claim, 0, 366)
    _check_number("cooldown_days", rules.cooldown_days, 1, 366)
    _check_number("times_per_channel", rules.times_per_channel, 1, MAX_USES)
    _check_number("posts_per_day_on_channel", rules.posts_per_day_on_channel, 1, 50)
    _check_number("late_hours", rules.late_hours, 0, MAX_LATE_HOURS)
    check_phases(rules.phases)
    _check_times(rules, rules.times, "choose another time or other quiet hours.")
    for channel in rules.channels.values():
        _check_times(rules, channel.times, "choose another time for the channel.")
    for anchor in rules.anchors:
        _check_times(
            rules, (anchor.local.time(),), f"move the anchor {anchor.name!r} or the quiet hours."
        )
    if rules.posts_per_day > len(rules.times):
        raise RuleError(
            f"{rules.posts_per_week} posts a week do not fit on "
            f"{_count(rules.weekdays, 'weekday')} with {_count(rules.times, 'time')} each: "
            f"add a time, add a weekday, "
            f"or post {len(rules.weekdays) * len(rules.times)} times a week."
        )


def _check_times(rules: Rules, times: tuple[time, ...], way_out: str) -> None:
    for at in times:
        if rules.is_quiet(at) and rules.quiet_hours is not None:
            begin, end = rules.quiet_hours
            raise RuleError(
                f"{at:%H:%M} lies in the quiet hours from {begin:%H:%M} to {end:%H:%M}: {way_out}"
            )


def _check_number(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise RuleError(f"{name} is {value}: choose a number from {least} to {most}.")


def _count(things: tuple[object, ...], noun: str) -> str:
    return f"{len(things)} {noun}" + "s" * (len(things) != 1)


_READERS: Mapping[str, rule_reading.Reader] = {
    "weekdays": rule_reading.weekdays,
    "times": rule_reading.times,
    "posts_per_week": rule_reading.number,
    "days_between_sensitive": rule_reading.number,
    "no_heavy_in_a_row": rule_reading.yes_no,
    "action_after_sign": rule_reading.yes_no,
    "blackout": rule_reading.days,
    "quiet_hours": rule_reading.quiet_hours,
    "late_hours": rule_reading.number,
    "missed_rule": rule_reading.missed_rule,
    "opener": rule_reading.yes_no,
    "closer": rule_reading.yes_no,
    "kinds": rule_reading.texts,
    "leave_out": rule_reading.texts,
    "phases": rule_reading.phases,
    "anchors": rule_reading.anchors,
    "evergreen": rule_reading.texts,
    "cooldown_days": rule_reading.number,
    "times_per_channel": rule_reading.number,
    "days_between_same_claim": rule_reading.number,
    "posts_per_day_on_channel": rule_reading.number,
    "channels": rule_reading.channels,
    "observance": rule_reading.text,
}
