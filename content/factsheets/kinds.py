"""Decides the kind of a statement: heading first, then lead-in, then form, then position."""

from __future__ import annotations

from collections.abc import Sequence

from content.factsheets.forms import Form, content_words, form_of, word_count
from content.factsheets.links import addresses
from content.factsheets.model import Kind
from content.factsheets.phones import EMERGENCY, Number, numbers
from content.factsheets.rules import Cue, Rules

_FIRM = frozenset({Kind.QUESTION, Kind.AFFECTED_GROUP, Kind.WARNING_SIGN, Kind.SAFETY})
"""Kinds that a heading settles: a lead-in under it says which, not what."""


def reaches(text: str, region: str) -> bool:
    """Say whether a text holds a number or address to turn to."""
    return any(isinstance(n, Number) for n in numbers(text, region)) or any(addresses(text))


def _has_number(text: str, region: str) -> bool:
    """Say whether a text holds a number other than that for emergencies."""
    found = numbers(text, region)
    return any(isinstance(n, Number) and n.dial not in EMERGENCY for n in found)


def list_kind(heading: Cue | None, lead: Cue | None) -> Kind | None:
    """Return the kind a list is announced as; None when nothing announces one."""
    above = heading.kind if heading else None
    said = lead.kind if lead else None
    if above is None or said is None or heading is None:
        return said or above
    if above is Kind.WARNING_SIGN:
        return said if said is Kind.QUESTION else above
    if above in _FIRM and not heading.weak:
        return above
    if said in _FIRM or heading.weak:
        return said
    return above


def kind_in_list(
    text: str, announced: Kind | None, forms: Sequence[Form], rules: Rules, region: str
) -> Kind:
    """Return the kind of one item of a list; ``forms`` are those of all its items."""
    form = form_of(text, rules)
    commands = sum(f.commands for f in forms)
    mostly_commands = commands * 2 > len(forms)
    match announced:
        case None | Kind.FACT | Kind.DEFINITION:
            return _by_form(text, form, rules, region, announced or Kind.FACT)
        case Kind.WARNING_SIGN | Kind.AFFECTED_GROUP:
            if text[:1].islower():
                return announced  # it completes the lead-in: "when a teen: hides marks"
            plainly = rules.says("commands_plainly", text) and not mostly_commands
            if form.commands and (plainly or form is Form.PROHIBITION or reaches(text, region)):
                return _advice(text, form, rules, region)
            if form is Form.FRAGMENT and reaches(text, region) and rules.says("reach", text):
                return Kind.RESOURCE
            return announced
        case Kind.QUESTION:
            if form is Form.QUESTION or form is Form.FRAGMENT:
                return Kind.QUESTION
            return _by_form(text, form, rules, region, Kind.QUESTION)
        case Kind.TACTIC:
            return _advice(text, form, rules, region) if form is Form.PROHIBITION else Kind.TACTIC
        case Kind.RESOURCE:
            if reaches(text, region) or form is Form.FRAGMENT:
                return Kind.RESOURCE
            return _by_form(text, form, rules, region, Kind.RESOURCE)
        case Kind.ACTION:
            if form is Form.QUESTION:
                return Kind.QUESTION
            if form is Form.FRAGMENT and _has_number(text, region):
                return Kind.RESOURCE
            return _advice(text, form, rules, region)
        case Kind.SAFETY:
            return Kind.SAFETY


def kind_of_sentence(
    text: str, heading: Cue | None, rules: Rules, region: str, *, names: Sequence[str] = ()
) -> Kind:
    """Return the kind of a sentence of running text; ``names`` are words it may define."""
    form = form_of(text, rules)
    above = heading.kind if heading else None
    if form is Form.QUESTION:
        return Kind.WARNING_SIGN if above is Kind.WARNING_SIGN else Kind.QUESTION
    if form.commands:
        if above is Kind.SAFETY:
            return Kind.SAFETY
        return _advice(text, form, rules, region)
    if rules.says("emergency", text):
        return Kind.SAFETY
    if reaches(text, region) and (
        rules.says("reach", text) or rules.says("hotline", text) or above is Kind.RESOURCE
    ):
        return Kind.RESOURCE
    if _defines(text, rules, names):
        return Kind.DEFINITION
    if rules.says("advises", text):
        return Kind.SAFETY if above is Kind.SAFETY else Kind.ACTION
    if rules.says("offender", text):
        return Kind.TACTIC
    return _under(above, text, form, rules)


def _under(above: Kind | None, text: str, form: Form, rules: Rules) -> Kind:
    """Return what a plain sentence is by the heading it stands under."""
    match above:
        case Kind.SAFETY:
            return Kind.SAFETY
        case Kind.TACTIC:
            return Kind.TACTIC if rules.says("leans", text) else Kind.FACT
        case Kind.WARNING_SIGN | Kind.QUESTION | Kind.RESOURCE | Kind.AFFECTED_GROUP if (
            form is Form.FRAGMENT
        ):
            return above
        case Kind.AFFECTED_GROUP:
            named = rules.says("more_affected", text) or rules.says("group", text)
            return Kind.AFFECTED_GROUP if named else Kind.FACT
        case _:
            return Kind.FACT


def _by_form(text: str, form: Form, rules: Rules, region: str, otherwise: Kind) -> Kind:
    if form is Form.QUESTION:
        return Kind.QUESTION
    if form.commands:
        return _advice(text, form, rules, region)
    if rules.says("emergency", text):
        return Kind.SAFETY
    if reaches(text, region):
        return Kind.RESOURCE
    if rules.says("offender", text):
        return Kind.TACTIC
    if otherwise in {Kind.QUESTION, Kind.RESOURCE}:
        return Kind.FACT
    return otherwise


def _advice(text: str, form: Form, rules: Rules, region: str) -> Kind:
    """Tell what keeps from harm and where to turn from what people can do."""
    if form is Form.PROHIBITION:
        return Kind.SAFETY
    if rules.says("emergency", text):
        return Kind.SAFETY
    if rules.says("keeps_safe", text):
        return Kind.SAFETY
    if reaches(text, region) and rules.says("calls", text) and word_count(text) < 40:  # noqa: PLR2004
        return Kind.RESOURCE
    return Kind.ACTION


def _defines(text: str, rules: Rules, names: Sequence[str]) -> bool:
    """Say whether a sentence tells what one of ``names`` is."""
    if rules.says("means", text):
        return True
    if rules.says("legal", text):
        return True
    found = rules.match("defines", text) or rules.match("names_class", text)
    if found is None or rules.says("leans", text):
        return False
    subject = set(content_words(found["subject"], rules))
    for name in names:
        wanted = set(content_words(name, rules))
        if subject & wanted and len(subject - wanted - _near(wanted)) <= 1:
            return True
    return False


def _near(wanted: set[str]) -> set[str]:
    return {word[:-1] for word in wanted} | {f"{word}s" for word in wanted}
