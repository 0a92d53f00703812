"""The four parts an awareness campaign usually has, as a start that people change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from scheduler.domain.rule_values import Phase, RuleError

SHORTEST = 8  # days; below, parts of it would have no posting day

# First what it is and whom it meets, then how to see it and what to do; on the day itself one
# clear request; at the end thanks and where help is. A sign needs its action beside it, so both
# stand in the same phases.
BUILD_UP: Mapping[str, float] = MappingProxyType(
    {
        "definition": 3,
        "fact": 3,
        "affected_group": 3,
        "tactic": 2,
        "resource": 2,
        "warning_sign": 1,
        "action": 2,
        "safety": 1,
        "question": 1,
    }
)
CALL_TO_ACTION: Mapping[str, float] = MappingProxyType(
    {
        "warning_sign": 3,
        "action": 4,
        "question": 3,
        "safety": 2,
        "resource": 2,
        "fact": 1,
        "tactic": 1,
        "affected_group": 1,
        "definition": 1,
    }
)
DAY_OF: Mapping[str, float] = MappingProxyType({"action": 3, "fact": 2, "resource": 1})
THANK_YOU: Mapping[str, float] = MappingProxyType({"resource": 3, "action": 2, "fact": 1})


def usual_phases(first_day: date, last_day: date, day_of: date | None = None) -> tuple[Phase, ...]:
    """Return build-up, call to action, day-of and thank-you over a campaign's days.

    Without a ``day_of`` there is none. The thank-you takes the last tenth, three days at least.
    Raises ``RuleError`` for a campaign too short to have parts.
    """
    length = (last_day - first_day).days + 1
    if length < SHORTEST:
        raise RuleError(
            f"A campaign of {length} days is too short for phases: give it {SHORTEST} days or none."
        )
    thanks = last_day - timedelta(days=max(3, length // 10) - 1)
    turn = first_day + timedelta(days=(thanks - first_day).days * 2 // 5)
    phases = [
        Phase(
            name="build-up",
            first_day=first_day,
            last_day=turn - timedelta(days=1),
            mix=BUILD_UP,
        ),
        Phase(
            name="call to action",
            first_day=turn,
            last_day=thanks - timedelta(days=1),
            mix=CALL_TO_ACTION,
        ),
        Phase(name="thank-you", first_day=thanks, last_day=last_day, mix=THANK_YOU),
    ]
    return tuple(phases) if day_of is None else tuple(_around(phases, day_of))


def _around(phases: list[Phase], day_of: date) -> list[Phase]:
    """Cut the day out of the phase it lies in."""
    found: list[Phase] = []
    for phase in phases:
        if not phase.has(day_of):
            found.append(phase)
            continue
        parts = (
            (phase.name, phase.first_day, day_of - timedelta(days=1), phase.mix),
            ("day-of", day_of, day_of, DAY_OF),
            (phase.name, day_of + timedelta(days=1), phase.last_day, phase.mix),
        )
        found += [
            Phase(name=name, first_day=first, last_day=last, mix=mix)
            for name, first, last, mix in parts
            if first <= last
        ]
    return found
