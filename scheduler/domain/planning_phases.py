"""Phases of a campaign: which places belong to each, and what part of the items it may use."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from math import ceil

from scheduler.domain.campaign import Phase, Rules
from scheduler.domain.planning_calendar import Place
from scheduler.domain.planning_pool import Pool
from scheduler.domain.planning_sequence import Filled, Walk


def phase_of(place: Place, rules: Rules) -> Phase | None:
    return next((phase for phase in rules.phases if phase.has(place.local.date())), None)


def fill_phases(
    walk: Walk, pool: Pool, places: Sequence[Place], rules: Rules, *, share_out: bool
) -> list[Filled]:
    """Fill each phase by its own mix.

    ``share_out`` keeps a phase from using up a kind that a later one needs as well.
    """
    if not rules.phases:
        return walk.fill(places)
    grouped = groupby(places, lambda place: phase_of(place, rules))
    stretches = [(phase.mix if phase else {}, list(some)) for phase, some in grouped]
    most = _most(stretches, pool, rules) if share_out else [{} for _ in stretches]
    return [
        filled
        for (mix, some), at_most in zip(stretches, most, strict=True)
        for filled in walk.fill(some, mix or None, at_most)
    ]


def _most(
    stretches: Sequence[tuple[Mapping[str, float], list[Place]]], pool: Pool, rules: Rules
) -> list[dict[str, int]]:
    """Share out each kind that the phases together would use up, by what each asks of it."""
    asks = [
        {kind: share * len(places) for kind, share in pool.shares(mix or None).items()}
        for mix, places in stretches
    ]
    asked: defaultdict[str, float] = defaultdict(float)
    for ask in asks:
        for kind, part in ask.items():
            asked[kind] += part
    there = Counter(item.kind for item in pool.waiting())
    supply = {kind: count * rules.most_uses(kind) for kind, count in there.items()}
    return [
        {
            kind: ceil(supply.get(kind, 0) * part / asked[kind])
            for kind, part in ask.items()
            if asked[kind] > supply.get(kind, 0)
        }
        for ask in asks
    ]
