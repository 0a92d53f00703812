"""What a plan is made of: items to place, slots, and what could not be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from scheduler.domain.wall_time import instant

SIGN = "warning_sign"
ACTION = "action"
RESOURCE = "resource"
FOLLOWERS = (ACTION, RESOURCE)
"""What may follow a sign: something to do; where there is no more of it, where to get help."""

HEAVY = frozenset({SIGN, "tactic"})
SENSITIVE = frozenset({SIGN, "question"})


class Part(StrEnum):
    """What a post is to its campaign."""

    ITEM = auto()
    OPENER = auto()
    CLOSER = auto()


class PlanError(ValueError):
    """A plan that cannot be begun: one sentence that says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """One post to be placed. ``label`` is what sentences about it call it, like 'sign 3'.

    ``sheet`` tells items of different fact sheets apart: an action should follow a sign of its own.
    """

    key: str
    kind: str
    heavy: bool = False
    sensitive: bool = False
    role: Part = Part.ITEM
    label: str = ""
    sheet: int = 0


def an_item(key: str, kind: str, role: Part = Part.ITEM) -> PlanItem:
    """Return an item as heavy and sensitive as its kind; openers and closers are neither."""
    return PlanItem(
        key=key,
        kind=kind,
        heavy=role is Part.ITEM and kind in HEAVY,
        sensitive=role is Part.ITEM and kind in SENSITIVE,
        role=role,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An item going out for the first time, or coming round again."""

    item: PlanItem
    time: int

    @property
    def key(self) -> str:
        """The place of this use in the plan: the item's key, numbered from the second time on."""
        return self.item.key if self.time == 1 else f"{self.item.key}~{self.time}"


def use_of(plan_key: str) -> tuple[str, int]:
    """Return the item's key and which use of it a place in the plan is."""
    key, _, time = plan_key.partition("~")
    return key, int(time or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One post at one time, on every channel of the campaign.

    ``local`` is the time on the wall in ``zone`` and stays when the rules of the zone change;
    ``due_at`` and the window are UTC. The window belongs to the day, not to the minute: it opens
    at the local midnight that begins the day of ``local`` and closes ``late_hours`` after the
    local midnight that ends it. An approval, whose digest holds the window, thus outlives a move
    within the day. How late a delivery may go out (``due_at`` plus ``late_hours``) is the
    publisher's missed rule and always lies inside the window.
    """

    item_key: str
    local: datetime
    zone: str
    due_at: datetime
    window_opens: datetime
    window_closes: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    item_key: str
    why: str
    relaxation: str  # the smallest change that would help


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule the plan does not keep, and for which items."""

    rule: str  # name of the field of Rules
    keys: tuple[str, ...]
    why: str
    relaxation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``slots`` hold the kept ones too, as they were given, earliest first.

    ``spare`` counts the places that stay free; ``notes`` say what else a manager should know.
    """

    slots: tuple[Slot, ...]
    unplaced: tuple[Unplaced, ...] = ()
    broken: tuple[Broken, ...] = ()
    notes: tuple[str, ...] = ()
    spare: int = 0


def slot_at(item_key: str, local: datetime, zone: str, *, late_hours: int, reason: str) -> Slot:
    """Return the slot of ``item_key`` at a wall time, with its instant and window."""
    opens, closes = window(local.date(), zone, late_hours)
    return Slot(
        item_key=item_key,
        local=local,
        zone=zone,
        due_at=instant(local, zone),
        window_opens=opens,
        window_closes=closes,
        reason=reason,
    )


def window(day: date, zone: str, late_hours: int) -> tuple[datetime, datetime]:
    """Return when a post of ``day`` may go out, in UTC; see ``Slot``."""
    midnight = datetime.combine(day, datetime.min.time())
    next_midnight = midnight + timedelta(days=1)
    return instant(midnight, zone), instant(next_midnight, zone) + timedelta(hours=late_hours)
