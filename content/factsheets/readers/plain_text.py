"""Reads plain text: bare lines, bullets of every kind, pages pasted out of a PDF."""

from __future__ import annotations

from collections.abc import Iterator

from content.factsheets.lines import (
    Bullet,
    bullet,
    glue,
    is_page_number,
    is_running,
    joins,
    running_lines,
    words_of,
    wrap_width,
)
from content.factsheets.model import Block, BlockKind
from content.factsheets.sentences import HARD_BREAK, is_closed

_RULE = 3  # marks in a row; one alone is a bullet


def read_lines(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text. A bare line that is no sentence stays a paragraph."""
    lines = text.split("\n")
    running = running_lines(list(_beside_page_ends(lines)))
    return tuple(_Blocks([line.replace("\f", "") for line in lines], running).build())


def _beside_page_ends(lines: list[str]) -> Iterator[str]:
    """Yield the lines next to where a page ends or begins: only there do headers stand.

    A line that also stands elsewhere is left out; it is a heading that comes again.
    """
    ends = {i for i, line in enumerate(lines) if "\f" in line or is_page_number(line)}
    near = {place for end in (*ends, 0, len(lines) - 1) for place in range(end - 2, end + 3)}
    elsewhere = {" ".join(line.split()) for i, line in enumerate(lines) if i not in near}
    if ends:
        for place in sorted(near & set(range(len(lines)))):
            if " ".join(lines[place].split()) not in elsewhere:
                yield lines[place]


def _is_rule(line: str) -> bool:
    """Say whether a line is drawn and not written: "-----", "=====", "* * *"."""
    marks = line.replace(" ", "")
    return len(marks) >= _RULE and not any(c.isalnum() for c in marks)


class _Blocks:
    """Collects physical lines into blocks; holds the paragraph or item that is open."""

    def __init__(self, lines: list[str], running: frozenset[str]) -> None:
        self._lines = lines
        self._running = running
        self._width = wrap_width(lines)
        self._words = words_of(lines)
        self._kind = BlockKind.PARAGRAPH
        self._text = ""
        self._last = ""
        self._from = self._to = 0
        self._level = 0
        self._list_id = 0
        self._indents: list[int] = []
        self._blank = False
        self._tight = 0
        self._unmarked = -1  # how far the items of a list without marks are indented
        self._turned = False  # a page was turned since the last line

    def build(self) -> Iterator[Block]:
        for number, line in enumerate(self._lines, 1):
            if not line.strip() or _is_rule(line):
                self._blank = True
                continue
            if is_page_number(line) or is_running(line, self._running):
                yield Block(kind=BlockKind.FURNITURE, text=line.strip(), lines=(number, number))
                self._turned = True
                continue
            yield from self._take(line, number)
        yield from self._close()

    def _take(self, line: str, number: int) -> Iterator[Block]:
        item = bullet(line) or self._unmarked_item(line)
        if item is not None:
            yield from self._close()
            self._open_item(item.indent, item.rest, number)
        elif self._goes_on(line):
            self._text = glue(self._text, line, self._words) + line.strip()
        elif self._text and not self._blank and self._kind is BlockKind.PARAGRAPH:
            self._text += f"{HARD_BREAK}\n{line.strip()}"
        else:
            yield from self._close()
            self._open_paragraph(line, number)
        self._last = line
        self._to = number
        self._blank = self._turned = False

    def _unmarked_item(self, line: str) -> Bullet | None:
        """Read an indented line under a line with a colon as an item without a mark."""
        indent = len(line) - len(line.lstrip())
        last = len(self._last) - len(self._last.lstrip())
        opens = indent > last + 1 and self._last.rstrip().endswith((":", "："))
        follows = self._unmarked == indent and self._kind is BlockKind.LIST_ITEM
        if self._blank or not self._text or not (opens or follows):
            self._unmarked = -1
            return None
        if follows and joins(self._last, line, self._width) and not line.strip()[0].islower():
            return None
        self._unmarked = indent
        return Bullet(indent, line.strip(), "")

    def _goes_on(self, line: str) -> bool:
        if self._kind is BlockKind.LIST_ITEM and not self._text:
            return True  # the mark stood alone on its line
        if not self._text:
            return False
        if self._turned:
            return not is_closed(self._last) and line.strip()[:1].islower()
        return not self._blank and joins(self._last, line, self._width)

    def _open_item(self, indent: int, text: str, number: int) -> None:
        if self._kind is not BlockKind.LIST_ITEM or self._starts_another():
            self._list_id += 1
            self._indents = []
            self._tight = 0
        elif not self._blank:
            self._tight += 1
        while self._indents and indent < self._indents[-1]:
            self._indents.pop()
        if not self._indents or indent > self._indents[-1]:
            self._indents.append(indent)
        self._kind = BlockKind.LIST_ITEM
        self._level = len(self._indents)
        self._text, self._from = text, number

    def _starts_another(self) -> bool:
        """A blank line inside a list that had none so far: what follows is another list."""
        return self._blank and self._tight > 1 and not self._turned

    def _open_paragraph(self, line: str, number: int) -> None:
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._text, self._from = line.strip(), number

    def _close(self) -> Iterator[Block]:
        if self._text.strip():
            is_item = self._kind is BlockKind.LIST_ITEM
            yield Block(
                kind=self._kind,
                text=self._text,
                lines=(self._from, self._to),
                level=self._level,
                list_id=self._list_id if is_item else None,
            )
        self._text = ""
