"""Captions as values: a limit, a measured length, a composed caption."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from content.factsheets.model import Contact, Item


class Unit(StrEnum):
    GRAPHEMES = auto()
    CODE_POINTS = auto()
    UTF16_UNITS = auto()
    WEIGHTED = auto()
    EMOJI_BYTES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLimit:
    """How one platform, or one server of it, counts a caption.

    ``url_length`` is what every http(s) address counts, None where it counts as written.
    ``max_bytes`` is a second limit in UTF-8 bytes; each character of ``escaped`` counts one more.
    Above ``max_hashtags`` a post is refused where ``refuses_hashtags``, elsewhere they are of no
    use; ``advised_hashtags`` is what a caption is composed with.
    ``source`` and ``seen_on`` say where ``limit`` was read and when (ISO date); the other
    figures have theirs in ``limits.toml``.
    """

    platform: str
    limit: int
    unit: Unit
    url_length: int | None = None
    max_bytes: int | None = None
    alt_limit: int | None = None
    max_images: int = 1
    max_hashtags: int | None = None
    refuses_hashtags: bool = False
    source: str = ""
    seen_on: str = ""
    advised_hashtags: int = 3
    max_links: int | None = None
    max_mentions: int | None = None
    title_limit: int | None = None
    clickable_links: bool = True
    short_mentions: bool = False
    escaped: str = ""
    threads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    length: int
    limit: int
    unit: Unit
    fits: bool


class CaptionError(Exception):
    """Text that cannot become a caption: says what stands in the way and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything a caption may take its words from. ``seed`` picks among the patterns.

    ``link_in_bio`` says that the brand's profile carries the link, for platforms where an address
    in a caption cannot be followed. ``organization`` is the brand's name. ``contacts`` are others
    than hotline and emergency number, for statements that must name one of them.
    """

    items: tuple[Item, ...]
    platform: str
    language: str = "en"
    hotline: Contact | None = None
    emergency: Contact | None = None
    topic: str = ""
    source: str = ""
    link: str = ""
    campaign: str = ""  # for the link's UTM tags
    hashtags: tuple[str, ...] = ()
    year: int | None = None
    seed: int = 0
    limit: TextLimit | None = None  # a server's own limits; None takes the platform's
    organization: str = ""
    link_in_bio: bool = False
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """``dropped`` names the optional parts that were left out to fit, ``notes`` what else a
    person should know about it.
    """

    platform: str
    text: str
    length: Length
    pattern: str = ""
    hashtags: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
