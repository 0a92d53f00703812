"""Holds the digits on a finished card against the contact's record: a wrong one costs a life."""

from __future__ import annotations

from collections.abc import Iterable

from content.cards.layout import Ink, Mark
from content.cards.model import CardError
from content.factsheets.model import Contact

_DIGITS = "0123456789"


def demand_recorded(marks: Iterable[Mark], contact: Contact | None) -> None:
    """Raise ``CardError`` unless the contact's number reads, left to right, as its record has it.

    Looks at the glyphs in the order the eye meets them, whatever the direction of the text.
    """
    if contact is None or not contact.phone_printed:
        return
    printed = digits(contact.phone_printed)
    if not _dials(contact, printed):
        raise CardError(
            f"{contact.name} is printed as {contact.phone_printed!r} but dialled as "
            f"{contact.phone!r}; correct the contact."
        )
    shown = [seen(mark) for mark in marks if isinstance(mark, Ink)]
    if printed not in shown:
        raise CardError(
            f"The number {contact.phone_printed} of {contact.name} would not read as its record "
            "has it; nothing was drawn."
        )


def digits(text: str) -> str:
    return "".join(one for one in text if one in _DIGITS)


def seen(ink: Ink) -> str:
    """Return the digits of a line as they stand on the card, from left to right."""
    found: list[str] = []
    for face, glyph, _, _ in sorted(ink.glyphs, key=lambda placed: placed[2]):
        names = {face.font.get_nominal_glyph(ord(one)): one for one in _DIGITS}
        found.append(names.get(glyph, ""))
    return "".join(found)


def _dials(contact: Contact, printed: str) -> bool:
    """Say whether the printed number is the dialled one, without country code or trunk zero."""
    if not contact.phone or any(one.isalpha() for one in contact.phone_printed):
        return True  # letters stand for digits, or there is nothing to compare
    return printed.lstrip("0") in digits(contact.phone)
