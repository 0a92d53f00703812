from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest

from scheduler.domain.campaign import Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_slots import PlanError, PlanItem
from tests.scheduler.domain.plans import FEW_SIGNS, a_kept_slot, a_plan, a_sheet, january, keys


def test_every_item_gets_one_slot() -> None:
    made = a_plan()

    assert sorted(keys(made)) == sorted(item.key for item in a_sheet(**FEW_SIGNS))
    assert not made.unplaced
    assert not made.broken


def test_the_same_input_gives_the_same_plan() -> None:
    assert a_plan() == a_plan()


def test_the_opener_opens_and_the_closer_closes() -> None:
    made = a_plan()

    assert keys(made)[0] == "opener"
    assert made.slots[0].local == datetime(2027, 1, 1, 9, 30)
    assert keys(made)[-1] == "closer"
    assert made.slots[-1].local.date() == date(2027, 1, 29)


def test_opener_and_closer_can_be_left_out() -> None:
    made = a_plan(opener=False, closer=False)

    assert {"opener", "closer"}.isdisjoint(keys(made))
    assert not made.unplaced


def test_an_action_follows_every_sign() -> None:
    order = keys(a_plan())

    for earlier, later in pairwise(order):
        if earlier.startswith("warning_sign"):
            assert later.startswith("action")


def test_two_signs_never_share_a_week_when_they_must_stand_seven_days_apart() -> None:
    made = a_plan(days_between_sensitive=7)

    days = [s.local.date() for s in made.slots if s.item_key.startswith("warning_sign")]
    assert len(days) == 4
    assert all((later - earlier).days >= 7 for earlier, later in pairwise(days))


def test_posts_are_spread_over_the_whole_campaign() -> None:
    made = a_plan(posts_per_week=10)

    gaps = [(b.local.date() - a.local.date()).days for a, b in pairwise(made.slots)]
    assert max(gaps) <= 4
    assert made.spare > 10


def test_nothing_stands_on_a_blackout_date_or_another_weekday() -> None:
    made = a_plan(weekdays=["tue", "thu", "sat"], blackout=["2027-01-19"], posts_per_week=6)

    days = {slot.local.date() for slot in made.slots}
    assert {f"{day:%a}" for day in days} == {"Tue", "Thu", "Sat"}
    assert date(2027, 1, 19) not in days


def test_a_slot_says_in_one_sentence_why_it_is_there() -> None:
    made = a_plan()

    reasons = {slot.item_key: slot.reason for slot in made.slots}
    assert reasons["opener"] == "The opener: first free weekday morning of the campaign."
    assert reasons["warning_sign-2"].startswith("Sign 2: first free weekday morning, 7 days after")
    assert reasons["action-2"] == (
        "Action 2: first free weekday morning after sign 1, because an action follows every sign."
    )
    assert all(reason.endswith(".") for reason in reasons.values())


def test_what_people_fixed_stays_where_it_is() -> None:
    kept = a_kept_slot("fact-3", "2027-01-13T17:15")

    made = a_plan(kept=(kept,))

    assert [slot for slot in made.slots if slot.item_key == "fact-3"] == [kept]
    assert len(keys(made)) == len(set(keys(made)))


def test_nothing_heavy_is_put_next_to_a_heavy_post_people_fixed() -> None:
    kept = (
        a_kept_slot("warning_sign-1", "2027-01-12T15:00"),
        a_kept_slot("warning_sign-2", "2027-01-20T15:00"),
    )

    made = a_plan(a_sheet(fact=4, warning_sign=4, action=5, tactic=2), kept=kept)

    heavy = [key.startswith(("warning_sign", "tactic")) for key in keys(made)]
    assert not any(one and other for one, other in pairwise(heavy))
    assert not made.unplaced


def test_what_people_fixed_against_a_rule_is_said() -> None:
    kept = (
        a_kept_slot("warning_sign-1", "2027-01-12T15:00"),
        a_kept_slot("warning_sign-2", "2027-01-12T16:00"),
    )

    broken = {one.rule: one for one in a_plan(kept=kept).broken}

    assert broken["no_heavy_in_a_row"].keys == ("warning_sign-2",)
    assert broken["days_between_sensitive"].relaxation.endswith("set days_between_sensitive to 0.")


def test_a_plan_of_a_plan_changes_nothing() -> None:
    made = a_plan()

    assert a_plan(kept=made.slots).slots == made.slots


def test_a_hole_that_a_deleted_post_left_is_filled_again() -> None:
    made = a_plan()
    without = tuple(slot for slot in made.slots if slot.item_key != "fact-2")

    again = a_plan(kept=without)

    assert "fact-2" in keys(again)
    assert set(without) < set(again.slots)


def test_nothing_is_planned_in_the_past() -> None:
    now = "2027-01-14T15:00"

    made = plan(a_sheet(**FEW_SIGNS), Rules(), january(not_before=now))

    assert all(f"{slot.due_at:%Y-%m-%dT%H:%M}" > now for slot in made.slots)
    assert made.notes[0].startswith("The campaign began on 2027-01-01, before today")


