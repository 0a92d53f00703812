"""The smallest change of the rules that would help, found by planning again with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta

from scheduler.domain.campaign import MAX_POSTS_PER_WEEK
from scheduler.domain.planning_draft import Draft, Task, draft
from scheduler.domain.planning_slots import FOLLOWERS, Part, PlanItem, Unplaced
from scheduler.domain.planning_words import in_days, upper, word

MAX_MORE_DAYS = 366
MONTH = timedelta(days=31)
USES = (2, 3, 4, 6)
COOLDOWNS = (14, 7, 3)
MORE_TIMES = (time(15), time(10), time(17), time(8), time(19))  # first what is least unusual

Helps = Callable[[Task], bool]


def unplaced_with_relaxation(made: Draft, task: Task) -> tuple[Unplaced, ...]:
    """Say of each item without a slot why, and what the least is that would help them all."""
    if not made.unplaced:
        return ()
    relaxation = _relaxation(made, task)
    return tuple(
        Unplaced(item_key=item.key, why=_why(item, made, task), relaxation=relaxation)
        for item in made.unplaced
    )


def _why(item: PlanItem, made: Draft, task: Task) -> str:
    rules = task.rules
    if not made.spare:
        return f"all {made.places} free slots are taken."
    if rules.phases and all(phase.mix and not phase.mix.get(item.kind) for phase in rules.phases):
        return f"no phase posts the kind {item.kind}."
    if item.heavy and rules.no_heavy_in_a_row:
        return "only heavy posts are left, and two of them never stand in a row."
    if item.sensitive and rules.days_between_sensitive:
        return (
            f"no free slot is {rules.days_between_sensitive} days away from other sensitive posts."
        )
    return "the free slots that are left do not fit its neighbours or its phase."


def _relaxation(made: Draft, task: Task) -> str:
    """Return what helps all of the unplaced: the two mildest ways, or what helps most."""

    def helps(other: Task) -> bool:
        return not draft(other).unplaced

    found = [text for text in _ways(made, task, helps) if text]
    if found:
        return f"{upper(' or '.join(found[:2]))}."
    return _most_helpful(made, task)


def _most_helpful(made: Draft, task: Task) -> str:
    """Return the change that places most where none places all."""
    rules, last = task.rules, task.period.last_day
    heavy = replace(rules, no_heavy_in_a_row=False)
    changes: dict[str, Task] = {}
    most = min(MAX_POSTS_PER_WEEK, len(rules.weekdays) * len(rules.times))
    for kinds in _light_kinds(task):
        again = _with_evergreen(task, kinds, USES[-1], COOLDOWNS[-1])
        said = _said_evergreen(kinds, USES[-1], COOLDOWNS[-1])
        changes[said] = again
        if most > rules.posts_per_week:
            faster = replace(again.rules, posts_per_week=most)
            changes[f"{said} and post {most} times a week"] = replace(again, rules=faster)
    changes |= {
        "allow heavy posts in a row (no_heavy_in_a_row false)": replace(task, rules=heavy),
        "allow heavy posts in a row and set days_between_sensitive to 0": replace(
            task, rules=replace(heavy, days_between_sensitive=0)
        ),
        f"end {MONTH.days} days later": replace(
            task, period=replace(task.period, last_day=last + MONTH)
        ),
    }
    lacking = len(made.unplaced)
    placed = {text: lacking - len(draft(other).unplaced) for text, other in changes.items()}
    best = max(placed, key=placed.__getitem__)
    if placed[best] <= 0:
        return "No single change helps: take items out of scope or add lighter ones."
    if placed[best] == lacking:
        return f"{upper(best)}."
    return f"{upper(best)}: that would place {placed[best]} of {lacking}."


def _ways(made: Draft, task: Task, helps: Helps) -> Iterator[str]:
    if not made.spare:
        yield _faster(task, helps)
        yield _another_time(task, helps)
        yield _longer(task, helps)
        return
    yield _wider_mix(made, task, helps)
    yield _nearer(task, helps)
    yield _come_round(made, task, helps)
    yield _more_light(made, task, helps)
    yield _longer(task, helps)


def _faster(task: Task, helps: Helps) -> str:
    pace = _pace_for(task, helps)
    if pace is None:
        return ""
    return f"post {pace} times a week instead of {task.rules.posts_per_week}"


def _pace_for(task: Task, helps: Helps) -> int | None:
    """Return the slowest pace above the one of the rules that helps."""
    rules = task.rules
    most = min(MAX_POSTS_PER_WEEK, len(rules.weekdays) * len(rules.times))

    def at(pace: int) -> Task:
        return replace(task, rules=replace(rules, posts_per_week=pace))

    return least(rules.posts_per_week + 1, most, lambda pace: helps(at(pace)))


def _another_time(task: Task, helps: Helps) -> str:
    rules = task.rules
    used = {at.hour for at in rules.times}
    free = [at for at in MORE_TIMES if at.hour not in used and not rules.is_quiet(at)]
    if not free:
        return ""
    times = (*rules.times, free[0])

    def at(pace: int) -> Task:
        return replace(task, rules=replace(rules, times=times, posts_per_week=pace))

    most = min(MAX_POSTS_PER_WEEK, len(rules.weekdays) * len(times))
    pace = least(rules.posts_per_week + 1, most, lambda pace: helps(at(pace)))
    return "" if pace is None else f"add {free[0]:%H:%M} and post {pace} times a week"


def _longer(task: Task, helps: Helps) -> str:
    last = task.period.last_day

    def with_more(days: int) -> Task:
        return replace(task, period=replace(task.period, last_day=last + timedelta(days=days)))

    days = least(1, MAX_MORE_DAYS, lambda days: helps(with_more(days)))
    return "" if days is None else f"end {in_days(days)} later, on {last + timedelta(days=days)}"


def _nearer(task: Task, helps: Helps) -> str:
    rules = task.rules
    for fewer in range(rules.days_between_sensitive - 1, -1, -1):
        if helps(replace(task, rules=replace(rules, days_between_sensitive=fewer))):
            return (
                f"set days_between_sensitive to {fewer} instead of {rules.days_between_sensitive}"
            )
    return ""


def _come_round(made: Draft, task: Task, helps: Helps) -> str:
    """Say which light posts would part the heavy ones if they came round again, and how often."""
    if not any(item.heavy for item in made.unplaced):
        return ""
    for kinds in _light_kinds(task):
        if helps(_with_evergreen(task, kinds, USES[-1], COOLDOWNS[-1])):
            uses, cooldown = next(
                (uses, cooldown)
                for uses in USES
                for cooldown in COOLDOWNS
                if helps(_with_evergreen(task, kinds, uses, cooldown))
            )
            return _said_evergreen(kinds, uses, cooldown)
    for kinds in _light_kinds(task):
        again = _with_evergreen(task, kinds, USES[-1], COOLDOWNS[-1])
        pace = _pace_for(again, helps)
        if pace is not None:
            often = _said_evergreen(kinds, USES[-1], COOLDOWNS[-1])
            return f"{often} and post {pace} times a week"
    return ""


def _light_kinds(task: Task) -> Iterator[tuple[str, ...]]:
    """Yield kinds that may come round: what follows signs first, then what else is light."""
    there = {
        item.kind
        for item in task.items
        if item.role is Part.ITEM and not item.heavy and not item.sensitive
    }
    followers = tuple(kind for kind in FOLLOWERS if kind in there)
    yield from ((kind,) for kind in followers)
    if len(followers) > 1:
        yield followers
    if rest := tuple(sorted(there - set(followers))):
        yield (*followers, *rest)


def _with_evergreen(task: Task, kinds: tuple[str, ...], uses: int, cooldown: int) -> Task:
    evergreen = tuple(dict.fromkeys((*task.rules.evergreen, *kinds)))
    rules = replace(task.rules, evergreen=evergreen, times_per_channel=uses, cooldown_days=cooldown)
    return replace(task, rules=rules)


def _said_evergreen(kinds: tuple[str, ...], uses: int, cooldown: int) -> str:
    names = [f"{word(kind)}s" for kind in kinds]
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return (
        f"let {listed} come round again (evergreen [{', '.join(kinds)}], "
        f"times_per_channel {uses}, cooldown_days {cooldown})"
    )


def _more_light(made: Draft, task: Task, helps: Helps) -> str:
    """Say how many lighter posts would part the heavy ones, or to give the rule up."""
    if not task.rules.no_heavy_in_a_row or not any(item.heavy for item in made.unplaced):
        return ""

    def with_light(count: int) -> Task:
        more = [PlanItem(key=f"+{n}", kind="fact", heavy=False) for n in range(count)]
        return replace(task, items=[*task.items, *more])

    heavy = sum(item.heavy for item in made.unplaced)
    count = least(1, 2 * heavy, lambda count: helps(with_light(count)))
    off = helps(replace(task, rules=replace(task.rules, no_heavy_in_a_row=False)))
    ways = []
    if count is not None:
        ways.append(f"add {count} lighter item" + "s" * (count != 1))
    if off:
        ways.append("allow heavy posts in a row (no_heavy_in_a_row false)")
    return " or ".join(ways)


def _wider_mix(made: Draft, task: Task, helps: Helps) -> str:
    kinds = {item.kind for item in made.unplaced}
    for number, phase in enumerate(task.rules.phases):
        if not phase.mix:
            continue
        wider = replace(phase, mix={**phase.mix, **dict.fromkeys(kinds - phase.mix.keys(), 1.0)})
        phases = (*task.rules.phases[:number], wider, *task.rules.phases[number + 1 :])
        if helps(replace(task, rules=replace(task.rules, phases=phases))):
            return f"add {' and '.join(sorted(kinds))} to the mix of the phase {phase.name}"
    return ""


def least(low: int, high: int, helps: Callable[[int], bool]) -> int | None:
    """Return the smallest number that helps, taking it that more never helps less.

    Small numbers are tried first: most plans lack little, and long calendars cost more.
    """
    step, tried = 1, low - 1
    while tried < high:
        at = min(tried + step, high)
        if helps(at):
            return _between(tried + 1, at, helps)
        tried, step = at, step * 2
    return None


def _between(low: int, high: int, helps: Callable[[int], bool]) -> int:
    """Return the smallest that helps when ``high`` does and nothing below ``low``."""
    while low < high:
        middle = (low + high) // 2
        if helps(middle):
            high = middle
        else:
            low = middle + 1
    return low
