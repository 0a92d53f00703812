from __future__ import annotations

from datetime import date, datetime

from scheduler.domain.campaign import Rules
from scheduler.domain.rolling import Observed, rolled

JANUARY = (date(2027, 1, 1), date(2027, 1, 31))
WEAR_BLUE = Observed(
    then=(date(2027, 1, 11), date(2027, 1, 11)), now=(date(2028, 1, 11), date(2028, 1, 11))
)


def test_a_month_stays_the_month() -> None:
    found = rolled(JANUARY, Rules(), 1, {})

    assert (found.first_day, found.last_day) == (date(2028, 1, 1), date(2028, 1, 31))
    assert found.notes == ()


def test_february_grows_and_shrinks_with_its_year() -> None:
    observed = {
        "February": Observed(
            then=(date(2028, 2, 1), date(2028, 2, 29)), now=(date(2029, 2, 1), date(2029, 2, 28))
        )
    }
    rules = Rules.from_json({"observance": "February"})

    found = rolled((date(2028, 2, 1), date(2028, 2, 29)), rules, 1, observed)

    assert (found.first_day, found.last_day) == (date(2029, 2, 1), date(2029, 2, 28))


def test_a_leap_day_without_a_rule_is_told() -> None:
    found = rolled((date(2028, 2, 20), date(2028, 2, 29)), Rules(), 1, {})

    assert found.last_day == date(2029, 2, 28)
    assert found.notes == ("There is no 29 February in 2029: the campaign uses the 28th.",)


def test_a_week_follows_its_observance_and_takes_its_phases_along() -> None:
    observed = {
        "the week": Observed(
            then=(date(2027, 9, 5), date(2027, 9, 11)), now=(date(2028, 9, 10), date(2028, 9, 16))
        )
    }
    rules = Rules.from_json(
        {
            "observance": "the week",
            "phases": [
                {"name": "build-up", "first_day": "2027-08-29", "last_day": "2027-09-04"},
                {"name": "the week", "first_day": "2027-09-05", "last_day": "2027-09-11"},
            ],
        }
    )

    found = rolled((date(2027, 8, 29), date(2027, 9, 11)), rules, 1, observed)

    assert (found.first_day, found.last_day) == (date(2028, 9, 3), date(2028, 9, 16))
    assert [(phase.first_day, phase.last_day) for phase in found.rules.phases] == [
        (date(2028, 9, 3), date(2028, 9, 9)),
        (date(2028, 9, 10), date(2028, 9, 16)),
    ]


def test_an_anchor_follows_its_observance_at_the_same_hour() -> None:
    anchor = {"name": "Wear blue", "local": "2027-01-11T11:00", "observance": "Wear Blue Day"}
    rules = Rules.from_json({"anchors": [anchor]})

    found = rolled(JANUARY, rules, 1, {"Wear Blue Day": WEAR_BLUE})

    assert found.rules.anchors[0].local == datetime(2028, 1, 11, 11)
    assert found.notes == ()


def test_an_anchor_of_our_own_is_moved_and_pointed_out() -> None:
    rules = Rules.from_json(
        {
            "anchors": [{"name": "the vigil", "local": "2027-01-20T18:00"}],
            "blackout": ["2027-01-18"],
        }
    )

    found = rolled(JANUARY, rules, 1, {})

    assert found.rules.anchors[0].local == datetime(2028, 1, 20, 18)
    assert found.rules.blackout == (date(2028, 1, 18),)
    assert "The anchor 'the vigil' was moved to 2028-01-20" in found.notes[0]
    assert found.notes[1].startswith("Blackout dates were moved along")


def test_an_anchor_that_leaves_the_campaign_is_left_out_and_told() -> None:
    observed = Observed(
        then=(date(2027, 1, 30), date(2027, 1, 30)), now=(date(2028, 2, 5), date(2028, 2, 5))
    )
    anchor = {"name": "the day", "local": "2027-01-30T11:00", "observance": "the day"}

    found = rolled(JANUARY, Rules.from_json({"anchors": [anchor]}), 1, {"the day": observed})

    assert found.rules.anchors == ()
    assert "would be on 2028-02-05, outside the campaign" in found.notes[0]
