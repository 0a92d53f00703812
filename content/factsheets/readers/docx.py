"""Reads Word documents: the accepted text, with styles, numbering, tables and text boxes.

Lines are paragraph numbers. Reads the XML itself, because python-docx shows neither text boxes
nor tracked changes; the parts are those of ECMA-376.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO

import regex
from lxml import etree

from content.factsheets.lines import bullet
from content.factsheets.links import checked
from content.factsheets.model import Block, BlockKind, FactSheetError, Link
from content.factsheets.sentences import HARD_BREAK, flat
from content.factsheets.tables import Row, table_blocks

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST_BYTES = 24 * 1024 * 1024
"""Of all parts, unpacked: a sheet takes some hundred kilobytes, a zip bomb gigabytes."""

_HEADING = regex.compile(r"^(?:heading|titre|t[ií]tulo|überschrift)\s*(\d)$", regex.IGNORECASE)
_TITLE = frozenset(["title", "título", "titre", "titel"])
_LISTED = regex.compile(r"^list\s*(?:bullet|number|paragraph|continue)?\s*(\d)?$", regex.IGNORECASE)
_DEEPEST_HEADING = 6  # Word's outline has more levels; body text is the last
_LONGEST_DESCENT = 12  # styles based on styles; a circle must end
_NOTE_PARTS = regex.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordText:
    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    heading: int = 0
    is_title: bool = False
    list_level: int = 0
    numbering: str = ""


@dataclass(slots=True)
class _Words:
    text: str = ""
    emphasis: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def read_docx(data: bytes, name: str) -> WordText:
    """Return the blocks of a document as they read with all changes accepted."""
    try:
        parts = zipfile.ZipFile(BytesIO(data))
    except zipfile.BadZipFile as error:
        raise FactSheetError(
            f"{name} is damaged: open it in Word, save it again and give that file."
        ) from error
    with parts:
        walk = _Walk(parts, name)
        body = walk.part("word/document.xml")
        if body is None:
            raise FactSheetError(f"{name} is no Word document: save it as .docx and try again.")
        blocks = tuple(walk.body(body))
        notes = tuple(walk.notes())
        title = next(
            (flat(b.text) for b in blocks if b.level == 0 and b.kind is BlockKind.HEADING), ""
        )
        core = walk.part("docProps/core.xml")
        fields = _fields(core) if core is not None else {}
    return WordText(
        blocks=(*notes, *blocks),
        title=title or fields.get("title", ""),
        language=fields.get("language", ""),
        metadata=tuple((key, fields[key]) for key in ("publisher", "creator") if fields.get(key)),
    )


class _Walk:
    """Goes through the paragraphs in order, numbering them."""

    def __init__(self, parts: zipfile.ZipFile, name: str) -> None:
        self._parts = parts
        self._name = name
        self._room = _MOST_BYTES
        self._styles = self._read_styles()
        self._targets = self._read_targets()
        self._number = 0
        self._list_id = 0
        self._last_list: tuple[str, bool] | None = None

    def part(self, path: str) -> etree._Element | None:
        """Return a part as XML. Raises ``FactSheetError`` for one that unpacks without end."""
        try:
            info = self._parts.getinfo(path)
        except KeyError:
            return None
        with self._parts.open(info) as stream:
            content = stream.read(self._room + 1)
        self._room -= len(content)
        if self._room < 0:
            raise FactSheetError(
                f"{self._name} unpacks to more than any fact sheet holds: give the original file."
            )
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise FactSheetError(
                f"{self._name} is damaged: open it in Word, save it again and give that file."
            ) from error

    def body(self, root: etree._Element) -> Iterator[Block]:
        for child in root.iterfind(f"{_W}body/*"):
            yield from self._element(child)

    def notes(self) -> Iterator[Block]:
        """Yield headers, footers and notes: never items, but the publisher is named there."""
        for path in sorted(self._parts.namelist()):
            root = self.part(path) if _NOTE_PARTS.fullmatch(path) else None
            for paragraph in root.iter(f"{_W}p") if root is not None else ():
                text = flat(self._words(paragraph).text)
                if text:
                    yield Block(kind=BlockKind.FURNITURE, text=text, lines=(1, 1))

    def _element(self, element: etree._Element) -> Iterator[Block]:
        if element.tag == f"{_W}p":
            yield from self._paragraph(element)
        elif element.tag == f"{_W}tbl":
            yield from self._table(element)
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"}:
            for child in element:
                yield from self._element(child)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows: list[Row] = []
        for row in table.iterfind(f"{_W}tr"):
            cells = [
                tuple(block for child in cell for block in self._element(child))
                for cell in row.iterfind(f"{_W}tc")
            ]
            rows.append(tuple(cells))
        yield from table_blocks(rows, has_head=False)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        boxes = [
            box
            for box in paragraph.iter(f"{_W}txbxContent")
            if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors())
        ]
        words = self._words(paragraph)
        text = words.text.strip().strip(HARD_BREAK)
        if text:
            yield self._block(paragraph, replace_text(words, text))
        for box in boxes:
            for child in box:
                yield from self._element(child)

    def _block(self, paragraph: etree._Element, words: _Words) -> Block:
        self._number += 1
        style = self._style(paragraph)
        text, kind, level = words.text, BlockKind.PARAGRAPH, 0
        typed = bullet(text.split(HARD_BREAK)[0])
        listed, depth = self._numbering(paragraph, style)
        if style.is_title:
            kind = BlockKind.HEADING
        elif style.heading:
            kind, level = BlockKind.HEADING, style.heading
        elif listed:
            kind, level = BlockKind.LIST_ITEM, depth
        elif typed is not None and typed.rest:
            kind, level, listed = BlockKind.LIST_ITEM, 1 + typed.indent // 4, typed.mark
            text = text[text.index(typed.rest[:1], len(typed.mark)) :] if typed.rest else text
        self._count_list(kind, listed)
        whole = flat(text)
        return Block(
            kind=kind,
            text=text,
            lines=(self._number, self._number),
            level=level,
            list_id=self._list_id if kind is BlockKind.LIST_ITEM else None,
            emphasis=tuple(bold for bold in words.emphasis if bold in whole),
            links=tuple(link for link in words.links if link.text in whole),
        )

    def _count_list(self, kind: BlockKind, listed: str) -> None:
        """Start another list where another paragraph stood between, or the marks change."""
        is_item = kind is BlockKind.LIST_ITEM
        if is_item and (self._last_list is None or not self._last_list[1]):
            self._list_id += 1
        self._last_list = (listed, is_item)

    def _numbering(self, paragraph: etree._Element, style: _Style) -> tuple[str, int]:
        """Return what list a paragraph is numbered in, and how deep."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        if own is not None:
            number = own.find(f"{_W}numId")
            level = own.find(f"{_W}ilvl")
            which = _val(number)
            return ("", 0) if which == "0" else (which or "list", int(_val(level) or "0") + 1)
        if style.list_level or style.numbering:
            return style.numbering or "style", style.list_level or 1
        return "", 0

    def _words(self, paragraph: etree._Element) -> _Words:
        words = _Words()
        self._collect(paragraph, words, None)
        return words

    def _collect(self, element: etree._Element, words: _Words, link: str | None) -> None:
        for child in element:
            tag = child.tag
            if tag in {
                f"{_W}del",
                f"{_W}moveFrom",
                f"{_W}txbxContent",
                _FALLBACK,
                f"{_W}instrText",
            }:
                continue
            if tag == f"{_W}t":
                words.text += child.text or ""
            elif tag == f"{_W}tab":
                words.text += "\t" if words.text.strip() else ""
            elif tag in {f"{_W}br", f"{_W}cr"}:
                words.text += HARD_BREAK
            elif tag == f"{_W}noBreakHyphen":
                words.text += "-"
            elif tag == f"{_W}hyperlink":
                self._linked(child, words)
            elif tag == f"{_W}r":
                self._run(child, words, link)
            elif tag in {f"{_W}footnoteReference", f"{_W}pPr", f"{_W}rPr"}:
                continue
            else:
                self._collect(child, words, link)

    def _run(self, run: etree._Element, words: _Words, link: str | None) -> None:
        start = len(words.text)
        self._collect(run, words, link)
        bold = run.find(f"{_W}rPr/{_W}b")
        said = flat(words.text[start:])
        if said and bold is not None and _val(bold) not in {"0", "false"}:
            words.emphasis.append(said)

    def _linked(self, element: etree._Element, words: _Words) -> None:
        start = len(words.text)
        address = self._targets.get(str(element.get(f"{_R}id") or ""), "")
        self._collect(element, words, address)
        said = flat(words.text[start:])
        if said and address.startswith(("http://", "https://")):
            words.links.append(Link(text=said, raw=address, url=checked(address)))

    def _style(self, paragraph: etree._Element) -> _Style:
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style = self._styles.get(_val(named), _Style()) if named is not None else _Style()
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and not style.heading and _val(outline).isdigit():
            level = int(_val(outline)) + 1
            return style if level > _DEEPEST_HEADING else replace(style, heading=level)
        return style

    def _read_styles(self) -> dict[str, _Style]:
        """Return the styles by their id; a style without a rank of its own has its parent's."""
        root = self.part("word/styles.xml")
        found: dict[str, _Style] = {}
        parents: dict[str, str] = {}
        for element in root.iterfind(f"{_W}style") if root is not None else ():
            key = str(element.get(f"{_W}styleId"))
            found[key] = _style_of(element)
            parents[key] = _val(element.find(f"{_W}basedOn"))
        return {key: _inherited(key, found, parents) for key in found}

    def _read_targets(self) -> dict[str, str]:
        root = self.part("word/_rels/document.xml.rels")
        return {
            str(relation.get("Id")): str(relation.get("Target"))
            for relation in (root if root is not None else ())
        }


