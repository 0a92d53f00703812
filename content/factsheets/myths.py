"""Keeps every myth with its reality: alone it would say the contrary of the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from content.factsheets.drafts import Draft
from content.factsheets.model import Block, BlockKind, Kind, LeftOut, Lines, SheetWarning
from content.factsheets.outline import Section
from content.factsheets.rules import Rules
from content.factsheets.sentences import CELL, HARD_BREAK, flat


@dataclass(slots=True)
class Myths:
    drafts: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[SheetWarning] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    text: str
    lines: Lines


def take_myths(sections: Sequence[Section], rules: Rules) -> Myths:
    """Take myths and their realities out of the sections, as pairs."""
    found = Myths()
    waiting: _Saying | None = None
    for section in sections:
        is_myth_heading = rules.says("myth", section.heading)
        if is_myth_heading:
            _drop(found, waiting)
            waiting = _Saying(text=section.heading, lines=section.lines)
        section.blocks = list(_split(section.blocks, rules))
        kept: list[Block] = []
        for block in section.blocks:
            waiting = _place(found, section, block, waiting, kept, rules)
        section.blocks = kept
        if is_myth_heading:
            section.heading, section.path = "", section.path[:-1]
            section.needed = section.path
    _drop(found, waiting)
    return found


def _place(  # the state of one pass
    found: Myths,
    section: Section,
    block: Block,
    waiting: _Saying | None,
    kept: list[Block],
    rules: Rules,
) -> _Saying | None:
    """Put a block where it belongs; return the myth that now waits for its reality."""
    text = flat(block.text)
    in_myths = section.cue is not None and section.cue.announces == "myths"
    if block.kind is BlockKind.TABLE_ROW and in_myths and CELL in block.text:
        myth, reality = (flat(part) for part in block.text.split(CELL, 1))
        _pair(found, section, _Saying(text=myth, lines=block.lines), reality, block.lines, rules)
        return waiting
    if rules.says("myth", text):
        _drop(found, waiting)
        return _Saying(text=text, lines=block.lines)
    if waiting is not None and (rules.says("reality", text) or rules.says("myth", section.heading)):
        _pair(found, section, waiting, text, block.lines, rules)
        return None
    if waiting is not None and block.kind is BlockKind.HEADING:
        _drop(found, waiting)
        waiting = None
    kept.append(block)
    return waiting


def _split(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """Cut a block that holds both the myth and, on its next line, the reality."""
    for block in blocks:
        lines = block.text.split(HARD_BREAK)
        texts = [flat(line) for line in lines]
        starts = [i for i, text in enumerate(texts) if rules.says("reality", text)]
        if not starts or not rules.says("myth", texts[0]):
            yield block
            continue
        cut = starts[0]
        before = HARD_BREAK.join(lines[:cut])
        first, last = block.lines
        middle = min(last, first + before.count("\n") + 1)
        yield replace(block, text=before, lines=(first, max(first, middle - 1)))
        yield replace(block, text=HARD_BREAK.join(lines[cut:]).strip(), lines=(middle, last))


def _pair(  # both halves and where they stand
    found: Myths, section: Section, myth: _Saying, reality: str, lines: Lines, rules: Rules
) -> None:
    texts = (
        _labelled("myth", myth.text, rules.myth_labels[0], rules),
        _labelled("reality", reality, rules.myth_labels[1], rules),
    )
    found.drafts.append(
        Draft(
            text=" ".join(texts),
            lines=(myth.lines[0], max(myth.lines[1], lines[1])),
            kind=Kind.FACT,
            section=section.heading,
            path=section.path,
            run=-len(found.drafts) - 1,
        )
    )


def _labelled(what: str, text: str, label: str, rules: Rules) -> str:
    return text if rules.says(what, text) or not label else f"{label}: {text}"


def _drop(found: Myths, myth: _Saying | None) -> None:
    if myth is None:
        return
    found.left_out.append(LeftOut(text=myth.text, lines=myth.lines, why="myth without its reality"))
    found.warnings.append(
        SheetWarning(
            code="myth_without_reality",
            message=f"The myth in line {myth.lines[0]} has no reality beside it: it was left out.",
            lines=myth.lines,
        )
    )
