from __future__ import annotations

import calendar
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.observances.dates import occurrence, occurrences
from content.observances.model import Observance, ObservanceError
from content.observances.reading import known_observances, parse_observance, to_json

PRINTED = json.loads(Path(__file__).with_name("printed_dates.json").read_text("utf-8"))
YEARS = range(2000, 2061)


def named(name: str) -> Observance:
    return next(one for one in known_observances() if one.name == name)


def an_observance(rule: dict[str, Any], **more: Any) -> Observance:
    return parse_observance({"name": "Our day", "rule": rule, **more})


@pytest.mark.parametrize("printed", PRINTED, ids=lambda p: f"{p['name']} {p['first_day'][:4]}")
def test_a_rule_gives_the_dates_that_were_printed(printed: dict[str, str]) -> None:
    first_day = date.fromisoformat(printed["first_day"])

    found = occurrence(named(printed["name"]), first_day.year)

    assert found.first_day == first_day
    assert found.last_day == date.fromisoformat(printed["last_day"])


def test_every_observance_has_a_source_a_day_it_was_checked_and_plain_hashtags() -> None:
    assert len(known_observances()) == 65
    for one in known_observances():
        assert one.source, one.name
        assert one.checked_on, one.name
        assert one.region, one.name
        assert all(tag.replace("{year}", "2027").isalnum() for tag in one.hashtags), one.name


@pytest.mark.parametrize("one", known_observances(), ids=lambda one: one.name)
def test_an_observance_survives_json(one: Observance) -> None:
    assert parse_observance(json.loads(json.dumps(to_json(one)))) == one


def test_rules_hold_for_sixty_years() -> None:
    for year in YEARS:
        smokeout = occurrence(named("Great American Smokeout"), year).first_day
        assert (smokeout.month, smokeout.weekday()) == (11, calendar.THURSDAY)
        assert 15 <= smokeout.day <= 21
        giving = occurrence(named("Giving Tuesday"), year).first_day
        assert giving.weekday() == calendar.TUESDAY
        assert date(year, 11, 27) <= giving <= date(year, 12, 3)
        week = occurrence(named("National Suicide Prevention Week"), year)
        assert week.first_day <= date(year, 9, 10) <= week.last_day
        assert week.first_day.weekday() == calendar.SUNDAY
        illness = occurrence(named("Mental Illness Awareness Week"), year)
        assert illness.first_day.month == illness.last_day.month == 10
        assert (illness.first_day - timedelta(days=7)).month == 9


def test_days_may_cross_the_new_year() -> None:
    twelve = an_observance({"type": "range", "start": [12, 25], "end": [1, 5]})

    found = occurrence(twelve, 2026)

    assert (found.first_day, found.last_day) == (date(2026, 12, 25), date(2027, 1, 5))
    assert occurrences([twelve], date(2027, 1, 2), date(2027, 1, 3)) == [found]


def test_an_announced_date_wins_over_the_rule() -> None:
    found = occurrence(named("Purple Thursday"), 2019)

    assert found.first_day == date(2019, 10, 24)
    assert found.doubts == ()


def test_where_sources_disagree_the_other_date_is_told() -> None:
    differing = [year for year in YEARS if occurrence(named("Purple Thursday"), year).doubts]

    mondays_to_thursdays = [
        year for year in YEARS if date(year, 10, 1).weekday() <= 3 and year != 2019
    ]
    assert differing == mondays_to_thursdays
    assert "2026-10-22" in occurrence(named("Purple Thursday"), 2026).doubts[0]


def test_what_is_announced_each_year_asks_for_its_date() -> None:
    with pytest.raises(ObservanceError, match="nobody entered 2027 yet"):
        occurrence(named("National Crime Victims' Rights Week"), 2027)


def test_a_leap_day_says_what_to_enter_in_other_years() -> None:
    leap = an_observance({"type": "date", "month": 2, "day": 29})

    assert occurrence(leap, 2028).first_day == date(2028, 2, 29)
    with pytest.raises(ObservanceError, match="29 February, which 2027 does not have: enter a"):
        occurrence(leap, 2027)
    entered = an_observance(
        {"type": "date", "month": 2, "day": 29}, per_year={"2027": "2027-02-28"}
    )
    assert occurrence(entered, 2027).first_day == date(2027, 2, 28)


def test_a_fifth_weekday_that_a_year_lacks_is_told() -> None:
    fifth = an_observance({"type": "nth_weekday", "month": 2, "weekday": "MO", "n": 5})

    assert occurrence(fifth, 2044).first_day == date(2044, 2, 29)
    with pytest.raises(ObservanceError, match="Monday number 5 of February"):
        occurrence(fifth, 2027)


def test_the_year_stands_in_the_hashtag() -> None:
    found = occurrence(named("International Overdose Awareness Day"), 2027)

    assert found.hashtags[0] == "IOAD2027"


def test_january_holds_what_a_trafficking_campaign_needs() -> None:
    found = occurrences(known_observances(), date(2027, 1, 1), date(2027, 1, 31))

    names = [one.observance.name for one in found if one.observance.topic == "human trafficking"]
    assert names == [
        "National Human Trafficking Prevention Month",
        "National Human Trafficking Awareness Day / #WearBlueDay",
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"rule": {"type": "month", "month": 1}}, "needs a name"),
        ({"name": "Ours"}, "needs a rule"),
        ({"name": "Ours", "rule": {"type": "moon"}}, "no rule of type 'moon'; there are month"),
        ({"name": "Ours", "rule": {"type": "month"}}, "needs 'month'"),
        ({"name": "Ours", "rule": {"type": "month", "month": 13}}, "from 1 to 12"),
        ({"name": "Ours", "rule": {"type": "month", "month": 1, "n": 2}}, "has no 'n'"),
        (
            {
                "name": "Ours",
                "rule": {"type": "nth_weekday", "month": 1, "weekday": "XX", "n": 1},
            },
            "'XX' is no weekday",
        ),
        (
            {"name": "Ours", "rule": {"type": "nth_weekday", "month": 1, "weekday": 0, "n": 0}},
            "write 1 for the first",
        ),
        (
            {"name": "Ours", "rule": {"type": "range", "start": 3, "end": [1, 2]}},
            r"write \[month, day\]",
        ),
        (
            {"name": "Ours", "rule": {"type": "announced"}, "per_year": {"27": "2027-01-01"}},
            "'27' is no year",
        ),
        (
            {"name": "Ours", "rule": {"type": "announced"}, "per_year": {"2027": "2027-02-29"}},
            "no date that exists",
        ),
        (
            {
                "name": "Ours",
                "rule": {"type": "announced"},
                "per_year": {"2027": ["2027-02-09", "2027-02-01"]},
            },
            "before it starts",
        ),
        ({"name": "Ours", "rulez": {}}, "did you mean rule"),
    ],
)
def test_an_observance_that_cannot_be_is_told_why(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ObservanceError, match=says):
        parse_observance(given)
