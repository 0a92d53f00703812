"""The sections of a sheet: which headings each block stands under, printed as headings or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from content.factsheets.barelists import with_bare_lists
from content.factsheets.forms import content_words
from content.factsheets.headings import COLON, promoted
from content.factsheets.model import Block, BlockKind, LeftOut, Lines
from content.factsheets.pieces import pieces, with_labels
from content.factsheets.rules import Cue, Rules
from content.factsheets.sentences import flat
from content.factsheets.tables import ROW_LEVEL

_NUMBERED = regex.compile(r"^(?:\d{1,2}[.)]|[IVX]{1,4}\.)\s+")
_LABELLED = regex.compile(r"^#+\s*")
# "Home | About us | Give": links of a menu, printed in a row.
_MENU_WORDS = r"[^\W\d][^\W\d ]{1,14}(?: [^\W\d]{1,12}){0,2}"
_MENU = regex.compile(rf"(?:{_MENU_WORDS}\s*[|»]\s*)+{_MENU_WORDS}")
_PARTS = regex.compile(r"\s+[|•·–—]\s+|\s+-\s+")


@dataclass(slots=True)
class Section:
    """``path`` leads from the outermost heading to ``heading``, without the sheet's title.

    ``rivals`` are headings that stood directly before this one with nothing between them.
    ``needed`` is the part of the path that an item under it cannot be read without.
    """

    heading: str
    path: tuple[str, ...]
    lines: Lines
    cue: Cue | None
    rivals: tuple[tuple[str, Cue], ...] = ()
    needed: tuple[str, ...] = ()
    level: float = 0
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    title: str
    sections: list[Section]
    left_out: list[LeftOut]


def outline(blocks: Sequence[Block], title: str, rules: Rules) -> Outline:
    """Put the blocks under their headings; what is layout is listed as left out."""
    kept: list[Block] = []
    left_out: list[LeftOut] = []
    for block in pieces(blocks, rules):
        cleaned = _without_label(block, rules)
        if block.kind is BlockKind.FURNITURE or cleaned is None:
            left_out.append(LeftOut(text=flat(block.text), lines=block.lines, why="layout"))
        else:
            kept.append(cleaned)
    headed = list(promoted(list(with_labels(kept, rules)), rules))
    left_out += [
        LeftOut(text=flat(block.text), lines=block.lines, why="layout")
        for block in headed
        if block.kind is BlockKind.FURNITURE
    ]
    headed = [block for block in headed if block.kind is not BlockKind.FURNITURE]
    headed = list(with_bare_lists(headed, rules))
    title = title or _own_title(headed)
    return Outline(title=title, sections=_sections(headed, title, rules), left_out=left_out)


def title_parts(text: str) -> list[str]:
    """Cut "Organization | Title" into its parts."""
    return [part.strip() for part in _PARTS.split(flat(text)) if part.strip()]


def _without_label(block: Block, rules: Rules) -> Block | None:
    """Take "Card 6 –" off a line; None when nothing but layout is left."""
    text = flat(block.text)
    if block.kind is BlockKind.HEADING and block.level == ROW_LEVEL and not text:
        return block  # where a table that was told as sections ends
    if rules.says("layout", text) or _MENU.fullmatch(text) or not any(c.isalnum() for c in text):
        return None
    label = rules.match("label", text)
    if label is None or block.kind is BlockKind.TABLE_ROW:
        return block
    rest = text[label.end() :].strip()
    bold = tuple(words.removeprefix(label.group()).strip() for words in block.emphasis)
    return replace(block, text=rest, emphasis=bold) if rest else None


def _own_title(blocks: list[Block]) -> str:
    heads = [block for block in blocks if block.kind is BlockKind.HEADING]
    tops = [block for block in heads if block.level == 1]
    if len(tops) == 1:
        return flat(tops[0].text)
    first = blocks[0] if blocks else None
    if first is not None and first.kind is BlockKind.HEADING and len(heads) > 1:
        return flat(first.text)
    return ""


def _sections(blocks: list[Block], title: str, rules: Rules) -> list[Section]:
    sections = [Section("", (), (1, 1), _title_cue(title, rules))]
    times = Counter(_plain(b) for b in blocks if b.kind is BlockKind.HEADING)
    levels: list[tuple[float, str]] = []
    waiting: list[tuple[str, Cue]] = []
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            if block.kind is BlockKind.PARAGRAPH and _list_is_over(sections[-1]):
                levels.pop()
                sections.append(_parent(sections[-1], [name for _, name in levels], title, rules))
            sections[-1].blocks.append(block)
            waiting = []
            continue
        text = _plain(block)
        if _same(text, title):
            sections.append(Section(title, (), block.lines, _title_cue(title, rules)))
            levels = []
            continue
        level = _effective_level(block.level, text, levels, times)
        sibling = bool(levels) and levels[-1][0] == level and not sections[-1].blocks
        if not sibling:
            waiting = []
        while levels and levels[-1][0] >= level:
            levels.pop()
        if text or not levels:
            levels.append((level, text))
        cue = _cue([name for _, name in levels], title, rules)
        path = tuple(name for _, name in levels)
        sections.append(Section(path[-1], path, block.lines, cue, tuple(waiting), level=level))
        if cue is not None:
            waiting = [*waiting, (text, cue)]
    for section in sections:
        section.needed = _needed(section, times, rules)
    return sections


def _list_is_over(section: Section) -> bool:
    """A line with a colon stands over its list only, not over the paragraph behind it."""
    return section.level >= COLON and any(
        block.kind is BlockKind.LIST_ITEM for block in section.blocks
    )


def _parent(section: Section, path: list[str], title: str, rules: Rules) -> Section:
    cue = _cue(path, title, rules) if path else _title_cue(title, rules)
    return Section(path[-1] if path else "", tuple(path), section.lines, cue)


def _effective_level(
    level: int, text: str, levels: list[tuple[float, str]], times: Counter[str]
) -> float:
    """Put a heading that comes again ("What to do") under the one it belongs to.

    Sheets print them at one level, and then advice for one illness reads as if for another.
    """
    if times[text] < 2:  # noqa: PLR2004
        return level
    owners = [high for high, name in levels if times[name] == 1 and high >= level]
    return owners[0] + 0.5 if owners else level


def _plain(block: Block) -> str:
    return _NUMBERED.sub("", _LABELLED.sub("", flat(block.text)))


def _needed(section: Section, times: Counter[str], rules: Rules) -> tuple[str, ...]:
    """Drop outer headings that only sort the sheet: both they and the inner one say a kind."""
    path = section.path[-2:]
    if len(path) < 2:  # noqa: PLR2004
        return path
    outer, inner = path
    if section.level >= COLON:
        return path  # "Look for:" under a heading says nothing without it
    sorts_only = rules.heading(outer) is not None and rules.heading(inner) is not None
    return path if not sorts_only or times[inner] > 1 else path[1:]


def _cue(path: Sequence[str], title: str, rules: Rules) -> Cue | None:
    """Return what the nearest heading says that says anything; the title last, and weakly.

    A question says what its answer is about, and nothing of the headings over it holds then.
    """
    own = rules.heading(path[-1])
    if own is not None or path[-1].endswith(("?", "？", "؟")):
        return own
    above = next((c for c in map(rules.heading, reversed(path[:-1])) if c is not None), None)
    if above is not None:
        return above
    return _title_cue(title, rules)


def _title_cue(title: str, rules: Rules) -> Cue | None:
    """What the title says holds for the whole sheet, but nothing in it need be so."""
    cue = rules.heading(title) if title else None
    return replace(cue, weak=True) if cue is not None and cue.kind is not None else None


def _same(one: str, other: str) -> bool:
    return bool(other) and flat(one).casefold().strip(" .:") == flat(other).casefold().strip(" .:")


def covers(one: str, other: str, rules: Rules) -> bool:
    """Say whether ``one`` names at least half of what ``other`` names."""
    wanted = content_words(other, rules)
    have = set(content_words(one, rules))
    return not wanted or sum(word in have for word in wanted) * 2 >= len(wanted)
