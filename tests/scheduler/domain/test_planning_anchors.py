from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from scheduler.domain.campaign import Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_slots import PlanError
from tests.scheduler.domain.plans import (
    FEW_SIGNS,
    a_kept_slot,
    a_plan,
    a_sheet,
    january,
    keys,
)

NOON = "2027-01-11T12:00"


def anchored(*anchors: dict[str, Any], sheet: dict[str, int] | None = None) -> dict[str, str]:
    made = a_plan(a_sheet(**(sheet or FEW_SIGNS)), anchors=list(anchors))
    assert len(keys(made)) == len(set(keys(made)))
    return {slot.local.isoformat(timespec="minutes"): slot.item_key for slot in made.slots}


def test_an_anchor_takes_the_item_it_names_and_another_does_not() -> None:
    found = anchored(
        {"name": "first", "local": NOON},
        {"name": "second", "local": "2027-01-12T18:00", "item_key": "action-1"},
    )

    assert found[NOON] == "action-2"
    assert found["2027-01-12T18:00"] == "action-1"


def test_an_anchor_without_wishes_takes_an_action_or_what_is_light() -> None:
    assert anchored({"name": "day", "local": NOON})[NOON] == "action-1"
    without = anchored({"name": "day", "local": NOON}, sheet={"fact": 3, "warning_sign": 1})
    assert without[NOON] == "fact-1"
    only = anchored({"name": "day", "local": NOON}, sheet={"warning_sign": 1})
    assert only[NOON] == "warning_sign-1"


def test_an_opener_may_be_anchored() -> None:
    found = anchored({"name": "start", "local": "2027-01-02T18:00", "item_key": "opener"})

    assert found["2027-01-02T18:00"] == "opener"


def test_an_anchor_that_stands_already_is_not_filled_twice() -> None:
    kept = (a_kept_slot("fact-1", NOON),)

    made = a_plan(kept=kept, anchors=[{"name": "day", "local": NOON, "kind": "fact"}])

    assert [slot.item_key for slot in made.slots if slot.local == datetime(2027, 1, 11, 12)] == [
        "fact-1"
    ]


def test_an_anchor_that_has_passed_is_left_alone() -> None:
    rules = Rules.from_json({"anchors": [{"name": "day", "local": NOON}]})

    made = plan(a_sheet(**FEW_SIGNS), rules, january(not_before="2027-01-15T12:00"))

    assert all("exact time" not in slot.reason for slot in made.slots)


def test_an_anchor_keeps_the_hour_free_around_it() -> None:
    found = anchored({"name": "day", "local": "2027-01-11T09:45"})

    assert "2027-01-11T09:30" not in found


@pytest.mark.parametrize(
    ("anchor", "says"),
    [
        ({"name": "day", "local": "2027-02-11T12:00"}, "lies outside the campaign"),
        ({"name": "day", "local": NOON, "item_key": "fact-9"}, "names the item 'fact-9'"),
        ({"name": "day", "local": NOON, "kind": "tactic"}, "Nothing of kind 'tactic' is left"),
    ],
)
def test_an_anchor_that_cannot_be_filled_is_told(anchor: dict[str, Any], says: str) -> None:
    with pytest.raises(PlanError, match=says):
        anchored(anchor)


def test_more_anchors_than_items_are_told() -> None:
    anchors = [{"name": f"day {n}", "local": f"2027-01-{n:02}T18:00"} for n in range(11, 15)]

    with pytest.raises(PlanError, match="Nothing is left for the anchor 'day 13'"):
        anchored(*anchors, sheet={"fact": 2})
