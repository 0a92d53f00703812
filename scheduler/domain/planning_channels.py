"""When a planned post goes out on each channel: own weekdays, own hours, own audience's zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from scheduler.domain.campaign import ChannelRules, Rules, Weekday
from scheduler.domain.planning_slots import Slot, slot_at, use_of

LONGEST_WAIT = timedelta(days=7)


def on_channel(
    slots: Sequence[Slot],
    channel: ChannelRules,
    rules: Rules,
    last_day: date,
    heavy: Container[str] = frozenset(),
    there: Mapping[str, datetime] = MappingProxyType({}),
) -> list[Slot | None]:
    """Return each slot as one channel keeps it; None where the channel has no hour for it.

    Posts keep their order and never share an hour that the channel does not offer twice. A post
    whose day is none of the channel's waits for the next one, a week at most. An anchor keeps its
    instant. ``heavy`` are the keys of heavy items: where lighter posts between them are left out,
    the second is left out too, so that nobody on this channel gets two in a row. What is ``there``
    already, at a time that is open still, stays; the rest takes hours that are free.
    """
    if channel == ChannelRules():
        return list(slots)
    exact = {anchor.local for anchor in rules.anchors}
    first_day = min((slot.local.date() for slot in slots), default=last_day)
    days = _ChannelDays(channel, rules, first_day, last_day)
    there = days.reserved(there)
    found: list[Slot | None] = []
    was_heavy = False
    for slot in slots:
        is_heavy = use_of(slot.item_key)[0] in heavy
        if slot.local in exact:
            found.append(slot)
            was_heavy = is_heavy
            continue
        weighs = is_heavy and was_heavy and rules.no_heavy_in_a_row
        local: datetime | None
        if slot.item_key in there:
            local = days.keep(there[slot.item_key])
        else:
            local = None if weighs else days.next_from(slot.local)
        was_heavy = is_heavy if local is not None else was_heavy
        found.append(
            None
            if local is None
            else slot_at(
                slot.item_key,
                local,
                channel.zone or slot.zone,
                late_hours=rules.late_hours,
                reason=slot.reason,
            )
        )
    return found


class _ChannelDays:
    """Hands out a channel's hours one after another."""

    def __init__(
        self, channel: ChannelRules, rules: Rules, first_day: date, last_day: date
    ) -> None:
        self._channel = channel
        self._rules = rules
        self._first_day = first_day
        self._last_day = last_day
        self._latest: datetime | None = None
        self._count: Counter[date] = Counter()
        self._reserved: set[datetime] = set()

    def reserved(self, there: Mapping[str, datetime]) -> dict[str, datetime]:
        """Keep hours for what stands there already; return what may stay."""
        times = self._channel.times
        kept = {
            key: local
            for key, local in there.items()
            if self._is_open(local.date()) and (not times or local.time() in times)
        }
        self._reserved = set(kept.values())
        self._count.update(local.date() for local in kept.values())
        return kept

    def keep(self, local: datetime) -> datetime:
        self._latest = max(self._latest, local) if self._latest else local
        return local

    def next_from(self, local: datetime) -> datetime | None:
        """Return the first open hour on or after the day of ``local`` behind those handed out.

        None where that is more than a week away: a channel of few hours leaves posts out rather
        than falling ever further behind. Where the campaign ends first, the last open hour before
        will do.
        """
        begin = max(local.date(), self._latest.date()) if self._latest else local.date()
        after = (
            here
            for day in _days(begin, self._last_day)
            for here in self._open_hours(day, local.time())
        )
        here = next(after, None)
        if here is None:
            here = self._last_before(begin, local.time())
        elif here.date() - local.date() > LONGEST_WAIT:
            return None
        if here is not None:
            self._latest = here
            self._count[here.date()] += 1
        return here

    def _last_before(self, begin: date, planned: time) -> datetime | None:
        first = self._latest.date() if self._latest else self._first_day
        earlier = [
            here
            for day in _days(first, begin - timedelta(days=1))
            for here in self._open_hours(day, planned)
        ]
        return earlier[-1] if earlier else None

    def _open_hours(self, day: date, planned: time) -> Iterator[datetime]:
        if self._is_open(day) and not self._is_full(day):
            for at in self._times(day, planned):
                here = datetime.combine(day, at)
                if here not in self._reserved and (self._latest is None or here > self._latest):
                    yield here

    def _is_open(self, day: date) -> bool:
        if day in self._rules.blackout:
            return False
        weekdays = self._channel.weekdays or self._rules.weekdays
        return Weekday.of(day) in weekdays

    def _is_full(self, day: date) -> bool:
        most = self._channel.posts_per_day or self._rules.posts_per_day_on_channel
        return self._count[day] >= most

    def _times(self, day: date, planned: time) -> Sequence[time]:
        if self._channel.times:
            return self._channel.times
        latest = self._latest
        if latest is not None and latest.date() == day and latest.time() >= planned:
            return self._rules.times
        return (planned,)


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
