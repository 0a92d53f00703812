"""What a plan could not do, and the smallest change that would help."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.scheduler.domain.plans import a_kept_slot, a_plan, a_sheet, keys


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


def test_what_is_said_to_give_every_sign_its_action_does() -> None:
    items = a_sheet(fact=5, warning_sign=3, action=1)
    again: dict[str, Any] = {"evergreen": ["action"], "times_per_channel": 2, "cooldown_days": 3}

    (broken,) = a_plan(items).broken

    assert broken.relaxation == (
        "Add 2 actions to the sheet, or let actions come round again: evergreen [action], "
        "times_per_channel 2, cooldown_days 3."
    )
    assert not a_plan(a_sheet(fact=5, warning_sign=3, action=3)).broken
    assert not a_plan(items, **again).broken


def test_where_nothing_gives_a_sign_its_action_people_are_told_what_is_left() -> None:
    kept = (
        a_kept_slot("warning_sign-1", "2027-01-12T15:00"),
        a_kept_slot("fact-1", "2027-01-12T16:00"),
    )

    (broken,) = a_plan(kept=kept).broken

    assert broken.relaxation == "Move an action behind each, or set action_after_sign to false."


SIGNS_AND_TWO_ACTIONS = {"warning_sign": 12, "action": 2}


def test_a_sheet_of_signs_and_two_actions_is_told_to_let_the_actions_come_round() -> None:
    made = a_plan(a_sheet(**SIGNS_AND_TWO_ACTIONS))

    (relaxation,) = {one.relaxation for one in made.unplaced}
    assert relaxation == (
        "Let actions come round again (evergreen [action], times_per_channel 6, cooldown_days 3) "
        "and post 6 times a week or allow heavy posts in a row (no_heavy_in_a_row false)."
    )


def test_and_with_that_every_sign_is_followed_by_an_action() -> None:
    made = a_plan(
        a_sheet(**SIGNS_AND_TWO_ACTIONS),
        evergreen=["action"],
        times_per_channel=6,
        cooldown_days=3,
        posts_per_week=6,
    )

    assert not made.unplaced
    assert not made.broken
    signs = [n for n, key in enumerate(keys(made)) if key.startswith("warning_sign")]
    assert len(signs) == 12
    assert all(keys(made)[n + 1].startswith(("action", "closer")) for n in signs)
    reason = next(slot.reason for slot in made.slots if slot.item_key == "action-1~2")
    assert reason.endswith(
        "after sign 3, because an action follows every sign; it comes round for the second time, "
        "3 days after the last (cooldown 3 days)."
    )


def test_where_there_is_no_action_left_a_sign_is_followed_by_where_to_get_help() -> None:
    made = a_plan(a_sheet(warning_sign=3, resource=4, fact=2))

    assert not made.broken
    told = [slot.reason for slot in made.slots if slot.item_key.startswith("resource")]
    because = "because a sign is followed by an action or by where to get help."
    assert any(reason.endswith(because) for reason in told)
