"""Which item goes on which free place: one walk over the calendar, no way back.

A constraint solver (OR-Tools CP-SAT 9.15) was measured on the same rules and left out. It places
200 posts in 0.15 s, twelve times slower than this walk, so that 500 campaigns would take over a
minute; it brings 246 MB with numpy and pandas; and it cannot say why a post stands where it
stands. What it would gain, a post more in plans that people have fixed tightly, a second look
(``planning_squeeze``) mostly finds too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from types import MappingProxyType

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_calendar import Place
from scheduler.domain.planning_pool import Pool
from scheduler.domain.planning_slots import (
    ACTION,
    FOLLOWERS,
    RESOURCE,
    SIGN,
    PlanItem,
    Use,
)


class Because(StrEnum):
    """Why an item was chosen for a place."""

    OPENS = auto()
    CLOSES = auto()
    FOLLOWS_SIGN = auto()
    MIX = auto()
    PARTS_HEAVY = auto()  # the heavy ones that wait need every second place
    NEAR_BY = auto()  # it stood close to it, where it can no longer stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A post that stands already. ``item`` is None when nothing is known of it any more."""

    due_at: datetime
    day: date
    item: PlanItem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """``because`` is None for a draft that stays where an earlier plan has it and ``said`` why."""

    place: Place
    use: Use
    because: Because | None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with what is known of its surroundings. ``next_to``: the fixed post after it."""

    day: date
    next_to: Fixed | None
    touches: bool  # no free place lies between it and ``next_to``
    left: int  # free places, this one included


class Walk:
    """Fills places in order of time; knows what stands before the place in hand."""

    def __init__(self, fixed: Sequence[Fixed], pool: Pool, rules: Rules) -> None:
        self.fixed = sorted(fixed, key=lambda one: one.due_at)
        self._pool = pool
        self._rules = rules
        self._passed = 0  # how many of the fixed lie before the place in hand
        self._before: PlanItem | None = None
        self._sensitive_on: date | None = None
        self._sensitive_ahead = _sensitive_ahead(self.fixed)
        self._weight_ahead = _weight_ahead(self.fixed)

    def fill(
        self,
        places: Sequence[Place],
        mix: Mapping[str, float] | None = None,
        at_most: Mapping[str, int] = MappingProxyType({}),
    ) -> list[Filled]:
        """Put waiting items on ``places``; without ``mix`` kinds keep their shares of the sheet.

        A place on which nothing may stand stays free.
        """
        shares = self._pool.shares(mix)
        placed: Counter[str] = Counter()
        filled: list[Filled] = []
        for n, place in enumerate(places):
            after = places[n + 1].due_at if n + 1 < len(places) else None
            open_shares = {
                kind: share
                for kind, share in shares.items()
                if placed[kind] < at_most.get(kind, len(places))
            }
            spot = self._spot(place, after, len(places) - n)
            chosen = self._choose(spot, open_shares, placed)
            if chosen is not None:
                use, because = chosen
                placed[use.item.kind] += 1
                self._pool.take(use, spot.day)
                filled.append(self.put(place, use, because))
        return filled

    def put(self, place: Place, use: Use, because: Because) -> Filled:
        """Note that ``use`` stands on ``place``."""
        self._pass(place.due_at)
        self._stand(use.item, place.local.date())
        return Filled(place=place, use=use, because=because)

    def _stand(self, item: PlanItem | None, day: date) -> None:
        self._before = item
        if item is not None and item.sensitive:
            self._sensitive_on = day

    def _pass(self, due_at: datetime) -> None:
        while self._passed < len(self.fixed) and self.fixed[self._passed].due_at <= due_at:
            self._stand(self.fixed[self._passed].item, self.fixed[self._passed].day)
            self._passed += 1

    def _spot(self, place: Place, after: datetime | None, left: int) -> Spot:
        self._pass(place.due_at)
        next_to = self.fixed[self._passed] if self._passed < len(self.fixed) else None
        touches = next_to is not None and (after is None or after > next_to.due_at)
        return Spot(day=place.local.date(), next_to=next_to, touches=touches, left=left)

    def _choose(
        self, spot: Spot, shares: Mapping[str, float], placed: Counter[str]
    ) -> tuple[Use, Because] | None:
        offers = list(self._offers(spot, shares))
        if not offers:
            return None
        if self._before is not None:  # nobody says the same twice in a row while there is more
            offers = [use for use in offers if use.item.key != self._before.key] or offers
        if self._owes_action():
            following = self._following(spot, shares) or [
                use for use in offers if use.item.kind in FOLLOWERS
            ]
            if following:
                return min(following, key=_by_freshness), Because.FOLLOWS_SIGN
        weight = self._pool.heavy - self._pool.light + self._weight_ahead[self._passed]
        if self._rules.no_heavy_in_a_row and weight > 0:
            heavy = [use for use in offers if use.item.heavy]
            if heavy:
                return _furthest_behind(heavy, shares, placed), Because.PARTS_HEAVY
        return _furthest_behind(self._wise(offers, spot), shares, placed), Because.MIX

    def _following(self, spot: Spot, shares: Mapping[str, float]) -> list[Use]:
        """Return what may follow the sign before, of the sheet that it is from itself."""
        assert self._before is not None
        own = (
            self._pool.offer_of(kind, self._before.sheet, spot.day)
            for kind in FOLLOWERS
            if kind in shares
        )
        return [use for use in own if use is not None and self._may(use.item, spot)]

    def _offers(self, spot: Spot, shares: Mapping[str, float]) -> Iterator[Use]:
        """Yield what each kind has to offer here; repeats only when there is room for them."""
        only_fresh = spot.left <= self._pool.count()
        for kind in shares:
            use = self._pool.offer(kind, spot.day)
            if use is None or (use.time > 1 and only_fresh and not self._owes_action()):
                continue
            if self._may(use.item, spot):
                yield use

    def _may(self, item: PlanItem, spot: Spot) -> bool:
        if item.heavy and self._rules.no_heavy_in_a_row:
            if self._before is not None and self._before.heavy:
                return False
            ahead = spot.next_to.item if spot.next_to else None
            if ahead is not None and ahead.heavy and (spot.touches or not self._pool.light):
                return False
        return not item.sensitive or self._is_far_enough(spot.day)

    def _is_far_enough(self, day: date) -> bool:
        least = self._rules.days_between_sensitive
        before, ahead = self._sensitive_on, self._sensitive_ahead[self._passed]
        return (before is None or abs((day - before).days) >= least) and (
            ahead is None or abs((ahead - day).days) >= least
        )

    def _owes_action(self) -> bool:
        before = self._before
        return self._rules.action_after_sign and before is not None and before.kind == SIGN

    def _wise(self, offers: list[Use], spot: Spot) -> list[Use]:
        """Leave out what would spoil a later place, as long as something else is there."""
        if not self._rules.action_after_sign:
            return offers
        ahead = spot.next_to.item if spot.touches and spot.next_to else None
        ends = spot.left == 1 or (spot.touches and (ahead is None or ahead.kind not in FOLLOWERS))
        unwise = {SIGN} if ends else set()
        if self._pool.spare_actions() <= 0:
            unwise.add(ACTION)  # each is needed after a sign
        if self._pool.spare_followers() <= 0:
            unwise.add(RESOURCE)
        return [use for use in offers if use.item.kind not in unwise] or offers


def _by_freshness(use: Use) -> tuple[int, int]:
    return use.time, FOLLOWERS.index(use.item.kind)


def _furthest_behind(
    offers: Sequence[Use], shares: Mapping[str, float], placed: Counter[str]
) -> Use:
    """Return the use whose kind has had least of its share; earlier kinds win a tie."""
    total = sum(placed.values()) + 1
    return max(offers, key=lambda use: shares[use.item.kind] * total - placed[use.item.kind])


def _sensitive_ahead(fixed: Sequence[Fixed]) -> list[date | None]:
    """Return for each number of fixed posts passed when the next sensitive one stands."""
    ahead: list[date | None] = [None]
    for one in reversed(fixed):
        sensitive = one.item is not None and one.item.sensitive
        ahead.append(one.day if sensitive else ahead[-1])
    return ahead[::-1]


def _weight_ahead(fixed: Sequence[Fixed]) -> list[int]:
    """Return for each number of fixed posts passed how many more heavy than light ones come."""
    ahead = [0]
    for one in reversed(fixed):
        ahead.append(ahead[-1] + (1 if one.item is not None and one.item.heavy else -1))
    return ahead[::-1]
