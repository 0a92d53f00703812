from __future__ import annotations

import pytest

from scheduler.connectors.waits import header, seconds_in

NOW = "Mon, 11 Jan 2027 09:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("12", 12),
        ("0.45", 0.45),
        ("-3", 0),
        ("999999", 86_400),
        ("1799658060", 60),  # Unix time
        ("Mon, 11 Jan 2027 09:01:00 GMT", 60),
        ("Mon, 11 Jan 2027 08:01:00 GMT", 0),
        ("2027-01-11T09:01:00.000Z", 60),
        ("2027-01-11T09:01:00", 60),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_reads_every_form_of_a_pause(value: str, seconds: float | None) -> None:
    assert seconds_in("Retry-After", {"Date": NOW, "Retry-After": value}) == seconds


def test_asks_no_clock_but_the_one_of_the_answer() -> None:
    assert seconds_in("Retry-After", {"Retry-After": "2027-01-11T09:01:00Z"}) is None


def test_takes_the_first_header_that_says_something() -> None:
    read = header("Retry-After", "X-Reset")

    assert read({"X-Reset": "7"}) == 7
    assert read({"Retry-After": "3", "X-Reset": "7"}) == 3
    assert read({}) is None
