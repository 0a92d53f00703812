from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain import wall_time
from scheduler.domain.wall_time import (
    LocalTimeError,
    ZoneError,
    check_zone,
    instant,
    local_text,
    parse_day,
    parse_local,
    wall_clock,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def no_zone_files() -> Iterator[None]:
    """A machine whose system brings no time zones, as on Windows."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    wall_time.zone_names.cache_clear()
    yield
    zoneinfo.reset_tzpath(to=before)
    wall_time.zone_names.cache_clear()


def test_nine_stays_nine_when_the_clocks_change() -> None:
    friday, monday = parse_local("2027-03-12T09:00"), parse_local("2027-03-15T09:00")

    assert instant(friday, "America/New_York") == at("2027-03-12T14:00")
    assert instant(monday, "America/New_York") == at("2027-03-15T13:00")


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2027-03-14T02:00", "America/New_York", "2027-03-14T07:00"),
        ("2027-03-14T02:59", "America/New_York", "2027-03-14T07:00"),
        ("2027-03-14T03:00", "America/New_York", "2027-03-14T07:00"),
        ("2027-10-03T02:15", "Australia/Lord_Howe", "2027-10-02T15:30"),  # half an hour's gap
        ("2011-12-30T09:00", "Pacific/Apia", "2011-12-30T10:00"),  # a whole day left out
    ],
)
def test_an_hour_that_is_skipped_means_the_first_moment_after_it(
    local: str, zone: str, utc: str
) -> None:
    assert instant(parse_local(local), zone) == at(utc)


def test_an_hour_that_happens_twice_means_its_first_time() -> None:
    twice = parse_local("2027-11-07T01:30")

    assert instant(twice, "America/New_York") == at("2027-11-07T05:30")
    assert instant(twice.replace(fold=1), "America/New_York") == at("2027-11-07T05:30")


def test_the_wall_shows_what_was_planned() -> None:
    local = parse_local("2027-07-01T12:00")

    assert wall_clock(instant(local, "Asia/Kolkata"), "Asia/Kolkata") == local


def test_a_wall_time_with_a_zone_inside_is_refused() -> None:
    with pytest.raises(ValueError, match="no timezone of its own"):
        instant(at("2027-01-11T09:00"), "Europe/Berlin")


@pytest.mark.usefixtures("no_zone_files")
def test_works_on_a_machine_without_zone_files() -> None:
    assert instant(parse_local("2027-01-11T09:00"), "Europe/Berlin") == at("2027-01-11T08:00")
    assert "Europe/Berlin" in wall_time.zone_names()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("New York", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("US/New_York", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Pacific time", "America/Los_Angeles"),
        ("PST", "America/Los_Angeles"),
        ("Londn", "Europe/London"),
    ],
)
def test_an_unknown_zone_is_answered_with_the_one_meant(wrong: str, right: str) -> None:
    with pytest.raises(ZoneError, match=right) as caught:
        check_zone(wrong)

    assert caught.value.close[0] == right


@pytest.mark.parametrize("wrong", ["", "Mars/Olympus_Mons", "+01:00", "../etc/passwd", "localtime"])
def test_a_zone_like_no_other_gets_an_example(wrong: str) -> None:
    with pytest.raises(ZoneError, match="use a name like Europe/Berlin"):
        check_zone(wrong)


def test_local_times_are_written_and_read_alike() -> None:
    local = parse_local("2027-01-11T09:30")

    assert local_text(local) == "2027-01-11T09:30"
    assert parse_local(" 2027-01-11 09:30:00 ") == local
    assert parse_local(local_text(local + timedelta(days=400))) == local + timedelta(days=400)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2027-02-29T09:00", "February 2027 has 28 days"),
        ("2027-13-01T09:00", "months go from 01 to 12"),
        ("2027-01-11T24:00", "hours go from 00 to 23"),
        ("2027-01-11T09:00Z", "without an offset"),
        ("2027-01-11", "write it like 2027-01-11T09:30"),
        ("soon", "write it like"),
    ],
)
def test_a_text_that_is_no_local_time_is_told_why(text: str, says: str) -> None:
    with pytest.raises(LocalTimeError, match=says):
        parse_local(text)


def test_a_text_that_is_no_day_is_told_how_days_are_written() -> None:
    assert parse_day("2028-02-29").day == 29
    with pytest.raises(LocalTimeError, match="write it like 2027-01-11"):
        parse_day("11.1.2027")
