"""Reads Markdown: CommonMark with tables, front matter and footnotes, by markdown-it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from content.factsheets.lines import bullet, joins, wrap_width
from content.factsheets.links import checked
from content.factsheets.markup import without_code
from content.factsheets.model import Block, BlockKind, Link
from content.factsheets.readers.html import read_fragment
from content.factsheets.sentences import HARD_BREAK, flat
from content.factsheets.tables import Row, table_blocks

# "[name](https://www.some tool.org)": no link in Markdown, because of the blanks.
_TORN_LINK = regex.compile(r"\[([^\[\]\n]{1,200})\]\(((?:https?://|www\.)[^()\n]{1,300})\)")
_FIELD = regex.compile(r"^([A-Za-z][\w -]{0,40}):[ \t]*(.*)$")
_BREAK = regex.compile(r"<br\s*/?>", regex.IGNORECASE)


@dataclass(slots=True)
class _Inline:
    """What the inline part of a block says: words, bold runs, links."""

    text: str = ""
    emphasis: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownText:
    blocks: tuple[Block, ...]
    metadata: tuple[tuple[str, str], ...] = ()


def read_markdown(text: str) -> MarkdownText:
    """Return the blocks of a Markdown text and the fields of its front matter."""
    text = without_code(text)
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(front_matter_plugin).use(footnote_plugin, inline=True, move_to_end=False)
    tokens = parser.parse(text)
    blocks = tuple(_Walk(tokens, text.split("\n")).blocks())
    front = next((token.content for token in tokens if token.type == "front_matter"), "")
    return MarkdownText(blocks=blocks, metadata=_fields(front))


class _Walk:
    """Goes through the tokens once; knows the list it is in and which footnote is open."""

    def __init__(self, tokens: Sequence[Token], lines: list[str]) -> None:
        self._tokens = tokens
        self._lines = lines
        self._width = wrap_width(lines)
        self._depth = 0
        self._list_id = 0
        self._ids: list[int] = []
        self._heading = 0
        self._row: list[_Inline] | None = None
        self._row_lines = (0, 0)
        self._in_head = False
        self._rows: list[Row] = []
        self._has_head = False
        self._in_note = False
        self._opens_item = False
        self._last_item_end = 0
        self._tight = 0

    def blocks(self) -> Iterator[Block]:
        for token in self._tokens:
            yield from self._take(token)

    def _take(self, token: Token) -> Iterator[Block]:
        opens = token.type.endswith("_open")
        match token.type.removesuffix("_open").removesuffix("_close"):
            case "heading":
                self._heading = int(token.tag[1]) if opens else 0
            case "bullet_list" | "ordered_list":
                self._step_into_list() if opens else self._step_out_of_list()
            case "list_item" if opens:
                self._open_item(token)
            case "footnote_block" | "footnote" | "footnote_reference":
                self._in_note = opens
            case "html_block":
                yield from self._html(token)
            case "fence" | "code_block":
                yield from self._code(token)
            case "inline":
                yield from self._inline(token)
            case part:
                yield from self._table(part, token, opens=opens)

    def _table(self, part: str, token: Token, *, opens: bool) -> Iterator[Block]:
        match part:
            case "thead":
                self._in_head = opens
            case "tr" if opens:
                self._row, self._row_lines = [], _lines(token)
            case "tr":
                self._close_row()
            case "table" if not opens:
                yield from self._close_table()

    def _step_into_list(self) -> None:
        self._depth += 1
        self._next_list()

    def _step_out_of_list(self) -> None:
        self._depth -= 1
        self._ids.pop()

    def _next_list(self) -> None:
        self._list_id += 1
        self._ids.append(self._list_id)
        self._tight = 0
        self._last_item_end = 0

    def _open_item(self, token: Token) -> None:
        """Start an item; a blank line in a list that had none so far starts another list."""
        self._opens_item = True
        first = _lines(token)[0]
        if self._depth == 1:
            if not self._last_item_end or first == self._last_item_end + 1:
                self._tight += 1
            elif self._tight > 1:
                self._new_run()
        self._last_item_end = self._last_filled(_lines(token)[1])

    def _new_run(self) -> None:
        self._list_id += 1
        self._ids[-1] = self._list_id
        self._tight = 0

    def _last_filled(self, number: int) -> int:
        while number > 1 and not self._lines[number - 1].strip():
            number -= 1
        return number

    def _inline(self, token: Token) -> Iterator[Block]:
        said = _said(token.children or [])
        if self._row is not None:
            self._row.append(said)
            return
        if not said.text.strip():
            return
        first, last = _lines(token)
        if self._in_note:
            yield Block(kind=BlockKind.FURNITURE, text=said.text, lines=(first, last))
        elif self._heading:
            yield _block(BlockKind.HEADING, said, (first, last), level=self._heading)
        else:
            yield from self._paragraph(said, first)

    def _paragraph(self, said: _Inline, first: int) -> Iterator[Block]:
        is_item = self._depth > 0 and self._opens_item
        self._opens_item = False
        parts = self._parts(said.text, first, is_item=is_item)
        for index, (text, number) in enumerate(parts):
            lines = (number, number + text.rstrip("\n").count("\n"))
            block = _block(BlockKind.PARAGRAPH, said, lines, text=text)
            if index == 0 and self._depth:
                kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
                block = replace(
                    block, kind=kind, level=self._depth, list_id=self._ids[-1] if is_item else None
                )
            yield block
        if len(parts) > 1 and self._depth:
            self._new_run()

    def _parts(self, text: str, first: int, *, is_item: bool) -> list[tuple[str, int]]:
        """Cut off what Markdown's lazy continuation glued on; mark lines that stand alone."""
        lines = text.split("\n")
        parts, number = [(lines[0], first)], first
        for offset, line in enumerate(lines[1:], 1):
            text_so_far, start = parts[-1]
            number = first + offset
            raw = self._lines[number - 1] if number <= len(self._lines) else line
            goes_on = text_so_far.endswith(HARD_BREAK) or joins(
                lines[offset - 1].rstrip(HARD_BREAK), line, self._width
            )
            if is_item and not goes_on and raw[:1] not in {" ", "\t"}:
                parts.append((line, number))
            else:
                mark = "" if goes_on else HARD_BREAK
                parts[-1] = (f"{text_so_far}{mark}\n{line}", start)
        return parts

    def _close_row(self) -> None:
        row = self._row or []
        self._row = None
        self._has_head |= self._in_head
        cells = (
            (_block(BlockKind.PARAGRAPH, cell, self._row_lines),) if cell.text.strip() else ()
            for cell in row
        )
        self._rows.append(tuple(cells))

    def _close_table(self) -> Iterator[Block]:
        yield from table_blocks(self._rows, has_head=self._has_head)
        self._rows, self._has_head = [], False

    def _html(self, token: Token) -> Iterator[Block]:
        first, _ = _lines(token)
        yield from read_fragment(token.content, first)

    def _code(self, token: Token) -> Iterator[Block]:
        """Indented text is code in Markdown, but hardly ever in a fact sheet."""
        first, _ = _lines(token)
        for offset, line in enumerate(token.content.rstrip("\n").split("\n")):
            if line.strip():
                item = bullet(line)
                yield Block(
                    kind=BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH,
                    text=item.rest if item else line.strip(),
                    lines=(first + offset + (token.type == "fence"),) * 2,
                    level=1 if item else 0,
                    list_id=self._list_id if item else None,
                )


