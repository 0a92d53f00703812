"""Cards as values: what stands on one, in which format, and the picture it became."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from content.factsheets.model import Contact, Kind, Lines


class Format(StrEnum):
    PORTRAIT = auto()
    SQUARE = auto()
    STORY = auto()
    LINK = auto()
    WIDE = auto()
    PIN = auto()


SIZES: dict[Format, tuple[int, int]] = {  # pixels, width and height
    Format.PORTRAIT: (1080, 1350),
    Format.SQUARE: (1080, 1080),
    Format.STORY: (1080, 1920),
    Format.LINK: (1200, 630),
    Format.WIDE: (1600, 900),
    Format.PIN: (1000, 1500),
}


class ImageType(StrEnum):
    PNG = auto()
    JPEG = auto()
    WEBP = auto()


class Role(StrEnum):
    """Whether a card carries an item or opens or closes a campaign or carousel."""

    ITEM = auto()
    OPENER = auto()
    CLOSER = auto()


class CardError(Exception):
    """A card that cannot be drawn without harm: says which text, why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Every word of one card, before any format or template is chosen.

    ``headline``, ``body`` and ``points`` are the item's own words, ``lead`` what it cannot be
    read without. ``emphasis`` are runs of ``headline`` that carry the claim. ``number`` and ``of``
    count a card in its series, ``progress`` says so ("2 of 5"). ``contact`` is whom the card itself
    is about, ``hotline`` whom its footer names.
    """

    kind: Kind
    headline: str
    role: Role = Role.ITEM
    lead: str = ""
    body: str = ""
    points: tuple[str, ...] = ()
    kicker: str = ""
    caution: str = ""
    emphasis: tuple[str, ...] = ()
    number: int = 0
    of: int = 0
    progress: str = ""
    source: str = ""
    contact: Contact | None = None
    hotline: Contact | None = None
    language: str = "en"
    item_keys: tuple[str, ...] = ()
    lines: Lines = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A finished picture. ``sha256`` is of ``data``.

    The last three are measured on what was drawn: every line of type in reading order (a logo or
    code is no type), the lowest contrast of any of it with the pixels under it, and its smallest
    size, as on a card 1080 wide.
    """

    data: bytes
    mime_type: str
    width: int
    height: int
    sha256: str
    alt_text: str
    format: Format
    kind: Kind
    template: str
    item_keys: tuple[str, ...] = ()
    lines: Lines = (0, 0)
    words: tuple[str, ...] = ()
    contrast: float = 0.0
    smallest_text: int = 0
