"""The small table in which a partner sends back what its posts earned."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from content.packs.tables import for_people
from content.packs.tables_read import TableError, TableRow, read_table

METRICS = ("likes", "reposts", "replies", "clicks", "impressions", "reach", "saves")
_COLUMNS = ("card", "title", "platform", "posted_on", *METRICS)
_LARGEST = 10**10
_WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}([.,  '][0-9]{3})+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    card: str
    platform: str
    metric: str
    value: int
    posted_on: date | None


def empty_table(cards: list[tuple[str, str, str]]) -> bytes:
    """Return the table to fill in: a row for each card (key, title) and platform."""
    return for_people(
        _COLUMNS,
        ((key, title, platform, "", *[""] * len(METRICS)) for key, title, platform in cards),
    )


def one_row(card: str, platform: str, posted_on: str, values: Mapping[str, str]) -> bytes:
    """Return the table of somebody who filled in one post on a page."""
    cells = (card, "", platform, posted_on, *(values.get(metric, "") for metric in METRICS))
    return for_people(_COLUMNS, [cells])


def read_numbers(data: bytes, cards: Collection[str]) -> list[Number]:
    """Read a table that was filled in; an empty cell is a number nobody has, not a zero.

    Raises ``TableError`` naming every line that cannot be taken; then nothing is.
    """
    problems: list[str] = []
    numbers: list[Number] = []
    for row in read_table(data, _COLUMNS, ("card", "platform")):
        try:
            numbers += _numbers(row, cards)
        except ValueError as error:
            problems.append(f"Line {row.line}: {error}")
    if problems:
        raise TableError(problems)
    if not numbers:
        raise TableError(["There is no number in the table: fill in at least one."])
    return numbers


def _numbers(row: TableRow, cards: Collection[str]) -> list[Number]:
    card, platform = row.cells["card"], row.cells["platform"].lower()
    if card not in cards:
        raise ValueError(f"there is no card {card!r} in this campaign.")
    if not platform:
        raise ValueError("the platform is missing.")
    posted = row.cells.get("posted_on", "")
    try:
        posted_on = date.fromisoformat(posted) if posted else None
    except ValueError:
        raise ValueError(f"{posted!r} is no date: write it like 2027-01-11.") from None
    return [
        Number(
            card=card,
            platform=platform,
            metric=metric,
            value=_value(metric, row.cells[metric]),
            posted_on=posted_on,
        )
        for metric in METRICS
        if row.cells.get(metric, "")
    ]


def _value(metric: str, cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise ValueError(f"{metric} is {cell!r}: write a whole number.")
    plain = re.sub(r"\D", "", cell)
    if int(plain) >= _LARGEST:
        raise ValueError(f"{metric} is {cell!r}: write a whole number.")
    return int(plain)