def test_an_anchor_gets_its_exact_time_on_any_weekday() -> None:
    made = a_plan(anchors=[{"name": "the vigil", "local": "2027-01-09T18:00", "kind": "action"}])

    (slot,) = [slot for slot in made.slots if slot.local == datetime(2027, 1, 9, 18)]
    assert slot.item_key.startswith("action")
    assert slot.reason == "Action 1: at the exact time of the vigil, 18:00."


def test_a_phase_posts_only_its_mix() -> None:
    made = a_plan(
        phases=[
            {
                "name": "build-up",
                "first_day": "2027-01-01",
                "last_day": "2027-01-14",
                "mix": {"fact": 2, "resource": 1},
            },
            {
                "name": "call to action",
                "first_day": "2027-01-15",
                "last_day": "2027-01-31",
                "mix": {"warning_sign": 1, "action": 2},
            },
        ]
    )

    for slot in made.slots[1:-1]:
        kind = slot.item_key.partition("-")[0]
        first = slot.local.date() <= date(2027, 1, 14)
        assert kind in ({"fact", "resource"} if first else {"warning_sign", "action"})
    assert "(phase build-up)" in made.slots[1].reason


@pytest.mark.parametrize(("at", "part"), [("15:00", "afternoon"), ("19:00", "evening")])
def test_weekends_afternoons_and_evenings_have_their_names(at: str, part: str) -> None:
    made = a_plan(a_sheet(fact=2), weekdays=["sat", "sun"], times=[at], posts_per_week=2)

    assert made.slots[0].reason == f"The opener: first free Saturday {part} of the campaign."
    assert made.slots[-1].reason == f"The closer: last Sunday {part} of the campaign."


def test_an_item_has_a_fourth_and_a_seventh_time() -> None:
    made = a_plan(a_sheet(fact=1), evergreen=["fact"], times_per_channel=9, cooldown_days=2)

    told = {slot.item_key: slot.reason for slot in made.slots}
    assert "for the fourth time" in told["fact-1~4"]
    assert "for the 7th time" in told["fact-1~7"]


def test_hours_that_other_campaigns_took_stay_free() -> None:
    first = a_plan(a_sheet(fact=3)).slots[0].due_at
    taken = frozenset({(first.toordinal(), first.hour)})

    made = plan(a_sheet(fact=3), Rules(), replace(january(), busy=taken))

    assert all(slot.due_at != first for slot in made.slots)


def test_rules_that_people_switched_off_are_not_missed() -> None:
    kept = (
        a_kept_slot("warning_sign-1", "2027-01-12T15:00"),
        a_kept_slot("warning_sign-2", "2027-01-12T16:00"),
    )

    made = a_plan(
        kept=kept, no_heavy_in_a_row=False, days_between_sensitive=0, action_after_sign=False
    )

    assert made.broken == ()


def test_people_may_repeat_more_often_than_the_rules_and_are_told() -> None:
    kept = (a_kept_slot("fact-1", "2027-01-12T15:00"), a_kept_slot("fact-1~2", "2027-01-20T15:00"))

    broken = {one.rule: one for one in a_plan(kept=kept).broken}

    assert broken["times_per_channel"].keys == ("fact-1~2",)


def test_evergreen_items_come_round_again_after_their_cooldown_and_not_too_often() -> None:
    made = a_plan(
        a_sheet(fact=3, resource=2), evergreen=["fact"], times_per_channel=3, cooldown_days=5
    )

    days: dict[str, list[date]] = {}
    for slot in made.slots:
        days.setdefault(slot.item_key.partition("~")[0], []).append(slot.local.date())
    assert all(len(days[f"fact-{n}"]) == 3 for n in (1, 2, 3))
    assert all(len(days[f"resource-{n}"]) == 1 for n in (1, 2))
    assert all((b - a).days >= 5 for some in days.values() for a, b in pairwise(some))
    again = next(slot for slot in made.slots if slot.item_key == "fact-1~2")
    assert "it comes round for the second time" in again.reason


@pytest.mark.parametrize(
    ("items", "period", "says"),
    [
        ([], january(), "nothing to say"),
        (a_sheet(), january(), "nothing to say"),
        (
            a_sheet(fact=1),
            replace(january(), last_day=date(2026, 12, 1)),
            "would end on 2026-12-01, before it starts on 2027-01-01",
        ),
        (a_sheet(fact=1), january(not_before="2027-03-01T12:00"), "ended on 2027-01-31"),
        (
            a_sheet(fact=1),
            replace(january(), first_day=date(2027, 1, 30)),
            "no day to post on",
        ),
    ],
)
def test_a_campaign_that_cannot_be_planned_is_told_why(
    items: list[PlanItem], period: object, says: str
) -> None:
    with pytest.raises(PlanError, match=says):
        plan(items, Rules(), period)  # type: ignore[arg-type]  # parametrize knows no types
