"""Decides the kind of a statement: heading first, then lead-in, then form, then position."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from content.factsheets.forms import Form, content_words, form_of, word_count
from content.factsheets.links import addresses
from content.factsheets.model import Kind
from content.factsheets.phones import EMERGENCY, Number, numbers
from content.factsheets.rules import Cue, Rules

_FIRM = frozenset({Kind.QUESTION, Kind.AFFECTED_GROUP, Kind.WARNING_SIGN, Kind.SAFETY})
"""Kinds that a heading settles: a lead-in under it says which, not what."""

_SHORT_GROUP = 6  # words: "People who live alone." has a verb and says nothing of them
_LONGEST_CALL = 40  # words of a sentence that mainly sends to a line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A statement with what was announced over it; ``names`` are words it may define."""

    text: str
    form: Form
    announced: Kind | None
    rules: Rules
    region: str
    mostly_commands: bool = False
    names: Sequence[str] = ()

    def says(self, what: str) -> bool:
        return self.rules.says(what, self.text)

    def reaches(self) -> bool:
        return reaches(self.text, self.region)


def reaches(text: str, region: str) -> bool:
    """Say whether a text holds a number or address to turn to."""
    return any(isinstance(n, Number) for n in numbers(text, region)) or any(addresses(text))


def list_kind(heading: Cue | None, lead: Cue | None) -> Kind | None:
    """Return the kind a list is announced as; None when nothing announces one."""
    above = heading.kind if heading else None
    said = lead.kind if lead else None
    if above is None or said is None or heading is None:
        return said or above
    if above is Kind.WARNING_SIGN and not heading.weak:
        return said if said is Kind.QUESTION else above
    if above in _FIRM and not heading.weak:
        return above
    return said if said in _FIRM or heading.weak else above


def kind_in_list(
    text: str, announced: Kind | None, rules: Rules, region: str, *, mostly_commands: bool
) -> Kind:
    """Return the kind of one item of a list, of which most items may be commands."""
    said = _Said(
        text=text,
        form=form_of(text, rules),
        announced=announced,
        rules=rules,
        region=region,
        mostly_commands=mostly_commands,
    )
    return _IN_LIST[announced](said)


def kind_of_sentence(
    text: str, heading: Cue | None, rules: Rules, region: str, *, names: Sequence[str] = ()
) -> Kind:
    """Return the kind of a sentence of running text; ``names`` are words it may define."""
    said = _Said(
        text=text,
        form=form_of(text, rules),
        announced=heading.kind if heading else None,
        rules=rules,
        region=region,
        names=names,
    )
    found = (rule(said) for rule in _OF_SENTENCES)
    return next(filter(None, found), Kind.FACT)


# --- items of lists ---------------------------------------------------------------------------


def _among_parts(said: _Said) -> Kind:
    """A sign or a group, unless it plainly is something else that slipped into the list."""
    assert said.announced is not None
    if said.text[:1].islower():
        return said.announced  # it completes the lead-in: "when a teen: hides marks"
    if said.form is Form.QUESTION and said.announced is Kind.AFFECTED_GROUP:
        return Kind.QUESTION
    plainly = said.says("commands_plainly") and not said.mostly_commands
    if said.form.commands and (plainly or said.form is Form.PROHIBITION or said.reaches()):
        return _advice(said)
    sends = _has_number(said) or (said.reaches() and said.says("reach"))
    return Kind.RESOURCE if said.form is Form.FRAGMENT and sends else said.announced


def _among_questions(said: _Said) -> Kind:
    asks = said.form in {Form.QUESTION, Form.FRAGMENT}
    return Kind.QUESTION if asks else _by_form(said)


def _among_tactics(said: _Said) -> Kind:
    return _advice(said) if said.form is Form.PROHIBITION else Kind.TACTIC


def _among_resources(said: _Said) -> Kind:
    if said.reaches() or said.form is Form.FRAGMENT:
        return Kind.RESOURCE
    return _by_form(said)


def _among_actions(said: _Said) -> Kind:
    if said.form is Form.QUESTION:
        return Kind.QUESTION
    if said.form is Form.FRAGMENT and _has_number(said):
        return Kind.RESOURCE
    return _advice(said)


def _by_form(said: _Said) -> Kind:
    """Return what an item is where nothing announced it, or something it plainly is not."""
    if said.form is Form.QUESTION:
        return Kind.QUESTION
    if said.form.commands:
        return _advice(said)
    found = (rule(said) for rule in (_emergency, _line, _offender))
    otherwise = said.announced or Kind.FACT
    fallback = Kind.FACT if otherwise in {Kind.QUESTION, Kind.RESOURCE} else otherwise
    return next(filter(None, found), fallback)


