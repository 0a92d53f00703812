"""Reads lists and table rows: one statement each, with the lead-in and labels over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.factsheets.contexts import context_of
from content.factsheets.drafts import Draft
from content.factsheets.forms import Form, content_words, form_of, word_count
from content.factsheets.gathering import Gathering, Lead
from content.factsheets.kinds import kind_in_list, list_kind
from content.factsheets.model import Block, BlockKind, Kind
from content.factsheets.outline import Section
from content.factsheets.rules import Cue, Rules
from content.factsheets.sentences import CELL, flat, is_closed, without_note_marks

_SHORTEST_LABEL = 4  # words of a row's label that says what the row is
_LABEL = 7  # words of a bullet that only names what is nested under it
_LISTS_OF_PARTS = frozenset([Kind.WARNING_SIGN, Kind.AFFECTED_GROUP, Kind.QUESTION])


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list with what is said over it. ``label`` is a bullet the item is nested under."""

    section: Section
    lead: Lead
    announced: Kind | None
    forms: Sequence[Form]
    mostly_commands: bool
    rival: tuple[str, Cue] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    block: Block
    text: str
    form: Form
    label: str


def read_list(
    reading: Gathering,
    section: Section,
    blocks: Sequence[Block],
    lead: Lead,
    *,
    is_summary: bool = False,
) -> None:
    """Add the items of a list to ``reading``.

    Where an item speaks of the subject at large, it and those after it sum up and are no signs.
    """
    reading.run += 1
    listed = _announced(reading, section, blocks, lead)
    summary = is_summary or (section.cue is not None and section.cue.announces == "summary")
    for entry in _entries(reading, blocks, listed.forms):
        of_parts = listed.announced in _LISTS_OF_PARTS
        summary = summary or (of_parts and _speaks_at_large(entry.text, reading))
        reading.drafts.append(_draft(reading, listed, entry, is_summary=summary))


def _announced(reading: Gathering, section: Section, blocks: Sequence[Block], lead: Lead) -> _List:
    rules = reading.rules
    forms = [form_of(_unlabelled(block), rules) for block in blocks]
    cue = rules.lead_in(lead.text) if lead.announces else None
    announced = list_kind(section.cue, cue)
    if announced in {Kind.ACTION, Kind.SAFETY, None} and _asks_condition(lead, rules):
        says_when = all(form in {Form.FRAGMENT, Form.STATEMENT} for form in forms)
        announced = Kind.WARNING_SIGN if says_when else announced
    return _List(
        section=section,
        lead=lead,
        announced=announced,
        forms=forms,
        mostly_commands=sum(form.commands for form in forms) * 2 > len(forms),
        rival=_rival(section, forms, cue),
    )


def _entries(
    reading: Gathering, blocks: Sequence[Block], forms: Sequence[Form]
) -> Iterator[_Entry]:
    """Yield the items; a bullet that only names what is nested under it becomes their label."""
    labels: list[tuple[int, str]] = []
    for index, block in enumerate(blocks):
        text = without_note_marks(_text(block))
        while labels and labels[-1][0] >= block.level:
            labels.pop()
        label = labels[-1][1] if labels else ""
        deeper = index + 1 < len(blocks) and blocks[index + 1].level > block.level
        if deeper and block.kind is BlockKind.LIST_ITEM:
            labels.append((block.level, text))
            names_only = not is_closed(text) and word_count(text) <= _LABEL
            if names_only or text.endswith((":", "：")):
                reading.leave_out(text, block.lines, "lead-in")
                continue
        yield _Entry(block=block, text=text, form=forms[index], label=label)


def _draft(reading: Gathering, listed: _List, entry: _Entry, *, is_summary: bool) -> Draft:
    rules, section, block = reading.rules, listed.section, entry.block
    announced = None if is_summary else (_row_kind(block, rules) or listed.announced)
    by_title = section.cue is not None and section.cue.weak and not listed.lead.announces
    if by_title and entry.form is Form.STATEMENT and announced in _LISTS_OF_PARTS:
        announced = None
    kind = kind_in_list(
        _unlabelled(block),
        announced,
        rules,
        reading.region,
        mostly_commands=listed.mostly_commands,
    )
    path = section.needed
    if listed.rival is not None:
        kind, path = _by_rival(kind, entry.form, section, listed.rival)
    plain = is_summary or (
        rules.complete and _is_plain_fact(kind, entry.form, listed.lead, section)
    )
    return Draft(
        text=entry.text,
        lines=block.lines,
        kind=kind,
        section=section.heading,
        path=(*section.path[:-1], *path[-1:]) if path else section.path,
        context="" if plain else _context(reading, listed, entry, kind, path),
        run=reading.run,
        in_list=True,
        in_resources=section.cue is not None and section.cue.kind is Kind.RESOURCE,
        is_summary=is_summary,
        emphasis=block.emphasis,
        links=block.links,
    )


def _context(
    reading: Gathering, listed: _List, entry: _Entry, kind: Kind, path: Sequence[str]
) -> str:
    lead, label = listed.lead, entry.label
    if lead.over_sections:
        path, label = (), label or listed.section.heading
    elif not lead.announces and lead.text:
        # A plain sentence before the list explains a bare line that the heading does not.
        other = kind is not listed.announced or listed.section.cue is None
        explains = other and (kind is Kind.RESOURCE or entry.form is Form.FRAGMENT)
        lead = lead if explains else Lead()
        path = () if explains else path
    return context_of(path, lead.text, reading.rules, label=label, fallback=reading.title)


def _text(block: Block) -> str:
    cells = [flat(cell) for cell in block.text.split(CELL)]
    if len(cells) == 1:
        return cells[0]
    head, rest = cells[0], "; ".join(filter(None, cells[1:]))
    return f"{head}{'' if head.endswith((':', '?', '.')) else ':'} {rest}"


def _is_plain_fact(kind: Kind, form: Form, lead: Lead, section: Section) -> bool:
    """A whole sentence under "Key facts" needs nothing of its heading."""
    of_facts = section.cue is not None and section.cue.kind is Kind.FACT
    return kind is Kind.FACT and form is Form.STATEMENT and of_facts and not lead.announces


def _unlabelled(block: Block) -> str:
    """Return what a row says behind its label; a contact's name belongs to what it says."""
    if block.kind is BlockKind.TABLE_ROW and CELL in block.text:
        return "; ".join(flat(cell) for cell in block.text.split(CELL)[1:])
    return _text(block)


def _row_kind(block: Block, rules: Rules) -> Kind | None:
    """Return the kind that the label of a table's row announces: "What to do"."""
    if block.kind is not BlockKind.TABLE_ROW or CELL not in block.text:
        return None
    label = flat(block.text.split(CELL)[0])
    cue = rules.heading(label) if word_count(label) <= _SHORTEST_LABEL else None
    return cue.kind if cue is not None and not cue.weak else None


def _asks_condition(lead: Lead, rules: Rules) -> bool:
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


def sums_up(blocks: Sequence[Block], reading: Gathering) -> bool:
    """Say whether a list right after another one sums up instead of going on with it."""
    texts = [_text(block) for block in blocks]
    forms = [form_of(text, reading.rules) for text in texts]
    whole = sum(
        form is Form.STATEMENT or is_closed(text) for form, text in zip(forms, texts, strict=True)
    )
    return any(_speaks_at_large(text, reading) for text in texts) and whole * 2 >= len(texts)


def _speaks_at_large(text: str, reading: Gathering) -> bool:
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
