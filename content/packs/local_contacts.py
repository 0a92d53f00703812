"""Whose local help a pack names: the partner's, or nobody's; never that of another region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from content.brand import BrandKit
from content.factsheets.model import Contact, ContactRole, Extraction, Item, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Localized:
    """A sheet and a brand as a partner shows them.

    ``swaps`` are the sheet's contacts with what took their place, ``closed`` the items whose
    contact has no counterpart; ``notes`` say so.
    """

    extraction: Extraction
    brand: BrandKit
    swaps: Sequence[tuple[Contact, Contact]]
    closed: frozenset[str]
    notes: tuple[str, ...]


def localized(extraction: Extraction, brand: BrandKit) -> Localized:
    """Put the partner's contacts where the sheet has some of one region.

    A partner's contact stands in the lines of the one it replaces, so every card about those lines
    shows it; what is left of the partner's replaces by role and region as in any brand kit.
    """
    pairs = _pairs(extraction, brand)
    contacts, swaps, dropped = [], [], []
    for contact in extraction.contacts:
        if not _is_local(contact):
            contacts.append(contact)
        elif own := pairs.get(contact.key):
            contacts.append(replace(own, lines=contact.lines))
            swaps.append((contact, own))
        else:
            dropped.append(contact)
    used = {own.key for own in pairs.values()}
    filled = {(own.role, own.region) for own in pairs.values()}
    left = [one for one in brand.contacts if one.key not in used]
    # A second contact of one role and region would replace the first; it is only listed.
    listed = [one for one in left if (one.role, one.region) in filled]
    swaps += [
        (before, own)
        for own in left
        if own not in listed
        for before in extraction.contacts
        if (before.role, before.region) == (own.role, own.region)
    ]
    closed = frozenset(
        item.key
        for item in extraction.items
        if item.kind is Kind.RESOURCE and any(_overlap(item.lines, one.lines) for one in dropped)
    )
    return Localized(
        extraction=replace(
            extraction,
            contacts=(*contacts, *(replace(one, lines=(0, 0)) for one in listed)),
            items=tuple(
                _without_region(item, swaps) for item in extraction.items if item.key not in closed
            ),
        ),
        brand=replace(brand, contacts=tuple(one for one in left if one not in listed)),
        swaps=swaps,
        closed=closed,
        notes=tuple(
            f"“{one.name}” ({one.region}) has no counterpart in this brand: its place is closed. "
            f"Add a contact with the role {one.role} to the brand to fill it."
            for one in dropped
        ),
    )


def with_own_numbers(text: str, swaps: Sequence[tuple[Contact, Contact]]) -> str:
    """Put the numbers, addresses and names that took another's place into a person's words."""
    for before, own in swaps:
        for old, new in (
            (before.phone_printed, own.phone_printed or own.phone),
            (before.name, own.name),
            (before.url, own.url),
        ):
            if old and new:
                text = text.replace(old, new)
    return text


def is_regional(contact: Contact) -> bool:
    """Say whether a contact serves a part of a country: its region is like US-CT."""
    return "-" in contact.region


def _is_local(contact: Contact) -> bool:
    return contact.role is not ContactRole.PUBLISHER and is_regional(contact)


def _pairs(extraction: Extraction, brand: BrandKit) -> Mapping[str, Contact]:
    """Pair by role, those of the same region first; no national contact fills a local place."""
    wide = {(one.role, one.region) for one in extraction.contacts if not is_regional(one)}
    own = [one for one in brand.contacts if (one.role, one.region) not in wide]
    pairs: dict[str, Contact] = {}
    for same_region in (True, False):
        for contact in filter(_is_local, extraction.contacts):
            if contact.key in pairs:
                continue
            fits = (
                one
                for one in own
                if one.role is contact.role
                and (one.region == contact.region if same_region else True)
            )
            if match := next(fits, None):
                own.remove(match)
                pairs[contact.key] = match
    return pairs


def _without_region(item: Item, swaps: Sequence[tuple[Contact, Contact]]) -> Item:
    """Take away the heading of another region from what names the partner's contact now."""
    swapped = item.kind is Kind.RESOURCE and any(
        is_regional(before) and _overlap(item.lines, before.lines) for before, _ in swaps
    )
    return replace(item, section="", context="") if swapped else item


def _overlap(lines: tuple[int, int], others: tuple[int, int]) -> bool:
    return lines[0] <= others[1] and others[0] <= lines[1]
