"""One plan before anything is said about it: what stands where, what found no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_anchors import Anchored, anchored
from scheduler.domain.planning_calendar import Calendar, Period, Place
from scheduler.domain.planning_phases import fill_phases
from scheduler.domain.planning_pool import Pool
from scheduler.domain.planning_sequence import Because, Filled, Fixed, Walk
from scheduler.domain.planning_slots import Part, PlanItem, Slot, Use, slot_at, use_of
from scheduler.domain.planning_squeeze import squeeze_in

ATTEMPTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a plan is made from."""

    items: Sequence[PlanItem]
    rules: Rules
    period: Period
    kept: Sequence[Slot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``places`` counts all the free ones at the pace of the rules, used or not."""

    filled: tuple[Filled, ...]
    anchored: tuple[Anchored, ...]
    unplaced: tuple[PlanItem, ...]
    places: int
    pace: int
    everything: Sequence[Place] = ()  # those places

    @property
    def spare(self) -> int:
        return max(0, self.places - len(self.filled))


def draft(task: Task) -> Draft:
    """Place what is not kept. With more places than items the pace goes down, not the end."""
    anchors = anchored(task.items, task.rules, task.period, task.kept)
    calendar = Calendar(task.period, task.rules, [*task.kept, *slots_of(anchors, task)])
    days = calendar.days()
    wanted = frozenset({days[0], days[-1]}) if days else frozenset()
    everything = calendar.places(task.rules.posts_per_week, wanted)
    gone = {use_of(slot.item_key)[0] for slot in task.kept} | {one.item.key for one in anchors}
    todo = [item for item in task.items if item.key not in gone and is_wanted(item, task.rules)]
    attempt = _Attempt(task, anchors, todo, calendar, everything, wanted)
    want = len(everything) if task.rules.evergreen else len(todo)
    best = attempt.at(want)
    for _ in range(ATTEMPTS):
        if not best.unplaced or want >= len(everything):
            break
        want += max(len(best.unplaced), want // 4)
        best = min(best, attempt.at(want), key=_left_over)
    if best.unplaced:
        best = min(best, attempt.at(want, share_out=False), key=_left_over)
    if best.unplaced and best.spare:
        best = attempt.squeezed(best)
    if best.unplaced and best.spare:  # nothing helps: spread evenly what there is
        best = min(attempt.at(len(best.filled)), best, key=_left_over)
    return best


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Tries to place everything on more or fewer of the free places."""

    task: Task
    anchors: Sequence[Anchored]
    todo: Sequence[PlanItem]
    calendar: Calendar
    everything: Sequence[Place]
    wanted: frozenset[date]

    def at(self, want: int, *, share_out: bool = True) -> Draft:
        pace, places = self.task.rules.posts_per_week, self.everything
        if want < len(places):
            pace, places = _fewer(self.calendar, want, pace, self.wanted)
        filled, unplaced = _filled(self.task, self.anchors, self.todo, places, share_out=share_out)
        return Draft(
            filled=tuple(filled),
            anchored=tuple(self.anchors),
            unplaced=tuple(unplaced),
            places=len(self.everything),
            pace=pace,
            everything=self.everything,
        )

    def squeezed(self, made: Draft) -> Draft:
        used = {filled.place.due_at for filled in made.filled}
        standing = fixed_of(self.task, self.anchors) + [
            Fixed(
                due_at=filled.place.due_at,
                day=filled.place.local.date(),
                item=filled.use.item,
            )
            for filled in made.filled
        ]
        free = [place for place in self.everything if place.due_at not in used]
        more = squeeze_in(made.unplaced, free, standing, self.task.rules)
        found = {filled.use.item.key for filled in more}
        left = tuple(item for item in made.unplaced if item.key not in found)
        return replace(made, filled=(*made.filled, *more), unplaced=left)


def _left_over(made: Draft) -> int:
    return len(made.unplaced)


def is_wanted(item: PlanItem, rules: Rules) -> bool:
    return {Part.OPENER: rules.opener, Part.CLOSER: rules.closer}.get(item.role, True)


def slots_of(anchors: Sequence[Anchored], task: Task) -> list[Slot]:
    return [
        slot_at(one.item.key, one.anchor.local, task.period.zone, late_hours=0, reason="")
        for one in anchors
    ]


def _fewer(
    calendar: Calendar, want: int, most: int, wanted: frozenset[date]
) -> tuple[int, list[Place]]:
    """Return the slowest pace that has ``want`` places, and that many of them, evenly."""
    pace = max(1, -(-want // max(1, calendar.weeks())))  # at any slower one there are too few
    places = calendar.places(pace, wanted)
    while len(places) < want and pace < most:
        pace += 1
        places = calendar.places(pace, wanted)
    return pace, evenly(places, want)


def evenly(places: Sequence[Place], count: int) -> list[Place]:
    """Pick ``count`` of ``places``, the first and the last among them."""
    if count < 2:  # noqa: PLR2004  # one place has no distance to another
        return list(places[:count])
    last, count = len(places) - 1, min(count, len(places))
    return [places[(2 * n * last + count - 1) // (2 * (count - 1))] for n in range(count)]


def _filled(
    task: Task,
    anchors: Sequence[Anchored],
    todo: Sequence[PlanItem],
    places: Sequence[Place],
    *,
    share_out: bool,
) -> tuple[list[Filled], list[PlanItem]]:
    body = [item for item in todo if item.role is Part.ITEM]
    pool = _pool(body, task, anchors)
    walk = Walk(fixed_of(task, anchors), pool, task.rules)
    inner = list(places)
    first: list[Filled] = []
    ends = {item.role: item for item in todo if item.role is not Part.ITEM}
    if inner and Part.OPENER in ends:
        opener = ends.pop(Part.OPENER)
        first.append(walk.put(inner.pop(0), Use(item=opener, time=1), Because.OPENS))
    last = inner.pop() if inner and Part.CLOSER in ends else None
    filled = [*first, *fill_phases(walk, pool, inner, task.rules, share_out=share_out)]
    if last is not None:
        closer = ends.pop(Part.CLOSER)
        filled.append(walk.put(last, Use(item=closer, time=1), Because.CLOSES))
    filled, taken_out = _without_neighbours(filled, walk.fixed, task.rules)
    waiting = {item.key for item in (*pool.waiting(), *ends.values(), *taken_out)}
    return filled, [item for item in todo if item.key in waiting]


def _without_neighbours(
    filled: Sequence[Filled], fixed: Sequence[Fixed], rules: Rules
) -> tuple[list[Filled], list[PlanItem]]:
    """Take out what stands beside another heavy post after all.

    The walk lets a heavy post stand some places before a fixed heavy one, trusting that something
    light comes between; now and then nothing light may stand there.
    """
    if not rules.no_heavy_in_a_row or not fixed:
        return list(filled), []
    line: list[tuple[datetime, Filled | None, PlanItem | None]] = [
        *((one.due_at, None, one.item) for one in fixed),
        *((one.place.due_at, one, one.use.item) for one in filled),
    ]
    line.sort(key=lambda entry: entry[0])
    out: list[Filled] = []
    before: tuple[Filled | None, PlanItem | None] = (None, None)
    for _, own, item in line:
        if item is not None and item.heavy and before[1] is not None and before[1].heavy:
            loser = own or before[0]
            if loser is not None:
                out.append(loser)
            if own is not None:
                continue
        before = (own, item)
    return (
        [one for one in filled if one not in out],
        [one.use.item for one in out if one.use.time == 1],
    )


def _pool(body: Sequence[PlanItem], task: Task, anchors: Sequence[Anchored]) -> Pool:
    pool = Pool(body, task.rules)
    by_key = {item.key: item for item in task.items}
    newest: dict[str, tuple[Use, Slot]] = {}
    for slot in task.kept:
        key, time = use_of(slot.item_key)
        if key in by_key and (key not in newest or newest[key][0].time < time):
            newest[key] = (Use(item=by_key[key], time=time), slot)
    for use, slot in newest.values():
        pool.come_round(use, slot.local.date())
    for one in anchors:
        pool.come_round(Use(item=one.item, time=1), one.anchor.local.date())
    return pool


def fixed_of(task: Task, anchors: Sequence[Anchored]) -> list[Fixed]:
    by_key = {item.key: item for item in task.items}
    kept = [
        Fixed(
            due_at=slot.due_at,
            day=slot.local.date(),
            item=by_key.get(use_of(slot.item_key)[0]),
        )
        for slot in task.kept
    ]
    return kept + [
        Fixed(due_at=one.due_at, day=one.anchor.local.date(), item=one.item) for one in anchors
    ]
