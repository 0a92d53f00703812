"""What a content pack is made of, before it is written and after it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from content.brand import BrandKit
from content.cards.model import Asset, Format
from content.factsheets.model import Contact, Extraction, Lines

SCHEMA = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"

Draw = Callable[[Format], Sequence[Asset]]
"""Gives the picture of a card, or the slides of a carousel. Raises ``CardError`` when it cannot."""

Progress = Callable[[int, int, str], None]
"""Told how many cards of how many are in the pack, and the newest one's headline."""


class PackError(Exception):
    """A pack that cannot be built or must not be used: says which file, why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCaption:
    """``edited`` captions are a person's words and travel as they are."""

    platform: str
    text: str
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCard:
    """One card with its captions. ``key`` is its place in the plan: a role or its first item.

    ``local`` is the wall time it is planned for in the campaign's zone. ``draw`` is called once
    for each format, so that no two pictures are in memory together. ``sheet`` is the fact sheet
    that ``lines`` are of, where the pack is made from several.
    """

    key: str
    kind: str
    headline: str
    alt_text: str
    item_keys: tuple[str, ...]
    lines: Lines
    language: str
    captions: tuple[PackCaption, ...]
    draw: Draw
    seed: int = 0
    local: datetime | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCampaign:
    name: str
    zone: str
    first_day: date
    last_day: date
    link: str = ""
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackContent:
    """``credit`` is the publisher's line that no rebranding takes away.

    ``contacts`` are those shown, after the brand's replaced the sheet's. ``media_base`` is the
    public address under which the pack's files will lie, where there is one.
    """

    extraction: Extraction
    brand: BrandKit
    template: str
    formats: tuple[Format, ...]
    platforms: tuple[str, ...]
    cards: Sequence[PackCard]
    contacts: tuple[Contact, ...]
    credit: str
    terms: str
    sheet_name: str = ""
    campaign: PackCampaign | None = None
    media_base: str = ""
    notes: tuple[str, ...] = ()  # what was left out or closed, for whoever reuses the pack


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    name: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``plain`` is the manifest as JSON; ``files`` are all others, by name."""

    plain: Mapping[str, Any]
    files: Mapping[str, PackFile] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.plain["title"])

    @property
    def cards(self) -> Sequence[Mapping[str, Any]]:
        cards: Sequence[Mapping[str, Any]] = self.plain["cards"]
        return cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A card as it lies in the pack: its pictures by format, in order where there are several."""

    card: PackCard
    number: int
    pictures: dict[Format, tuple[PackFile, ...]]
    alt_texts: dict[str, str] = field(default_factory=dict)  # by file name
    small: bytes = b""  # a thumbnail for the overview
