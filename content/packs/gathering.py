"""What goes into a pack made straight from a fact sheet and a brand kit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from content.brand import BrandKit
from content.captions.composing import compose
from content.captions.model import Brief, CaptionError
from content.captions.resources import as_shown
from content.cards.alt_text import alt_text
from content.cards.carousels import slides
from content.cards.composing import cards_of, closer, opener
from content.cards.model import Asset, Card, CardError, Format, ImageType, Role
from content.cards.rendering import cleaned, render
from content.checks.topics import topic_of
from content.factsheets.model import Contact, ContactRole, Extraction
from content.packs.model import PackCampaign, PackCaption, PackCard, PackContent

FORMATS = (Format.PORTRAIT, Format.SQUARE, Format.STORY, Format.LINK)
PLATFORMS = ("instagram", "facebook", "mastodon", "bluesky", "linkedin", "x", "threads")

TERMS = (
    "You may post these pictures and words as they are, and put your own logo, colours, hotline "
    "and local resources in with 'awareness pack rebrand'. Do not change the wording: it is what "
    "the source says. Keep the credit line. Do not use the pack after a date in contacts.csv "
    "under expires_on has passed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a pack is to hold. ``keys`` are places in the plan; None takes every card."""

    template: str
    formats: tuple[Format, ...] = FORMATS
    platforms: tuple[str, ...] = PLATFORMS
    keys: frozenset[str] | None = None
    link: str = ""
    hashtags: tuple[str, ...] = ()
    campaign: PackCampaign | None = None
    media_base: str = ""
    sheet_name: str = ""
    credit: str = ""


def gather(extraction: Extraction, brand: BrandKit, choices: Choices) -> PackContent:
    """Compose every card and caption; pictures are drawn when the pack is written.

    What cannot be composed for a platform is named in the content's notes, not dropped silently.
    """
    cards, notes = [], []
    for seed, (key, card) in enumerate(keyed_cards(extraction, brand).items()):
        if choices.keys is not None and key not in choices.keys:
            continue
        made, problems = gathered_card(extraction, brand, choices, key, card, seed=seed)
        notes += problems
        cards.append(made)
    return PackContent(
        extraction=extraction,
        brand=brand,
        template=choices.template,
        formats=choices.formats,
        platforms=choices.platforms,
        cards=cards,
        contacts=shown_contacts(extraction, brand),
        credit=choices.credit or credit_of(extraction),
        terms=TERMS,
        sheet_name=choices.sheet_name,
        campaign=choices.campaign,
        media_base=choices.media_base,
        notes=tuple(notes),
    )


def keyed_cards(extraction: Extraction, brand: BrandKit) -> dict[str, Card]:
    """Return every card of a sheet by its place in the plan."""
    every = [opener(extraction, brand), *cards_of(extraction, brand), closer(extraction, brand)]
    return {card.role if card.role is not Role.ITEM else card.item_keys[0]: card for card in every}


def gathered_card(  # a card is made of exactly these
    extraction: Extraction, brand: BrandKit, choices: Choices, key: str, card: Card, *, seed: int
) -> tuple[PackCard, list[str]]:
    """Compose one card's captions; return it with what could not be composed."""
    captions, problems = _captions(extraction, brand, choices, card, seed)
    made = PackCard(
        key=key,
        kind=card.kind,
        headline=card.headline,
        alt_text=_alt_text(card),
        item_keys=card.item_keys,
        lines=card.lines,
        language=card.language,
        captions=tuple(captions),
        draw=partial(_draw, card, brand, choices.template),
        seed=seed,
    )
    return made, problems


def shown_contacts(extraction: Extraction, brand: BrandKit) -> tuple[Contact, ...]:
    """Return the contacts a reader is sent to: the brand's, and the sheet's they do not replace."""
    replaced = {(contact.role, contact.region) for contact in brand.contacts}
    return (
        *brand.contacts,
        *(
            contact
            for contact in extraction.contacts
            if contact.role is not ContactRole.PUBLISHER
            and (contact.role, contact.region) not in replaced
        ),
    )


def credit_of(extraction: Extraction) -> str:
    """Return the line that names whose facts these are."""
    who = extraction.publisher or extraction.title
    return f"Facts: {who}{f', {extraction.publisher_url}' if extraction.publisher_url else ''}"


def _alt_text(card: Card) -> str:
    try:
        return alt_text(cleaned(card))
    except CardError:
        return alt_text(card)  # the picture is refused when it is drawn, with the reason


def _draw(card: Card, brand: BrandKit, template: str, wanted: Format) -> list[Asset]:
    parts = slides(card, brand=brand, template=template, format=wanted)
    return [
        render(part, brand=brand, template=template, format=wanted, image_type=ImageType.PNG)
        for part in parts
    ]


def _captions(  # one caption takes its words from all of these
    extraction: Extraction,
    brand: BrandKit,
    choices: Choices,
    card: Card,
    seed: int,
) -> tuple[list[PackCaption], list[str]]:
    contacts = shown_contacts(extraction, brand)
    brief = _brief(extraction, brand, choices, card, contacts, seed)
    made, problems = [], []
    for platform in choices.platforms:
        try:
            made.append(
                PackCaption(platform=platform, text=compose(replace(brief, platform=platform)).text)
            )
        except CaptionError as error:
            problems.append(f"No caption for {platform} on “{card.headline[:60]}”: {error}")
    return made, problems


def _brief(  # one caption takes its words from all of these
    extraction: Extraction,
    brand: BrandKit,
    choices: Choices,
    card: Card,
    contacts: tuple[Contact, ...],
    seed: int,
) -> Brief:
    by_key = {item.key: item for item in extraction.items}
    campaign = choices.campaign
    return Brief(
        items=as_shown(tuple(by_key[key] for key in card.item_keys if key in by_key), card),
        platform="",
        language=card.language,
        hotline=card.hotline,
        emergency=next((one for one in contacts if one.role is ContactRole.EMERGENCY), None),
        topic=extraction.topic or topic_of(extraction),
        source=card.source,
        link=choices.link or brand.url or extraction.publisher_url,
        campaign=campaign.name if campaign else "",
        hashtags=choices.hashtags or brand.hashtags,
        year=campaign.first_day.year if campaign else None,
        seed=seed,
        organization=brand.name,
        contacts=contacts,
        link_in_bio=bool(brand.url),
    )
