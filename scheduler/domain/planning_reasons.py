"""Says of every slot in one sentence why this item stands there."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import assert_never

from scheduler.domain.campaign import Anchor, Rules, Weekday
from scheduler.domain.planning_calendar import Place
from scheduler.domain.planning_draft import Draft, Task
from scheduler.domain.planning_phases import phase_of
from scheduler.domain.planning_sequence import Because, Filled
from scheduler.domain.planning_slots import (
    ACTION,
    FOLLOWERS,
    SIGN,
    Part,
    PlanItem,
    Slot,
    Use,
    slot_at,
    use_of,
)
from scheduler.domain.planning_words import in_days, upper, word

TIMES = ("", "first", "second", "third", "fourth", "fifth")
NOON, AFTERNOON, EVENING = time(11), time(14), time(18)
NEAREST = "moved to the nearest free"
SPREAD = "; the posts are spread evenly"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stood:
    """A slot that comes before the one to be explained."""

    name: str
    kind: str
    day: date
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """A slot with what comes before it, and what may be said of it because it is so."""

    filled: Filled
    own: _Stood
    before: _Stood | None
    same: _Stood | None  # the one before of its kind
    is_first: bool  # no free place lies between the post before and this
    is_apart: bool  # as far from other sensitive posts as the rules want
    last_use: date | None
    rules: Rules


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


def explained(draft: Draft, task: Task) -> tuple[Slot, ...]:
    """Return all slots of a plan, earliest first; kept ones keep the reason they had.

    So does a draft that stays, as long as what its reason says is still so.
    """
    names = Names(task.items)
    late_hours, zone = task.rules.late_hours, task.period.zone
    line: list[tuple[Slot, Filled | None]] = [(slot, None) for slot in task.kept]
    for one in draft.anchored:
        reason = _exact(names.of(one.item.key), one.anchor)
        slot = slot_at(one.item.key, one.anchor.local, zone, late_hours=late_hours, reason=reason)
        line.append((slot, None))
    for filled in draft.filled:
        slot = slot_at(
            filled.use.key, filled.place.local, zone, late_hours=late_hours, reason=filled.said
        )
        line.append((slot, filled))
    line.sort(key=lambda pair: (pair[0].due_at, pair[0].item_key))
    used = {slot.due_at for slot, _ in line}
    unused = sorted(one.due_at for one in draft.everything if one.due_at not in used)
    return tuple(_told(line, names, task, unused))


def _told(
    line: Sequence[tuple[Slot, Filled | None]],
    names: Names,
    task: Task,
    unused: Sequence[datetime],
) -> Iterator[Slot]:
    by_key = {item.key: item for item in task.items}
    anchors = {anchor.local: anchor for anchor in task.rules.anchors}
    near = _near(line, by_key, task.rules)
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
            due_at=slot.due_at,
        )
        if filled is None:
            yield slot
        elif slot.local in anchors:
            yield replace(slot, reason=_exact(stood.name, anchors[slot.local]))
        else:
            since = bisect_right(unused, before.due_at) if before else 0
            sight = _Sight(
                filled=filled,
                own=stood,
                before=before,
                same=latest.get(stood.kind),
                is_first=since == bisect_right(unused, slot.due_at),
                is_apart=slot.item_key not in near,
                last_use=last_use.get(key),
                rules=task.rules,
            )
            yield replace(slot, reason=_reason(sight))
        last_use[key] = stood.day
        latest[stood.kind] = before = stood


def _near(
    line: Sequence[tuple[Slot, Filled | None]], by_key: Mapping[str, PlanItem], rules: Rules
) -> set[str]:
    """Return the sensitive posts that stand nearer to another than the rules want."""
    found: set[str] = set()
    last: Slot | None = None
    for slot, _ in line:
        item = by_key.get(use_of(slot.item_key)[0])
        if item is None or not item.sensitive:
            continue
        days = (
            (slot.local.date() - last.local.date()).days if last else rules.days_between_sensitive
        )
        if last is not None and days < rules.days_between_sensitive:
            found |= {slot.item_key, last.item_key}
        last = slot
    return found


def _reason(sight: _Sight) -> str:
    """Return why a post stands there; of a draft that stays, what was said if it is still so."""
    if sight.filled.because is not None:
        return _sentence(sight, sight.filled.because)
    holds = list(_ways(sight))
    true = [_sentence(sight, because) for because in holds]
    return sight.filled.said if sight.filled.said in true else true[0]


def _ways(sight: _Sight) -> Iterator[Because]:
    """Yield the reasons that a draft which stays may have, the likeliest first."""
    item, said = sight.filled.use.item, sight.filled.said
    if NEAREST in said:
        yield Because.NEAR_BY
    if item.role is Part.OPENER:
        yield Because.OPENS
    if item.role is Part.CLOSER:
        yield Because.CLOSES
    follows = sight.before is not None and sight.before.kind == SIGN and item.kind in FOLLOWERS
    if follows and sight.rules.action_after_sign:
        yield Because.FOLLOWS_SIGN
    yield Because.MIX
    if item.heavy:
        yield Because.PARTS_HEAVY


def _sentence(sight: _Sight, because: Because) -> str:
    again = ""
    if sight.filled.use.time > 1 and sight.last_use is not None:
        days = (sight.own.day - sight.last_use).days
        again = _again(sight.filled.use, days, sight.rules)
    return f"{_clause(sight, because)}{again}{_in_phase(sight.filled.place, sight.rules)}."


def _clause(sight: _Sight, because: Because) -> str:
    own, before, same = sight.own, sight.before, sight.same
    part = _part_of_week(sight.filled.place)
    name = upper(own.name)
    where = f"{name}: {'first free ' if sight.is_first else ''}{part}"
    spread = "" if sight.is_first else SPREAD
    match because:
        case Because.OPENS:
            return f"{name}: first free {part} of the campaign"
        case Because.CLOSES:
            return f"{name}: last {part} of the campaign"
        case Because.FOLLOWS_SIGN:
            after = before.name if before else "the sign"
            return f"{where} after {after}, because {_rule(sight.filled.use.item)}"
        case Because.PARTS_HEAVY:
            return f"{where}{_since(own, same or before)}; lighter posts part the heavy ones"
        case Because.MIX:
            spaced = _spacing(sight)
            return f"{where}{_since(own, same or before)}{spaced}{spread}"
        case Because.NEAR_BY:
            return f"{name}: {NEAREST} {part}{_since(own, same or before)}"
        case _:
            assert_never(because)


def _rule(item: PlanItem) -> str:
    if item.kind == ACTION:
        return "an action follows every sign"
    return "a sign is followed by an action or by where to get help"


def _exact(name: str, anchor: Anchor) -> str:
    return f"{upper(name)}: at the exact time of {anchor.name}, {anchor.local:%H:%M}."


def _since(own: _Stood, other: _Stood | None) -> str:
    if other is None:
        return ""
    days = (own.day - other.day).days
    if days == 0:
        return f", on the same day as {other.name}"
    return f", {in_days(days)} after {other.name}"


def _spacing(sight: _Sight) -> str:
    least = sight.rules.days_between_sensitive
    if not (sight.filled.use.item.sensitive and least and sight.is_apart):
        return ""
    return f", at least {in_days(least)} from other sensitive posts"


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
