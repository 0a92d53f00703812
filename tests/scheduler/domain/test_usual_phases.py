from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from scheduler.domain import rule_reading
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.planning import plan
from scheduler.domain.usual_phases import usual_phases
from tests.scheduler.domain.plans import a_sheet, january

JANUARY = (date(2027, 1, 1), date(2027, 1, 31))


def test_phases_cover_the_campaign_without_a_hole() -> None:
    for length in range(8, 120):
        last_day = JANUARY[0] + timedelta(days=length - 1)

        phases = usual_phases(JANUARY[0], last_day, JANUARY[0] + timedelta(days=length // 2))

        assert phases[0].first_day == JANUARY[0]
        assert phases[-1].last_day == last_day
        for earlier, later in pairwise(phases):
            assert later.first_day == earlier.last_day + timedelta(days=1)
        Rules(phases=phases)  # refuses phases that share a day


def test_the_day_itself_is_a_phase_of_its_own() -> None:
    names = [phase.name for phase in usual_phases(*JANUARY, date(2027, 1, 11))]

    assert names == ["build-up", "day-of", "call to action", "thank-you"]


def test_without_a_day_there_are_three() -> None:
    assert len(usual_phases(*JANUARY)) == 3


def test_a_week_is_too_short_for_phases() -> None:
    with pytest.raises(RuleError, match="too short for phases: give it 8 days"):
        usual_phases(date(2027, 1, 1), date(2027, 1, 7))


def test_a_sheet_of_all_kinds_finds_its_place_in_them() -> None:
    sheet = a_sheet(
        fact=4,
        definition=3,
        affected_group=3,
        tactic=4,
        warning_sign=5,
        question=5,
        action=7,
        safety=3,
        resource=6,
    )
    rules = Rules.from_json({"posts_per_week": 12, "times": ["09:30", "12:00", "15:00"]})
    phases = usual_phases(*JANUARY, date(2027, 1, 11))

    made = plan(sheet, Rules.from_json(rules.to_json() | _json(phases)), january())

    assert made.unplaced == ()
    assert made.broken == ()
    thanks = [slot for slot in made.slots if "(phase thank-you)" in slot.reason]
    assert thanks
    assert all(
        slot.item_key.startswith(("resource", "action", "fact", "closer")) for slot in thanks
    )


def _json(phases: object) -> dict[str, object]:
    return {"phases": rule_reading.plain(phases)}