def _said(children: Sequence[Token]) -> _Inline:
    said = _Inline()
    open_link: tuple[str, int] | None = None
    bold_from: list[int] = []
    for child in children:
        match child.type:
            case "text" | "code_inline":
                said.text += child.content
            case "softbreak":
                said.text += "\n"
            case "hardbreak":
                said.text += f"{HARD_BREAK}\n"
            case "html_inline":
                said.text += HARD_BREAK if _BREAK.fullmatch(child.content) else ""
            case "strong_open":
                bold_from.append(len(said.text))
            case "strong_close":
                said.emphasis.append(flat(said.text[bold_from.pop() :]))
            case "link_open":
                open_link = (str(child.attrGet("href") or ""), len(said.text))
            case "link_close" if open_link:
                href, start = open_link
                _add_link(said, href, flat(said.text[start:]))
                open_link = None
    _mend_torn_links(said)
    return said


def _add_link(said: _Inline, href: str, text: str) -> None:
    if href.startswith(("http://", "https://")):
        said.links.append(Link(text=text, raw=href, url=checked(href)))


def _mend_torn_links(said: _Inline) -> None:
    """Keep the words of a link whose address is broken, and the address for a warning."""
    for match in _TORN_LINK.finditer(said.text):
        said.links.append(Link(text=match[1], raw=match[2], url=None))
    said.text = _TORN_LINK.sub(r"\1", said.text)


def _block(
    kind: BlockKind, said: _Inline, lines: tuple[int, int], *, text: str = "", level: int = 0
) -> Block:
    words = text or said.text
    whole = flat(words)
    return Block(
        kind=kind,
        text=words,
        lines=lines,
        level=level,
        emphasis=tuple(bold for bold in said.emphasis if bold and bold in whole),
        links=tuple(link for link in said.links if link.text in whole),
    )


def _lines(token: Token) -> tuple[int, int]:
    first, end = token.map or (0, 1)
    return first + 1, max(first + 1, end)


def _fields(front: str) -> tuple[tuple[str, str], ...]:
    found = (_FIELD.match(line) for line in front.split("\n"))
    return tuple((m[1].strip().lower(), m[2].strip().strip("\"'")) for m in found if m)
