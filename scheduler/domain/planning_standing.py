"""Plan again and move as little as may be: what stands well stays, the rest finds a place near by.

The law: with nothing changed nothing moves, also when posts have gone out, were approved, or the
clock went on. A draft moves only when its own place no longer holds: its day or hour is closed or
past, or a rule would be broken beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_anchors import Anchored, anchored
from scheduler.domain.planning_calendar import Calendar, Place
from scheduler.domain.planning_draft import Draft, Task, draft, fixed_of, is_wanted, slots_of
from scheduler.domain.planning_line import Line
from scheduler.domain.planning_sequence import Because, Filled, Fixed
from scheduler.domain.planning_slots import Part, PlanItem, Slot, Use, slot_at, use_of
from scheduler.domain.wall_time import wall_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Drafts a plan may move, where an earlier plan of the same days, hours and pace has them.

    ``has_changed`` says that items or rules are others since: then what the plan cannot place
    may be worth moving more.
    """

    slots: Sequence[Slot]
    has_changed: bool = False


def settled(task: Task, standing: Standing) -> Draft:
    """Return a plan in which as many drafts as may be stand where they stood."""
    loose = list(_loose(task, standing.slots))
    stay = [one for one in loose if _is_open(one, task)]
    closed = [one for one in loose if not _is_open(one, task)]
    anchors, stay = _give_anchors(task, stay)
    stay, wrong = _without_broken(task, anchors, stay)
    desk = _Desk(task, anchors, stay, [*closed, *wrong])
    desk.put_ends()
    desk.put_near_by()
    desk.put_back(wrong)
    made = desk.with_new()
    changed = standing.has_changed or any(not _is_past(one, task) for one in closed)
    if made.unplaced and changed:
        fresh = draft(task)
        if len(fresh.unplaced) < len(made.unplaced):
            return fresh
    return made


class _Desk:
    """A plan being mended: who stays, who looks for a place."""

    def __init__(
        self,
        task: Task,
        anchors: Sequence[Anchored],
        stay: Sequence[Filled],
        homeless: Sequence[Filled],
    ) -> None:
        self._task = task
        self._anchors = anchors
        self._stay = sorted(stay, key=lambda one: one.place.due_at)
        self._homeless = list(homeless)

    def put_ends(self) -> None:
        """Let the opener come first and the closer last, in the place of one that gives way."""
        there = {use_of(slot.item_key)[0] for slot in self._task.kept}
        there |= {one.use.item.key for one in self._stay}
        for item in self._task.items:
            is_end = item.role is not Part.ITEM and is_wanted(item, self._task.rules)
            if is_end and item.key not in there:
                self._put_end(item)

    def _put_end(self, item: PlanItem) -> None:
        first = item.role is Part.OPENER
        end, because = (min, Because.OPENS) if first else (max, Because.CLOSES)
        body = [one for one in self._stay if one.use.item.role is Part.ITEM]
        place = end(self._free(), key=lambda one: one.due_at, default=None)
        rival = end(body, key=lambda one: one.place.due_at, default=None)
        if rival is not None and (
            place is None or rival.place == end((place, rival.place), key=lambda one: one.due_at)
        ):
            if first and any(slot.due_at < rival.place.due_at for slot in self._task.kept):
                because = Because.NEAR_BY  # the campaign has begun without it
            else:
                self._stay.remove(rival)
                self._homeless.append(rival)
                place = rival.place
        if place is not None:
            self._stay.append(Filled(place=place, use=Use(item=item, time=1), because=because))
            self._homeless = [one for one in self._homeless if one.use.item.key != item.key]

    def put_near_by(self) -> None:
        """Give everyone without a place the free one that is nearest to where it stood."""
        line = Line(_as_fixed(self._task, self._anchors, self._stay), self._task.rules)
        free = self._free()
        left: list[Filled] = []
        for one in sorted(self._homeless, key=lambda one: (one.place.due_at, one.use.key)):
            item = one.use.item
            fit = [p for p in free if line.takes(item, p) and self._has_cooled(one, p)]
            if not fit:
                left.append(one)
                continue
            place = min(fit, key=lambda p: (line.leaves_alone(item, p), _apart(p, one), p.due_at))
            free.remove(place)
            line.put(item, place)
            self._stay.append(replace(one, place=place, because=Because.NEAR_BY))
        self._homeless = left

    def put_back(self, wrong: Sequence[Filled]) -> None:
        """Leave where it was what breaks a rule and finds no better place; the plan says so."""
        used = {one.place.due_at for one in self._stay}
        keys = {one.use.key for one in wrong if one.place.due_at not in used}
        self._stay += [one for one in self._homeless if one.use.key in keys]
        self._homeless = [one for one in self._homeless if one.use.key not in keys]

    def with_new(self) -> Draft:
        """Place what has never stood anywhere around those that stay, and return the whole plan."""
        task, stay = self._task, sorted(self._stay, key=lambda one: one.place.due_at)
        slots = [*slots_of(self._anchors, task), *(_as_slot(one, task) for one in stay)]
        # What comes round again is not added to: more repeats are no reason to plan again.
        around = replace(
            task, kept=[*task.kept, *slots], rules=replace(task.rules, evergreen=(), anchors=())
        )
        there = {one.use.item.key for one in stay}
        new = draft(around)
        calendar = Calendar(task.period, task.rules, [*task.kept, *slots_of(self._anchors, task)])
        everything = calendar.places(task.rules.posts_per_week, _wanted(calendar))
        again = [one.use for one in self._homeless if one.use.item.key in there]
        unplaced = [item for item in new.unplaced if item.key not in there]
        unplaced += [replace(use.item, key=use.key) for use in again]
        return replace(
            new,
            filled=tuple(sorted((*stay, *new.filled), key=lambda one: one.place.due_at)),
            anchored=tuple(self._anchors),
            unplaced=tuple(unplaced),
            places=len(everything),
            everything=everything,
        )

    def _free(self) -> list[Place]:
        task = self._task
        slots = [*slots_of(self._anchors, task), *(_as_slot(one, task) for one in self._stay)]
        calendar = Calendar(task.period, task.rules, [*task.kept, *slots])
        return calendar.places(task.rules.posts_per_week, _wanted(calendar))

    def _has_cooled(self, one: Filled, place: Place) -> bool:
        """Say whether the other times this item goes out are far enough from ``place``."""
        rules, key, day = self._task.rules, one.use.item.key, place.local.date()
        others: Iterable[tuple[str, date]] = (
            *((slot.item_key, slot.local.date()) for slot in self._task.kept),
            *((other.use.key, other.place.local.date()) for other in self._stay),
        )
        return all(
            abs((day - other).days) >= rules.cooldown_days
            for plan_key, other in others
            if use_of(plan_key)[0] == key
        )