def replace_text(words: _Words, text: str) -> _Words:
    return _Words(text=text, emphasis=words.emphasis, links=words.links)


def _inherited(key: str, found: dict[str, _Style], parents: dict[str, str]) -> _Style:
    for _ in range(_LONGEST_DESCENT):
        if found[key] != _Style() or parents.get(key, "") not in found:
            break
        key = parents[key]
    return found[key]


def _style_of(element: etree._Element) -> _Style:
    name = _val(element.find(f"{_W}name")).strip()
    heading = _HEADING.match(name)
    listed = _LISTED.match(name) if "paragraph" not in name.lower() else None
    number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    outline = _val(element.find(f"{_W}pPr/{_W}outlineLvl"))
    level = int(heading[1]) if heading else int(outline) + 1 if outline.isdigit() else 0
    return _Style(
        heading=level if level <= _DEEPEST_HEADING else 0,
        is_title=name.lower() in _TITLE,
        list_level=int(listed[1] or "1") if listed else 0,
        numbering=_val(number) if number is not None and not heading else "",
    )


def _val(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(f"{_W}val") or "")


def _fields(core: etree._Element) -> dict[str, str]:
    names = ("title", "creator", "publisher", "language")
    return {name: (core.findtext(f"{_DC}{name}") or "").strip() for name in names}
