"""Finds what a sheet says of those who made it: their name, their office line, their address.

None of it is an item, and their office line is never a hotline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import regex

from content.factsheets.forms import word_count
from content.factsheets.links import addresses, checked
from content.factsheets.model import Block, BlockKind, Document, LeftOut
from content.factsheets.outline import Outline, Section, title_parts
from content.factsheets.rules import Rules
from content.factsheets.sentences import HARD_BREAK, flat, is_closed

_PHONE = regex.compile(r"\d[\d() .\u2011–-]{5,}\d")
_MADE_BY = regex.compile(
    r"\b(?:written|produced|made|developed|prepared|published|created|provided|elaborad[oa]|hech[oa]"
    r"|publicad[oa]|producid[oa]|preparad[oa]|elaborado) (?:by|for|por) (?:the |el |la |a |o )?"
    r"(?P<name>[^.,;()]{3,90})",
    regex.IGNORECASE,
)
_COPYRIGHT = regex.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:[-–]\d{2,4})?,?)?\s*(?P<name>[^.,;|\d]{3,80})", regex.I
)
_LABEL = regex.compile(r"^(?:contact|by|from|source|contacto|por|fuente): *", regex.IGNORECASE)
_DIGIT = regex.compile(r"\d")
_LONGEST_LINE = 20  # words of a bare line
_METADATA = ("publisher", "dc.publisher", "og:site_name", "organization", "author", "creator")


@dataclass(slots=True)
class Publisher:
    """``texts`` are the blocks that speak of the publisher, for the registry of contacts."""

    name: str = ""
    url: str = ""
    texts: list[Block] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def take_publisher(document: Document, found: Outline, rules: Rules) -> Publisher:
    """Take the publisher's blocks out of the sections and say whose they are."""
    publisher = Publisher()
    publisher.texts.extend(b for b in document.blocks if b.kind is BlockKind.FURNITURE)
    bare_names: list[str] = []
    for section in found.sections:
        if section.cue is not None and section.cue.announces == "publisher":
            _take(publisher, section, section.blocks)
            continue
        _take(publisher, section, _remarks(section, rules))
        _take(publisher, section, _office_lines(section, rules))
        if section.cue is None or section.cue.announces != "resource":
            run = list(_address_block(section, rules))
            if run:
                bare_names.append(_name_in(run))
                _take(publisher, section, run)
    publisher.name = _name(document, publisher, bare_names, found.title)
    publisher.url = _url(publisher.texts)
    return publisher


def _take(publisher: Publisher, section: Section, blocks: Sequence[Block]) -> None:
    taken = list(blocks)
    publisher.texts.extend(taken)
    publisher.left_out.extend(
        LeftOut(text=flat(block.text), lines=block.lines, why="publisher") for block in taken
    )
    section.blocks = [block for block in section.blocks if block not in taken]


def _remarks(section: Section, rules: Rules) -> list[Block]:
    """Return blocks that open with a remark about the sheet itself."""
    return [
        block
        for block in section.blocks
        if block.kind is not BlockKind.TABLE_ROW
        and rules.says("about_sheet", flat(block.text)[:160])
    ]


def _office_lines(section: Section, rules: Rules) -> list[Block]:
    """Return bare lines that call themselves an office, wherever they stand."""
    return [
        block
        for block in section.blocks
        if block.kind is BlockKind.PARAGRAPH and rules.says("office_line", flat(block.text)[:80])
    ]


def _address_block(section: Section, rules: Rules) -> Iterator[Block]:
    """Yield a run of bare lines that holds an address or office line and no hotline."""
    for run in _bare_runs(section.blocks, rules):
        text = " ".join(flat(block.text) for block in run)
        reaches = bool(_PHONE.search(text)) or any(addresses(text))
        if not reaches or rules.says("hotline", text) or rules.says("tip_line", text):
            continue
        if rules.says("office", text) or len(run) > 2:  # noqa: PLR2004  a name, a line and more
            yield from run


def _bare_runs(blocks: Sequence[Block], rules: Rules) -> Iterator[list[Block]]:
    run: list[Block] = []
    for block in blocks:
        text = flat(block.text)
        bare = (
            block.kind is BlockKind.PARAGRAPH
            and not is_closed(text)
            and word_count(text) <= _LONGEST_LINE
            and not rules.says("imperative", text)
        )
        if bare:
            run.append(block)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _name(document: Document, publisher: Publisher, bare: list[str], title: str) -> str:
    fields = dict(document.metadata)
    for name in _METADATA:
        if fields.get(name):
            return fields[name]
    for block in publisher.texts:
        found = _MADE_BY.search(flat(block.text)) or _COPYRIGHT.search(flat(block.text))
        if found:
            return found["name"].strip()
    if any(bare):
        return next(filter(None, bare))
    for block in publisher.texts:
        parts = [_PHONE.split(_LABEL.sub("", p))[0].strip(" ,:") for p in title_parts(block.text)]
        names = [
            p for p in parts if p and p.casefold() != title.casefold() and not _DIGIT.search(p)
        ]
        if len(parts) > 1 and names:
            return names[0].title() if names[0].isupper() else names[0]
    return ""


def _name_in(run: Sequence[Block]) -> str:
    """Return the fullest name in an address block: what stands before the rest of it.

    A logo sets the first words of a name in capitals on a line of their own.
    """
    lines = [flat(line) for block in run for line in block.text.split(HARD_BREAK)]
    names = list(takewhile(lambda line: not _is_reach(line) and not line[:1].islower(), lines))
    if not names:
        return ""
    name = names.pop()
    while names and names[-1].isupper() and not name.isupper():
        name = f"{names.pop()} {name}"
    return name


def _is_reach(line: str) -> bool:
    return bool(_PHONE.search(line)) or any(addresses(line))


def _url(blocks: Sequence[Block]) -> str:
    for block in blocks:
        for link in block.links:
            if link.url:
                return link.url
        for _, _, words in addresses(flat(block.text)):
            if checked(words):
                return checked(words) or ""
    return ""
