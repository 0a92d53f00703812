"""Reads the blocks of a section into statements, each with what it cannot be read without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from content.factsheets.contexts import bare, context_of
from content.factsheets.counts import Announcement
from content.factsheets.drafts import Draft
from content.factsheets.entries import resource_entries
from content.factsheets.forms import Form, content_words, form_of, word_count
from content.factsheets.kinds import (
    kind_in_list,
    kind_of_sentence,
    list_kind,
    reaches,
)
from content.factsheets.model import Block, BlockKind, Kind, LeftOut, Lines
from content.factsheets.outline import Section, covers
from content.factsheets.rules import Cue, Rules
from content.factsheets.sentences import CELL, flat, is_closed, sentences

_LISTED = frozenset([BlockKind.LIST_ITEM, BlockKind.TABLE_ROW])
_SHORTEST_LABEL = 4  # words of a row's label that says what the row is
_LABEL = 7  # words of a bullet that only names what is nested under it
_LONGEST_SAFETY_BLOCK = 6  # sentences
_SHORT = 8  # words of a sentence that only adds to the one before


@dataclass(slots=True)
class Reading:
    """Everything one pass over a sheet needs to know and collects."""

    rules: Rules
    region: str
    title: str
    drafts: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    announced: list[Announcement] = field(default_factory=list)
    run: int = 0
    waiting: tuple[tuple[str, ...], str] = ((), "")  # a lead-in over the sections below a heading


@dataclass(frozen=True, slots=True)
class _Lead:
    """What stands right before a list: a lead-in, or a sentence that may serve as one."""

    text: str = ""
    announces: bool = False
    over_sections: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    """``opening`` is where its first sentence ends, if it has several."""

    text: str
    lines: Lines
    opening: int = 0


def read_section(reading: Reading, section: Section) -> None:
    """Add the statements of one section to ``reading``."""
    cue = section.cue
    reading.announced.append(Announcement(section.heading, section.lines, section.path))
    if cue is not None and cue.announces in {"sources", "navigation"}:
        for block in section.blocks:
            _leave_out(reading, flat(block.text), block.lines, cue.announces)
        return
    blocks = _merged(section.blocks)
    over, text = reading.waiting
    is_below = bool(text) and len(section.path) > len(over) and section.path[: len(over)] == over
    lead, index = _Lead(text if is_below else "", announces=is_below, over_sections=is_below), 0
    before: list[Block] = []
    while index < len(blocks):
        block = blocks[index]
        if block.kind in _LISTED:
            end = _end_of_list(blocks, index)
            run = blocks[index:end]
            if before and _is_summary(run, reading):
                lead = _Lead()
                _list(reading, section, run, lead, is_summary=True)
            else:
                _list(reading, section, run, lead)
            before, index = run, end
            continue
        end = _end_of_entries(blocks, index, section, reading)
        if end > index:
            entries = resource_entries(blocks[index:end], section, reading.rules, reading.region)
            reading.drafts.extend(entries.drafts)
            reading.left_out.extend(entries.left_out)
            before, index, lead = [], end, _Lead()
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        lead = _paragraph(reading, section, block, following)
        before, index = [], index + 1


def _merged(blocks: Sequence[Block]) -> list[Block]:
    """Put further paragraphs of a list item to the item they belong to."""
    merged: list[Block] = []
    for block in blocks:
        inside = block.kind is BlockKind.PARAGRAPH and block.level > 0
        if inside and merged and merged[-1].kind is BlockKind.LIST_ITEM:
            last = merged[-1]
            merged[-1] = replace(
                last,
                text=f"{last.text}\n{block.text}",
                lines=(last.lines[0], block.lines[1]),
                links=last.links + block.links,
                emphasis=last.emphasis + block.emphasis,
            )
        else:
            merged.append(block)
    return merged


def _end_of_list(blocks: Sequence[Block], start: int) -> int:
    end = start + 1
    first = blocks[start]
    while end < len(blocks) and blocks[end].kind in _LISTED:
        deeper = blocks[end].level > first.level
        if blocks[end].list_id != first.list_id and not deeper and blocks[end].level <= first.level:
            known = {block.list_id for block in blocks[start:end]}
            if blocks[end].list_id not in known:
                break
        end += 1
    return end


def _end_of_entries(blocks: Sequence[Block], start: int, section: Section, reading: Reading) -> int:
    """Return where a run of bare lines that name services ends; ``start`` where none begins."""
    in_resources = section.cue is not None and section.cue.kind is Kind.RESOURCE
    end = start
    while end < len(blocks) and blocks[end].kind is BlockKind.PARAGRAPH:
        text = flat(blocks[end].text)
        prose = is_closed(text) and not text.endswith((":", "：")) and word_count(text) > 4  # noqa: PLR2004
        reached = reaches(text, reading.region)
        announces = text.endswith((":", "：")) and not reached
        commands = not reached and form_of(text, reading.rules).commands
        if prose or announces or commands:
            break
        if not in_resources and not reaches(text, reading.region):
            following = blocks[end + 1] if end + 1 < len(blocks) else None
            if following is None or not reaches(flat(following.text)[:60], reading.region):
                break
        end += 1
    return end


# --- lists ------------------------------------------------------------------------------------


def _list(
    reading: Reading,
    section: Section,
    blocks: Sequence[Block],
    lead: _Lead,
    *,
    is_summary: bool = False,
) -> None:
    reading.run += 1
    rules = reading.rules
    texts = [_text(block) for block in blocks]
    forms = [
        form_of(_unlabelled(block, text), rules) for block, text in zip(blocks, texts, strict=True)
    ]
    cue = rules.lead_in(lead.text) if lead.announces else None
    announced = None if is_summary else list_kind(section.cue, cue)
    if announced in {Kind.ACTION, Kind.SAFETY, None} and _asks_condition(lead, rules):
        fragments = sum(form in {Form.FRAGMENT, Form.STATEMENT} for form in forms)
        announced = Kind.WARNING_SIGN if fragments == len(forms) else announced
    rival = _rival(section, forms, cue)
    summary = is_summary or (section.cue is not None and section.cue.announces == "summary")
    labels: list[tuple[int, str]] = []
    for index, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        while labels and labels[-1][0] >= block.level:
            labels.pop()
        deeper = index + 1 < len(blocks) and blocks[index + 1].level > block.level
        if deeper and block.kind is BlockKind.LIST_ITEM:
            labels.append((block.level, text))
            if text.endswith((":", "：")) or (not is_closed(text) and word_count(text) <= _LABEL):
                _leave_out(reading, text, block.lines, "lead-in")
                continue
        summary = summary or (announced in _LISTS_OF_PARTS and _sums_up(text, reading))
        said = _row_kind(block, rules) or announced
        bare_text = _unlabelled(block, text)
        kind = kind_in_list(bare_text, None if summary else said, forms, rules, reading.region)
        path = section.needed
        if rival is not None:
            kind, path = _by_rival(kind, forms[index], section, rival)
        label = labels[-1][1] if labels and labels[-1][0] < block.level else ""
        if lead.over_sections:
            path, label = (), label or section.heading
        fits = lead.announces or (
            (kind is not announced or section.cue is None)
            and (kind is Kind.RESOURCE or forms[index] is Form.FRAGMENT)
        )
        reading.drafts.append(
            Draft(
                text=text,
                lines=block.lines,
                kind=kind,
                section=section.heading,
                path=(*section.path[:-1], *path[-1:]) if path else section.path,
                context=""
                if summary or _is_plain_fact(kind, forms[index], lead, section)
                else context_of(
                    path if lead.announces or not (fits and lead.text) else (),
                    lead.text if fits else "",
                    rules,
                    label=label,
                    fallback=reading.title,
                ),
                run=reading.run,
                in_list=True,
                in_resources=section.cue is not None and section.cue.kind is Kind.RESOURCE,
                is_summary=summary,
                emphasis=block.emphasis,
                links=block.links,
            )
        )


_LISTS_OF_PARTS = frozenset([Kind.WARNING_SIGN, Kind.AFFECTED_GROUP, Kind.QUESTION])


def _text(block: Block) -> str:
    cells = [flat(cell) for cell in block.text.split(CELL)]
    if len(cells) == 1:
        return cells[0]
    head, rest = cells[0], "; ".join(filter(None, cells[1:]))
    return f"{head}{'' if head.endswith((':', '?', '.')) else ':'} {rest}"


def _is_plain_fact(kind: Kind, form: Form, lead: _Lead, section: Section) -> bool:
    """A whole sentence under "Key facts" needs nothing of its heading."""
    of_facts = section.cue is not None and section.cue.kind is Kind.FACT
    return kind is Kind.FACT and form is Form.STATEMENT and of_facts and not lead.announces


def _unlabelled(block: Block, text: str) -> str:
    """Return what a row says behind its label; a contact's name belongs to what it says."""
    if block.kind is BlockKind.TABLE_ROW and CELL in block.text:
        return "; ".join(flat(cell) for cell in block.text.split(CELL)[1:])
    return text


