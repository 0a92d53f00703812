"""What stands next to a place, and whether the rules let an item stand between."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from datetime import date, datetime

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_calendar import Place
from scheduler.domain.planning_phases import phase_of
from scheduler.domain.planning_sequence import Fixed
from scheduler.domain.planning_slots import FOLLOWERS, SIGN, Part, PlanItem


class Line:
    """Posts in order of time; says of a place whether an item may stand there."""

    def __init__(self, standing: Sequence[Fixed], rules: Rules) -> None:
        ordered = sorted(standing, key=lambda one: one.due_at)
        self._rules = rules
        self._times: list[datetime] = [one.due_at for one in ordered]
        self._items: list[PlanItem | None] = [one.item for one in ordered]
        self._sensitive = sorted(one.day for one in ordered if one.item and one.item.sensitive)

    def put(self, item: PlanItem, place: Place) -> None:
        """Let ``item`` stand at ``place`` from now on."""
        at = bisect_left(self._times, place.due_at)
        self._times.insert(at, place.due_at)
        self._items.insert(at, item)
        if item.sensitive:
            insort(self._sensitive, place.local.date())

    def leaves_alone(self, item: PlanItem, place: Place) -> bool:
        """Say whether ``item`` is a sign that no action would follow at ``place``."""
        if item.kind != SIGN or not self._rules.action_after_sign:
            return False
        at = bisect_left(self._times, place.due_at)
        after = self._items[at] if at < len(self._items) else None
        return after is None or (after.kind not in FOLLOWERS and after.role is not Part.CLOSER)

    def takes(self, item: PlanItem, place: Place) -> bool:
        at = bisect_left(self._times, place.due_at)
        before = self._items[at - 1] if at else None
        after = self._items[at] if at < len(self._items) else None
        phase = phase_of(place, self._rules)
        return (
            item.role is Part.ITEM
            and (before is None or before.role is not Part.CLOSER)
            and (after is None or after.role is not Part.OPENER)
            and (phase is None or not phase.mix or phase.mix.get(item.kind, 0) > 0)
            and self._keeps_weight(item, before, after)
            and self._keeps_action(item, before, after)
            and self._is_far_enough(item, place.local.date())
        )

    def _keeps_weight(
        self, item: PlanItem, before: PlanItem | None, after: PlanItem | None
    ) -> bool:
        beside = (one for one in (before, after) if one is not None)
        heavy_beside = any(one.heavy for one in beside)
        return not (item.heavy and self._rules.no_heavy_in_a_row and heavy_beside)

    def _keeps_action(
        self, item: PlanItem, before: PlanItem | None, after: PlanItem | None
    ) -> bool:
        """Nothing comes between a sign and its action."""
        parts = before is not None and before.kind == SIGN and item.kind not in FOLLOWERS
        loses = parts and after is not None and after.kind in FOLLOWERS
        return not (self._rules.action_after_sign and loses)

    def _is_far_enough(self, item: PlanItem, day: date) -> bool:
        if not item.sensitive:
            return True
        at = bisect_left(self._sensitive, day)
        beside = self._sensitive[max(0, at - 1) : at + 1]
        return all(
            abs((day - other).days) >= self._rules.days_between_sensitive for other in beside
        )
