"""Writes iCalendar files (RFC 5545) that calendar programs open or subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

PRODUCT = "-//Awareness Scheduler//campaign calendar//EN"
_STAMP = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in here: same entries, same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``starts`` is wall time in ``zone``, or a day; ``ends`` (a day) is the last one, included.

    ``uid`` stays the same for the same thing, so that a file read again changes it in place.
    """

    uid: str
    title: str
    starts: datetime | date
    zone: str = ""
    ends: date | None = None
    text: str = ""
    link: str = ""
    categories: tuple[str, ...] = ()


def calendar_file(name: str, entries: Iterable[Entry]) -> bytes:
    """Return a calendar with its time zones described, so that 09:00 stays 09:00 everywhere."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _STAMP)
    event.add("summary", entry.title)
    if isinstance(entry.starts, datetime):
        starts = entry.starts.replace(tzinfo=ZoneInfo(entry.zone))
        event.add("dtstart", starts)
        event.add("duration", timedelta(minutes=15))
    else:
        event.add("dtstart", entry.starts)
        # RFC 5545, 3.6.1: the end of a day-long event is the first day after it.
        event.add("dtend", (entry.ends or entry.starts) + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if entry.text:
        event.add("description", entry.text)
    if entry.link:
        event.add("url", entry.link)
    if entry.categories:
        event.add("categories", list(entry.categories))
    return event
