"""Reads observances from plain JSON, ours and an organization's own, and checks each field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any

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
    OtherRule,
    Rule,
    WeekAround,
)

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULES: Mapping[str, type[Any]] = {
    "month": Month,
    "date": FixedDate,
    "range": FixedRange,
    "nth_weekday": NthWeekday,
    "full_week": FullWeek,
    "week_around": WeekAround,
    "announced": Announced,
}
_BOUNDS = {
    "month": (1, 12),
    "day": (1, 31),
    "n": (-5, 5),
    "offset": (-31, 31),
    "days": (1, 62),
}
_TEXTS = ("region", "topic", "source", "note")
_KNOWN = ("name", "rule", "per_year", "other_rules", "hashtags", "checked_on", *_TEXTS)


@cache
def known_observances() -> tuple[Observance, ...]:
    """Return the observances that come with the program."""
    text = resources.files("content.observances").joinpath("observances.json").read_text("utf-8")
    return tuple(parse_observance(given) for given in json.loads(text)["observances"])


def parse_observance(given: Mapping[str, Any]) -> Observance:
    """Read one observance. Raises ``ObservanceError`` naming what is wrong in it."""
    for field in given:
        if field not in _KNOWN:
            near = get_close_matches(field, _KNOWN, n=1)
            meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(_KNOWN)}."
            raise ObservanceError(f"There is no field {field!r}: {meant}")
    name = str(given.get("name", "")).strip()
    if not name:
        raise ObservanceError("An observance needs a name.")
    if not isinstance(given.get("rule"), Mapping):
        raise ObservanceError(
            f'{name} needs a rule, for example {{"type": "date", "month": 1, "day": 11}}.'
        )
    return Observance(
        name=name,
        rule=_rule(given["rule"], name),
        per_year={
            _year(year, name): _days(days, name) for year, days in given.get("per_year", {}).items()
        },
        other_rules=tuple(
            OtherRule(rule=_rule(other["rule"], name), source=str(other["source"]))
            for other in given.get("other_rules", ())
        ),
        hashtags=tuple(str(tag).lstrip("#") for tag in given.get("hashtags", ())),
        checked_on=_date(given["checked_on"], name) if given.get("checked_on") else None,
        **{text: str(given.get(text, "")) for text in _TEXTS},
    )


def to_json(observance: Observance) -> dict[str, Any]:
    """Return plain JSON values that ``parse_observance`` reads back."""
    found: dict[str, Any] = {
        "name": observance.name,
        "rule": _rule_json(observance.rule),
        "per_year": {
            str(year): [first.isoformat(), last.isoformat()]
            for year, (first, last) in sorted(observance.per_year.items())
        },
        "other_rules": [
            {"rule": _rule_json(other.rule), "source": other.source}
            for other in observance.other_rules
        ],
        "hashtags": list(observance.hashtags),
        **{text: getattr(observance, text) for text in _TEXTS},
    }
    if observance.checked_on:
        found["checked_on"] = observance.checked_on.isoformat()
    return found


def _rule(given: Mapping[str, Any], name: str) -> Rule:
    kind = str(given.get("type", ""))
    if kind not in _RULES:
        raise ObservanceError(
            f"{name}: there is no rule of type {kind!r}; there are {', '.join(_RULES)}."
        )
    cls = _RULES[kind]
    known = {field.name: field for field in fields(cls)}
    for field in given:
        if field not in known and field != "type":
            raise ObservanceError(
                f"{name}: a rule of type {kind} has no {field!r}; it has {', '.join(known)}."
            )
    for needed in known.values():
        if needed.name not in given and needed.default is MISSING:
            raise ObservanceError(f"{name}: a rule of type {kind} needs {needed.name!r}.")
    rule: Rule = cls(
        **{field: _value(field, value, name) for field, value in given.items() if field != "type"}
    )
    return rule


def _value(field: str, value: Any, name: str) -> Any:
    if field in {"weekday", "start"} and isinstance(value, str):
        if value.upper()[:2] not in WEEKDAYS:
            raise ObservanceError(f"{name}: {value!r} is no weekday; write {', '.join(WEEKDAYS)}.")
        return WEEKDAYS.index(value.upper()[:2])
    if field in {"start", "end"}:
        if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004  # month, day
            raise ObservanceError(f"{name}: {field} is {value!r}; write [month, day].")
        return _value("month", value[0], name), _value("day", value[1], name)
    low, high = _BOUNDS.get(field, (0, 6))
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ObservanceError(f"{name}: {field} is {value!r}; write a number from {low} to {high}.")
    if field == "n" and value == 0:
        raise ObservanceError(f"{name}: n is 0; write 1 for the first or -1 for the last.")
    return value


def _rule_json(rule: Rule) -> dict[str, Any]:
    kind = next(word for word, cls in _RULES.items() if isinstance(rule, cls))
    found: dict[str, Any] = {"type": kind}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name in {"weekday", "start"} and isinstance(value, int):
            value = WEEKDAYS[value]
        found[field.name] = list(value) if isinstance(value, tuple) else value
    return found


def _year(given: Any, name: str) -> int:
    if not str(given).isdecimal() or not 1900 <= int(given) <= 2999:  # noqa: PLR2004  # plausible
        raise ObservanceError(f"{name}: {given!r} is no year.")
    return int(given)


def _days(given: Any, name: str) -> Days:
    pair = given if isinstance(given, list | tuple) else [given, given]
    if len(pair) != 2:  # noqa: PLR2004  # first and last day
        raise ObservanceError(f"{name}: {given!r} is no date and no pair of dates.")
    first, last = _date(pair[0], name), _date(pair[1], name)
    if last < first:
        raise ObservanceError(f"{name} would end on {last}, before it starts on {first}.")
    return first, last


def _date(given: Any, name: str) -> date:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise ObservanceError(
            f"{name}: {given!r} is no date that exists; write one like 2027-01-11."
        ) from None
