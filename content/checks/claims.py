"""Numbers and contacts: where they come from, whether they still hold, whether they are right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from content.captions.countries import is_abroad
from content.captions.links import addresses, hashtags
from content.captions.phones import digits, holds, numbers, same, spelled_out
from content.checks.carrying import names
from content.checks.model import Draft, Hit
from content.checks.searching import holds as holds_pattern
from content.checks.searching import plain
from content.checks.slips import one_slip_apart
from content.checks.statistics import figures, names_year, statistics
from content.factsheets.model import Contact

_DIAL = regex.compile(
    r"\b(?:call|text|dial|phone|llam[ae]\w*|marca\w*|envía\w*|ligue|disque|appelez|gọi|ruf\w*)\b"
    r"[^\d.!?\n]{0,24}$",
    regex.IGNORECASE,
)
_DATE = re.compile(
    r"(?:19|20)\d\d\W?(?:(?:19|20)\d\d|[01]\d\W?[0-3]\d)"  # 2021-2022, 2027-01-31
    r"|[0-3]?\d\W[0-3]?\d\W(?:19|20)\d\d"
    r"|[0-3]?\d/[0-3]?\d\W[0-3]?\d/[0-3]?\d"  # 01/11-01/31
)
# ZIP codes of nine digits after their state, and tax numbers of charities.
_NAMED = re.compile(r"\b(?:[A-Z]{2}|EIN:?|[Tt]ax ID:?|#)[ \u00a0]$")
_SERIAL = re.compile(r"\b(?:ISBN|ISSN|DOI):?[ \u00a0]?$")
_NOT_DIALLED = re.compile(r"\d{5}-\d{4}|\d{2}-\d{7}")
_COUNTS = regex.compile(
    r"\s?(?:%|(?:days?|hours?|times|people|victims|children|d[ií]as|horas|veces|personas)\b)",
    regex.IGNORECASE,
)
_COUNTRY_CODE = 4  # digits that may be missing in front, with the one that is wrong
_LONG = 7
"""Fewer digits are a telephone number only after a word such as "call"."""


def without_source(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find figures that go out without saying whose they are."""
    found = [figure for text in draft.passages for figure in statistics(text)]
    if found and not _says_source(draft, options["marker"]):
        yield Hit(words=found[0])


def without_year(draft: Draft) -> Iterator[Hit]:
    """Find figures that go out without the year they are of."""
    found = [figure for text in draft.passages for figure in statistics(text)]
    if found and not any(names_year(_prose(text)) for text in draft.passages):
        yield Hit(words=found[0])


def not_in_source(draft: Draft) -> Iterator[Hit]:
    """Find figures that the sentences of the sheet do not hold."""
    if not draft.source_text:
        return
    given = figures(draft.source_text)
    for text in draft.passages:
        for figure in statistics(_prose(text)):
            if not figures(figure) <= given:
                yield Hit(words=figure)


def wrong_number(draft: Draft) -> Iterator[Hit]:
    """Find telephone numbers that are in no contact record and not in the sheet's sentence."""
    for text in draft.passages:
        for number in _dialled(_prose(text)):
            if not _known(number, draft):
                yield _unknown_number(number, draft.contacts)


def expired_contact(draft: Draft) -> Iterator[Hit]:
    """Find contacts a reader is sent to although their record has run out."""
    if draft.today is None:
        return
    for contact in draft.contacts:
        ends = contact.expires_on
        if ends and ends < draft.today and any(names(text, contact) for text in draft.passages):
            yield Hit(
                words=contact.phone_printed or contact.phone or contact.url,
                message=f"The record of {contact.name} ran out on {ends}.",
            )


def foreign_contact(draft: Draft) -> Iterator[Hit]:
    """Find contacts of another country than the campaign's."""
    if not draft.country:
        return
    for contact in draft.contacts:
        if is_abroad(contact, draft.country) and any(names(t, contact) for t in draft.passages):
            own = contact.region or f"another country ({contact.phone_printed or contact.phone})"
            yield Hit(
                words=contact.phone_printed or contact.phone or contact.url,
                message=f"{contact.name} is for {own}; this is for {draft.country}.",
            )


def country_unknown(draft: Draft) -> Iterator[Hit]:
    """Find a contact of one country where those of others could be meant as well."""
    regions = {contact.region.partition("-")[0] for contact in draft.contacts if contact.region}
    if draft.country or len(regions) < 2:  # noqa: PLR2004
        return
    for contact in draft.contacts:
        if contact.region and any(names(text, contact) for text in draft.passages):
            yield Hit(
                words=contact.phone_printed or contact.phone or contact.url,
                message=f"{contact.name} is for {contact.region}, and nobody has said which"
                " country this is for.",
            )


def _says_source(draft: Draft, marker: str) -> bool:
    if draft.source and any(draft.source in text for text in draft.passages):
        return True
    pattern = regex.compile(marker, regex.IGNORECASE)
    return any(holds_pattern(pattern, text) for text in draft.passages)


def _prose(text: str) -> str:
    """Return ``text`` without addresses and hashtags, whose digits claim nothing."""
    kept, position = [], 0
    for span in sorted((*addresses(text), *hashtags(text)), key=lambda span: span.start):
        if span.start >= position:
            kept.append(text[position : span.start])
            position = span.end
    return plain(" ".join((*kept, text[position:])))


def _dialled(text: str) -> Iterator[str]:
    """Yield what readers will take for a number to call."""
    text, position = spelled_out(text), 0
    for number in numbers(text):
        position = text.index(number, position)
        after, before = position + len(number), text[max(0, position - 40) : position]
        named = _SERIAL.search(before) or (_NOT_DIALLED.fullmatch(number) and _NAMED.search(before))
        if (_is_long(number) and not named) or (
            _DIAL.search(before) and not _COUNTS.match(text, after)
        ):
            yield number
        position = after


def _is_long(number: str) -> bool:
    return len(digits(number)) >= _LONG and not _DATE.fullmatch(number) and not statistics(number)


def _known(number: str, draft: Draft) -> bool:
    if holds(draft.source_text, number):
        return True
    wanted = digits(number)
    return any(same(wanted, digits(own)) for c in draft.contacts for own in _numbers_of(c) if own)


def _numbers_of(contact: Contact) -> tuple[str, ...]:
    code = contact.text_code.number if contact.text_code else ""
    named = numbers(contact.name)
    return (contact.phone, contact.phone_printed, code, *named)


def _unknown_number(number: str, contacts: tuple[Contact, ...]) -> Hit:
    wanted = digits(number)
    for contact in contacts:
        for own in _numbers_of(contact):
            if _nearly(wanted, digits(own)):
                return Hit(
                    words=number,
                    message=f"{number} differs from the number of {contact.name}, {own}.",
                    suggestion=f"Write {contact.phone_printed or own}.",
                )
    return Hit(words=number)


def _nearly(one: str, other: str) -> bool:
    """Say whether two numbers differ by a wrong, missing, doubled or swapped digit."""
    if min(len(one), len(other)) < _LONG or abs(len(one) - len(other)) > _COUNTRY_CODE:
        return False
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    ends = {longer[cut:] for cut in range(len(longer) - len(shorter) + 1)} | {longer}
    return any(one_slip_apart(end, shorter) for end in ends)
