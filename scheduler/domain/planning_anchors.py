"""Posts at an exact time: which item stands on which anchor of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.campaign import Anchor, Rules
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_slots import ACTION, Part, PlanError, PlanItem, Slot
from scheduler.domain.wall_time import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    anchor: Anchor
    item: PlanItem
    due_at: datetime


def anchored(
    items: Sequence[PlanItem], rules: Rules, period: Period, kept: Sequence[Slot]
) -> list[Anchored]:
    """Return an item for each anchor still to come at which nothing stands yet.

    Raises ``PlanError`` for an anchor outside the campaign or one that nothing fits.
    """
    standing = {slot.local for slot in kept}
    free = {item.key: item for item in items} if rules.anchors else {}
    for slot in kept:
        free.pop(slot.item_key, None)
    for anchor in rules.anchors:  # what one anchor asks for by name, no other may take
        _check(anchor, period)
    named = {anchor.item_key for anchor in rules.anchors}
    found: list[Anchored] = []
    for anchor in rules.anchors:
        due_at = instant(anchor.local, period.zone)
        if anchor.local in standing or (period.not_before and due_at <= period.not_before):
            continue
        item = _item_for(anchor, [i for i in free.values() if i.key not in named], free)
        del free[item.key]
        found.append(Anchored(anchor=anchor, item=item, due_at=due_at))
    return found


def _check(anchor: Anchor, period: Period) -> None:
    if not period.has(anchor.local.date()):
        raise PlanError(
            f"The anchor {anchor.name!r} on {anchor.local.date()} lies outside the campaign, which "
            f"runs from {period.first_day} to {period.last_day}: move one of them."
        )


def _item_for(anchor: Anchor, unnamed: Sequence[PlanItem], free: dict[str, PlanItem]) -> PlanItem:
    if anchor.item_key:
        if anchor.item_key not in free:
            raise PlanError(
                f"The anchor {anchor.name!r} names the item {anchor.item_key!r}, which is not "
                "there or stands elsewhere: name another or none."
            )
        return free[anchor.item_key]
    for item in _by_fitness(anchor, unnamed):
        return item
    wanted = f" of kind {anchor.kind!r}" if anchor.kind else ""
    raise PlanError(f"Nothing{wanted} is left for the anchor {anchor.name!r}: name another kind.")


def _by_fitness(anchor: Anchor, items: Sequence[PlanItem]) -> Iterator[PlanItem]:
    """Yield what fits best first: an action asks something of people who look that day."""
    body = [item for item in items if item.role is Part.ITEM]
    if anchor.kind:
        yield from (item for item in body if item.kind == anchor.kind)
        return
    yield from (item for item in body if item.kind == ACTION)
    yield from (item for item in body if not item.heavy and not item.sensitive)
    yield from body
