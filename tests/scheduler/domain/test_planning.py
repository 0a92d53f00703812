from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.campaign import Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_slots import Part, PlanError, PlanItem
from scheduler.domain.wall_time import parse_local
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


def test_signs_without_actions_are_said_with_the_way_out() -> None:
    made = a_plan(a_sheet(fact=5, warning_sign=3, action=1))

    (broken,) = made.broken
    assert broken.rule == "action_after_sign"
    assert len(broken.keys) == 2
    assert broken.relaxation.startswith("Add 2 actions to the sheet, or let actions come round")


def test_more_slots_than_items_is_said() -> None:
    made = a_plan(a_sheet(fact=3))

    (note,) = made.notes
    assert note == (
        "There are 16 more slots than items: 5 posts are spread over the whole campaign. "
        "To fill all slots, let items come round again (evergreen kinds) or end earlier."
    )


def test_what_found_no_place_comes_with_the_smallest_change_that_helps() -> None:
    items = a_sheet(fact=20, action=10)

    made = a_plan(items)

    assert len(made.unplaced) == 11
    assert made.unplaced[0].why == "all 21 free slots are taken."
    assert made.unplaced[0].relaxation == (
        "Post 8 times a week instead of 5 or add 15:00 and post 8 times a week."
    )
    assert a_plan(items, posts_per_week=7).unplaced
    assert not a_plan(items, posts_per_week=8).unplaced


def test_heavy_items_without_lighter_ones_between_wait_and_say_so() -> None:
    made = a_plan(a_sheet(fact=2, warning_sign=9), posts_per_week=10)

    assert len(made.unplaced) > 0
    assert "two of them never stand in a row" in made.unplaced[0].why
    assert "no_heavy_in_a_row false" in made.unplaced[0].relaxation
    heavy = [key.startswith("warning_sign") for key in keys(made)]
    assert not any(one and other for one, other in pairwise(heavy))


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


def test_a_kind_that_no_phase_posts_is_told_with_the_phase_that_could() -> None:
    phase = {
        "name": "all of it",
        "first_day": "2027-01-01",
        "last_day": "2027-01-31",
        "mix": {"fact": 1, "action": 1},
    }

    made = a_plan(a_sheet(fact=3, action=2, resource=1), phases=[phase])

    (unplaced,) = made.unplaced
    assert unplaced.item_key == "resource-1"
    assert unplaced.why == "no phase posts the kind resource."
    assert unplaced.relaxation.startswith("Add resource to the mix of the phase all of it")


def test_sensitive_items_too_many_for_their_distance_are_told_which_would_do() -> None:
    items = a_sheet(question=6, fact=6)

    made = a_plan(items, days_between_sensitive=8)

    assert len(made.unplaced) == 2
    assert "8 days away from other sensitive posts" in made.unplaced[0].why
    assert made.unplaced[0].relaxation.startswith("Set days_between_sensitive to 4 instead of 8")
    assert not a_plan(items, days_between_sensitive=4).unplaced
    assert a_plan(items, days_between_sensitive=5).unplaced


def test_where_no_change_places_all_the_most_helpful_is_said() -> None:
    everything: dict[str, Any] = {
        "weekdays": ["mon"],
        "times": ["09:30"],
        "quiet_hours": ["10:00", "09:00"],
    }
    sheet = a_sheet(fact=80)

    made = a_plan(sheet, **everything)

    assert made.unplaced[0].relaxation == "End 31 days later: that would place 5 of 78."


def test_a_sheet_of_nothing_but_signs_is_told_what_it_would_take() -> None:
    items = a_sheet(warning_sign=30, fact=1)
    fast: dict[str, Any] = {"posts_per_week": 10}

    made = a_plan(items, **fast)

    assert made.unplaced[0].relaxation == (
        "Allow heavy posts in a row and set days_between_sensitive to 0."
    )
    free = a_plan(items, **fast, no_heavy_in_a_row=False, days_between_sensitive=0)
    assert not free.unplaced


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


