"""How what people did grew from day to day, as lines of a chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.domain.wall_time import wall_clock
from scheduler.store.reports import Reading

WIDTH, HEIGHT = 1000, 300  # of the drawing, whose shape is stretched to the page
MOST = 5  # lines that can be told apart
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    kind: str
    values: tuple[int, ...]  # up to the end of each day
    points: str  # as SVG writes them


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """``top`` is the number at the upper edge; ``left_out`` are kinds with fewer interactions."""

    days: tuple[date, ...]
    lines: tuple[Line, ...]
    top: int
    left_out: tuple[str, ...]


def trend_of(readings: Sequence[Reading], zone: str) -> Trend | None:
    """Return the lines of the strongest kinds, or None before a second day was read."""
    days: list[date] = []
    newest: dict[tuple[int, str], int] = {}
    sums: dict[str, int] = defaultdict(int)
    by_day: dict[date, dict[str, int]] = {}
    for reading in readings:
        day = wall_clock(reading.read_at, zone).date()
        if not days or days[-1] != day:
            days.append(day)
        key = (reading.delivery_id, reading.metric)
        sums[reading.kind] += reading.value - newest.get(key, 0)
        newest[key] = reading.value
        by_day[day] = dict(sums)
    if len(days) < 2:  # noqa: PLR2004  # a line needs two ends
        return None
    strongest = sorted(sums, key=lambda kind: (-sums[kind], kind))
    series = {kind: tuple(by_day[day].get(kind, 0) for day in days) for kind in strongest[:MOST]}
    top = round_up(max(max(values) for values in series.values()))
    return Trend(
        days=tuple(days),
        lines=tuple(
            Line(kind=kind, values=values, points=_points(days, values, top))
            for kind, values in series.items()
        ),
        top=top,
        left_out=tuple(strongest[MOST:]),
    )


def round_up(number: int) -> int:
    """Return the next number that reads well at the edge of a chart: 1, 2 or 5 and zeros."""
    size = 1
    while True:
        for step in STEPS:
            if step * size >= number:
                return step * size
        size *= 10


def _points(days: Sequence[date], values: Iterable[int], top: int) -> str:
    first, span = days[0], (days[-1] - days[0]).days
    places = (
        ((day - first).days * WIDTH / span, HEIGHT - HEIGHT * max(value, 0) / top)
        for day, value in zip(days, values, strict=True)
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
