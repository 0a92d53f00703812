"""The lines around a statement, from full to short: help, advice, source. All words are given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import bidirectional

from content.captions.model import Brief
from content.captions.patterns import Patterns, filled, first_filled
from content.captions.phones import digits, holds, same
from content.captions.statements import Choice, calls, first_width
from content.checks.carrying import is_line_of, mention
from content.checks.topics import Topic, demanding, lines_for, topic
from content.factsheets.model import Contact, ContactRole, Kind

_EXPLANATION = re.compile(r",\s|\s\(|;\s")
_YEAR_OR_NUMBER = re.compile(r"\d")
_SHORTEST_NAME = 3
_LEFT_TO_RIGHT = "\u200e"


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
        *first_filled(group, words),
        *first_filled(patterns.hotline_short, words),
        *first_filled(patterns.hotline_shortest, words),
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
    return first_filled(patterns.hotline_short, contact_words(contact, patterns))


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
    return tuple(dict.fromkeys((f"{contact.name}: {_turned(contact.name)}{where}", where)))


def _turned(before: str) -> str:
    """Keep the groups of a number in their order: after Arabic letters they would be turned.

    https://www.unicode.org/reports/tr9/#W2 makes its digits Arabic ones, which a hyphen parts.
    """
    return _LEFT_TO_RIGHT if any(bidirectional(char) == "AL" for char in before) else ""
