"""The smallest change of the rules that would help, found by planning again with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta

from scheduler.domain.campaign import MAX_POSTS_PER_WEEK
from scheduler.domain.planning_draft import Draft, Task, draft
from scheduler.domain.planning_slots import PlanItem, Unplaced
from scheduler.domain.planning_words import in_days, upper

MAX_MORE_DAYS = 366
MONTH = timedelta(days=31)
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
    changes = {
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
    yield _more_light(made, task, helps)
    yield _longer(task, helps)


def _faster(task: Task, helps: Helps) -> str:
    rules = task.rules
    most = min(MAX_POSTS_PER_WEEK, len(rules.weekdays) * len(rules.times))

    def at(pace: int) -> Task:
        return replace(task, rules=replace(rules, posts_per_week=pace))

    pace = least(rules.posts_per_week + 1, most, lambda pace: helps(at(pace)))
    if pace is None:
        return ""
    return f"post {pace} times a week instead of {rules.posts_per_week}"


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
