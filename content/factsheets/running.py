"""Reads running text: sentences, those that belong together, and the lead-ins of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.factsheets.contexts import bare, context_of
from content.factsheets.counts import Announcement
from content.factsheets.drafts import Draft
from content.factsheets.forms import Form, content_words, form_of, word_count
from content.factsheets.gathering import Gathering, Lead
from content.factsheets.kinds import kind_of_sentence, reaches
from content.factsheets.model import Block, BlockKind, Kind, Lines
from content.factsheets.outline import Section, covers
from content.factsheets.rules import Rules
from content.factsheets.sentences import is_closed, sentences, without_note_marks

_LISTED = frozenset([BlockKind.LIST_ITEM, BlockKind.TABLE_ROW])
_LONGEST_SAFETY_BLOCK = 6  # sentences
_SHORT = 8  # words of a sentence that only adds to the one before


@dataclass(frozen=True, slots=True)
class _Sentence:
    """``opening`` is where its first sentence ends, if it has several."""

    text: str
    lines: Lines
    opening: int = 0


def read_paragraph(
    reading: Gathering, section: Section, block: Block, following: Block | None
) -> Lead:
    rules = reading.rules
    reading.run += 1
    found = sentences(block, rules.abbreviations)
    said = [_Sentence(without_note_marks(text), lines) for text, lines in found]
    lead = Lead()
    if said and following is not None and following.kind in _LISTED:
        if (
            rules.says("announces", said[-1].text)
            and form_of(said[-1].text, rules) is not Form.QUESTION
        ):
            lead = _take_lead(reading, section, said)
        elif said:
            lead = Lead(said[-1].text)
    elif said and following is None and rules.says("announces_parts", said[-1].text):
        waiting = _take_lead(reading, section, said)
        reading.waiting = (section.path, waiting.text)
    said = [one for one in said if not _is_debris(reading, one)]
    _sentences(reading, section, block, said)
    return lead


def _take_lead(reading: Gathering, section: Section, said: list[_Sentence]) -> Lead:
    """Take the lead-in off a paragraph, with the sentence it says nothing without."""
    last = said.pop()
    text = last.text
    reading.leave_out(text, last.lines, "lead-in")
    if reading.rules.says("contentless", text) and said:
        before = said.pop()
        reading.leave_out(before.text, before.lines, "lead-in")
        text = before.text
    reading.announced.append(Announcement(f"{text} {last.text}", last.lines, section.path))
    return Lead(text, announces=True)


def _is_debris(reading: Gathering, one: _Sentence) -> bool:
    rules = reading.rules
    if not is_closed(one.text) and rules.says("broken_off", one.text):
        why = "broken off"
    elif rules.says("pointer", one.text) and not reaches(one.text, reading.region):
        why = "layout"
    else:
        return False
    reading.leave_out(one.text, one.lines, why)
    return True


def _sentences(
    reading: Gathering, section: Section, block: Block, said: Sequence[_Sentence]
) -> None:
    rules = reading.rules
    units = list(_units(said, section, rules))
    previous = ""
    names = [section.heading, reading.title, *block.emphasis, *section.path]
    for index, unit in enumerate(units):
        if index + 1 < len(units) and _exception(unit.text, rules):
            reading.leave_out(unit.text, unit.lines, "lead-in")
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


def _needed(
    unit: _Sentence, kind: Kind, previous: str, section: Section, reading: Gathering
) -> str:
    """Return the words without which a sentence could be taken for something else."""
    rules = reading.rules
    first = unit.text[: unit.opening or None]
    if previous and _exception(previous, rules):
        return bare(previous)
    if rules.says("leans", first):
        return bare(previous) or _topic(section, reading)
    if kind in {Kind.FACT, Kind.AFFECTED_GROUP} and rules.says("leans_within", first):
        return bare(reading.title) or bare(previous)
    if kind not in {Kind.FACT, Kind.DEFINITION, Kind.TACTIC}:
        return context_of(section.needed, "", rules)
    inner = len(section.path) > 1 and not covers(unit.text, section.heading, rules)
    if inner or not rules.complete or form_of(unit.text, rules) is Form.FRAGMENT:
        return context_of(section.needed, "", rules)
    return ""


def _topic(section: Section, reading: Gathering) -> str:
    """Return what "they" or "it" means in the first sentence under a heading."""
    named = set(content_words(section.heading, reading.rules)) - reading.rules.generic_words
    heading = context_of(section.needed, "", reading.rules)
    return heading if named else bare(reading.title) or heading


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
