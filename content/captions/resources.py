"""A card about a contact says the contact that is shown, not the one the sheet had."""

from __future__ import annotations

from dataclasses import replace

from content.cards.model import Card
from content.factsheets.model import Contact, Item


def as_shown(items: tuple[Item, ...], card: Card) -> tuple[Item, ...]:
    """Return the items of a card for its caption.

    Where a brand's contact took the place of the sheet's, the item's own words name a line that
    the card no longer shows: the contact's record speaks instead.
    """
    contact = card.contact
    if contact is None:
        return items
    return tuple(
        item if _names(item.text, contact) else replace(item, text=_line(contact), links=())
        for item in items
    )


def _names(text: str, contact: Contact) -> bool:
    printed = contact.phone_printed or contact.phone
    digits = "".join(filter(str.isdigit, text))
    if printed:
        return "".join(filter(str.isdigit, printed)) in digits
    return contact.name in text


def _line(contact: Contact) -> str:
    number = contact.phone_printed or contact.phone or contact.url
    return f"{contact.name} {number}"
