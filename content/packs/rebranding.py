"""A partner's own pack: its logo, colours, hotline and local resources; the words stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from content.brand import BrandKit
from content.cards.model import Format
from content.cards.templates import list_templates
from content.factsheets.model import Contact, ContactRole, Extraction, Kind
from content.factsheets.serial import from_json
from content.packs.gathering import Choices, gather
from content.packs.model import (
    Manifest,
    PackCampaign,
    PackCaption,
    PackCard,
    PackContent,
    PackError,
)


def rebranded(
    manifest: Manifest, brand: BrandKit, *, formats: tuple[Format, ...] = (), template: str = ""
) -> PackContent:
    """Return the content of a pack for another organization.

    Every card of the pack is made anew from the same items. A contact of one region gives way to
    the partner's of the same role; where the partner has none, its card is left out and the notes
    say so. Captions a person had edited keep their words, with the numbers that were replaced.
    The publisher's credit line stays. Raises ``PackError`` for a pack that lacks what it takes.
    """
    plain = manifest.plain
    try:
        extraction = from_json(plain["extraction"])
        shapes = formats or tuple(Format(name) for name in plain["formats"])
        kept, partner, closed, notes = _regional(extraction, brand)
        choices = Choices(
            template=_template(template or str(plain["template"])),
            formats=shapes,
            platforms=tuple(plain["platforms"]),
            keys=frozenset(str(card["key"]) for card in manifest.cards) - closed,
            link=str((plain["campaign"] or {}).get("link", "")) if not brand.url else brand.url,
            campaign=_campaign(plain),
            sheet_name=str(plain["fact_sheet"]["name"]),
            credit=str(plain["credit"]),
        )
        content = gather(kept, partner, choices)
        cards = [_as_before(card, manifest, extraction, partner.contacts) for card in content.cards]
    except (KeyError, TypeError, ValueError) as error:
        raise PackError(
            "manifest.json lacks what a rebranding needs: ask for a newer pack."
        ) from error
    if not cards:
        raise PackError("Nothing of the pack is left with this brand: give it local contacts.")
    cards.sort(key=lambda card: _place(manifest, card.key))
    return replace(
        content,
        cards=cards,
        contacts=tuple(_as_given(contact, brand) for contact in content.contacts),
        brand=brand,
        extraction=extraction,  # the next partner starts from the publisher's words again
        notes=(*notes, *content.notes),
    )


def _as_given(contact: Contact, brand: BrandKit) -> Contact:
    """Undo the pairing: a contact serves the region its owner says."""
    own = next((one for one in brand.contacts if one.key == contact.key), None)
    return replace(contact, region=own.region if own else contact.region.partition("#")[0])


def stale_contacts(manifest: Manifest, today: date) -> tuple[str, ...]:
    """Name the contacts of a pack whose day has passed."""
    return tuple(
        str(row["name"])
        for row in manifest.plain.get("contacts", ())
        if row.get("expires_on") and date.fromisoformat(str(row["expires_on"])) < today
    )


def _regional(
    extraction: Extraction, brand: BrandKit
) -> tuple[Extraction, BrandKit, frozenset[str], list[str]]:
    """Pair the sheet's regional contacts with the partner's by role; drop those without one."""
    own = [*brand.contacts]
    paired: list[Contact] = []
    dropped: list[Contact] = []
    for contact in extraction.contacts:
        if contact.role is ContactRole.PUBLISHER or not is_regional(contact):
            continue
        match = next((one for one in own if one.role is contact.role), None)
        if match is None:
            dropped.append(contact)
            continue
        own.remove(match)
        paired.append(replace(match, region=f"{contact.region}#{len(paired)}"))
    swaps = iter(paired)
    contacts, notes = [], []
    for contact in extraction.contacts:
        if contact in dropped:
            notes.append(
                f"“{contact.name}” ({contact.region}) has no counterpart in this brand: "
                "its place is closed. Add a contact of that role to the brand file to fill it."
            )
        elif contact.role is not ContactRole.PUBLISHER and is_regional(contact):
            contacts.append(replace(contact, region=next(swaps).region))
        else:
            contacts.append(contact)
    closed = frozenset(
        item.key
        for item in extraction.items
        if item.kind is Kind.RESOURCE and any(_about(item.lines, one) for one in dropped)
    )
    items = tuple(item for item in extraction.items if item.key not in closed)
    kept = replace(extraction, contacts=tuple(contacts), items=items)
    return kept, replace(brand, contacts=(*paired, *own)), closed, notes


def is_regional(contact: Contact) -> bool:
    """Say whether a contact serves a part of a country: its region is like US-CT."""
    return "-" in contact.region


def _about(lines: tuple[int, int], contact: Contact) -> bool:
    return lines[0] <= contact.lines[1] and contact.lines[0] <= lines[1]


def _template(name: str) -> str:
    if name not in list_templates():
        raise PackError(
            f"The pack was drawn with the template {name!r}, which is not here: "
            f"name one of {', '.join(list_templates())} with --template."
        )
    return name


def _campaign(plain: Mapping[str, Any]) -> PackCampaign | None:
    campaign = plain["campaign"]
    if campaign is None:
        return None
    return PackCampaign(
        name=str(campaign["name"]),
        zone=str(campaign["zone"]),
        first_day=date.fromisoformat(campaign["first_day"]),
        last_day=date.fromisoformat(campaign["last_day"]),
        link=str(campaign["link"]),
        hashtags=tuple(campaign["hashtags"]),
    )


def _as_before(
    card: PackCard, manifest: Manifest, extraction: Extraction, own: Sequence[Contact]
) -> PackCard:
    """Give a card the time it had, and the words a person had put in."""
    before = next(one for one in manifest.cards if one["key"] == card.key)
    edited = {
        str(one["platform"]): _with_own_numbers(str(one["text"]), extraction, own)
        for one in before["captions"]
        if one["edited"]
    }
    captions = tuple(
        PackCaption(
            platform=one.platform,
            text=edited.get(one.platform, one.text),
            edited=one.platform in edited,
        )
        for one in card.captions
    )
    local = datetime.fromisoformat(before["local"]) if before["local"] else None
    return replace(card, captions=captions, local=local)


def _with_own_numbers(text: str, extraction: Extraction, own: Sequence[Contact]) -> str:
    for contact in extraction.contacts:
        match = next(
            (
                one
                for one in own
                if (one.role, one.region.partition("#")[0]) == (contact.role, contact.region)
            ),
            None,
        )
        if match and contact.phone_printed and match.phone_printed:
            text = text.replace(contact.phone_printed, match.phone_printed)
    return text


def _place(manifest: Manifest, key: str) -> int:
    return next(n for n, one in enumerate(manifest.cards) if one["key"] == key)
