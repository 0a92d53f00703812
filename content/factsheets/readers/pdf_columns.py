"""The reading order of a page: pieces of text into lines, lines into columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from content.factsheets.lines import bullet

_WORD_GAP = 0.9  # of the type size: what may lie between two words of one line
_MARK_GAP = 5.0  # of the type size, between a bullet and its text
_GUTTER = 8.0  # points
_MOST_LINES = 1500  # on a page; beyond it the order of the file has to do
_REACH = regex.compile(r"\d{3}|www\.|https?:|\.(?:org|com|gov|net)\b", regex.IGNORECASE)
_LONGEST_CELL = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text on one line; places in points from the page's top left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    height: float  # of the page


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that follow each other from top to bottom; ``width`` is where they may end."""

    lines: tuple[Piece, ...]
    right: float


def lines_in_order(pieces: Sequence[Piece]) -> list[Column]:
    """Return the columns of a page in the order people read them."""
    lines = _rows(pieces)
    if len(lines) > _MOST_LINES:
        return [Column(tuple(lines), max(line.right for line in lines))]
    found: list[Column] = []
    for group in _cut(lines, 0):
        ordered = tuple(sorted(group, key=lambda line: (line.top, line.left)))
        found.append(Column(ordered, max(line.right for line in ordered)))
    return found


def _rows(pieces: Sequence[Piece]) -> list[Piece]:
    """Join pieces that stand beside each other as words of one line do."""
    rows: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (round(p.bottom), p.left)):
        for index in range(len(rows) - 1, max(-1, len(rows) - 12), -1):
            if _on_one_line(rows[index], piece):
                rows[index] = _joined(rows[index], piece)
                break
        else:
            rows.append(piece)
    return rows


def _on_one_line(left: Piece, right: Piece) -> bool:
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    if overlap < 0.5 * min(left.bottom - left.top, right.bottom - right.top):
        return False
    gap = right.left - left.right
    mark = bullet(f"{left.text} x")
    if mark is not None and mark.rest == "x":
        return -1 < gap < _MARK_GAP * right.size
    return -left.size < gap < _WORD_GAP * min(left.size, right.size)


def _joined(left: Piece, right: Piece) -> Piece:
    note = right.size < left.size * 0.75 and right.text.strip("[]()").isdigit()
    return replace(
        left,
        text=left.text if note else f"{left.text} {right.text}",
        right=max(left.right, right.right),
        top=min(left.top, right.top),
        bottom=max(left.bottom, right.bottom),
        bold=left.bold and right.bold,
        size=max(left.size, right.size),
    )


def _cut(lines: Sequence[Piece], depth: int) -> list[list[Piece]]:
    """Cut a region at its gutter, else at the gap that leaves most lines beside a gutter."""
    if len(lines) < 2 or depth > 12:  # noqa: PLR2004
        return [list(lines)] if lines else []
    gutter = _gutter(lines)
    if gutter is not None:
        left = [line for line in lines if line.right <= gutter]
        right = [line for line in lines if line.right > gutter]
        if _is_table(left, right):
            return [_table_rows(left, right)]
        return _cut(left, depth + 1) + _cut(right, depth + 1)
    at = _best_gap(lines)
    if at is None:
        return [list(lines)]
    above = [line for line in lines if line.bottom <= at]
    below = [line for line in lines if line.bottom > at]
    return _cut(above, depth + 1) + _cut(below, depth + 1)


def _gutter(lines: Sequence[Piece]) -> float | None:
    """Return the middle of the widest empty strip from top to bottom, with lines on both sides."""
    widest, place, reach = _GUTTER, None, None
    ordered = sorted(lines, key=lambda line: line.left)
    for index, line in enumerate(ordered):
        if reach is not None and line.left - reach > widest and _stacked(ordered, index):
            widest, place = line.left - reach, (line.left + reach) / 2
        reach = line.right if reach is None else max(reach, line.right)
    return place


def _stacked(ordered: Sequence[Piece], index: int) -> bool:
    """Say whether both sides stand beside each other: a heading over a list is no column."""
    left, right = ordered[:index], ordered[index:]
    top = max(min(p.top for p in left), min(p.top for p in right))
    bottom = min(max(p.bottom for p in left), max(p.bottom for p in right))
    return bottom > top


def _best_gap(lines: Sequence[Piece]) -> float | None:
    """Return where to cut across so that the larger part gets a gutter; None where none does."""
    ordered = sorted(lines, key=lambda line: line.top)
    gaps: list[float] = []
    reach = ordered[0].bottom
    for line in ordered[1:]:
        if line.top >= reach - 1:
            gaps.append((line.top + reach) / 2)
        reach = max(reach, line.bottom)
    best, most = None, 1
    for gap in gaps if len(gaps) <= 200 else gaps[:: len(gaps) // 200]:  # noqa: PLR2004
        above = [line for line in lines if line.bottom <= gap]
        below = [line for line in lines if line.bottom > gap]
        for part in (above, below):
            if len(part) > most and _gutter(part) is not None:
                best, most = gap, len(part)
    return best


def _is_table(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Say whether two columns are names and numbers that belong together line by line."""
    if not left or not right:
        return False
    beside = sum(any(_level(one, other) for other in left) for one in right)
    reaching = sum(bool(_REACH.search(line.text)) for line in right)
    plain = sum(bool(_REACH.search(line.text)) for line in left)
    short = sum(len(line.text) for line in left) / len(left) <= _LONGEST_CELL
    marked = any(bullet(line.text) for line in (*left, *right))
    return (
        short
        and not marked
        and beside * 2 >= len(right)
        and reaching * 2 >= len(right)
        and plain * 3 <= len(left)
    )


def _table_rows(left: Sequence[Piece], right: Sequence[Piece]) -> list[Piece]:
    """Put the lines of the right column behind the name they stand beside or below."""
    names = sorted(left, key=lambda line: line.top)
    rows: list[Piece] = list(names)
    for line in sorted(right, key=lambda line: line.top):
        index = max((i for i, name in enumerate(names) if name.top <= line.bottom - 1), default=0)
        rows[index] = replace(
            rows[index],
            text=f"{rows[index].text}\t{line.text}",
            right=max(rows[index].right, line.right),
        )
    return rows


def _level(one: Piece, other: Piece) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.bottom - one.top, other.bottom - other.top)