_IN_LIST: Mapping[Kind | None, Callable[[_Said], Kind]] = {
    None: _by_form,
    Kind.FACT: _by_form,
    Kind.DEFINITION: _by_form,
    Kind.WARNING_SIGN: _among_parts,
    Kind.AFFECTED_GROUP: _among_parts,
    Kind.QUESTION: _among_questions,
    Kind.TACTIC: _among_tactics,
    Kind.RESOURCE: _among_resources,
    Kind.ACTION: _among_actions,
    Kind.SAFETY: lambda _said: Kind.SAFETY,
}


# --- sentences of running text ----------------------------------------------------------------


def _question(said: _Said) -> Kind | None:
    if said.form is not Form.QUESTION:
        return None
    return Kind.WARNING_SIGN if said.announced is Kind.WARNING_SIGN else Kind.QUESTION


def _command(said: _Said) -> Kind | None:
    if not said.form.commands:
        return None
    return Kind.SAFETY if said.announced is Kind.SAFETY else _advice(said)


def _emergency(said: _Said) -> Kind | None:
    return Kind.SAFETY if said.says("emergency") else None


def _line(said: _Said) -> Kind | None:
    return Kind.RESOURCE if said.reaches() else None


def _named_line(said: _Said) -> Kind | None:
    named = said.announced is Kind.RESOURCE or said.says("reach") or said.says("hotline")
    return _line(said) if named else None


def _definition(said: _Said) -> Kind | None:
    """A sentence that tells what one of the names is: those of heading, title and bold type."""
    if said.says("means") or said.says("legal"):
        return Kind.DEFINITION
    if said.says("leans"):
        return None
    label, colon, _ = said.text.partition(":")
    if said.announced is Kind.DEFINITION and colon and label in said.names:
        return Kind.DEFINITION
    for form in ("defines", "names_class"):
        found = said.rules.match(form, said.text)
        if found is not None and _is_named(found["subject"], said):
            return Kind.DEFINITION
    return None


def _is_named(subject: str, said: _Said) -> bool:
    """Say whether the subject of a sentence is what a heading, the title or bold type names."""
    about = set(content_words(subject, said.rules))
    for name in said.names:
        wanted = set(content_words(name, said.rules))
        if about & wanted and len(about - wanted - _near(wanted)) <= 1:
            return True
    return False


def _near(wanted: set[str]) -> set[str]:
    return {word[:-1] for word in wanted} | {f"{word}s" for word in wanted}


def _recommendation(said: _Said) -> Kind | None:
    if not said.says("advises"):
        return None
    return Kind.SAFETY if said.announced is Kind.SAFETY else Kind.ACTION


def _offender(said: _Said) -> Kind | None:
    return Kind.TACTIC if said.says("offender") else None


def _under_heading(said: _Said) -> Kind | None:
    """Return what a plain sentence is by the heading it stands under."""
    above = said.announced
    if said.form is Form.FRAGMENT and above in {
        Kind.WARNING_SIGN,
        Kind.QUESTION,
        Kind.RESOURCE,
        Kind.AFFECTED_GROUP,
    }:
        return above
    if above is Kind.AFFECTED_GROUP:
        bare = not said.says("finite") or word_count(said.text) <= _SHORT_GROUP
        named = said.says("group") and bare
        return above if named or said.says("more_affected") else None
    if above is Kind.TACTIC:
        return above if said.says("leans") else None
    return above if above is Kind.SAFETY else None


_OF_SENTENCES = (
    _question,
    _command,
    _emergency,
    _named_line,
    _definition,
    _recommendation,
    _offender,
    _under_heading,
)


def _advice(said: _Said) -> Kind:
    """Tell what keeps from harm and where to turn from what people can do."""
    keeps_safe = said.form is Form.PROHIBITION or said.says("emergency") or said.says("keeps_safe")
    if keeps_safe:
        return Kind.SAFETY
    sends = said.says("calls") and word_count(said.text) < _LONGEST_CALL
    return Kind.RESOURCE if sends and said.reaches() else Kind.ACTION


def _has_number(said: _Said) -> bool:
    """Say whether a text holds a number other than that for emergencies."""
    found = numbers(said.text, said.region)
    return any(isinstance(n, Number) and n.dial not in EMERGENCY for n in found)
