"""A partner's own pack: its logo, colours, hotline and local resources; the words stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from content.brand import BrandKit
from content.cards.model import Card, Format
from content.cards.templates import list_templates
from content.factsheets.serial import from_json
from content.packs.gathering import Choices, gathered_card, keyed_cards, shown_contacts
from content.packs.local_contacts import Localized, localized, with_own_numbers
from content.packs.model import (
    Manifest,
    PackCampaign,
    PackCaption,
    PackCard,
    PackContent,
    PackError,
)

_LACKS = "manifest.json lacks what a rebranding needs: ask for a newer pack."


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
        local = localized(from_json(plain["extraction"]), brand)
        campaign = _campaign(plain)
        choices = Choices(
            template=_template(template or str(plain["template"]) or list_templates()[0]),
            formats=formats or tuple(Format(name) for name in plain["formats"]),
            platforms=tuple(plain["platforms"]),
            link=brand.url or (campaign.link if campaign else ""),
            hashtags=campaign.hashtags if campaign else (),
            campaign=campaign,
            sheet_name=str(plain["fact_sheet"]["name"]),
            credit=str(plain["credit"]),
        )
        cards, notes = _cards(manifest, local, choices)
        original = from_json(plain["extraction"])
    except (KeyError, TypeError, ValueError) as error:
        raise PackError(_LACKS) from error
    if not cards:
        raise PackError("Nothing of the pack is left with this brand: give it local contacts.")
    return PackContent(
        extraction=original,  # the next partner starts from the publisher's words again
        brand=brand,
        template=choices.template,
        formats=choices.formats,
        platforms=choices.platforms,
        cards=cards,
        contacts=shown_contacts(local.extraction, local.brand),
        credit=choices.credit,
        terms=str(plain["terms"]),
        sheet_name=choices.sheet_name,
        campaign=campaign,
        notes=(*local.notes, *notes),
    )


def cards_in(manifest: Manifest, brand: BrandKit) -> list[Card]:
    """Return the cards of a pack as a partner's brand would show them, in the pack's order."""
    try:
        local = localized(from_json(manifest.plain["extraction"]), brand)
    except (KeyError, TypeError, ValueError) as error:
        raise PackError(_LACKS) from error
    drawn = keyed_cards(local.extraction, local.brand)
    keys = dict.fromkeys(_base(str(card["key"])) for card in manifest.cards)
    return [drawn[key] for key in keys if key in drawn]


def stale_contacts(manifest: Manifest, today: date) -> tuple[str, ...]:
    """Name the contacts of a pack whose day has passed."""
    return tuple(
        str(row["name"])
        for row in manifest.plain.get("contacts", ())
        if row.get("expires_on") and date.fromisoformat(str(row["expires_on"])) < today
    )


def _cards(
    manifest: Manifest, local: Localized, choices: Choices
) -> tuple[list[PackCard], list[str]]:
    drawn = keyed_cards(local.extraction, local.brand)
    places = {key: place for place, key in enumerate(drawn)}
    made: list[PackCard] = []
    notes: list[str] = []
    for before in manifest.cards:
        key = _base(str(before["key"]))
        if key in local.closed:
            continue  # the notes name the contact whose place it was
        if key not in drawn:
            notes.append(
                f"“{str(before['headline'])[:60]}” was left out: it is not from the fact sheet, "
                "so it cannot be drawn with another brand."
            )
            continue
        seed = int(before.get("seed") or places[key])
        card, problems = gathered_card(
            local.extraction, local.brand, choices, str(before["key"]), drawn[key], seed=seed
        )
        notes += problems
        made.append(_as_before(card, before, local))
    return made, notes


def _base(key: str) -> str:
    """Return the place in the plan that a card which comes round again came from first."""
    return key.partition("~")[0]


def _as_before(card: PackCard, before: Mapping[str, Any], local: Localized) -> PackCard:
    """Give a card the time it had, and the words a person had put in."""
    captions = {one.platform: one for one in card.captions}
    captions |= {
        str(one["platform"]): PackCaption(
            platform=str(one["platform"]),
            text=with_own_numbers(str(one["text"]), local.swaps),
            edited=True,
        )
        for one in before["captions"]
        if one["edited"]
    }
    had = {str(one["platform"]) for one in before["captions"]}
    return replace(
        card,
        captions=tuple(one for platform, one in captions.items() if platform in had),
        local=datetime.fromisoformat(before["local"]) if before["local"] else None,
    )


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
