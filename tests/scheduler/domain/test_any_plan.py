"""Whatever the sheet, the rules and what people fixed: no plan breaks a rule by itself."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.planning_slots import Part
from scheduler.domain.wall_time import parse_local
from tests.scheduler.domain.plans import a_kept_slot, a_plan, a_sheet, keys

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
