"""Turns tables into rows or sections: a grid of short cells is rows, one of lists is headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from content.factsheets.model import Block, BlockKind
from content.factsheets.sentences import CELL, flat, is_closed

Cell = tuple[Block, ...]
Row = tuple[Cell, ...]

ROW_LEVEL, COLUMN_LEVEL = 5, 6
"""Levels of headings made of a row's label and of a column's head: below those of the sheet."""

_LABEL = 60  # characters of a cell that names its row or column
_RICH = 3  # paragraphs that make a cell more than a value


def table_blocks(rows: Sequence[Row], *, has_head: bool) -> Iterator[Block]:
    """Yield the blocks of a table in reading order."""
    filled = [row for row in rows if any(row)]
    if not filled:
        return
    if max(map(len, filled)) == 1:
        for row in filled:
            yield from row[0]
        return
    if any(map(_is_rich, (cell for row in filled for cell in row))):
        yield from _sections(filled)
        yield _end(filled)
        return
    has_head = has_head or _looks_like_head(filled)
    if has_head and _compares(filled):
        yield from _columns(filled)
        yield _end(filled)
    else:
        yield from _rows(filled, has_head=has_head)


def _end(rows: list[Row]) -> Block:
    """An empty heading: what follows the table no longer stands under its labels."""
    last = max(block.lines[1] for row in rows for cell in row for block in cell)
    return Block(kind=BlockKind.HEADING, text="", lines=(last, last), level=ROW_LEVEL)


def _compares(rows: list[Row]) -> bool:
    """A corner without words over labelled rows: each column tells of another thing."""
    head = rows[0]
    return len(head) > 2 and not head[0] and all(head[1:]) and all(row[:1] for row in rows)  # noqa: PLR2004


def _columns(rows: list[Row]) -> Iterator[Block]:
    """Tell the columns of a comparison one after another, each row with its label.

    Read across, "sip water" and "give nothing to drink" would stand in one sentence.
    """
    for column, head in enumerate(rows[0][1:], 1):
        yield _heading(head, ROW_LEVEL)
        for row in rows[1:]:
            if column < len(row) and row[column]:
                pair = (row[0], row[column])
                yield _row(pair, list(map(_text, pair)), BlockKind.TABLE_ROW)


def _is_rich(cell: Cell) -> bool:
    return len(cell) >= _RICH or any(
        block.kind in {BlockKind.LIST_ITEM, BlockKind.HEADING} for block in cell
    )


def _sections(rows: list[Row]) -> Iterator[Block]:
    """A table used for layout: its labels are headings over what the cells hold."""
    head = rows[0] if all(map(_is_label, filter(None, rows[0]))) else ()
    body = rows[1:] if head else rows
    labelled = bool(head) and all(row and _is_label(row[0]) for row in body)
    if labelled and len(head) > 1:
        for row in body:
            yield _heading(row[0], ROW_LEVEL)
            yield from _under_heads(row[1:], head[1:])
    else:
        for column in range(max(map(len, rows))):
            if column < len(head) and head[column]:
                yield _heading(head[column], ROW_LEVEL)
            for row in body:
                yield from row[column] if column < len(row) else ()


def _under_heads(cells: Sequence[Cell], heads: Sequence[Cell]) -> Iterator[Block]:
    for index, cell in enumerate(cells):
        if not cell:
            continue
        if index < len(heads) and heads[index]:
            yield _heading(heads[index], COLUMN_LEVEL)
        yield from cell


def _rows(rows: list[Row], *, has_head: bool) -> Iterator[Block]:
    heads = [_text(cell) for cell in rows[0]] if has_head else []
    if has_head:
        yield _row(rows[0], list(map(_text, rows[0])), BlockKind.FURNITURE)
    for row in rows[1:] if has_head else rows:
        cells = [_text(cell) for cell in row]
        if len(heads) > 2 and len(cells) == len(heads):  # noqa: PLR2004  label and value need none
            named = zip(heads[1:], cells[1:], strict=True)
            cells = [cells[0], *(f"{head}: {cell}" if cell else "" for head, cell in named)]
        yield _row(row, cells, BlockKind.TABLE_ROW)


def _row(row: Row, cells: list[str], kind: BlockKind) -> Block:
    blocks = [block for cell in row for block in cell]
    return Block(
        kind=kind,
        text=CELL.join(filter(None, cells)),
        lines=(
            min((block.lines[0] for block in blocks), default=1),
            max((block.lines[1] for block in blocks), default=1),
        ),
        emphasis=tuple(words for block in blocks for words in block.emphasis),
        links=tuple(link for block in blocks for link in block.links),
        page=next((block.page for block in blocks), None),
    )


def _looks_like_head(rows: list[Row]) -> bool:
    """Two short words over longer cells, or over numbers, name the columns."""
    first, body = rows[0], rows[1:]
    if not body or not all(map(_is_label, first)) or len(first) != max(map(len, rows)):
        return False
    texts = [_text(cell) for cell in first]
    has_digit = any(c.isdigit() for text in texts for c in text)
    longer = max(len(_text(cell)) for row in body for cell in row) > max(map(len, texts))
    return longer and not has_digit and not any("." in text for text in texts)


def _is_label(cell: Cell) -> bool:
    if len(cell) != 1:
        return not cell
    text = flat(cell[0].text)
    return cell[0].kind is not BlockKind.LIST_ITEM and len(text) <= _LABEL and not is_closed(text)


def _heading(cell: Cell, level: int) -> Block:
    return replace(cell[0], kind=BlockKind.HEADING, level=level, list_id=None)


def _text(cell: Cell) -> str:
    return " ".join(flat(block.text) for block in cell)
