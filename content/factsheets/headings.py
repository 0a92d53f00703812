"""Finds the lines that are printed as headings without being marked as such."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import regex

from content.factsheets.forms import word_count
from content.factsheets.links import addresses
from content.factsheets.model import Block, BlockKind
from content.factsheets.rules import Cue, Rules
from content.factsheets.sentences import HARD_BREAK, flat, is_closed

CAPITALS, BOLD, PLAIN, COLON = 7, 8, 9, 10
"""Levels of lines that only look like headings: below every heading the sheet marks as one."""

LONGEST_HEADING = 12  # words

_MANY_HEADINGS = 3
_SHORT = 5  # words before a colon; a longer line is a lead-in
_PHONE = regex.compile(r"\d[\d() .\u2011\u2013-]{5,}\d|\b(?:9-?1-?1|988|211|112)\b")
_DECORATION = regex.compile(r"^[\s*_=~#|•·–—-]+|[\s*_=~#|•·–—-]+$")


def promoted(blocks: list[Block], rules: Rules) -> Iterator[Block]:
    """Make headings of lines that are printed as such without being marked."""
    marked = sum(block.kind is BlockKind.HEADING for block in blocks)
    blocks = list(_with_title(blocks, rules) if not marked else _without_subtitle(blocks, rules))
    blocks = _with_numbered(blocks) if not marked else blocks
    asked = False  # the line before is a question in running text
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        level = _heading_level(block, following, rules, marked=marked >= _MANY_HEADINGS)
        asks = flat(block.text).endswith(("?", "？", "؟"))
        if not level or (asks and asked):
            yield block
            asked = asks
            continue
        asked = False
        text = _DECORATION.sub("", flat(block.text)) or flat(block.text)
        if level == COLON:
            text = text.rstrip(":： ")
        yield replace(block, kind=BlockKind.HEADING, text=text, level=level)


def _with_title(blocks: list[Block], rules: Rules) -> Iterator[Block]:
    """Make the first line the title, if it is one; a bare line under it is a subtitle."""
    if len(blocks) < _MANY_HEADINGS or not _is_bare(blocks[0]) or _PHONE.search(blocks[0].text):
        yield from blocks
        return
    first, second, third = blocks[:3]
    text_begins = any(not _is_bare(block) for block in blocks[2:4])
    yield replace(
        first, kind=BlockKind.HEADING, level=1, text=_DECORATION.sub("", flat(first.text))
    )
    subtitle = _is_bare(second) and rules.heading(flat(second.text)) is None
    if subtitle and (text_begins or _heading_like(third, rules)):
        second = replace(second, kind=BlockKind.FURNITURE)
    yield second
    yield from blocks[2:]


def _without_subtitle(blocks: list[Block], rules: Rules) -> Iterator[Block]:
    """Set a bare line right under the title aside: "A fact sheet for teachers"."""
    for index, block in enumerate(blocks):
        under_title = index == 1 and blocks[0].kind is BlockKind.HEADING and blocks[0].level <= 1
        following = blocks[2] if len(blocks) > 2 else None  # noqa: PLR2004
        plain = following is not None and (
            following.kind is BlockKind.HEADING or is_closed(flat(following.text))
        )
        heads = _heading_like(block, rules) or bool(_PHONE.search(block.text))
        if under_title and plain and _is_bare(block) and not heads:
            yield replace(block, kind=BlockKind.FURNITURE)
        else:
            yield block


def _with_numbered(blocks: list[Block]) -> list[Block]:
    """Take "1. What is it?" for a bare line where every number stands over its own text."""
    sizes = Counter(block.list_id for block in blocks if block.kind is BlockKind.LIST_ITEM)
    alone = [
        index
        for index, block in enumerate(blocks[:-1])
        if block.kind is BlockKind.LIST_ITEM
        and sizes[block.list_id] == 1
        and blocks[index + 1].kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}
        and _may_head(replace(block, kind=BlockKind.PARAGRAPH), flat(block.text))
    ]
    if len(alone) < _MANY_HEADINGS:
        return blocks
    return [
        replace(
            block, kind=BlockKind.PARAGRAPH, level=0, list_id=None, emphasis=(flat(block.text),)
        )
        if index in alone
        else block
        for index, block in enumerate(blocks)
    ]


def _heading_like(block: Block, rules: Rules) -> bool:
    return rules.heading(flat(block.text)) is not None or flat(block.text).isupper()


def _heading_level(block: Block, following: Block | None, rules: Rules, *, marked: bool) -> int:
    """Return the level a line has as a heading; 0 when it is none."""
    text = flat(block.text).strip("*_ ")
    if following is None or not _may_head(block, text):
        return 0
    known = rules.heading(text)
    is_bold = flat(" ".join(block.emphasis)).strip("*_: ") == text.strip(": ")
    if text.endswith((":", "：")):
        listed = following.kind in {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}
        short = word_count(text) <= _SHORT
        return COLON if (known and (short or is_bold)) or (is_bold and listed) else 0
    ends_otherwise = is_closed(text) and not _is_heading_question(text, known, following)
    if ends_otherwise or (names_service(following) and not known):
        return 0
    over_entry = bool(_PHONE.search(flat(following.text)))
    heads = known is not None or not _is_bare(following) or is_closed(text)
    if text.isupper() and (heads or over_entry):
        return CAPITALS
    if is_bold:
        return BOLD
    return PLAIN if heads and not marked else 0


def _may_head(block: Block, text: str) -> bool:
    return (
        block.kind is BlockKind.PARAGRAPH
        and bool(text)
        and word_count(text) <= LONGEST_HEADING
        and HARD_BREAK not in block.text
        and not text[:1].islower()
        and not _PHONE.search(text)
        and not any(addresses(text))
    )


def _is_heading_question(text: str, known: Cue | None, following: Block) -> bool:
    if not text.endswith(("?", "？", "؟")) or ": " in text:
        return False  # "Ask yourself: would my bank call?" is no heading
    answer = flat(following.text)
    return known is not None or not answer.endswith(("?", "？", "؟"))


def _is_bare(block: Block) -> bool:
    """Say whether a block is itself no sentence and no list: a logo's line, a name."""
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    text = flat(block.text)
    return not is_closed(text) and word_count(text) <= LONGEST_HEADING


def names_service(block: Block) -> bool:
    """Say whether the block begins with the number or address that the line before it names."""
    text = flat(block.text)
    first = next(addresses(text), None)
    return bool(_PHONE.match(text.removeprefix("+"))) or (first is not None and first[0] == 0)
