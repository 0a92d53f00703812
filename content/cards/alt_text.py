"""Writes what a card says for those who do not see it: its words, in reading order."""

from __future__ import annotations

import regex

from content.cards.fitting import reached_at
from content.cards.model import Card
from content.cards.wording import words_for
from content.factsheets.model import Contact

LIMIT = 500
"""Characters; Pinterest's limit, the tightest of any platform that takes alt text."""

_END = regex.compile(r"[.!?:;…。！？؟।]['”\"»)]*$")


def alt_text(card: Card, *, limit: int = LIMIT) -> str:
    """Say the card: series, lead-in, claim, list, caution, hotline, source.

    Above the limit the source goes first, then the tail of a list is counted instead of said;
    claim, caution and hotline stay.
    """
    for parts in _ways(card):
        text = " ".join(_sentence(part) for part in parts if part)
        if len(text) <= limit:
            return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _ways(card: Card) -> list[list[str]]:
    label = " ".join(part for part in (card.kicker, card.progress) if part)
    text_line = words_for(card.language).text_line(card.contact) if card.contact else ""
    # The text line is said with the number, as one reads them.
    body = "" if text_line and card.body == text_line else card.body
    head = [label, card.lead, card.headline, body]
    tail = [card.caution, _contact(card.hotline, card.language)]
    if card.contact:
        head.append(_contact_line(card.contact, card.language))
        if card.hotline and card.hotline.phone == card.contact.phone:
            tail = [card.caution]
    some = len(card.points) // 2
    fewer = [*card.points[:some], f"+{len(card.points) - some}"] if some else []
    return [
        [*head, "; ".join(card.points), *tail, card.source],
        [*head, "; ".join(card.points), *tail],
        [*head, "; ".join(fewer), *tail],
        [label, card.headline, *tail],
    ]


def _contact(contact: Contact | None, language: str) -> str:
    if contact is None:
        return ""
    return f"{contact.name}: {_contact_line(contact, language)}"


def _contact_line(contact: Contact, language: str) -> str:
    number = reached_at(contact)
    text_line = words_for(language).text_line(contact)
    return f"{number}, {text_line}" if text_line else number


def _sentence(text: str) -> str:
    return text if _END.search(text) else f"{text}."
