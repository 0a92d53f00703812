"""What a move would run into on a channel, said before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from scheduler.domain.campaign import Rules, Weekday
from scheduler.domain.planning_slots import Part, use_of

TITLE = 40  # characters that tell a post from the others


class Clash(StrEnum):
    SAME_CLAIM = auto()
    SAME_HOUR = auto()
    DAILY_LIMIT = auto()
    BLACKOUT = auto()
    QUIET_HOURS = auto()
    WEEKDAY = auto()
    PLAN = auto()  # a rule of the plan as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    clash: Clash
    post_id: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A delivery on a channel at a time. ``local`` is wall time in the channel's zone."""

    post_id: int
    plan_key: str
    title: str
    channel_id: int
    channel: str
    local: datetime
    due_at: datetime


def conflicts(
    moving: Sequence[Placed], standing: Sequence[Placed], rules: Rules
) -> tuple[Conflict, ...]:
    """Return what ``moving`` (at the new times) clashes with; ``standing`` does not hold them."""
    everything = [*standing, *moving]
    per_day = Counter((one.channel_id, one.local.date()) for one in everything)
    found: dict[Conflict, None] = {}
    for one in moving:
        others = [other for other in everything if other.channel_id == one.channel_id]
        for clash, why in (
            *_claims(one, others, rules),
            *_hours(one, others),
            *_day(one, per_day, rules),
        ):
            found[Conflict(clash=clash, post_id=one.post_id, why=why)] = None
    return tuple(found)


def _claims(one: Placed, others: Sequence[Placed], rules: Rules) -> Iterator[tuple[Clash, str]]:
    key, _ = use_of(one.plan_key)
    if key in {Part.OPENER, Part.CLOSER}:
        return
    least = rules.days_between_same_claim
    for other in others:
        days = abs((other.local.date() - one.local.date()).days)
        if other.post_id != one.post_id and use_of(other.plan_key)[0] == key and days < least:
            why = (
                f"{one.channel}: the same claim goes out on {other.local.date()}, {days} days "
                f"away; at least {least} are asked for."
            )
            yield Clash.SAME_CLAIM, why


def _hours(one: Placed, others: Sequence[Placed]) -> Iterator[tuple[Clash, str]]:
    hour = one.due_at.replace(minute=0, second=0, microsecond=0)
    for other in others:
        there = other.due_at.replace(minute=0, second=0, microsecond=0)
        if other.post_id != one.post_id and there == hour:
            title, at = other.title[:TITLE], f"{other.local:%H:%M}"
            why = f"{one.channel}: {title!r} goes out that hour, at {at}."
            yield Clash.SAME_HOUR, why


def _day(
    one: Placed, per_day: Counter[tuple[int, date]], rules: Rules
) -> Iterator[tuple[Clash, str]]:
    day, own = one.local.date(), rules.channel(one.channel_id)
    most = own.posts_per_day or rules.posts_per_day_on_channel
    count = per_day[one.channel_id, day]
    if count > most:
        yield (
            Clash.DAILY_LIMIT,
            f"{one.channel}: {day} would have {count} posts; {most} is the most.",
        )
    if day in rules.blackout:
        yield Clash.BLACKOUT, f"{day} is a blackout date."
    elif Weekday.of(day) not in (own.weekdays or rules.weekdays):
        yield Clash.WEEKDAY, f"{one.channel} does not post on a {one.local:%A}."
    if rules.is_quiet(one.local.time()):
        yield Clash.QUIET_HOURS, f"{one.local:%H:%M} lies in the quiet hours."
