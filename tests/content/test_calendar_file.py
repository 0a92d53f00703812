from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from content.calendar_file import Entry, calendar_file

POST = Entry(
    uid="post-7@awareness",
    title="Sign 1: fearful; a sudden change, in demeanor",
    starts=datetime(2027, 3, 15, 9, 30),
    zone="America/New_York",
    text="First line\nsecond line",
    categories=("warning_sign", "approved"),
)
DAY = Entry(
    uid="day@awareness",
    title="An awareness week",
    starts=date(2027, 3, 14),
    ends=date(2027, 3, 20),
)


def test_a_post_keeps_its_wall_time_and_its_instant() -> None:
    (event,) = Calendar.from_ical(calendar_file("March", [POST])).walk("VEVENT")

    assert event.decoded("dtstart") == datetime(2027, 3, 15, 13, 30, tzinfo=UTC)
    assert event.decoded("dtstart").hour == 9
    assert str(event["summary"]) == POST.title
    assert str(event["description"]) == POST.text


def test_the_zone_is_described_in_the_file() -> None:
    written = calendar_file("March", [POST]).decode()

    assert "BEGIN:VTIMEZONE" in written
    assert "TZID:America/New_York" in written
    assert "DTSTART;TZID=America/New_York:20270315T093000" in written


def test_days_last_until_the_end_of_the_last_one() -> None:
    (event,) = Calendar.from_ical(calendar_file("March", [DAY])).walk("VEVENT")

    assert event.decoded("dtstart") == date(2027, 3, 14)
    assert event.decoded("dtend") == date(2027, 3, 20) + timedelta(days=1)


def test_the_same_entries_give_the_same_bytes() -> None:
    assert calendar_file("March", [POST, DAY]) == calendar_file("March", [POST, DAY])
