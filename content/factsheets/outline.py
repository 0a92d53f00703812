"""The sections of a sheet: which headings each block stands under, printed as headings or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from content.factsheets.barelists import with_bare_lists
from content.factsheets.forms import content_words, word_count
from content.factsheets.headings import COLON, LONGEST_HEADING, promoted
from content.factsheets.lines import bullet
from content.factsheets.links import addresses
from content.factsheets.model import Block, BlockKind, LeftOut, Lines
from content.factsheets.phones import Number, numbers
from content.factsheets.rules import Cue, Rules
from content.factsheets.sentences import CELL, HARD_BREAK, LineCounter, flat, is_closed
from content.factsheets.tables import ROW_LEVEL

_NUMBERED = regex.compile(r"^(?:\d{1,2}[.)]|[IVX]{1,4}\.)\s+")
_LABELLED = regex.compile(r"^#+\s*")
_PHONE = regex.compile(r"\d[\d() .\u2011–-]{5,}\d|\b(?:9-?1-?1|988|211|112)\b")
_WORD = regex.compile(r"[^\W\d_]{2,}")
_REACH_WORD = regex.compile(
    r"\b(?:call|or|text|phone|tel|toll|free|fax|tty|tdd|at|to|and|chat|dial|en|español)\b",
    regex.IGNORECASE,
)
# "Home | About us | Give": links of a menu, printed in a row.
_LABEL_WORDS = 3
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
    for block in _in_pieces(_with_myth_tables(list(_without_heads(blocks)), rules), rules):
        cleaned = _without_label(block, rules)
        if block.kind is BlockKind.FURNITURE or cleaned is None:
            left_out.append(LeftOut(text=flat(block.text), lines=block.lines, why="layout"))
        else:
            kept.append(cleaned)
    headed = list(promoted(list(_with_labels(kept, rules)), rules))
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


def _without_heads(blocks: Sequence[Block]) -> Iterator[Block]:
    """Set the head of a table aside that its form did not mark: words over numbers."""
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        begins = index == 0 or blocks[index - 1].kind is not BlockKind.TABLE_ROW
        is_head = (
            block.kind is BlockKind.TABLE_ROW
            and begins
            and following is not None
            and following.kind is BlockKind.TABLE_ROW
            and _reaches(following.text)
            and not _reaches(block.text)
            and all(word_count(cell) <= _LABEL_WORDS for cell in block.text.split(CELL))
        )
        yield replace(block, kind=BlockKind.FURNITURE) if is_head else block


def _reaches(text: str) -> bool:
    return any(addresses(text)) or bool(numbers(text, "US"))


def _with_myth_tables(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """Print the labels of a table of myths and realities before each of them."""
    labels: tuple[str, str] | None = None
    for block in blocks:
        cells = [flat(cell) for cell in block.text.split(CELL)]
        is_row = block.kind is BlockKind.TABLE_ROW and len(cells) == len(labels or ())
        if block.kind is BlockKind.FURNITURE and len(cells) == 2:  # noqa: PLR2004
            myth, reality = cells[0].rstrip("s"), cells[1].rstrip("s")
            told = rules.says("myth", f"{myth}: ") and rules.says("reality", f"{reality}: ")
            labels = (myth, reality) if told else None
        elif labels and is_row:
            text = f"{labels[0]}: {cells[0]}{HARD_BREAK}{labels[1]}: {cells[1]}"
            yield replace(block, kind=BlockKind.PARAGRAPH, text=text)
            continue
        yield block


def _in_pieces(blocks: Iterable[Block], rules: Rules) -> Iterator[Block]:
    """Cut paragraphs of bare lines into one block a line; entries of an address stay whole."""
    list_id = 0
    for index, block in enumerate(blocks):
        lines = block.text.split(HARD_BREAK)
        if block.kind is BlockKind.PARAGRAPH and any(map(_is_item, lines)):
            # Items that follow each other are one list, each in a paragraph of its own or not.
            goes_on = list_id < 0 and _is_item(lines[0])
            list_id = list_id if goes_on else -1 - index
            yield from _with_items(block, list_id)
            list_id = list_id if _is_item(lines[-1]) else 0
            continue
        list_id = 0
        is_entry = (
            index > 0
            and _is_entry(lines, rules)
            and not _is_headed(lines, rules)
            and not _are_entries(lines)
        )
        if block.kind is not BlockKind.PARAGRAPH or len(lines) == 1 or is_entry:
            yield block
            continue
        start, counter = 0, LineCounter(block)
        for line in lines:
            end = start + len(line)
            if line.strip():
                whole = flat(line)
                yield replace(
                    block,
                    text=line.strip(),
                    lines=counter.lines(start, end),
                    emphasis=tuple(words for words in block.emphasis if words in whole),
                    links=tuple(link for link in block.links if link.text in whole),
                )
            start = end + 1


def _with_labels(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """Put "Myth #1" and "Fact" on lines of their own to the sentences they stand over."""
    label: Block | None = None
    in_pair = False
    for block in blocks:
        text = flat(block.text).strip("*: ")
        if label is not None:
            said = f"{flat(label.text).strip('*: ')}: {block.text}"
            yield replace(block, text=said, lines=(label.lines[0], block.lines[1]))
            label = None
            continue
        alone = len(text.split()) <= _LABEL_WORDS and block.kind is not BlockKind.TABLE_ROW
        is_myth = alone and rules.says("lone_myth", text)
        if is_myth or (alone and in_pair and rules.says("lone_reality", text)):
            label, in_pair = block, is_myth
            continue
        yield block
    if label is not None:
        yield label


def _is_item(line: str) -> bool:
    item = bullet(line.strip())
    return item is not None and bool(item.rest) and not item.mark[0].isalnum()


def _with_items(block: Block, list_id: int) -> Iterator[Block]:
    """Make list items of typed bullets that the form of the file knows nothing of."""
    start, counter = 0, LineCounter(block)
    for line in block.text.split(HARD_BREAK):
        end = start + len(line)
        item = bullet(line.strip()) if _is_item(line) else None
        piece = replace(
            block,
            kind=BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH,
            text=item.rest if item else line.strip(),
            lines=counter.lines(start, end),
            level=1 if item else block.level,
            list_id=list_id if item else None,
            links=tuple(link for link in block.links if link.text in flat(line)),
            emphasis=tuple(words for words in block.emphasis if words in flat(line)),
        )
        if piece.text:
            yield piece
        start = end + 1


def _are_entries(lines: list[str]) -> bool:
    """Say whether several lines name a service and its number each."""
    named = 0
    for line in map(flat, lines):
        found = [one for one in numbers(line, "US") if isinstance(one, Number)]
        before = line[: found[0].start] if found else ""
        left = _WORD.findall(_REACH_WORD.sub(" ", before))
        named += len(left) > 1 or any(word.isupper() and len(word) > 2 for word in left)  # noqa: PLR2004
    return named > 1


def _is_headed(lines: list[str], rules: Rules) -> bool:
    """Say whether the first line is a heading over an entry: "Get help", then name and number."""
    if len(lines) < 3 or rules.heading(flat(lines[0])) is None:  # noqa: PLR2004
        return False
    first = set(content_words(lines[0], rules))
    general = first <= rules.generic_words or word_count(flat(lines[0])) <= 2  # noqa: PLR2004
    return general and not _PHONE.match(flat(lines[1])) and not any(addresses(lines[1]))


def _is_entry(lines: list[str], rules: Rules) -> bool:
    """Lines that name a service and how to reach it, or a name broken over lines."""
    texts = [flat(line) for line in lines]
    if any(is_closed(text) and word_count(text) > 6 for text in texts):  # noqa: PLR2004
        return False
    if any(_PHONE.search(t) or any(addresses(t)) or numbers(t, "US") for t in texts):
        return True
    return not any(rules.heading(text) for text in texts) and all(
        not is_closed(text) and word_count(text) <= LONGEST_HEADING for text in texts
    )


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
