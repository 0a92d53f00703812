"""Items, days and plans for the planner's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from scheduler.domain.campaign import Rules
from scheduler.domain.planning import plan
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_slots import Part, Plan, PlanItem, Slot, an_item, slot_at
from scheduler.domain.wall_time import parse_local

ZONE = "America/New_York"
FEW_SIGNS = {"fact": 5, "warning_sign": 4, "action": 5, "resource": 3}


def a_sheet(**counts: int) -> list[PlanItem]:
    """So many items of each kind, between an opener and a closer."""
    body = [
        an_item(f"{kind}-{n}", kind) for kind, count in counts.items() for n in range(1, count + 1)
    ]
    opener = an_item("opener", "fact", Part.OPENER)
    closer = an_item("closer", "resource", Part.CLOSER)
    return [opener, *body, closer]


def january(zone: str = ZONE, not_before: str = "") -> Period:
    return Period(
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
        zone=zone,
        not_before=datetime.fromisoformat(not_before).replace(tzinfo=UTC) if not_before else None,
    )


def a_kept_slot(key: str, local: str) -> Slot:
    return slot_at(key, parse_local(local), ZONE, late_hours=6, reason="moved by hand")


def a_plan(
    items: list[PlanItem] | None = None, *, kept: tuple[Slot, ...] = (), **rules: object
) -> Plan:
    return plan(items or a_sheet(**FEW_SIGNS), Rules.from_json(rules), january(), kept)


def keys(made: Plan) -> list[str]:
    return [slot.item_key for slot in made.slots]
