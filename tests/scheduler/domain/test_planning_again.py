"""Planning again: with nothing changed nothing moves; a small change moves as little as it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.campaign import Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_slots import Plan, PlanItem, Slot
from scheduler.domain.planning_standing import Standing
from tests.scheduler.domain.plans import FEW_SIGNS, a_sheet, january

KINDS = ("fact", "warning_sign", "tactic", "question", "action", "resource")
counts = st.fixed_dictionaries({kind: st.integers(0, 7) for kind in KINDS}).filter(
    lambda found: any(found.values())
)
few = st.fixed_dictionaries({kind: st.integers(1, 4) for kind in KINDS})  # there is room
rules_given = st.fixed_dictionaries(
    {
        "posts_per_week": st.integers(2, 10),
        "days_between_sensitive": st.integers(0, 4),
        "evergreen": st.sampled_from([[], ["action"], ["fact", "action"]]),
        "times_per_channel": st.integers(1, 3),
        "cooldown_days": st.integers(2, 12),
    }
)
WEDNESDAY = "2027-01-13"


def places(made: Plan) -> dict[str, datetime]:
    return {slot.item_key: slot.local for slot in made.slots}


def again(  # the same campaign, planned once more
    items: Sequence[PlanItem],
    rules: Rules,
    slots: Sequence[Slot],
    *,
    kept: Sequence[Slot] = (),
    now: str = "",
    has_changed: bool = False,
) -> Plan:
    loose = [slot for slot in slots if slot not in kept]
    standing = Standing(slots=loose, has_changed=has_changed)
    return plan(items, rules, january(not_before=now), kept, standing)


def moved(before: Mapping[str, datetime], after: Plan) -> set[str]:
    now = places(after)
    return {key for key, local in before.items() if now.get(key) != local}


@settings(deadline=None, max_examples=20)
@given(counts=counts, given_rules=rules_given, gone=st.integers(0, 31), every=st.integers(1, 5))
def test_nothing_moves_when_posts_go_out_are_approved_or_the_clock_goes_on(
    counts: dict[str, int], given_rules: dict[str, Any], gone: int, every: int
) -> None:
    items, rules = a_sheet(**counts), Rules.from_json(given_rules)
    first = plan(items, rules, january())
    before = places(first)

    same = again(items, rules, first.slots)
    now = datetime(2027, 1, 1) + timedelta(days=gone, hours=12)
    out = [slot for slot in first.slots if slot.local <= now]
    approved = [slot for n, slot in enumerate(first.slots) if slot.local > now and n % every == 0]
    later = again(items, rules, first.slots, kept=[*out, *approved], now=f"{now.isoformat()}Z")

    assert same.slots == first.slots
    assert same.unplaced == first.unplaced
    assert not moved(before, later)


@settings(deadline=None, max_examples=20)
@given(counts=few, spacing=st.integers(0, 1), day=st.integers(4, 28))
def test_another_blackout_date_moves_only_what_stood_there(
    counts: dict[str, int], spacing: int, day: int
) -> None:
    items = a_sheet(**counts)
    rules = Rules.from_json({"posts_per_week": 10, "days_between_sensitive": spacing})
    first = plan(items, rules, january())
    closed = replace(rules, blackout=(date(2027, 1, day),))

    after = again(items, closed, first.slots, has_changed=True)

    stood = {slot.item_key for slot in first.slots if slot.local.day == day}
    if len(after.unplaced) > len(first.unplaced):
        return  # nothing had room for them
    others = moved(places(first), after) - stood  # each where one of them had parted two heavy ones
    assert len(others) <= len(stood)
    assert all(slot.local.day != day for slot in after.slots)
    assert not moved(places(after), again(items, closed, after.slots))


@settings(deadline=None, max_examples=20)
@given(counts=counts, pace=st.integers(3, 10), number=st.integers(0, 40))
def test_one_item_out_moves_one_draft_at_the_most(
    counts: dict[str, int], pace: int, number: int
) -> None:
    items, rules = a_sheet(**counts), Rules.from_json({"posts_per_week": pace})
    first = plan(items, rules, january())
    body = items[1:-1]
    out = body[number % len(body)]
    left = [item for item in items if item is not out]
    if len(left) == 2:
        return

    after = again(left, rules, [slot for slot in first.slots if slot.item_key != out.key])

    assert len(moved(places(first), after) - {out.key}) <= 1
    assert not moved(places(after), again(left, rules, after.slots))


def test_a_draft_that_must_move_goes_to_the_nearest_free_place_and_says_so() -> None:
    items, rules = a_sheet(**FEW_SIGNS), Rules()
    first = plan(items, rules, january())
    there = {slot.local.date().isoformat(): slot.item_key for slot in first.slots}
    key = there[WEDNESDAY]
    closed = replace(rules, blackout=(date.fromisoformat(WEDNESDAY),))

    after = again(items, closed, first.slots)

    slot = next(slot for slot in after.slots if slot.item_key == key)
    assert moved(places(first), after) == {key}
    assert abs((slot.local.date() - date.fromisoformat(WEDNESDAY)).days) <= 5
    assert "moved to the nearest free weekday" in slot.reason
    assert again(items, closed, after.slots).slots == after.slots


def test_new_items_come_between_what_stands() -> None:
    few = a_sheet(fact=3, action=3, warning_sign=2)
    more = a_sheet(fact=5, action=4, warning_sign=3)
    first = plan(few, Rules(), january())

    after = again(more, Rules(), first.slots, has_changed=True)

    assert not moved(places(first), after)
    assert not after.unplaced
    assert len(after.slots) == len(more)


def test_a_missed_draft_finds_another_place_and_the_others_stay() -> None:
    items = a_sheet(fact=6, action=3)
    first = plan(items, Rules(), january())
    out = [slot for slot in first.slots if slot.local.day <= 12]
    missed = out[-1]

    after = again(items, Rules(), first.slots, kept=out[:-1], now="2027-01-13T12:00Z")

    assert moved(places(first), after) == {missed.item_key}
    assert places(after)[missed.item_key] > datetime(2027, 1, 13)