def _row_kind(block: Block, rules: Rules) -> Kind | None:
    """Return the kind that the label of a table's row announces: "What to do"."""
    if block.kind is not BlockKind.TABLE_ROW or CELL not in block.text:
        return None
    label = flat(block.text.split(CELL)[0])
    cue = rules.heading(label) if word_count(label) <= _SHORTEST_LABEL else None
    return cue.kind if cue is not None and not cue.weak else None


def _asks_condition(lead: _Lead, rules: Rules) -> bool:
    """Say whether a lead-in is "Call 911 if the person:", which its list completes."""
    return lead.announces and rules.says("condition", lead.text)


def _rival(section: Section, forms: Sequence[Form], cue: Cue | None) -> tuple[str, Cue] | None:
    """Return the other heading of a list that two headings share, if forms tell them apart."""
    if cue is not None or not section.rivals or section.cue is None:
        return None
    heading, other = section.rivals[-1]
    if other.kind is None or other.kind is section.cue.kind:
        return None
    kinds = {other.kind, section.cue.kind}
    if not kinds & {Kind.ACTION, Kind.SAFETY, Kind.QUESTION}:
        return None
    commands = sum(form.commands or form is Form.QUESTION for form in forms)
    return (heading, other) if 0 < commands < len(forms) else None