def _loose(task: Task, slots: Sequence[Slot]) -> Iterator[Filled]:
    by_key = {item.key: item for item in task.items}
    kept = {slot.item_key for slot in task.kept}
    for slot in slots:
        key, time = use_of(slot.item_key)
        item = by_key.get(key)
        if item is not None and slot.item_key not in kept and is_wanted(item, task.rules):
            yield Filled(
                place=Place(local=slot.local, due_at=slot.due_at, nth=1),
                use=Use(item=item, time=time),
                because=None,
                said=slot.reason,
            )


def _is_open(one: Filled, task: Task) -> bool:
    """Say whether a draft may stand where it stands, whatever stands beside it."""
    rules, period, place = task.rules, task.period, one.place
    if _is_past(one, task) or not period.has(place.local.date()):
        return False
    if any(slot.due_at == place.due_at for slot in task.kept):
        return False
    if place.local in {anchor.local for anchor in rules.anchors}:
        return True
    return (
        rules.allows(place.local.date())
        and place.local.time() in rules.times
        and (place.due_at.toordinal(), place.due_at.hour) not in period.busy
        and wall_clock(place.due_at, period.zone) == place.local
        and one.use.time <= rules.most_uses(one.use.item.kind)
    )


def _is_past(one: Filled, task: Task) -> bool:
    return task.period.not_before is not None and one.place.due_at <= task.period.not_before


def _give_anchors(task: Task, stay: Sequence[Filled]) -> tuple[list[Anchored], list[Filled]]:
    """Let an anchor at which nothing stands any more have one of those that stay."""
    exact = {anchor.local for anchor in task.rules.anchors}
    on_time = [_as_slot(one, task) for one in stay if one.place.local in exact]
    found = anchored(task.items, task.rules, task.period, [*task.kept, *on_time])
    taken = {one.item.key for one in found}
    return found, [one for one in stay if one.use.item.key not in taken]


def _without_broken(
    task: Task, anchors: Sequence[Anchored], stay: Sequence[Filled]
) -> tuple[list[Filled], list[Filled]]:
    """Take out drafts that stand too near to each other or to what is fixed, the later first."""
    staying, out = {one.use.key: one for one in stay}, list[Filled]()
    while loser := _first_broken(task, anchors, staying.values()):
        out.append(staying.pop(loser.use.key))
    return list(staying.values()), out


def _first_broken(task: Task, anchors: Sequence[Anchored], stay: Iterable[Filled]) -> Filled | None:
    """Return the first draft that a rule forbids where it stands."""
    line: list[tuple[Fixed, Filled | None]] = [
        *((one, None) for one in fixed_of(task, anchors)),
        *((_fixed(one), one) for one in stay),
    ]
    line.sort(key=lambda pair: pair[0].due_at)
    before: tuple[Fixed, Filled | None] | None = None
    sensitive: tuple[Fixed, Filled | None] | None = None
    for pair in line:
        for other, breaks in ((before, _both_heavy), (sensitive, _too_near)):
            loser = pair[1] or (other[1] if other else None)
            if other and loser and breaks(other[0], pair[0], task.rules):
                return loser
        before = pair
        if pair[0].item is not None and pair[0].item.sensitive:
            sensitive = pair
    return None


def _both_heavy(one: Fixed, other: Fixed, rules: Rules) -> bool:
    heavy = [fixed.item is not None and fixed.item.heavy for fixed in (one, other)]
    return rules.no_heavy_in_a_row and all(heavy)


def _too_near(one: Fixed, other: Fixed, rules: Rules) -> bool:
    is_sensitive = other.item is not None and other.item.sensitive
    return is_sensitive and abs((other.day - one.day).days) < rules.days_between_sensitive


def _as_slot(one: Filled, task: Task) -> Slot:
    return slot_at(
        one.use.key,
        one.place.local,
        task.period.zone,
        late_hours=task.rules.late_hours,
        reason=one.said,
    )


def _as_fixed(task: Task, anchors: Sequence[Anchored], stay: Sequence[Filled]) -> list[Fixed]:
    return fixed_of(task, anchors) + [_fixed(one) for one in stay]


def _fixed(one: Filled) -> Fixed:
    return Fixed(due_at=one.place.due_at, day=one.place.local.date(), item=one.use.item)


def _wanted(calendar: Calendar) -> frozenset[date]:
    days = calendar.days()
    return frozenset({days[0], days[-1]}) if days else frozenset()


def _apart(place: Place, one: Filled) -> float:
    return abs((place.due_at - one.place.due_at).total_seconds())
