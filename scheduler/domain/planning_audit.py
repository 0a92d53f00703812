"""Looks at a finished plan and says which rules it does not keep, however it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_slots import FOLLOWERS, SIGN, Broken, Part, PlanItem, Slot, use_of

Line = Sequence[tuple[Slot, PlanItem]]


def audit(
    slots: Sequence[Slot], by_key: Mapping[str, PlanItem], rules: Rules
) -> tuple[Broken, ...]:
    """Return what a plan breaks. Only people's own slots and a lack of actions can cause it."""
    known = ((slot, by_key.get(use_of(slot.item_key)[0])) for slot in slots)
    line = [(slot, item) for slot, item in known if item is not None]
    found = (
        _heavy_in_a_row(line, rules),
        _sensitive_too_near(line, rules),
        _signs_without_action(line, rules),
        _on_closed_days(line, rules),
        _too_often(line, rules),
    )
    return tuple(broken for broken in found if broken is not None)


def _heavy_in_a_row(line: Line, rules: Rules) -> Broken | None:
    if not rules.no_heavy_in_a_row:
        return None
    pairs = [(a, b) for (a, one), (b, two) in pairwise(line) if one.heavy and two.heavy]
    return _broken(
        "no_heavy_in_a_row",
        (b for _, b in pairs),
        ("follows another heavy post directly", "follow other heavy posts directly"),
        "Move one of each pair, or put a lighter post between them.",
    )


def _sensitive_too_near(line: Line, rules: Rules) -> Broken | None:
    least = rules.days_between_sensitive
    sensitive = [slot for slot, item in line if item.sensitive]
    gaps = [(b, (b.local.date() - a.local.date()).days) for a, b in pairwise(sensitive)]
    near = [(slot, days) for slot, days in gaps if days < least]
    smallest = min((days for _, days in near), default=0)
    return _broken(
        "days_between_sensitive",
        (slot for slot, _ in near),
        (
            f"stands less than {least} days after another sensitive post",
            f"stand less than {least} days after another sensitive post",
        ),
        f"Move them apart, or set days_between_sensitive to {smallest}.",
    )


def _signs_without_action(line: Line, rules: Rules) -> Broken | None:
    if not rules.action_after_sign:
        return None
    following = [*(item for _, item in line[1:]), None]
    alone = [
        slot
        for (slot, item), after in zip(line, following, strict=True)
        if item.kind == SIGN
        and item.role is Part.ITEM
        and not (after is not None and (after.kind in FOLLOWERS or after.role is Part.CLOSER))
    ]
    return _broken(
        "action_after_sign",
        alone,
        ("is not followed by an action", "are not followed by an action"),
        "Move an action behind each, or set action_after_sign to false.",
    )


def _on_closed_days(line: Line, rules: Rules) -> Broken | None:
    return _broken(
        "blackout",
        (slot for slot, _ in line if slot.local.date() in rules.blackout),
        ("stands on a blackout date", "stand on a blackout date"),
        "Move them to another day.",
    )


def _too_often(line: Line, rules: Rules) -> Broken | None:
    return _broken(
        "times_per_channel",
        (slot for slot, item in line if use_of(slot.item_key)[1] > rules.most_uses(item.kind)),
        (
            "comes round more often than the rules allow",
            "come round more often than the rules allow",
        ),
        "Take one of them out, or raise times_per_channel.",
    )


def _broken(
    rule: str, slots: Iterable[Slot], why: tuple[str, str], relaxation: str
) -> Broken | None:
    keys = tuple(slot.item_key for slot in slots)
    if not keys:
        return None
    sentence = f"1 post {why[0]}." if len(keys) == 1 else f"{len(keys)} posts {why[1]}."
    return Broken(rule=rule, keys=keys, why=sentence, relaxation=relaxation)
