"""Turns the lines of PDF pages into blocks: headings by type size, paragraphs by gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from content.factsheets.forms import word_count
from content.factsheets.lines import (
    bullet,
    glue,
    is_page_number,
    is_running,
    joins,
    running_lines,
    words_of,
)
from content.factsheets.links import addresses
from content.factsheets.model import Block, BlockKind
from content.factsheets.readers.pdf_columns import Column, Piece
from content.factsheets.sentences import flat, is_closed

_MARGIN = 0.1  # of the page's height, at its top and bottom
_LARGER = 1.12  # times the body's type size
_LONGEST_HEADING = 16  # words
_HEADING_LEVELS = 4
_SAME_SIZE = 0.6  # points
_INDENT = 4  # points
_PARAGRAPH_GAP = 0.55  # of the type size, beyond the usual distance of lines


def page_blocks(pages: Sequence[Sequence[Column]]) -> Iterator[Block]:
    """Yield the blocks of a document, page by page, column by column."""
    lines = [line for page in pages for column in page for line in column.lines]
    margins = [line.text for line in lines if _in_margin(line)]
    running = running_lines(margins) if len(pages) > 1 else frozenset()
    build = _Build(_body_size(lines), _sizes(lines), words_of([line.text for line in lines]))
    for number, page in enumerate(pages, 1):
        for column in page:
            for line in column.lines:
                if _in_margin(line) and (
                    is_page_number(line.text) or is_running(line.text, running)
                ):
                    yield build.furniture(line, number)
                else:
                    yield from build.take(line, column, number)
            yield from build.leave_column()
    yield from build.close()


def _in_margin(line: Piece) -> bool:
    return line.bottom < line.height * _MARGIN or line.top > line.height * (1 - _MARGIN)


def _body_size(lines: Sequence[Piece]) -> float:
    counted: Counter[float] = Counter()
    for line in lines:
        counted[round(line.size, 1)] += len(line.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def _sizes(lines: Sequence[Piece]) -> list[float]:
    """Return the sizes larger than the body's, largest first."""
    body = _body_size(lines)
    return sorted({round(line.size, 1) for line in lines if line.size >= body * _LARGER})[::-1]


class _Build:
    """Holds the block that is open and what the line before looked like."""

    def __init__(self, body: float, sizes: list[float], known: frozenset[str]) -> None:
        self._body = body
        self._sizes = sizes
        self._known = known
        self._number = 0
        self._list_id = 0
        self._indents: list[float] = []
        self._open: list[Piece] = []
        self._text = ""
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._page = 1
        self._right = 0.0
        self._in_list = False
        self._announced = False  # the block before ended with a colon
        self._carried = False  # the open block began in the column before

    def furniture(self, line: Piece, page: int) -> Block:
        number = max(1, self._number)
        return Block(kind=BlockKind.FURNITURE, text=line.text, lines=(number, number), page=page)

    def take(self, line: Piece, column: Column, page: int) -> Iterator[Block]:
        level = self._heading_level(line)
        mark = None if level else bullet(line.text)
        if mark is None and self._open and self._goes_on(line, level):
            self._text = glue(self._text, line.text, self._known).replace("\n", " ") + line.text
            self._open.append(line)
        else:
            yield from self.close()
            self._start(line, level, page)
        self._right = column.right
        self._carried = False

    def leave_column(self) -> Iterator[Block]:
        """A sentence may go on in the next column; anything closed ends here."""
        if is_closed(self._text) or (self._level and self._kind is BlockKind.HEADING):
            yield from self.close()
        self._carried = True

    def _start(self, line: Piece, level: int, page: int) -> None:
        mark = bullet(line.text)
        self._open, self._page = [line], page
        if mark is not None and not level and (mark.rest or len(line.text) == 1):
            self._open_item(line.left)
            self._kind, self._text = BlockKind.LIST_ITEM, mark.rest
            self._level = len(self._indents)
        elif self._announced and line.text[:1].islower():
            # Marks drawn as pictures are lost; what completes a lead-in is a list all the same.
            self._open_item(line.left)
            self._kind, self._text = BlockKind.LIST_ITEM, line.text
            self._level = len(self._indents)
        elif "\t" in line.text:
            self._in_list = False
            self._kind, self._text, self._level = BlockKind.TABLE_ROW, line.text, 0
        else:
            self._in_list = False
            self._kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
            self._text, self._level = line.text, level

    def _open_item(self, left: float) -> None:
        if not self._in_list:
            self._list_id += 1
            self._indents = []
            self._in_list = True
        while self._indents and left < self._indents[-1] - _INDENT:
            self._indents.pop()
        if not self._indents or left > self._indents[-1] + _INDENT:
            self._indents.append(left)

    def _goes_on(self, line: Piece, level: int) -> bool:
        """Say whether a line without a mark belongs to the block that is open."""
        last = self._open[-1]
        is_row = self._kind is BlockKind.TABLE_ROW or "\t" in line.text
        if is_row or not self._looks_alike(last, line, level):
            return False
        if self._kind is BlockKind.LIST_ITEM and not self._text:
            return True  # the mark stood alone
        if self._carried:
            return not is_closed(self._text) and line.text[:1].islower()
        gap = line.top - last.bottom
        if not -line.size <= gap <= line.size * _PARAGRAPH_GAP:
            return False
        if self._kind is BlockKind.HEADING:
            return bool(level) and level == self._level
        return self._is_wrapped(last, line)

    def _looks_alike(self, last: Piece, line: Piece, level: int) -> bool:
        same_weight = last.bold == line.bold or level == self._level
        return abs(last.size - line.size) <= _SAME_SIZE and same_weight

    def _is_wrapped(self, last: Piece, line: Piece) -> bool:
        """Say whether the next line's first word had no room on the line before."""
        first = line.text.split(" ", 1)[0]
        room = self._right - last.right
        had_room = room > (len(first) * 0.5 + 0.3) * line.size
        if self._announced and had_room and self._kind is BlockKind.LIST_ITEM:
            return False
        return not had_room or joins(last.text, line.text, 0)

    def _heading_level(self, line: Piece) -> int:
        text = line.text
        if "\t" in text or word_count(text) > _LONGEST_HEADING or any(addresses(text)):
            return 0
        if sum(c.isdigit() for c in text) * 2 > len(text):
            return 0
        size = round(line.size, 1)
        mark = bullet(text)
        is_larger = size in self._sizes and (mark is None or mark.mark[:1].isdigit())
        return min(self._sizes.index(size) + 1, _HEADING_LEVELS) if is_larger else 0

    def close(self) -> Iterator[Block]:
        text = self._text.strip()
        lines, self._open, self._text = self._open, [], ""
        if not text:
            return
        self._number += 1
        whole = flat(text)
        in_list = self._kind is BlockKind.LIST_ITEM
        self._announced = whole.endswith((":", "：")) or (self._announced and in_list)
        if self._kind is BlockKind.HEADING and is_closed(whole) and not whole.endswith("?"):
            self._kind = BlockKind.PARAGRAPH
        bold = all(line.bold for line in lines)
        yield Block(
            kind=self._kind,
            text=text,
            lines=(self._number, self._number),
            level=self._level,
            list_id=self._list_id if self._kind is BlockKind.LIST_ITEM else None,
            emphasis=(whole,) if bold else (),
            page=self._page,
        )
