"""Says of every slot in one sentence why this item stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import assert_never

from scheduler.domain.campaign import Rules, Weekday
from scheduler.domain.planning_calendar import Place
from scheduler.domain.planning_draft import Draft, Task
from scheduler.domain.planning_phases import phase_of
from scheduler.domain.planning_sequence import Because, Filled
from scheduler.domain.planning_slots import Part, PlanItem, Slot, Use, slot_at, use_of
from scheduler.domain.planning_words import in_days, upper

WORDS = {"warning_sign": "sign", "affected_group": "group"}
TIMES = ("", "first", "second", "third", "fourth", "fifth")
NOON, AFTERNOON, EVENING = time(11), time(14), time(18)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stood:
    """A slot that comes before the one to be explained."""

    name: str
    kind: str
    day: date


class Names:
    """Calls items by kind and number in the order of the sheet, like 'sign 3'."""

    def __init__(self, items: Iterable[PlanItem]) -> None:
        counted: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        for item in items:
            if item.role is Part.ITEM:
                counted[item.kind] += 1
                self._names[item.key] = item.label or f"{word(item.kind)} {counted[item.kind]}"
            else:
                self._names[item.key] = item.label or f"the {item.role}"

    def of(self, plan_key: str) -> str:
        key, _ = use_of(plan_key)
        return self._names.get(key, "a post that is no longer in the sheet")


def word(kind: str) -> str:
    """Return what people call a kind."""
    return WORDS.get(kind, kind.replace("_", " "))


def explained(draft: Draft, task: Task) -> tuple[Slot, ...]:
    """Return all slots of a plan, earliest first; kept ones keep the reason they had."""
    names = Names(task.items)
    by_key = {item.key: item for item in task.items}
    late_hours, zone = task.rules.late_hours, task.period.zone
    line: list[tuple[Slot, Filled | None]] = [(slot, None) for slot in task.kept]
    for one in draft.anchored:
        reason = (
            f"{upper(names.of(one.item.key))}: at the exact time of {one.anchor.name}, "
            f"{one.anchor.local:%H:%M}."
        )
        slot = slot_at(one.item.key, one.anchor.local, zone, late_hours=late_hours, reason=reason)
        line.append((slot, None))
    for filled in draft.filled:
        slot = slot_at(filled.use.key, filled.place.local, zone, late_hours=late_hours, reason="")
        line.append((slot, filled))
    line.sort(key=lambda pair: (pair[0].due_at, pair[0].item_key))
    return tuple(_told(line, names, by_key, task.rules))


def _told(
    line: Sequence[tuple[Slot, Filled | None]],
    names: Names,
    by_key: Mapping[str, PlanItem],
    rules: Rules,
) -> Iterable[Slot]:
    before: _Stood | None = None
    latest: dict[str, _Stood] = {}  # by kind
    last_use: dict[str, date] = {}
    for slot, filled in line:
        key, _ = use_of(slot.item_key)
        item = by_key.get(key)
        stood = _Stood(
            name=names.of(slot.item_key),
            kind=item.kind if item else "",
            day=slot.local.date(),
        )
        if filled is None:
            yield slot
        else:
            same = latest.get(stood.kind)
            sentence = _sentence(filled, stood, before, same, rules)
            if filled.use.time > 1 and key in last_use:
                sentence += _again(filled.use, (stood.day - last_use[key]).days, rules)
            yield _with_reason(slot, sentence + _in_phase(filled.place, rules) + ".")
        last_use[key] = stood.day
        latest[stood.kind] = before = stood


def _sentence(
    filled: Filled, own: _Stood, before: _Stood | None, same: _Stood | None, rules: Rules
) -> str:
    where = f"{upper(own.name)}: first free {_part_of_week(filled.place)}"
    match filled.because:
        case Because.OPENS:
            return f"{where} of the campaign"
        case Because.CLOSES:
            return f"{upper(own.name)}: last {_part_of_week(filled.place)} of the campaign"
        case Because.FOLLOWS_SIGN:
            after = before.name if before else "the sign"
            return f"{where} after {after}, because an action follows every sign"
        case Because.PARTS_HEAVY:
            return f"{where}{_since(own, same or before)}; lighter posts part the heavy ones"
        case Because.MIX:
            spaced = _spacing(filled.use.item, rules)
            return f"{where}{_since(own, same or before)}{spaced}"
        case _:
            assert_never(filled.because)


def _since(own: _Stood, other: _Stood | None) -> str:
    if other is None:
        return ""
    days = (own.day - other.day).days
    if days == 0:
        return f", on the same day as {other.name}"
    return f", {in_days(days)} after {other.name}"


def _spacing(item: PlanItem, rules: Rules) -> str:
    if not item.sensitive or not rules.days_between_sensitive:
        return ""
    return f", at least {in_days(rules.days_between_sensitive)} from other sensitive posts"


def _again(use: Use, days: int, rules: Rules) -> str:
    nth = TIMES[use.time] if use.time < len(TIMES) else f"{use.time}th"
    return (
        f"; it comes round for the {nth} time, {in_days(days)} after the last "
        f"(cooldown {in_days(rules.cooldown_days)})"
    )


def _in_phase(place: Place, rules: Rules) -> str:
    phase = phase_of(place, rules)
    return f" (phase {phase.name})" if phase else ""


def _part_of_week(place: Place) -> str:
    day = Weekday.of(place.local.date())
    name = f"{place.local:%A}" if day in {Weekday.SAT, Weekday.SUN} else "weekday"
    at = place.local.time()
    if at < NOON:
        return f"{name} morning"
    if at < AFTERNOON:
        return f"{name} noon"
    return f"{name} afternoon" if at < EVENING else f"{name} evening"


def _with_reason(slot: Slot, reason: str) -> Slot:
    return Slot(
        item_key=slot.item_key,
        local=slot.local,
        zone=slot.zone,
        due_at=slot.due_at,
        window_opens=slot.window_opens,
        window_closes=slot.window_closes,
        reason=reason,
    )
