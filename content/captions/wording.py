"""The words of each part of a caption, from full to short. Takes words only from the brief."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from content.captions.model import Brief
from content.captions.patterns import KindWords, Patterns, filled
from content.captions.phones import digits, holds, same
from content.checks.carrying import is_line_of, mention
from content.checks.topics import Topic, demanding, lines_for, topic
from content.factsheets.model import Contact, ContactRole, Kind

_ENDS = re.compile("[.!?:;,\u2026\u0964\u3002\u061f\uff01\uff1f\uff1a]$")
_SENTENCE_END = re.compile(
    "(?<=[.!?\u2026\u0964\u061f]) +|(?<=[.!?\u2026\u0964\u061f][\"'\u201d\u2019)]) +"
)
_EXPLANATION = re.compile(r",\s|\s\(|;\s")
_YEAR_OR_NUMBER = re.compile(r"\d")
_SHORTEST_NAME = 3
_LONG_CONTEXT = 110
"""A lead-in above this length (in characters) gives way to a label where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which pattern of each list is taken; neighbouring seeds differ in all of them."""

    number: int

    def first(self, patterns: tuple[str, ...]) -> tuple[str, ...]:
        """Return the patterns beginning with the chosen one."""
        return _from(patterns, self.number)

    def second(self, patterns: tuple[str, ...], beside: int) -> tuple[str, ...]:
        """Choose beside a list of ``beside`` patterns so that every pairing has its turn."""
        beside = max(beside, 1)
        return _from(patterns, self.number % beside + self.number // beside)

    def third(self, count: int, first: int, second: int) -> int:
        """Choose one of ``count`` beside two lists so that every three have their turn."""
        first = max(first, 1)
        return (self.number % first + self.number // (first * max(second, 1))) % count


def _from(patterns: tuple[str, ...], number: int) -> tuple[str, ...]:
    start = number % len(patterns) if patterns else 0
    return (*patterns[start:], *patterns[:start])


def claim(brief: Brief, patterns: Patterns | None, choice: Choice) -> tuple[str, ...]:
    """Join the statement, or its first sentences, with what it cannot be read without."""
    statements = _sentences(brief, patterns)[0] if len(brief.items) == 1 else _listed(brief)
    heads = _heads(brief, patterns, choice)
    if not heads:
        return (statements,)
    joint = "\n" if len(brief.items) > 1 else " "
    forms = [f"{head}{joint}{statements}" for head in heads]
    return tuple(dict.fromkeys(sorted(forms, key=len, reverse=True)))


def rest(brief: Brief, patterns: Patterns | None) -> tuple[str, ...]:
    """Return the further sentences of a single statement, from all of them to none."""
    if len(brief.items) > 1:
        return ()
    further = _sentences(brief, patterns)[1:]
    return tuple(" ".join(further[:count]) for count in range(len(further), -1, -1))


def opening(brief: Brief, patterns: Patterns, choice: Choice) -> tuple[str, ...]:
    words = kind_words(brief, patterns)
    if _heads(brief, patterns, choice) or patterns.own_opening.match(brief.items[0].text):
        return ()
    return choice.first(words.openings)[:1]


def first_width(brief: Brief, patterns: Patterns) -> int:
    """Say among how many patterns the words before the statement are chosen."""
    words = kind_words(brief, patterns)
    labelled = _labels(brief, patterns, Choice(number=0), has_context=bool(_lead_in(brief)))
    return len(labelled) if labelled else len(words.openings)


def calls(brief: Brief, patterns: Patterns) -> tuple[str, ...]:
    """Return what readers may be asked to do, as fits the kind and mostly also the platform."""
    words = kind_words(brief, patterns)
    if brief.items[0].kind is Kind.QUESTION or not words.calls:
        return words.calls
    return (*words.calls, *patterns.platform_calls.get(brief.platform, ()))


def kind_words(brief: Brief, patterns: Patterns) -> KindWords:
    return patterns.kinds.get(brief.items[0].kind, KindWords())


def hotline(brief: Brief, patterns: Patterns | None, choice: Choice) -> tuple[str, ...]:
    """Say whom to turn to; every form names the number (or the text line, or the address)."""
    contact = brief.hotline
    if contact is None:
        return ()
    if patterns is None:
        return _bare_contact(contact)
    words = contact_words(contact, patterns)
    groups = patterns.hotline_groups
    beside = first_width(brief, patterns), len(calls(brief, patterns))
    group = groups[choice.third(len(groups), *beside)]
    forms = (
        *filled(group, words)[:1],
        *filled(patterns.hotline_short, words)[:1],
        *filled(patterns.hotline_shortest, words)[:1],
    )
    return tuple(dict.fromkeys(forms))


def emergency(contact: Contact, patterns: Patterns | None) -> tuple[str, ...]:
    if patterns is None:
        return _bare_contact(contact)
    return filled(patterns.emergency, contact_words(contact, patterns))


def crisis_line(brief: Brief) -> Contact | None:
    """Return the line that must be named because of what the statement speaks of, if any."""
    for demanded in demanding():
        if demanded.name == brief.topic or not _mentions(brief, demanded):
            continue
        if brief.hotline and is_line_of(brief.hotline, demanded):
            continue
        return next((one for one in brief.contacts if is_line_of(one, demanded)), None)
    return None


def named(contact: Contact, patterns: Patterns | None) -> tuple[str, ...]:
    """Say a line in few words, yet never without its name, or two numbers might be mixed up."""
    if patterns is None:
        return _bare_contact(contact)
    return filled(patterns.hotline_short, contact_words(contact, patterns))[:1]


def _mentions(brief: Brief, demanded: Topic) -> bool:
    return any(mention(f"{item.context}\n{item.text}", demanded) for item in brief.items)


def advice(brief: Brief, part: str) -> tuple[str, ...]:
    """Return the topic's line of advice in the brief's own language, or nothing."""
    for line in lines_for(brief.topic, brief.language):
        if line.part == part and not any(line.accepts.search(i.text) for i in brief.items):
            return line.forms
    return ()


def short_source(source: str) -> str:
    """Return the name before its explanation; a year anywhere keeps the source whole."""
    name = _EXPLANATION.split(source, maxsplit=1)[0].strip()
    return source if _YEAR_OR_NUMBER.search(source) or len(name) < _SHORTEST_NAME else name


def must_carry(brief: Brief) -> frozenset[str]:
    known = topic(brief.topic)
    if known is None:
        return frozenset({"hotline", *(("emergency",) if _is_sensitive(brief) else ())})
    return frozenset(part for item in brief.items for part in known.must_carry(item.kind))


def contact_words(contact: Contact, patterns: Patterns) -> Mapping[str, str]:
    phone = contact.phone_printed or contact.phone
    code = contact.text_code
    both = code is not None and same(digits(code.number), digits(phone))
    return {
        "name": contact.name,
        "phone": phone,
        "url": contact.url,
        "text_number": code.number if code else "",
        "text_name": code.name if code else "",
        "keywords": f" {patterns.conjunction} ".join(code.keywords) if code else "",
        "call_or_text": phone if both and code and not code.keywords else "",
    }


def says(brief: Brief, contact: Contact) -> bool:
    """Say whether the statement itself already names the contact's number."""
    return any(holds(item.text, contact.phone) for item in brief.items if contact.phone)