def _by_rival(
    kind: Kind, form: Form, section: Section, rival: tuple[str, Cue]
) -> tuple[Kind, tuple[str, ...]]:
    heading, other = rival
    options = [(section.cue, section.needed), (other, (*section.needed[:-1], heading))]
    told = form.commands or form is Form.QUESTION
    for cue, path in options:
        active = cue is not None and cue.kind in {Kind.ACTION, Kind.SAFETY, Kind.QUESTION}
        if cue is not None and cue.kind is not None and active == told:
            if not told:
                return cue.kind, path
            return (Kind.SAFETY if form is Form.PROHIBITION else cue.kind), path
    return kind, section.needed


def _is_summary(blocks: Sequence[Block], reading: Reading) -> bool:
    """Say whether a list right after another one sums up instead of going on with it."""
    texts = [_text(block) for block in blocks]
    forms = [form_of(text, reading.rules) for text in texts]
    whole = sum(
        form is Form.STATEMENT or is_closed(text) for form, text in zip(forms, texts, strict=True)
    )
    return any(_sums_up(text, reading) for text in texts) and whole * 2 >= len(texts)


def _sums_up(text: str, reading: Reading) -> bool:
    """Say whether a list item speaks of the subject at large, not of a person to be noticed."""
    rules = reading.rules
    if form_of(text, rules) is not Form.STATEMENT:
        return False
    if rules.says("offender", text) or rules.says("everybody", text):
        return True
    found = rules.match("defines", text)
    if found is None:
        return False
    subject, title = content_words(found["subject"], rules), content_words(reading.title, rules)
    return bool(subject) and bool(title) and set(subject) <= set(title)


# --- paragraphs -------------------------------------------------------------------------------


def _paragraph(reading: Reading, section: Section, block: Block, following: Block | None) -> _Lead:
    rules = reading.rules
    reading.run += 1
    said = [_Sentence(*pair) for pair in sentences(block, rules.abbreviations)]
    lead = _Lead()
    if said and following is not None and following.kind in _LISTED:
        if (
            rules.says("announces", said[-1].text)
            and form_of(said[-1].text, rules) is not Form.QUESTION
        ):
            lead = _take_lead(reading, section, said)
        elif said:
            lead = _Lead(said[-1].text)
    elif said and following is None and rules.says("announces_parts", said[-1].text):
        waiting = _take_lead(reading, section, said)
        reading.waiting = (section.path, waiting.text)
    said = [one for one in said if not _is_debris(reading, one)]
    _sentences(reading, section, block, said)
    return lead


def _take_lead(reading: Reading, section: Section, said: list[_Sentence]) -> _Lead:
    """Take the lead-in off a paragraph, with the sentence it says nothing without."""
    last = said.pop()
    text = last.text
    _leave_out(reading, text, last.lines, "lead-in")
    if reading.rules.says("contentless", text) and said:
        before = said.pop()
        _leave_out(reading, before.text, before.lines, "lead-in")
        text = before.text
    reading.announced.append(Announcement(f"{text} {last.text}", last.lines, section.path))
    return _Lead(text, announces=True)


