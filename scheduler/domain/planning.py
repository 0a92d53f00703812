"""Fill a campaign's calendar: same items and rules, same plan, and a reason for every slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_actions import with_relaxation
from scheduler.domain.planning_audit import audit
from scheduler.domain.planning_calendar import Calendar, Period
from scheduler.domain.planning_draft import Draft, Task, draft
from scheduler.domain.planning_reasons import explained
from scheduler.domain.planning_relaxing import unplaced_with_relaxation
from scheduler.domain.planning_slots import Part, Plan, PlanError, PlanItem, Slot
from scheduler.domain.planning_standing import Standing, settled
from scheduler.domain.wall_time import wall_clock

TRIES = 3


def plan(
    items: Sequence[PlanItem],
    rules: Rules,
    period: Period,
    kept: Sequence[Slot] = (),
    standing: Standing | None = None,
) -> Plan:
    """Give every item a slot, as far as days, pace and rules allow.

    ``kept`` slots stay as they are; ``items`` should name theirs too, so that what comes next to
    them fits. ``standing`` are drafts that may move; they do only where they must. Raises
    ``PlanError`` when there is nothing to plan or no day to plan it on.
    """
    task = Task(
        items=items,
        rules=rules,
        period=period,
        kept=sorted(kept, key=lambda slot: (slot.due_at, slot.item_key)),
    )
    _check(task, standing)
    made = settled(task, standing) if standing else draft(task)
    if standing or made.unplaced:
        made = _at_rest(made, task)
    slots = explained(made, task)
    return Plan(
        slots=slots,
        unplaced=unplaced_with_relaxation(made, task),
        broken=with_relaxation(audit(slots, {item.key: item for item in items}, rules), task),
        notes=tuple(_notes(made, task)),
        spare=made.spare,
    )


def _at_rest(made: Draft, task: Task) -> Draft:
    """Plan again around what stands until that moves nothing more."""
    for _ in range(TRIES):
        slots = [slot for slot in explained(made, task) if slot not in task.kept]
        more = settled(task, Standing(slots=slots))
        if _places(more) == _places(made):
            break
        made = more
    return made


def _places(made: Draft) -> dict[str, datetime]:
    exact = {one.item.key: one.due_at for one in made.anchored}
    return exact | {one.use.key: one.place.due_at for one in made.filled}


def _check(task: Task, standing: Standing | None) -> None:
    period = task.period
    if period.last_day < period.first_day:
        raise PlanError(
            f"The campaign would end on {period.last_day}, before it starts on "
            f"{period.first_day}: change one of the two days."
        )
    if not any(item.role is Part.ITEM for item in task.items):
        raise PlanError(
            "The campaign has nothing to say: its fact sheet gave no items, or none is in scope. "
            "Import a sheet with facts, signs or actions, or widen its kinds."
        )
    if task.kept or (standing and standing.slots) or Calendar(period, task.rules).days():
        return
    if period.not_before and wall_clock(period.not_before, period.zone).date() >= period.last_day:
        raise PlanError(
            f"The campaign ended on {period.last_day}: give it a later last day to plan more."
        )
    raise PlanError(
        f"From {period.first_day} to {period.last_day} there is no day to post on: all are "
        f"other weekdays than {', '.join(task.rules.weekdays)}, blackout dates, past, or taken by "
        "other campaigns. Add a weekday, a time or more days."
    )


def _notes(made: Draft, task: Task) -> Iterator[str]:
    period, rules = task.period, task.rules
    if period.not_before is not None:
        today = wall_clock(period.not_before, period.zone).date()
        if today > period.first_day:
            yield (
                f"The campaign began on {period.first_day}, before today: new posts are planned "
                f"from {today} on; change the first day if that is not meant."
            )
    posts = len(made.filled) + len(made.anchored) + len(task.kept)
    if made.spare and not made.unplaced and not rules.evergreen:
        yield (
            f"There are {made.spare} more slots than items: {posts} posts are spread over the "
            f"whole campaign. To fill all slots, let items come round again (evergreen kinds) "
            f"or end earlier."
        )
