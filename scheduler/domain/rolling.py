"""A campaign's days in another year: by its observances, else by the same dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.domain.campaign import Anchor, Phase, Rules

Days = tuple[date, date]
Elsewhere = Callable[[date], date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The days of an observance in the year of the campaign and in the year it goes to."""

    then: Days
    now: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """``notes`` say what a person should look at."""

    first_day: date
    last_day: date
    rules: Rules
    notes: tuple[str, ...]


def rolled(days: Days, rules: Rules, years: int, observed: Mapping[str, Observed]) -> Rolled:
    """Move a campaign by ``years``. ``observed`` is by the names that the rules use."""
    notes: list[str] = []
    campaign = observed.get(rules.observance)
    first_day, last_day = _campaign(days, years, campaign, notes)
    shift = first_day - days[0] if campaign else None

    def elsewhere(day: date) -> date:
        """Return the day of the other year that ``day`` becomes, inside the campaign."""
        if day in days:
            return (first_day, last_day)[days.index(day)]
        moved = day + shift if shift is not None else _same_date(day, years)
        return min(max(moved, first_day), last_day)

    anchors = [_anchor(anchor, elsewhere, observed, notes) for anchor in rules.anchors]
    notes += [
        f"The anchor {anchor.name!r} would be on {anchor.local.date()}, outside the campaign: it "
        "was left out."
        for anchor in anchors
        if not first_day <= anchor.local.date() <= last_day
    ]
    if rules.blackout:
        notes.append("Blackout dates were moved along: check them against next year's calendar.")
    return Rolled(
        first_day=first_day,
        last_day=last_day,
        rules=replace(
            rules,
            phases=tuple(_phase(phase, elsewhere) for phase in rules.phases),
            anchors=tuple(
                anchor for anchor in anchors if first_day <= anchor.local.date() <= last_day
            ),
            blackout=tuple(_same_date(day, years) for day in rules.blackout),
        ),
        notes=tuple(notes),
    )


def _campaign(days: Days, years: int, observed: Observed | None, notes: list[str]) -> Days:
    if observed is None:
        notes += [
            f"There is no 29 February in {day.year + years}: the campaign uses the 28th."
            for day in days
            if _same_date(day, years).day != day.day
        ]
        return _same_date(days[0], years), _same_date(days[1], years)
    if days == observed.then:
        return observed.now
    shift = observed.now[0] - observed.then[0]
    return days[0] + shift, days[1] + shift


def _phase(phase: Phase, elsewhere: Elsewhere) -> Phase:
    return replace(phase, first_day=elsewhere(phase.first_day), last_day=elsewhere(phase.last_day))


def _anchor(
    anchor: Anchor, elsewhere: Elsewhere, observed: Mapping[str, Observed], notes: list[str]
) -> Anchor:
    day = anchor.local.date()
    follows = observed.get(anchor.observance)
    if follows is None:
        moved = elsewhere(day)
        notes.append(f"The anchor {anchor.name!r} was moved to {moved}: check that this is right.")
    else:
        moved = follows.now[0] + (day - follows.then[0])
    return replace(anchor, local=datetime.combine(moved, anchor.local.time()))


def _same_date(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February in a year without
        return day.replace(year=day.year + years, day=28)