counts = st.fixed_dictionaries(
    {
        kind: st.integers(0, 8)
        for kind in ("fact", "warning_sign", "tactic", "question", "action", "resource")
    }
)
kept_places = st.dictionaries(st.integers(0, 30), st.integers(1, 31), max_size=6)


@settings(deadline=None, max_examples=30)  # the first plan reads time zones
@given(
    counts=counts,
    kept=kept_places,
    pace=st.integers(1, 10),
    spacing=st.integers(0, 5),
)
def test_no_plan_ever_breaks_a_rule_by_itself(
    counts: dict[str, int], kept: dict[int, int], pace: int, spacing: int
) -> None:
    items = a_sheet(**counts)
    body = [item for item in items if item.role is Part.ITEM]
    if not body:
        return
    fixed = {
        body[number % len(body)].key: f"2027-01-{day:02}T16:00" for number, day in kept.items()
    }
    rules = {"posts_per_week": pace, "days_between_sensitive": spacing}

    made = a_plan(items, kept=tuple(a_kept_slot(k, t) for k, t in fixed.items()), **rules)

    by_key = {item.key: item for item in items}
    assert len(keys(made)) == len(set(keys(made)))
    assert set(keys(made)) | {one.item_key for one in made.unplaced} == set(by_key)
    for earlier, later in pairwise(made.slots):
        own = earlier.item_key in fixed and later.item_key in fixed
        both = by_key[earlier.item_key].heavy and by_key[later.item_key].heavy
        assert own or not both
        assert earlier.due_at < later.due_at or own
    sensitive = [slot for slot in made.slots if by_key[slot.item_key].sensitive]
    for earlier, later in pairwise(sensitive):
        own = earlier.item_key in fixed and later.item_key in fixed
        assert own or (later.local.date() - earlier.local.date()).days >= spacing
    for slot in made.slots:
        assert slot.item_key in fixed or slot.local.time() in {time(9, 30), time(12)}
        if slot.item_key in fixed:
            assert slot.local == parse_local(fixed[slot.item_key])


@settings(deadline=None, max_examples=20)
@given(
    counts=counts,
    turn=st.integers(3, 28),
    uses=st.integers(1, 4),
    cooldown=st.integers(1, 20),
    anchor=st.integers(1, 31),
)
def test_phases_cooldowns_and_anchors_hold_whatever_the_sheet(
    counts: dict[str, int], turn: int, uses: int, cooldown: int, anchor: int
) -> None:
    items = a_sheet(**counts, definition=2)
    mixes = ({"fact", "action", "warning_sign", "definition"}, {"resource", "action", "question"})
    rules: dict[str, Any] = {
        "posts_per_week": 8,
        "evergreen": ["fact", "action"],
        "times_per_channel": uses,
        "cooldown_days": cooldown,
        "anchors": [{"name": "day", "local": f"2027-01-{anchor:02}T15:15", "kind": "definition"}],
        "phases": [
            {
                "name": "one",
                "first_day": "2027-01-01",
                "last_day": f"2027-01-{turn:02}",
                "mix": dict.fromkeys(mixes[0], 1),
            },
            {
                "name": "two",
                "first_day": f"2027-01-{turn + 1:02}",
                "last_day": "2027-01-31",
                "mix": dict.fromkeys(mixes[1], 1),
            },
        ],
    }

    made = a_plan(items, **rules)

    assert a_plan(items, **rules) == made
    by_key = {item.key: item for item in items}
    days: dict[str, list[date]] = {}
    for slot in made.slots:
        item = by_key[slot.item_key.partition("~")[0]]
        days.setdefault(item.key, []).append(slot.local.date())
        if item.role is Part.ITEM and slot.local.time() != time(15, 15):
            assert item.kind in mixes[slot.local.day > turn]
    for key, out in days.items():
        allowed = uses if by_key[key].kind in {"fact", "action"} else 1
        assert len(out) <= allowed or by_key[key].role is not Part.ITEM
        assert all((later - earlier).days >= cooldown for earlier, later in pairwise(out))
    heavy = [by_key[slot.item_key.partition("~")[0]].heavy for slot in made.slots]
    assert not any(one and other for one, other in pairwise(heavy))
