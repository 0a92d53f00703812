"""Reads HTML by lxml: what a reader of the page sees, with the lines of the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from content.factsheets.links import checked
from content.factsheets.markup import without_code
from content.factsheets.model import Block, BlockKind, Link
from content.factsheets.sentences import HARD_BREAK, flat
from content.factsheets.tables import Row, table_blocks

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "details",
        "caption",
        "menu",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "svg",
        "math",
        "canvas",
        "select",
        "textarea",
        "input",
        "map",
        "datalist",
        "dialog",
        "picture",
        "img",
        "title",
        "meta",
        "link",
    ]
)
_FURNITURE = frozenset(["nav", "footer", "menu"])
_FURNITURE_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "menubar", "menu"])
_FURNITURE_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:skip(?:[\s_-]?(?:link|nav|to))?|breadcrumbs?|\w*nav(?:bar|igation)?|sitefooter"
    r"|site-?footer|cookie[\w-]*|share|social[\w-]*|pagination|menu|usa-banner)(?:$|[\s_-])",
    regex.IGNORECASE,
)
_ACCORDION = regex.compile(r"accordion|toggle|collapse|expand", regex.IGNORECASE)
_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
_BOLD = frozenset(["b", "strong"])
_NOTE_MARK = regex.compile(r"\W*\d{1,3}(?:\W+\d{1,3})*\W*|\W+")
_RUNNING_TEXT = frozenset(
    ["p", "li", "td", "th", "span", "em", "strong", "b", "i", "sup", "sub", "dd", "dt", "a"]
) | set(_HEADINGS)
_SUMMARY_LEVEL, _TERM_LEVEL = 4, 6
_SKIP_LINK = 40  # characters; a longer link inside the page is part of the text
_DEEPEST = 200  # levels of nesting; no page of text needs more


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlText:
    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


def read_html(text: str) -> HtmlText:
    """Return the visible blocks of a page, and what its head says of it."""
    root = _parsed(text)
    if root is None:
        return HtmlText(blocks=())
    head_title = root.find("head/title")
    named = {
        str(meta.get("name") or meta.get("property")).lower(): str(meta.get("content") or "")
        for meta in root.iterfind("head/meta")
    }
    wanted = ("author", "publisher", "og:site_name", "dc.publisher")
    return HtmlText(
        blocks=tuple(_Walk(1).blocks(root)),
        title=flat(head_title.text or "") if head_title is not None else "",
        language=str(
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        ),
        metadata=tuple((name, named[name].strip()) for name in wanted if named.get(name)),
    )


def read_fragment(text: str, first_line: int) -> Iterator[Block]:
    """Yield the blocks of HTML inside another text, which begins at ``first_line``."""
    root = _parsed(f"<html><body>{text}</body></html>")
    if root is not None:
        yield from _Walk(first_line).blocks(root)


def _parsed(text: str) -> HtmlElement | None:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        return document_fromstring(without_code(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None  # nothing in it: the caller finds no text


@dataclass(slots=True)
class _Open:
    """The inline text collected so far and where it began."""

    text: str = ""
    line: int = 0
    emphasis: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


class _Walk:
    """Goes through the elements in order, counting source lines as it reads."""

    def __init__(self, first_line: int) -> None:
        self._offset = first_line - 1
        self._line = 1
        self._open = _Open()
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._lists: list[int] = []
        self._list_id = 0
        self._furniture = 0
        self._item_begun = False
        self._depth = 0

    def blocks(self, element: HtmlElement) -> Iterator[Block]:
        yield from self._element(element)
        yield from self._flush()

    def _element(self, element: HtmlElement) -> Iterator[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        self._line = max(self._line, element.sourceline or 0)
        if not tag or tag in _UNSEEN or _is_hidden(element) or self._depth > _DEEPEST:
            return
        if tag == "sup" and _NOTE_MARK.fullmatch(element.text_content()):
            return
        self._depth += 1
        aside = _is_furniture(element)
        if tag in _BLOCKS or aside or _is_accordion(element):
            yield from self._flush()
            self._furniture += aside
            yield from self._block(tag, element)
            yield from self._flush()
            self._furniture -= aside
        else:
            yield from self._inline(tag, element)
        self._depth -= 1

    def _block(self, tag: str, element: HtmlElement) -> Iterator[Block]:
        if tag == "table":
            yield from self._table(element)
            return
        before = self._kind, self._level, self._item_begun
        if tag in _HEADINGS:
            self._kind, self._level = BlockKind.HEADING, _HEADINGS[tag]
        elif tag == "summary" or _is_accordion(element):
            self._kind, self._level = BlockKind.HEADING, _SUMMARY_LEVEL
        elif tag == "dt":
            self._kind, self._level = BlockKind.HEADING, _TERM_LEVEL
        elif tag in {"ul", "ol"}:
            self._list_id += 1
            self._lists.append(self._list_id)
        elif tag == "li":
            self._kind, self._level = BlockKind.LIST_ITEM, max(1, len(self._lists))
            self._item_begun = False
        yield from self._inside(element)
        yield from self._flush()
        if tag in {"ul", "ol"}:
            self._lists.pop()
        self._kind, self._level = before[:2]
        if tag == "li":
            self._item_begun = before[2]

    def _inside(self, element: HtmlElement) -> Iterator[Block]:
        self._say(element.text)
        for child in element:
            yield from self._element(child)
            self._say(child.tail)

    def _inline(self, tag: str, element: HtmlElement) -> Iterator[Block]:
        if tag == "br":
            self._open.text += HARD_BREAK
            return
        start = len(self._open.text)
        yield from self._inside(element)
        words = flat(self._open.text[start:]) if len(self._open.text) >= start else ""
        if tag in _BOLD and words:
            self._open.emphasis.append(words)
        href = str(element.get("href") or "") if tag == "a" else ""
        if words and href.strip().startswith(("http://", "https://", "www.")):
            self._open.links.append(Link(text=words, raw=href, url=checked(href)))

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if not self._open.text.strip():
            blank = text[: len(text) - len(text.lstrip())]
            self._open.line = self._line + blank.count("\n")
            self._open.text = "" if not text.strip() else text.lstrip()
        else:
            self._open.text += text
        self._line += text.count("\n")

    def _flush(self) -> Iterator[Block]:
        done, self._open = self._open, _Open()
        text = done.text.strip().strip(HARD_BREAK).rstrip()
        if not text:
            return
        kind = BlockKind.FURNITURE if self._furniture else self._kind
        if kind is BlockKind.LIST_ITEM:
            # A second paragraph of an item belongs to it.
            kind = BlockKind.PARAGRAPH if self._item_begun else kind
            self._item_begun = True
        first = self._offset + done.line
        yield Block(
            kind=kind,
            text=text,
            lines=(first, first + text.count("\n")),
            level=self._level,
            list_id=self._lists[-1] if self._lists else None,
            emphasis=tuple(done.emphasis),
            links=tuple(done.links),
        )

    def _table(self, table: HtmlElement) -> Iterator[Block]:
        rows: list[Row] = []
        has_head = False
        for index, row in enumerate(table.iter("tr")):
            cells = [cell for cell in row if cell.tag in {"td", "th"}]
            has_head |= index == 0 and bool(cells) and all(cell.tag == "th" for cell in cells)
            rows.append(tuple(tuple(self._cell(cell)) for cell in cells))
        yield from table_blocks(rows, has_head=has_head)

    def _cell(self, cell: HtmlElement) -> Iterator[Block]:
        self._line = max(self._line, cell.sourceline or 0)
        yield from self._inside(cell)
        yield from self._flush()


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(str(element.get("style") or "")))
    )


def _is_furniture(element: HtmlElement) -> bool:
    href = str(element.get("href") or "")
    classes = f"{element.get('class') or ''} {element.get('id') or ''}"
    parent = element.getparent()
    stands_alone = parent is not None and parent.tag not in _RUNNING_TEXT
    return (
        element.tag in _FURNITURE
        or (element.tag == "header" and parent is not None and parent.tag == "body")
        or str(element.get("role") or "") in _FURNITURE_ROLES
        or (
            element.tag == "a"
            and href.startswith("#")
            and stands_alone
            and len(flat(element.text_content())) < _SKIP_LINK
        )
        or (element.tag == "button" and stands_alone and not _is_accordion(element))
        or (element.tag not in {"body", "html", "main"} and bool(_FURNITURE_CLASS.search(classes)))
    )


def _is_accordion(element: HtmlElement) -> bool:
    if element.tag != "button":
        return False
    parent = element.getparent()
    inside_heading = parent is not None and parent.tag in _HEADINGS
    classes = str(element.get("class") or "")
    opens = element.get("aria-expanded") is not None or element.get("aria-controls") is not None
    return not inside_heading and (opens or bool(_ACCORDION.search(classes)))
