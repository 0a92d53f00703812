"""Second look: places the walk left free may still take what it could not place."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_calendar import Place
from scheduler.domain.planning_line import Line
from scheduler.domain.planning_sequence import Because, Filled, Fixed
from scheduler.domain.planning_slots import PlanItem, Use


def squeeze_in(
    unplaced: Sequence[PlanItem],
    free: Sequence[Place],
    standing: Sequence[Fixed],
    rules: Rules,
) -> list[Filled]:
    """Return places for those ``unplaced`` items that fit between what is ``standing``."""
    line = Line(standing, rules)
    left = list(free)
    found: list[Filled] = []
    for item in unplaced:
        place = next((place for place in left if line.takes(item, place)), None)
        if place is not None:
            left.remove(place)
            line.put(item, place)
            found.append(Filled(place=place, use=Use(item=item, time=1), because=Because.MIX))
    return found