def _is_sensitive(brief: Brief) -> bool:
    return any(item.kind in {Kind.WARNING_SIGN, Kind.QUESTION} for item in brief.items)


def _bare_contact(contact: Contact) -> tuple[str, ...]:
    """Print a contact without words of any language, for languages nobody has patterns for."""
    phone = contact.phone_printed or contact.phone
    where = phone or (contact.text_code.number if contact.text_code else "") or contact.url
    if contact.role is ContactRole.EMERGENCY and holds(contact.name, phone):
        return (contact.name,)
    return tuple(dict.fromkeys((f"{contact.name}: {where}", where)))


def _listed(brief: Brief) -> str:
    return "\n".join(f"- {item.text.strip()}" for item in brief.items)


def _sentences(brief: Brief, patterns: Patterns | None) -> list[str]:
    """Cut a statement where its end may be left out: before no sentence that limits the first."""
    text = brief.items[0].text.strip()
    if patterns is None or "\n" in text:
        return [text]
    cut = [""]
    for sentence in _SENTENCE_END.split(text):
        if cut[-1] and not patterns.goes_on.match(sentence):
            cut.append(sentence)
        else:
            cut[-1] = f"{cut[-1]} {sentence}".strip()
    return cut


def _heads(brief: Brief, patterns: Patterns | None, choice: Choice) -> tuple[str, ...]:
    context = _lead_in(brief)
    labels = _labels(brief, patterns, choice, has_context=bool(context))
    if not labels:
        return (context,) if context else ()
    words = kind_words(brief, patterns) if patterns else KindWords()
    if context and len(context) <= _LONG_CONTEXT and words.prefer_context:
        return (context, min(labels, key=len))
    return (labels[0], min(labels, key=len))


def _labels(
    brief: Brief, patterns: Patterns | None, choice: Choice, *, has_context: bool
) -> tuple[str, ...]:
    if patterns is None:
        return ()
    words = kind_words(brief, patterns)
    if words.labels_need_context and not has_context:
        return ()
    many = len(brief.items) > 1
    known = topic(brief.topic)
    subject = known.subject.get(patterns.language, "") if known else ""
    labels = filled(choice.first(words.labels_many if many else words.labels), {"topic": subject})
    if labels or has_context:
        return labels
    return words.plain_labels_many if many else words.plain_labels


def _lead_in(brief: Brief) -> str:
    """Return the lead-in the items share, ready to stand before them."""
    contexts = {item.context.strip() for item in brief.items}
    if len(contexts) != 1 or not (context := contexts.pop()):
        return ""
    capital = context[0].upper()
    if capital.lower() == context[0]:  # a sharp s would become two letters
        context = capital + context[1:]
    return context if _ENDS.search(context) else f"{context}:"
