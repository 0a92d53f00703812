"""What only a whole fact sheet can show: contacts it lacks, figures without a year, dead links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from content.captions.characters import unfit
from content.checks.carrying import printed
from content.checks.model import Draft, Hit
from content.checks.readability import too_hard
from content.checks.statistics import names_year, statistics
from content.checks.topics import contacts_for, topic
from content.factsheets.model import Contact, ContactRole, Extraction

_TO_VERIFY = frozenset({ContactRole.HOTLINE, ContactRole.EMERGENCY, ContactRole.TIP_LINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A fact sheet as the rules see it; without ``today`` nothing counts as expired."""

    extraction: Extraction
    topic: str
    today: date | None = None


def contact_missing(sheet: Sheet, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a contact that captions of this topic must name and the sheet does not have."""
    role = ContactRole(options["role"])
    known = topic(sheet.topic)
    there = any(contact.role is role for contact in sheet.extraction.contacts)
    if known is None or there:
        return
    asking = [i for i in sheet.extraction.items if role.value in known.must_carry(i.kind)]
    if not asking:
        return
    what = "emergency number" if role is ContactRole.EMERGENCY else "hotline"
    proposed = next((c for c in _public(sheet) if c.role is role), None)
    yield Hit(
        message=f"The sheet names no {what}; {len(asking)} of its cards need one.",
        suggestion=f"Add the {what} of your country to your brand kit"
        + (f", for example {printed(proposed)}." if proposed else "."),
    )


def contact_expired(sheet: Sheet) -> Iterator[Hit]:
    for contact in sheet.extraction.contacts:
        ends = contact.expires_on
        if sheet.today and ends and ends < sheet.today:
            yield Hit(
                words=contact.phone_printed or contact.url,
                lines=contact.lines if any(contact.lines) else None,
                message=f"The record of {contact.name} ran out on {ends}.",
            )


def contact_unverified(sheet: Sheet) -> Iterator[Hit]:
    for contact in sheet.extraction.contacts:
        if contact.role in _TO_VERIFY and contact.verified_on is None:
            yield Hit(
                words=contact.phone_printed or contact.url,
                lines=contact.lines if any(contact.lines) else None,
                message=f"Nobody has noted when {contact.name} was last checked.",
            )


def figure_without_year(sheet: Sheet) -> Iterator[Hit]:
    for item in sheet.extraction.items:
        found = statistics(item.text)
        if found and not names_year(f"{item.context} {item.text}"):
            yield Hit(words=found[0], lines=item.lines)


def link_broken(sheet: Sheet) -> Iterator[Hit]:
    told = "\n".join(warning.message for warning in sheet.extraction.warnings)
    for item in sheet.extraction.items:
        for link in item.links:
            if link.url is None and link.raw not in told:
                yield Hit(
                    words=link.raw,
                    lines=item.lines,
                    message=f"The address {link.raw!r} cannot be followed.",
                )


def sheet_warning(sheet: Sheet) -> Iterator[Hit]:
    """Pass on what the reading of the sheet itself had to warn about."""
    for warning in sheet.extraction.warnings:
        proposal = f"Perhaps meant: {warning.proposal}" if warning.proposal else ""
        yield Hit(message=warning.message, lines=warning.lines, suggestion=proposal)


def unfit_characters(sheet: Sheet) -> Iterator[Hit]:
    for item in sheet.extraction.items:
        for line in unfit(item.text)[:3]:
            yield Hit(words=line.partition(" ")[0], lines=item.lines, message=f"{line}.")


def item_hard_to_read(sheet: Sheet, options: Mapping[str, Any]) -> Iterator[Hit]:
    for item in sheet.extraction.items:
        draft = Draft(
            platform="",
            caption=item.text,
            kinds=(item.kind,),
            topic=sheet.topic,
            language=sheet.extraction.language,
        )
        for hit in too_hard(draft, options):
            message = hit.message.replace("The caption", "The statement")
            yield Hit(words=hit.words, lines=item.lines, message=message)


def _public(sheet: Sheet) -> tuple[Contact, ...]:
    regions = dict.fromkeys(c.region for c in sheet.extraction.contacts if c.region)
    return contacts_for(sheet.topic, next(iter(regions), ""))


SheetPredicate = Callable[[Sheet, Mapping[str, Any]], Iterator[Hit]]


def _always(find: Callable[[Sheet], Iterator[Hit]]) -> SheetPredicate:
    return lambda sheet, _options: find(sheet)


SHEET_PREDICATES: Mapping[str, SheetPredicate] = MappingProxyType(
    {
        "sheet_contact_missing": contact_missing,
        "sheet_contact_expired": _always(contact_expired),
        "sheet_contact_unverified": _always(contact_unverified),
        "sheet_figure_without_year": _always(figure_without_year),
        "sheet_link_broken": _always(link_broken),
        "sheet_warning": _always(sheet_warning),
        "sheet_unfit_characters": _always(unfit_characters),
        "sheet_hard_to_read": item_hard_to_read,
    }
)
