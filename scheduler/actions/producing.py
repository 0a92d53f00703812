"""Turn one card into everything a post needs: pictures, alt texts, captions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from content.brand import BrandKit
from content.captions.composing import compose
from content.captions.fitting import Role as PartRole
from content.captions.limits import limit_for, platforms
from content.captions.model import Brief, CaptionError, TextLimit
from content.captions.resources import as_shown
from content.captions.series import compose_series
from content.captions.thread import as_thread
from content.cards.alt_text import LIMIT as ALT_LIMIT
from content.cards.alt_text import alt_text
from content.cards.carousels import slides
from content.cards.model import Asset, Card, CardError, Format, ImageType
from content.cards.rendering import cleaned, render
from content.checks.drawn import picture_words
from content.factsheets.model import ContactRole
from scheduler.actions.material import Material
from scheduler.connectors.registry import connector_class
from scheduler.store.campaigns import Campaign
from scheduler.store.channels import Channel
from scheduler.store.media import MediaStore
from scheduler.store.posts import NewAsset

PACK_FORMATS = (Format.PORTRAIT, Format.SQUARE, Format.STORY, Format.LINK)
"""Drawn for every post, so that people who post by hand have the shape they need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """What all posts of one campaign share while they are made."""

    campaign: Campaign
    material: Material
    brand: BrandKit
    channels: Sequence[Channel]
    media: MediaStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """A card's pictures by format, in order where there are several. ``problems`` says what could
    not be drawn, and why.
    """

    assets: tuple[NewAsset, ...]
    problems: tuple[str, ...]

    def count(self, wanted: str) -> int:
        return sum(asset.format == wanted for asset in self.assets)


def pictures(studio: Studio, card: Card) -> Pictured:
    """Draw the card in every format needed and keep the bytes.

    A text that does not fit on one picture becomes the slides of a carousel.
    """
    wanted = dict.fromkeys(PACK_FORMATS)
    wanted.update((format_of(channel), None) for channel in studio.channels)
    smallest = min(
        (connector_class(c.platform).capabilities.max_image_bytes for c in studio.channels),
        default=1_900_000,
    )
    assets: list[NewAsset] = []
    problems: list[str] = []
    for shape in wanted:
        try:
            parts = slides(
                card, brand=studio.brand, template=studio.campaign.template, format=shape
            )
            drawn = [_drawn(studio, part, shape, smallest) for part in parts]
        except CardError as error:
            problems.append(str(error))
            continue
        assets += [
            _kept(studio, asset, part, place)
            for place, (asset, part) in enumerate(zip(drawn, parts, strict=True))
        ]
    return Pictured(assets=tuple(assets), problems=tuple(problems))


def fitting_channels(
    studio: Studio, pictured: Pictured, written: Mapping[str, str]
) -> tuple[list[Channel], list[str]]:
    """Return the channels a post can go to, and why it cannot go to the others."""
    good, problems = [], []
    for channel in studio.channels:
        count = pictured.count(format_of(channel))
        most = connector_class(channel.platform).capabilities.max_images
        if not count:
            problems.append(f"not for {channel.name}: there is no {format_of(channel)} picture")
        elif count > most:
            problems.append(f"not for {channel.name}: it takes {most} pictures, this has {count}")
        elif channel.platform not in written:
            problems.append(f"not for {channel.name}: there is no caption that fits")
        else:
            good.append(channel)
    return good, problems


def format_of(channel: Channel) -> Format:
    """Return the format this channel's platform shows best."""
    return Format(connector_class(channel.platform).capabilities.format)


def captions(studio: Studio, card: Card, *, seed: int) -> tuple[dict[str, str], list[str]]:
    """Return the texts of ``composed``, and why a platform has none."""
    written, problems = composed(studio, card, seed=seed)
    return {platform: one.text for platform, one in written.items()}, problems


@dataclass(frozen=True, slots=True)
class Composed:
    """A caption with what people should know of it: parts left out to fit, tags with two meanings.

    A thread's text has its posts one after another.
    """

    text: str
    notes: tuple[str, ...]


