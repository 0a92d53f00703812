"""The days an observance has in a year."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from content.observances.model import (
    Announced,
    Days,
    FixedDate,
    FixedRange,
    FullWeek,
    Month,
    NthWeekday,
    Observance,
    ObservanceError,
    Occurrence,
    Rule,
    WeekAround,
)


def occurrence(observance: Observance, year: int) -> Occurrence:
    """Return when an observance is in a year. Raises ``ObservanceError`` when nobody can say."""
    announced = observance.per_year.get(year)
    first_day, last_day = announced or days_of(observance.rule, year, observance.name)
    doubts = () if announced else tuple(_doubts(observance, year, (first_day, last_day)))
    return Occurrence(
        observance=observance,
        year=year,
        first_day=first_day,
        last_day=last_day,
        doubts=doubts,
    )


def occurrences(
    observances: Iterable[Observance], first_day: date, last_day: date
) -> list[Occurrence]:
    """Return what lies in a period, wholly or in part, earliest first; what has no date is out."""
    found: list[Occurrence] = []
    for observance in observances:
        for year in range(first_day.year - 1, last_day.year + 1):
            try:
                one = occurrence(observance, year)
            except ObservanceError:
                continue
            if one.first_day <= last_day and one.last_day >= first_day:
                found.append(one)
    return sorted(found, key=lambda one: (one.first_day, one.last_day, one.observance.name))


def days_of(rule: Rule, year: int, name: str) -> Days:
    """Return first and last day; ``name`` is for the error where there are none."""
    match rule:
        case Month():
            last = calendar.monthrange(year, rule.month)[1]
            return date(year, rule.month, 1), date(year, rule.month, last)
        case FixedDate():
            return _lasting(_date(year, rule.month, rule.day, name), 1)
        case FixedRange():
            over_new_year = rule.end < rule.start
            return (
                _date(year, *rule.start, name),
                _date(year + over_new_year, *rule.end, name),
            )
        case NthWeekday():
            first = _nth_weekday(rule, year, name) + timedelta(days=rule.offset)
            return _lasting(first, rule.days)
        case FullWeek():
            return _lasting(_full_week(rule, year, name), rule.days)
        case WeekAround():
            inside = _date(year, rule.month, rule.day, name)
            back = (inside.weekday() - rule.start) % 7
            return _lasting(inside - timedelta(days=back), 7)
        case Announced():
            raise ObservanceError(
                f"{name} is announced anew each year and nobody entered {year} yet: look its date "
                "up and enter it for that year."
            )


def _doubts(observance: Observance, year: int, days: Days) -> Iterator[str]:
    for other in observance.other_rules:
        try:
            first, last = days_of(other.rule, year, observance.name)
        except ObservanceError:
            continue
        if (first, last) != days:
            when = f"{first}" if first == last else f"{first} to {last}"
            yield f"Sources disagree: {when} by {other.source}. Ask who runs it."


def _date(year: int, month: int, day: int, name: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ObservanceError(
            f"{name} falls on {day} {calendar.month_name[month]}, which {year} does not have: "
            f"enter a date for {year}, for example {year}-{month:02}-"
            f"{calendar.monthrange(year, month)[1]:02}."
        ) from None


def _nth_weekday(rule: NthWeekday, year: int, name: str) -> date:
    last = calendar.monthrange(year, rule.month)[1]
    days = [date(year, rule.month, day) for day in range(1, last + 1)]
    fitting = [day for day in days if day.weekday() == rule.weekday]
    try:
        return fitting[rule.n - 1 if rule.n > 0 else rule.n]
    except IndexError:
        raise ObservanceError(
            f"{name} asks for {calendar.day_name[rule.weekday]} number {rule.n} of "
            f"{calendar.month_name[rule.month]}, which {year} does not have: enter a date for "
            f"{year}."
        ) from None


def _full_week(rule: FullWeek, year: int, name: str) -> date:
    opens = NthWeekday(month=rule.month, weekday=rule.start, n=rule.n)
    first = _nth_weekday(opens, year, name)
    if (first + timedelta(days=6)).month != rule.month:
        raise ObservanceError(
            f"{name} asks for full week number {rule.n} of {calendar.month_name[rule.month]}, "
            f"which {year} does not have: enter a date for {year}."
        )
    return first + timedelta(days=rule.offset)


def _lasting(first: date, days: int) -> Days:
    return first, first + timedelta(days=days - 1)
