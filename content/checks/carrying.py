"""Lines a caption of a sensitive topic may not go without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from content.captions.phones import holds
from content.checks.model import Draft, Hit
from content.checks.searching import plain
from content.checks.topics import (
    Topic,
    contacts_for,
    demanding,
    known_topics,
    lines_for,
    topic,
)
from content.factsheets.model import Contact, ContactRole, Kind

_SENSITIVE = frozenset({Kind.WARNING_SIGN, Kind.QUESTION})
_LINES = {
    "caution": "that one sign alone proves nothing",
    "do_not_confront": "not to confront anyone",
}


def missing_contact(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the hotline or emergency number that this topic and kind must name."""
    role = ContactRole(options["role"])
    if role.value not in needed(draft):
        return
    own = tuple(contact for contact in draft.contacts if contact.role is role)
    if not any(names(draft.caption, contact) for contact in own):
        yield _absent(draft, role, own)


def missing_line(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the line of advice that this topic and kind must carry."""
    part = options["part"]
    if part not in needed(draft):
        return
    lines = [line for line in lines_for(draft.topic, draft.language) if line.part == part]
    if not lines:
        return
    if not any(line.accepts.search(plain(draft.caption)) for line in lines):
        yield Hit(
            message=f"The caption does not say {_LINES[part]}.",
            suggestion=f"Add: {lines[0].forms[0]}",
        )


def unknown_wording(draft: Draft) -> Iterator[Hit]:
    """Find advice that is needed but that we cannot recognize in this language."""
    known = {line.part for line in lines_for(draft.topic, draft.language)}
    for part in sorted(needed(draft) & set(_LINES) - known):
        yield Hit(
            message=f"Nobody has written down yet how {draft.language!r} says {_LINES[part]}.",
            suggestion="Read the caption: if the line is not there, add it.",
        )


def missing_crisis_line(draft: Draft) -> Iterator[Hit]:
    """Find words on suicide in a post, of whatever topic, whose caption names no crisis line."""
    for demanded in demanding():
        words = next(filter(None, (mention(text, demanded) for text in draft.passages)), "")
        if not words or draft.topic == demanded.name:
            continue  # under its own topic the hotline must be named anyway
        lines = tuple(c for c in draft.contacts if is_line_of(c, demanded))
        if not any(names(draft.caption, contact) for contact in lines):
            known = lines[0] if lines else next(iter(_proposed(demanded.name, draft)), None)
            yield Hit(words=words, suggestion=_advice(known, "a crisis line", ours=bool(lines)))


def mention(text: str, demanded: Topic) -> str:
    """Return the words of ``text`` that speak of a topic which demands its line; else nothing."""
    found = demanded.mention.search(plain(text)) if demanded.mention else None
    return found.group() if found else ""


def is_line_of(contact: Contact, demanded: Topic) -> bool:
    """Say whether a hotline is one for the topic."""
    if contact.role is not ContactRole.HOTLINE:
        return False
    return bool(demanded.line and demanded.line.search(contact.name))


def needed(draft: Draft) -> frozenset[str]:
    """Return which lines this topic asks for; an unknown topic asks for none."""
    known = topic(draft.topic)
    if known is None:
        return frozenset()
    return frozenset(part for kind in draft.kinds for part in known.must_carry(kind))


def help_of_unknown_topic(draft: Draft) -> Iterator[Hit]:
    """Find signs and questions of a topic we know nothing about that point to no help."""
    if draft.topic in known_topics() or not _SENSITIVE & set(draft.kinds):
        return
    helping = {ContactRole.HOTLINE, ContactRole.EMERGENCY}
    if not any(names(draft.caption, c) for c in draft.contacts if c.role in helping):
        yield Hit(message="A sign or question should say where to turn, and the caption does not.")


def names(text: str, contact: Contact) -> bool:
    """Say whether ``text`` names the contact's number, text line or address."""
    code = contact.text_code.number if contact.text_code else ""
    if any(number and holds(text, number) for number in (contact.phone, code)):
        return True
    host = contact.url.partition("://")[2].removeprefix("www.").rstrip("/")
    return bool(host) and host.casefold() in text.casefold()


def _absent(draft: Draft, role: ContactRole, own: tuple[Contact, ...]) -> Hit:
    what = {ContactRole.EMERGENCY: "emergency number"}.get(role, "hotline")
    if own:
        return Hit(
            message=f"The caption does not name the {what} {printed(own[0])}.",
            suggestion=_advice(own[0], f"the {what}", ours=True),
        )
    public = next((c for c in _proposed(draft.topic, draft) if c.role is role), None)
    return Hit(
        message=f"This topic needs the {what}, and neither the sheet nor the brand kit has one.",
        suggestion=_advice(public, f"the {what} of your country", ours=False),
    )


def _proposed(name: str, draft: Draft) -> tuple[Contact, ...]:
    country = draft.country or next((c.region for c in draft.contacts if c.region), "")
    return contacts_for(name, country)


def _advice(contact: Contact | None, what: str, *, ours: bool) -> str:
    if contact is None:
        return f"Add {what} to the contacts of your brand kit."
    where = "Add it to the caption" if ours else f"Add {what} to the contacts of your brand kit"
    return f"{where}: {printed(contact)}."


def printed(contact: Contact) -> str:
    """Return name and number of a contact, the number once."""
    number = contact.phone_printed or contact.phone
    if not number and contact.text_code:
        number = f"text {contact.text_code.number}"
    number = number or contact.url
    return contact.name if holds(contact.name, number) else f"{contact.name} {number}".strip()