def composed(studio: Studio, card: Card, *, seed: int) -> tuple[dict[str, Composed], list[str]]:
    """Compose one caption per platform of the campaign, within its channels' limits.

    Also returns why a platform has none: what it must say does not fit there.
    """
    by_key = {item.key: item for item in studio.material.extraction.items}
    campaign = studio.campaign
    extraction = studio.material.extraction
    brief = Brief(
        items=as_shown(tuple(by_key[key] for key in card.item_keys if key in by_key), card),
        platform="",
        language=card.language,
        hotline=card.hotline,
        emergency=studio.material.contact(ContactRole.EMERGENCY),
        topic=studio.material.topic,
        source=card.source,
        link=campaign.link or extraction.publisher_url,
        campaign=campaign.name,
        hashtags=campaign.hashtags or studio.brand.hashtags,
        year=campaign.first_day.year,
        seed=seed,
        contacts=studio.material.near,
        link_in_bio=bool(studio.brand.url),
    )
    written: dict[str, Composed] = {}
    problems: list[str] = []
    for name in dict.fromkeys(channel.platform for channel in studio.channels):
        try:
            limit = _limit(name, studio.channels)
            written[name] = _composed(replace(brief, platform=name, limit=limit))
        except CaptionError as error:
            problems.append(str(error))
    return written, problems


def _composed(brief: Brief) -> Composed:
    """Compose the caption; where not all of it fits and the platform has threads, one of those."""
    threads = connector_class(brief.platform).capabilities.threads
    try:
        caption = compose(brief)
        if not threads or PartRole.REST not in caption.dropped:
            return Composed(caption.text, (*caption.notes, *map(_left_out, caption.dropped)))
    except CaptionError:
        if not threads:
            raise
    series = compose_series(brief)
    notes = dict.fromkeys(note for caption in series.captions for note in caption.notes)
    return Composed(as_thread(caption.text for caption in series.captions), tuple(notes))


_PARTS = {
    PartRole.CALL.value: "the call to act",
    PartRole.HASHTAGS.value: "the hashtags",
    PartRole.LINK.value: "the link",
    PartRole.OPENING.value: "the opening line",
    PartRole.REST.value: "further sentences of the statement",
    PartRole.SOURCE.value: "the source",
}


def _left_out(part: str) -> str:
    return f"left out to fit: {_PARTS.get(part, part)}"


def _limit(platform: str, channels: Sequence[Channel]) -> TextLimit:
    """Return the platform's limit, made tighter by what the connected servers said."""
    limit = limit_for(platform)
    said = [
        int(channel.limits["max_characters"])
        for channel in channels
        if channel.platform == platform and channel.limits.get("max_characters")
    ]
    return replace(limit, limit=min([limit.limit, *said])) if said else limit


def _alt_text(studio: Studio, asset: Asset, card: Card) -> str:
    """Say the card as fully as every platform of the campaign has room for."""
    known = [limit_for(c.platform) for c in studio.channels if c.platform in platforms()]
    room = min((limit.alt_limit for limit in known if limit.alt_limit), default=0)
    return alt_text(cleaned(card), limit=room) if room > ALT_LIMIT else asset.alt_text


def _drawn(studio: Studio, card: Card, wanted: Format, max_bytes: int) -> Asset:
    if _all_take_png(studio):
        asset = render(card, brand=studio.brand, template=studio.campaign.template, format=wanted)
        if len(asset.data) <= max_bytes:
            return asset
    return render(
        card,
        brand=studio.brand,
        template=studio.campaign.template,
        format=wanted,
        image_type=ImageType.JPEG,
    )


def _all_take_png(studio: Studio) -> bool:
    """Say whether PNG, sharper for words than JPEG, is for all: Instagram and TikTok refuse it."""
    return all(
        "image/png" in connector_class(channel.platform).capabilities.mime_types
        for channel in studio.channels
    )


def _kept(studio: Studio, drawn_card: Asset, card: Card, position: int) -> NewAsset:
    asset = replace(drawn_card, alt_text=_alt_text(studio, drawn_card, card))
    drawn = picture_words(asset, card, studio.brand)
    return NewAsset(
        format=asset.format,
        position=position,
        sha256=studio.media.put(asset.data),
        mime_type=asset.mime_type,
        width=asset.width,
        height=asset.height,
        alt_text=asset.alt_text,
        words=drawn.words,
        template=asset.template,
        framing=drawn.framing,
        contrast=asset.contrast,
        smallest_text=asset.smallest_text,
    )
