"""Reads each rule of a campaign from plain JSON, and says in a sentence what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from scheduler.domain.rule_values import (
    Anchor,
    ChannelRules,
    MissedRule,
    Phase,
    RuleError,
    Weekday,
)
from scheduler.domain.wall_time import (
    LocalTimeError,
    ZoneError,
    check_zone,
    local_text,
    parse_day,
    parse_local,
)

Reader = Callable[[str, Any], Any]


def plain(value: Any) -> Any:
    """Return plain JSON values that the readers read back."""
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return _plain_word(value)


def _plain_word(value: Any) -> Any:
    match value:
        case datetime():
            return local_text(value)
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case _:
            return value


def check_names(given: Mapping[str, Any], known: Mapping[str, Reader], noun: str) -> None:
    """Raise ``RuleError`` for a name that is not ``known``, with the one probably meant."""
    for name in given:
        if name not in known:
            close = get_close_matches(str(name), known, n=1)
            meant = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
            raise RuleError(f"There is no {noun} {name!r}: {meant}")


def number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuleError(f"{name} is {value!r}: write a whole number.")
    return value


def yes_no(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RuleError(f"{name} is {value!r}: write true or false.")
    return value


def text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise RuleError(f"{name} is {value!r}: write a text.")
    return value.strip()


def texts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text(name, part) for part in _entries(name, value)))


def weekdays(name: str, value: Any) -> tuple[Weekday, ...]:
    found = {_weekday(name, part) for part in _entries(name, value)}
    return tuple(day for day in Weekday if day in found)


def times(name: str, value: Any) -> tuple[time, ...]:
    return tuple(sorted({_time(name, part) for part in _entries(name, value)}))


def days(name: str, value: Any) -> tuple[date, ...]:
    return tuple(sorted({day(name, part) for part in _entries(name, value)}))


def day(name: str, value: Any) -> date:
    try:
        return parse_day(str(value))
    except LocalTimeError as error:
        raise RuleError(f"{name}: {error}") from None


def quiet_hours(name: str, value: Any) -> tuple[time, time] | None:
    if value is None or value in ([], ()):
        return None
    match [_time(name, part) for part in _entries(name, value)]:
        case [begin, end]:
            return begin, end
        case _:
            raise RuleError(f"{name} is {value!r}: write two times, like [21:00, 07:00], or null.")


def missed_rule(name: str, value: Any) -> MissedRule:
    try:
        return MissedRule(str(value).strip().casefold())
    except ValueError:
        raise RuleError(f"{name} is {value!r}: choose {', '.join(MissedRule)}.") from None


def phases(name: str, value: Any) -> tuple[Phase, ...]:
    read = [_read(Phase, part, _PHASE, "phase") for part in _entries(name, value)]
    return tuple(sorted(read, key=lambda phase: phase.first_day))


def anchors(name: str, value: Any) -> tuple[Anchor, ...]:
    read = [_read(Anchor, part, _ANCHOR, "anchor") for part in _entries(name, value)]
    return tuple(sorted(read, key=lambda anchor: anchor.local))


def channels(name: str, value: Any) -> Mapping[str, ChannelRules]:
    if not isinstance(value, Mapping):
        raise RuleError(f'{name} is {value!r}: write rules by channel, like {{"3": {{…}}}}.')
    return {
        str(key): _read(ChannelRules, part, _CHANNEL, "channel rule") for key, part in value.items()
    }


def _read(cls: Callable[..., Any], given: Any, readers: Mapping[str, Reader], noun: str) -> Any:
    if not isinstance(given, Mapping):
        raise RuleError(f"A {noun} is {given!r}: write it with {', '.join(readers)}.")
    check_names(given, readers, f"{noun} field")
    try:
        return cls(**{name: readers[name](f"{noun} {name}", part) for name, part in given.items()})
    except TypeError:
        missing = ", ".join(name for name in readers if name not in given)
        raise RuleError(f"A {noun} lacks one of: {missing}.") from None


def _entries(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise RuleError(f"{name} is {value!r}: write a list.")
    return list(value)


def _weekday(name: str, value: Any) -> Weekday:
    try:
        return Weekday(str(value).strip().casefold()[:3])
    except ValueError:
        raise RuleError(
            f"{name} names {value!r}: weekdays are written {', '.join(Weekday)}."
        ) from None


def _time(name: str, value: Any) -> time:
    try:
        read = time.fromisoformat(str(value).strip())
    except ValueError:
        read = None
    if read is None or read.second or read.microsecond or read.tzinfo:
        raise RuleError(f"{name} has {value!r}: write a time of day like 09:30.")
    return read


def _local(name: str, value: Any) -> datetime:
    try:
        return parse_local(str(value))
    except LocalTimeError as error:
        raise RuleError(f"{name}: {error}") from None


def _zone(name: str, value: Any) -> str:
    try:
        return check_zone(text(name, value)) if value else ""
    except ZoneError as error:
        raise RuleError(f"{name}: {error}") from None


def _mix(name: str, value: Any) -> Mapping[str, float]:
    if not isinstance(value, Mapping):
        raise RuleError(f'{name} is {value!r}: write weights by kind, like {{"fact": 2}}.')
    for kind, weight in value.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0:
            raise RuleError(f"{name} gives {kind} {weight!r}: write a weight like 2, or leave it.")
    return {str(kind): float(weight) for kind, weight in value.items()}


_PHASE: Mapping[str, Reader] = {"name": text, "first_day": day, "last_day": day, "mix": _mix}
_ANCHOR: Mapping[str, Reader] = {
    "name": text,
    "local": _local,
    "kind": text,
    "item_key": text,
    "observance": text,
}
_CHANNEL: Mapping[str, Reader] = {
    "weekdays": weekdays,
    "times": times,
    "zone": _zone,
    "posts_per_day": number,
}
