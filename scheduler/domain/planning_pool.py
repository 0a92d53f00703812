"""What is still to be placed: a queue for each kind, in the order of the sheet."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_slots import ACTION, FOLLOWERS, SIGN, Part, PlanItem, Use


class Pool:
    """Items wait here until they are taken.

    One that has not been out comes before one that comes round again; a repeat (only of kinds
    the rules call evergreen) is offered when its cooldown is over.
    """

    def __init__(self, items: Iterable[PlanItem], rules: Rules) -> None:
        self._rules = rules
        self._fresh: dict[str, deque[PlanItem]] = {}
        self._again: dict[str, list[tuple[date, Use]]] = {}  # by when they may go out
        self.heavy = self.light = 0  # items that have not been out
        for item in items:
            self._fresh.setdefault(item.kind, deque()).append(item)
            self._count(item, 1)

    def count(self) -> int:
        """Return how many items have not been out."""
        return self.heavy + self.light

    def shares(self, mix: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return the part of the posts that each kind should get: ``mix``, or as they wait."""
        weights = mix or {kind: len(queue) for kind, queue in self._fresh.items()}
        weights = {kind: weight for kind, weight in weights.items() if weight > 0}
        if mix is None:
            weights |= {kind: 1 for kind in self._again if kind not in weights}
        total = sum(weights.values())
        return {kind: weight / total for kind, weight in weights.items()}

    def spare_actions(self) -> int:
        """Return how many actions are not needed to follow a sign."""
        return len(self._fresh.get(ACTION, ())) - len(self._fresh.get(SIGN, ()))

    def spare_followers(self) -> int:
        """Return how many actions and resources are not needed to follow a sign."""
        there = sum(len(self._fresh.get(kind, ())) for kind in FOLLOWERS)
        return there - len(self._fresh.get(SIGN, ()))

    def waiting(self) -> Iterator[PlanItem]:
        """Yield what has not been out."""
        for queue in self._fresh.values():
            yield from queue

    def offer(self, kind: str, day: date) -> Use | None:
        """Return the next of a kind that may go out on ``day``, without taking it."""
        fresh = self._fresh.get(kind)
        if fresh:
            return Use(item=fresh[0], time=1)
        again = self._again.get(kind)
        return again[0][1] if again and again[0][0] <= day else None

    def offer_of(self, kind: str, sheet: int, day: date) -> Use | None:
        """Return the next of a kind from one fact sheet that may go out on ``day``."""
        for item in self._fresh.get(kind, ()):
            if item.sheet == sheet:
                return Use(item=item, time=1)
        ready = (use for when, use in self._again.get(kind, ()) if when <= day)
        return next((use for use in ready if use.item.sheet == sheet), None)

    def take(self, use: Use, day: date) -> None:
        """Use up an item on ``day``."""
        kind = use.item.kind
        if use.time == 1:
            self._fresh[kind].remove(use.item)  # nearly always the first
            self._count(use.item, -1)
        else:
            waiting = self._again[kind]
            waiting.remove(next(one for one in waiting if one[1] == use))  # mostly the first
        self.come_round(use, day)

    def come_round(self, use: Use, day: date) -> None:
        """Let an item that goes out on ``day`` be offered again, if the rules want that."""
        if use.item.role is Part.ITEM and use.time < self._rules.most_uses(use.item.kind):
            ready = day + timedelta(days=self._rules.cooldown_days)
            again = Use(item=use.item, time=use.time + 1)
            waiting = self._again.setdefault(use.item.kind, [])
            insort(waiting, (ready, again), key=lambda one: one[0])

    def _count(self, item: PlanItem, by: int) -> None:
        if item.heavy:
            self.heavy += by
        else:
            self.light += by
