"""What it takes that an action follows every sign, found by planning again with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.planning_audit import audit
from scheduler.domain.planning_draft import Task, draft
from scheduler.domain.planning_reasons import explained
from scheduler.domain.planning_relaxing import least
from scheduler.domain.planning_slots import ACTION, FOLLOWERS, Broken, Part, PlanItem
from scheduler.domain.planning_words import upper

RULE = "action_after_sign"
MOST_USES = 6
COOLDOWNS = (14, 7, 3)


def with_relaxation(broken: tuple[Broken, ...], task: Task) -> tuple[Broken, ...]:
    """Replace what the audit advises for signs without an action by what is sure to help."""
    return tuple(
        replace(one, relaxation=_relaxation(one, task)) if one.rule == RULE else one
        for one in broken
    )


def _relaxation(broken: Broken, task: Task) -> str:
    before = len(draft(task).unplaced)
    ways = [way for way in (_more(broken, task), _again(task, before)) if way]
    return f"{upper(', or '.join(ways))}." if ways else broken.relaxation


def _more(broken: Broken, task: Task) -> str:
    """Say how many more actions the sheet would need."""

    def helps(count: int) -> bool:
        more = [PlanItem(key=f"+{n}", kind=ACTION) for n in range(count)]
        return not _lacking(replace(task, items=[*task.items, *more]))

    count = least(1, len(broken.keys), helps)
    return "" if count is None else f"add {count} action" + "s" * (count != 1) + " to the sheet"


def _again(task: Task, before: int) -> str:
    """Say how often actions would have to come round, without pushing anything else out."""
    there = {item.kind for item in task.items if item.role is Part.ITEM}
    kind = next((kind for kind in FOLLOWERS if kind in there), None)
    if kind is None:
        return ""
    for uses, cooldown in _gentle_first(task):
        rules = replace(
            task.rules,
            evergreen=tuple(dict.fromkeys((*task.rules.evergreen, kind))),
            times_per_channel=uses,
            cooldown_days=cooldown,
        )
        other = replace(task, rules=rules)
        if not _lacking(other) and len(draft(other).unplaced) <= before:
            return (
                f"let {kind}s come round again: evergreen [{kind}], times_per_channel {uses}, "
                f"cooldown_days {cooldown}"
            )
    return ""


def _gentle_first(task: Task) -> Iterator[tuple[int, int]]:
    least = task.rules.times_per_channel + (ACTION in task.rules.evergreen)
    for uses in range(max(2, least), MOST_USES + 1):
        for cooldown in COOLDOWNS:
            yield uses, cooldown


def _lacking(task: Task) -> int:
    by_key = {item.key: item for item in task.items}
    found = audit(explained(draft(task), task), by_key, task.rules)
    return sum(len(one.keys) for one in found if one.rule == RULE)