def _is_debris(reading: Reading, one: _Sentence) -> bool:
    rules = reading.rules
    if not is_closed(one.text) and rules.says("broken_off", one.text):
        why = "broken off"
    elif rules.says("pointer", one.text) and not reaches(one.text, reading.region):
        why = "layout"
    else:
        return False
    _leave_out(reading, one.text, one.lines, why)
    return True


def _sentences(reading: Reading, section: Section, block: Block, said: Sequence[_Sentence]) -> None:
    rules = reading.rules
    units = list(_units(said, section, rules))
    previous = ""
    names = [section.heading, reading.title, *block.emphasis, *section.path]
    for index, unit in enumerate(units):
        if index + 1 < len(units) and _exception(unit.text, rules):
            _leave_out(reading, unit.text, unit.lines, "lead-in")
            previous = unit.text
            continue
        kind = kind_of_sentence(unit.text, section.cue, rules, reading.region, names=names)
        reading.drafts.append(
            Draft(
                text=unit.text,
                lines=unit.lines,
                kind=kind,
                section=section.heading,
                path=section.path,
                context=_needed(unit, kind, previous, section, reading),
                run=reading.run,
                in_resources=section.cue is not None and section.cue.kind is Kind.RESOURCE,
                is_summary=section.cue is not None and section.cue.announces == "summary",
                emphasis=tuple(words for words in block.emphasis if words in unit.text),
                links=tuple(link for link in block.links if link.text in unit.text),
            )
        )
        previous = unit.text


def _needed(unit: _Sentence, kind: Kind, previous: str, section: Section, reading: Reading) -> str:
    """Return the words without which a sentence could be taken for something else."""
    rules = reading.rules
    first = unit.text[: unit.opening or None]
    if previous and _exception(previous, rules):
        return bare(previous)
    if rules.says("leans", first):
        return bare(previous) or bare(reading.title) or context_of(section.needed, "", rules)
    if kind in {Kind.FACT, Kind.AFFECTED_GROUP} and rules.says("leans_within", first):
        return bare(reading.title) or bare(previous)
    if kind not in {Kind.FACT, Kind.DEFINITION, Kind.TACTIC}:
        return context_of(section.needed, "", rules)
    inner = len(section.path) > 1 and not covers(unit.text, section.heading, rules)
    if inner or form_of(unit.text, rules) is Form.FRAGMENT:
        return context_of(section.needed, "", rules)
    return ""


def _units(said: Sequence[_Sentence], section: Section, rules: Rules) -> Iterator[_Sentence]:
    """Put sentences together that must not be torn apart."""
    above = section.cue.kind if section.cue else None
    waiting: _Sentence | None = None
    in_safety = 0
    for one in said:
        form = form_of(one.text, rules)
        if waiting is None:
            waiting, in_safety = one, int(_opens_safety(one.text, form, rules))
            continue
        asks = form_of(waiting.text, rules) is Form.QUESTION and above not in {
            Kind.QUESTION,
            Kind.WARNING_SIGN,
        }
        short = rules.says("leans", one.text) and word_count(one.text) <= _SHORT
        answers = rules.says("answer", waiting.text)
        goes_on = 0 < in_safety < _LONGEST_SAFETY_BLOCK and (
            short or rules.says("danger", one.text) or form is Form.PROHIBITION
        )
        if goes_on or asks or answers or rules.says("belongs_back", one.text):
            waiting = _Sentence(
                f"{waiting.text} {one.text}",
                (waiting.lines[0], one.lines[1]),
                waiting.opening or len(waiting.text),
            )
            in_safety += goes_on
            continue
        yield waiting
        waiting, in_safety = one, int(_opens_safety(one.text, form, rules))
    if waiting is not None:
        yield waiting


def _opens_safety(text: str, form: Form, rules: Rules) -> bool:
    return form is Form.PROHIBITION or rules.says("keeps_safe", text)


def _exception(text: str, rules: Rules) -> bool:
    return rules.says("leans", text) and rules.says("belongs_forward", text)


def _leave_out(reading: Reading, text: str, lines: Lines, why: str) -> None:
    reading.left_out.append(LeftOut(text=text, lines=lines, why=why))
