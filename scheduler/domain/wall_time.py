"""Wall time, IANA zones and instants. One rule for hours that a clock change skips or repeats."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

_LOCAL = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2})(:00)?")
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-\d{2}", re.ASCII)
_MACHINE_ONLY = {"localtime", "posixrules", "Factory"}  # files some systems keep beside the zones
_SECOND = timedelta(seconds=1)

# Names people type that no zone has: what they most likely mean.
_EVERYDAY_NAMES = {
    "bst": "Europe/London",
    "central": "America/Chicago",
    "cst": "America/Chicago",
    "ct": "America/Chicago",
    "eastern": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "ist": "Asia/Kolkata",
    "mountain": "America/Denver",
    "mt": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
}


class ZoneError(ValueError):
    """No such zone. ``close`` holds the nearest names, best first."""

    def __init__(self, zone: str, close: tuple[str, ...]) -> None:
        way_out = (
            f"did you mean {' or '.join(close)}?"
            if close
            else "use a name like Europe/Berlin or America/New_York."
        )
        super().__init__(f"There is no time zone {zone!r}: {way_out}")
        self.zone = zone
        self.close = close


class LocalTimeError(ValueError):
    """A text that is no local date and time; the message says what to write instead."""


@cache
def zone_names() -> frozenset[str]:
    """Return every IANA name, the same on machines with and without zone files of their own."""
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(listed) | available_timezones() - _MACHINE_ONLY


def check_zone(zone: str) -> str:
    """Return ``zone``, or raise ``ZoneError`` with the nearest names."""
    if zone not in zone_names():
        raise ZoneError(zone, _close_names(zone))
    return zone


def instant(local: datetime, zone: str) -> datetime:
    """Return the UTC instant of a wall time.

    A wall time that happens twice (clocks go back) means its first occurrence. One that never
    happens (clocks go forward) means the first moment after the gap: 02:30 becomes 03:00.
    """
    if local.tzinfo is not None:
        raise ValueError("a wall time has no timezone of its own")
    there = local.replace(tzinfo=_zone(zone), fold=0)
    at = there.astimezone(UTC)
    if at.astimezone(there.tzinfo).replace(tzinfo=None) == local:
        return at
    return _end_of_gap(there)


def wall_clock(at: datetime, zone: str) -> datetime:
    """Return what a clock on the wall shows in ``zone`` at an instant."""
    return at.astimezone(_zone(zone)).replace(tzinfo=None, fold=0)


def local_text(local: datetime) -> str:
    """Write a wall time as 'YYYY-MM-DDTHH:MM'."""
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def parse_local(text: str) -> datetime:
    """Read 'YYYY-MM-DDTHH:MM' (or a space for the T), or raise ``LocalTimeError``."""
    found = _LOCAL.fullmatch(text.strip())
    if found is None:
        raise LocalTimeError(
            f"{text!r} is no local time: write it like 2027-01-11T09:30, without an offset."
        )
    parse_day(found["day"])
    try:
        return datetime.fromisoformat(f"{found['day']}T{found['time']}")
    except ValueError:
        raise LocalTimeError(
            f"{text!r} is no time of day: hours go from 00 to 23, minutes from 00 to 59."
        ) from None


def parse_day(text: str) -> date:
    """Read 'YYYY-MM-DD', or raise ``LocalTimeError`` saying what a 29 February lacks."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise LocalTimeError(f"{text!r} is no date: write it like 2027-01-11.")
    try:
        return date.fromisoformat(found[0])
    except ValueError:
        raise LocalTimeError(f"{text!r} is no date: {_why_no_date(found)}") from None


def _why_no_date(found: re.Match[str]) -> str:
    year, month = int(found["year"]), int(found["month"])
    if not (year and 0 < month < len(calendar.month_name)):
        return "years start at 0001 and months go from 01 to 12."
    days = calendar.monthrange(year, month)[1]
    return f"{calendar.month_name[month]} {year} has {days} days."


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(check_zone(name))


def _end_of_gap(there: datetime) -> datetime:
    """Find the clock change that skipped ``there``, to the second."""
    # In a gap fold=1 takes the offset after the change, which lies before it, and the reverse.
    before, after = there.replace(fold=1).astimezone(UTC), there.astimezone(UTC)
    old = before.astimezone(there.tzinfo).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(there.tzinfo).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _close_names(zone: str) -> tuple[str, ...]:
    asked = "_".join(zone.split()).casefold()
    if meant := _EVERYDAY_NAMES.get(asked.removesuffix("_time")):
        return (meant,)
    full = {name.casefold(): name for name in sorted(zone_names())}
    if asked in full:
        return (full[asked],)
    cities = {name.rpartition("/")[2].casefold(): name for name in sorted(zone_names())}
    if asked.rpartition("/")[2] in cities:
        return (cities[asked.rpartition("/")[2]],)
    near = [full[name] for name in get_close_matches(asked, full, n=2, cutoff=0.7)]
    near += [cities[name] for name in get_close_matches(asked, cities, n=2, cutoff=0.75)]
    return tuple(dict.fromkeys(near))[:3]
