"""A month of a campaign: weeks, days, what stands on them, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from content.factsheets.model import Kind
from scheduler.domain.campaign import Rules
from scheduler.domain.delivery import NOT_LEFT, State
from scheduler.store.calendar import Entry
from scheduler.web.status import Status, most_urgent, status_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A post at one time, over all the channels it goes to then."""

    post_id: int
    local_time: datetime
    kind: str
    title: str
    sha256: str
    status: Status
    channels: tuple[str, ...]
    movable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    day: date
    in_month: bool
    in_campaign: bool
    is_today: bool
    is_gap: bool
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    first: date
    before: date | None  # the months that lie in the campaign
    after: date | None
    weeks: tuple[tuple[Day, ...], ...]
    gaps: tuple[tuple[date, date], ...]
    signs_in_a_row: tuple[datetime, ...]
    statuses: tuple[tuple[Status, int], ...]
    mix: tuple[tuple[str, int], ...]
    posts: int
    phases: tuple[PhaseMix, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMix:
    """What a part of the campaign is made of in this month, beside what it should be."""

    name: str
    first_day: date
    last_day: date
    mix: tuple[tuple[str, int], ...]
    wanted: tuple[tuple[str, float], ...]  # shares of 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What of a month is shown; empty shows all."""

    status: str = ""
    kind: str = ""
    channel: str = ""

    def shows(self, tile: Tile) -> bool:
        return (
            self.status in {"", tile.status}
            and self.kind in {"", tile.kind}
            and (not self.channel or self.channel in tile.channels)
        )


EVERYTHING = Narrow()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The campaign's own days, and which of them are for posting."""

    first_day: date
    last_day: date
    rules: Rules

    def has(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def month_of(
    entries: Sequence[Entry],
    period: Period,
    first: date,
    today: date,
    narrow: Narrow = EVERYTHING,
) -> Month:
    """Lay the entries out over the month that begins with ``first``.

    ``entries`` are those of ``shown_days``; what is summed up and missing is the month's own.
    """
    tiles = tiles_of(entries)
    own = [tile for tile in tiles if tile.local_time.date().replace(day=1) == first]
    by_day = {day: tuple(found) for day, found in groupby(tiles, _day_of)}
    shown = {day: tuple(filter(narrow.shows, found)) for day, found in by_day.items()}
    weeks = tuple(
        tuple(
            _day(day, first, period, today, (by_day.get(day, ()), shown.get(day, ())))
            for day in week
        )
        for week in _weeks(first)
    )
    return Month(
        first=first,
        before=_in_period(first - timedelta(days=1), period),
        after=_in_period(_next_month(first), period),
        weeks=weeks,
        gaps=gaps(by_day, _within(period, first), today),
        signs_in_a_row=signs_in_a_row(own),
        statuses=_count_statuses(own),
        mix=_count_kinds(own),
        posts=len({tile.post_id for tile in own}),
        phases=_phases(own, period, first),
    )


def shown_days(first: date) -> tuple[date, date]:
    """Return the first and last day on the page of a month: whole weeks from Monday."""
    weeks = _weeks(first)
    return weeks[0][0], weeks[-1][-1]


def tiles_of(entries: Iterable[Entry]) -> tuple[Tile, ...]:
    """Return one tile for each post and time, in order of time."""
    going = (entry for entry in entries if entry.state is not State.CANCELLED)
    ordered = sorted(going, key=_place)
    return tuple(_tile(tuple(group)) for _, group in groupby(ordered, _place))


def gaps(
    by_day: Mapping[date, tuple[Tile, ...]], period: Period, today: date
) -> tuple[tuple[date, date], ...]:
    """Return stretches of posting days without a post that can still be filled.

    Days on which nobody posts anyway do not end a stretch.
    """
    found: list[tuple[date, date]] = []
    open_gap = False
    for day in _days(max(period.first_day, today), period.last_day):
        if by_day.get(day):
            open_gap = False
        elif period.rules.allows(day):
            found = [*found[:-1], (found[-1][0], day)] if open_gap else [*found, (day, day)]
            open_gap = True
    return tuple(found)


def signs_in_a_row(tiles: Sequence[Tile]) -> tuple[datetime, ...]:
    """Return when a warning sign follows a warning sign: the mix is heavy there."""
    return tuple(
        later.local_time
        for earlier, later in pairwise(tiles)
        if earlier.kind == later.kind == Kind.WARNING_SIGN and earlier.post_id != later.post_id
    )


def first_of_month(text: str, today: date, period: Period) -> date:
    """Read 'YYYY-MM'; anything else means the month of today, as far as the campaign reaches."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  # a wall month
    except ValueError:
        near = min(max(today, period.first_day), period.last_day)
        return near.replace(day=1)


def _tile(entries: tuple[Entry, ...]) -> Tile:
    first = entries[0]
    return Tile(
        post_id=first.post_id,
        local_time=first.local_time,
        kind=first.kind,
        title=first.title,
        sha256=first.sha256,
        status=most_urgent(
            status_of(entry.post_state, entry.state, changes_asked=entry.changes_asked)
            for entry in entries
        ),
        channels=tuple(entry.channel for entry in entries),
        movable=any(entry.state in NOT_LEFT for entry in entries),
    )


def _day(
    day: date,
    first: date,
    period: Period,
    today: date,
    found: tuple[tuple[Tile, ...], tuple[Tile, ...]],
) -> Day:
    """Return a day; ``found`` are all its tiles and those that are shown."""
    tiles, shown = found
    in_campaign = period.has(day)
    return Day(
        day=day,
        in_month=day.month == first.month,
        in_campaign=in_campaign,
        is_today=day == today,
        is_gap=in_campaign and not tiles and day >= today and period.rules.allows(day),
        tiles=shown,
    )


def _phases(tiles: Sequence[Tile], period: Period, first: date) -> tuple[PhaseMix, ...]:
    month = _within(period, first)
    found = []
    for phase in period.rules.phases:
        if phase.first_day > month.last_day or phase.last_day < month.first_day:
            continue
        own = [
            tile for tile in tiles if phase.first_day <= tile.local_time.date() <= phase.last_day
        ]
        weights = sum(phase.mix.values()) or 1
        found.append(
            PhaseMix(
                name=phase.name,
                first_day=phase.first_day,
                last_day=phase.last_day,
                mix=_count_kinds(own),
                wanted=tuple((kind, 100 * share / weights) for kind, share in phase.mix.items()),
            )
        )
    return tuple(found)


def _within(period: Period, first: date) -> Period:
    last = _next_month(first) - timedelta(days=1)
    return replace(
        period, first_day=max(period.first_day, first), last_day=min(period.last_day, last)
    )


def _weeks(first: date) -> list[list[date]]:
    monday = first - timedelta(days=first.weekday())
    last = _next_month(first) - timedelta(days=1)
    weeks = (last - monday).days // 7 + 1
    return [[monday + timedelta(days=7 * week + day) for day in range(7)] for week in range(weeks)]


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _in_period(day: date, period: Period) -> date | None:
    first = day.replace(day=1)
    reaches = first <= period.last_day and _next_month(first) > period.first_day
    return first if reaches else None


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _count_statuses(tiles: Sequence[Tile]) -> tuple[tuple[Status, int], ...]:
    counted = Counter(tile.status for tile in tiles)
    return tuple((status, counted[status]) for status in Status if counted[status])


def _count_kinds(tiles: Sequence[Tile]) -> tuple[tuple[str, int], ...]:
    counted = Counter(tile.kind for tile in tiles)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _day_of(tile: Tile) -> date:
    return tile.local_time.date()


def _place(entry: Entry) -> tuple[datetime, int]:
    return (entry.local_time, entry.post_id)
