from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any

import pytest

from scheduler.domain.campaign import (
    Anchor,
    ChannelRules,
    MissedRule,
    Phase,
    RuleError,
    Rules,
    Weekday,
)

A_PHASE = {"name": "a", "first_day": "2027-01-01", "last_day": "2027-01-09"}


def test_the_default_rules_are_a_small_teams_week() -> None:
    rules = Rules()

    assert rules.weekdays == (
        Weekday.MON,
        Weekday.TUE,
        Weekday.WED,
        Weekday.THU,
        Weekday.FRI,
    )
    assert rules.times[0] == time(9, 30)
    assert rules.posts_per_week == 5
    assert rules.missed_rule is MissedRule.LATE


def test_rules_survive_json() -> None:
    rules = Rules(
        weekdays=(Weekday.SUN, Weekday.MON),
        times=(time(12), time(8)),
        posts_per_week=3,
        blackout=(date(2027, 1, 18),),
        quiet_hours=None,
        missed_rule=MissedRule.ASK,
        kinds=("fact",),
        leave_out=("fact-3",),
        phases=(
            Phase(
                name="build-up",
                first_day=date(2027, 1, 1),
                last_day=date(2027, 1, 9),
                mix={"fact": 2.0},
            ),
        ),
        anchors=(Anchor(name="day", local=datetime(2027, 1, 11, 11), kind="action"),),
        channels={"3": ChannelRules(times=(time(9),), zone="Europe/Berlin")},
        observance="Denim Day",
    )

    written = json.loads(json.dumps(rules.to_json()))

    assert Rules.from_json(written) == rules
    assert written.keys() == {field.name for field in fields(Rules)}


def test_every_rule_can_be_read() -> None:
    assert Rules.from_json(Rules().to_json()) == Rules()
    assert Rules.from_json({}) == Rules()


def test_order_and_repeats_make_no_difference() -> None:
    one = Rules.from_json({"weekdays": ["Friday", "mon", "mon"], "times": ["12:00", "09:30"]})
    other = Rules.from_json({"weekdays": ["MON", "fri"], "times": ["09:30", "12:00"]})

    assert one == other
    assert one.posts_per_week == 4


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"weekday": ["mon"]}, "did you mean weekdays"),
        ({"zzz": 1}, "known are weekdays"),
        ({"weekdays": []}, "at least one weekday"),
        ({"weekdays": ["noday"]}, "written mon, tue"),
        ({"weekdays": "mon"}, "write a list"),
        ({"times": []}, "at least one time"),
        ({"times": ["25:00"]}, "like 09:30"),
        ({"times": ["09:30:10"]}, "like 09:30"),
        ({"times": ["23:00"]}, "quiet hours from 21:00 to 07:00"),
        ({"posts_per_week": "5"}, "whole number"),
        ({"posts_per_week": True}, "whole number"),
        ({"posts_per_week": 0}, "from 1 to 200"),
        ({"posts_per_week": 11}, "post 10 times a week"),
        ({"days_between_sensitive": -1}, "from 0 to 366"),
        ({"late_hours": 1000}, "from 0 to 168"),
        ({"no_heavy_in_a_row": "yes"}, "true or false"),
        (
            {"blackout": ["2027-02-29"]},
            "blackout: .2027-02-29. is no date: February 2027 has 28 days",
        ),
        ({"quiet_hours": ["21:00"]}, "two times"),
        ({"missed_rule": "never"}, "choose late, ask, skip"),
        ({"times_per_channel": 0}, "from 1 to 50"),
        ({"cooldown_days": 0}, "from 1 to 366"),
        ({"kinds": "fact"}, "write a list"),
        ({"kinds": [3]}, "write a text"),
        ({"observance": 3}, "write a text"),
        ({"phases": [{"name": "a"}]}, "lacks one of: first_day, last_day, mix"),
        ({"phases": ["a"]}, "write it with name"),
        ({"phases": [{"nam": "a"}]}, "no phase field 'nam': did you mean name"),
        (
            {"phases": [{"name": "a", "first_day": "2027-01-09", "last_day": "2027-01-01"}]},
            "'a' would end on 2027-01-01, before it starts",
        ),
        ({"phases": [A_PHASE | {"mix": {"fact": -1}}]}, "gives fact -1"),
        ({"phases": [A_PHASE | {"mix": {"fact": 0}}]}, "a mix of nothing"),
        ({"phases": [A_PHASE | {"mix": ["fact"]}]}, "weights by kind"),
        ({"phases": [A_PHASE, A_PHASE | {"name": "b"}]}, "'a' and 'b' share 2027-01-01"),
        ({"anchors": [{"name": "day", "local": "2027-01-11"}]}, "write it like 2027-01-11T09:30"),
        ({"anchors": [{"name": "day", "local": "2027-01-11T23:00"}]}, "move the anchor 'day'"),
        ({"channels": ["3"]}, "write rules by channel"),
        ({"channels": {"3": {"zone": "New York"}}}, "did you mean America/New_York"),
        ({"channels": {"3": {"times": ["23:00"]}}}, "choose another time for the channel"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_in_a_sentence(
    given: dict[str, Any], says: str
) -> None:
    with pytest.raises(RuleError, match=says):
        Rules.from_json(given)


@pytest.mark.parametrize(
    ("quiet", "at", "is_quiet"),
    [
        ((time(21), time(7)), time(23), True),
        ((time(21), time(7)), time(6, 59), True),
        ((time(21), time(7)), time(7), False),
        ((time(12), time(13)), time(12), True),
        ((time(12), time(13)), time(13), False),
        (None, time(3), False),
    ],
)
def test_quiet_hours_may_go_over_midnight(
    quiet: tuple[time, time] | None,
    at: time,
    is_quiet: bool,  # noqa: FBT001 - a table's column
) -> None:
    rules = Rules(times=(time(9),), quiet_hours=quiet)

    assert rules.is_quiet(at) is is_quiet


def test_a_day_is_allowed_by_weekday_and_blackout() -> None:
    rules = Rules(blackout=(date(2027, 1, 18),))

    assert rules.allows(date(2027, 1, 15))
    assert not rules.allows(date(2027, 1, 16))
    assert not rules.allows(date(2027, 1, 18))


def test_scope_is_by_kind_and_by_item() -> None:
    rules = Rules(kinds=("fact", "action"), leave_out=("fact-3",))

    assert rules.in_scope("fact", "fact-1")
    assert not rules.in_scope("fact", "fact-3")
    assert not rules.in_scope("tactic", "tactic-1")
    assert Rules().in_scope("tactic", "tactic-1")


def test_a_channel_without_rules_of_its_own_has_empty_ones() -> None:
    assert Rules().channel(7) == ChannelRules()
