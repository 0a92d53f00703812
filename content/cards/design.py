"""A card template as values: type, colours, a grid per format, a look per kind, art."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from pathlib import Path

from content.cards.model import Card, CardError, Format, Role

Box = tuple[float, float, float, float]
"""Left, top, width, height."""


class TemplateError(CardError):
    """A template that cannot be used: names the file, the line and the key."""


class Anchor(StrEnum):
    TOP = auto()
    MIDDLE = auto()
    BOTTOM = auto()


class Align(StrEnum):
    START = auto()
    CENTER = auto()


class KickerStyle(StrEnum):
    PILL = auto()
    TAG = auto()
    RULE = auto()
    PLAIN = auto()


class EmphasisStyle(StrEnum):
    COLOUR = auto()
    MARKER = auto()
    UNDERLINE = auto()
    BOX = auto()
    NONE = auto()


class PointsStyle(StrEnum):
    CHIPS = auto()
    LINES = auto()
    RULES = auto()


class CautionStyle(StrEnum):
    PLAIN = auto()
    BAR = auto()
    BOX = auto()


class FooterStyle(StrEnum):
    BAR = auto()
    RULE = auto()


class HandlesShown(StrEnum):
    """On which footers an organization's handles stand: those that name itself, all, or none."""

    OWN = auto()
    ALL = auto()
    NONE = auto()


class Reached(StrEnum):
    """How the contact a card is about is reached; a card about none counts as ``NUMBER``."""

    NUMBER = auto()
    ADDRESS = auto()


class ShapeKind(StrEnum):
    DISC = auto()
    RING = auto()
    RECT = auto()
    POLYGON = auto()
    DOTS = auto()
    PERSON = auto()
    DOME = auto()
    NUMBER = auto()
    TEXT = auto()
    SVG = auto()
    PICTURE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    family: str
    weight: int
    tracking: float = 0.0
    leading: float = 1.2
    uppercase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where things stand in one format, in pixels; sizes are of type, smallest and largest."""

    logo: Box
    text: Box
    footer: Box
    headline: tuple[float, float]
    body: tuple[float, float]
    number: tuple[float, float]
    kicker: float
    caution: float
    source: float
    label: float
    phone: float
    note: float
    name: float
    qr: float = 0.0
    lines: int = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One piece of art. Places are parts of the card's width and height, sizes of its short side.

    ``stands`` measures the height from the footer's upper edge instead of the card's. ``keep``
    marks art that no text may run into, ``over`` what lies above the look's own art. ``only``
    names the formats that have it.
    """

    kind: ShapeKind
    colour: str = ""
    at: tuple[float, float] = (0.0, 0.0)
    size: float = 0.0
    box: Box | None = None
    inset: Box | None = None
    width: float = 0.0
    radius: float = 0.0
    points: tuple[tuple[float, float], ...] = ()
    columns: int = 0
    rows: int = 0
    font: str = ""
    text: str = ""
    file: str = ""
    opacity: float = 1.0
    stands: bool = False
    keep: bool = False
    over: bool = False
    only: tuple[Format, ...] = ()
    contact: Reached | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The dress of some kinds of card: colours by name, styles, art, and boxes of its own.

    ``scale`` makes the largest headline of these kinds larger or smaller than the grid's.
    """

    name: str
    kinds: tuple[str, ...]
    ground: str
    ink: str
    soft: str
    source: str
    kicker: KickerStyle
    kicker_fill: str
    kicker_ink: str
    emphasis: EmphasisStyle
    emphasis_colour: str
    emphasis_ink: str
    points: PointsStyle
    points_fill: str
    points_ink: str
    caution: CautionStyle
    caution_fill: str
    caution_ink: str
    dots_on: str
    dots_off: str
    footer_fill: str
    footer_ink: str
    footer_soft: str
    text_ground: str = ""
    logo_ground: str = ""
    scale: float = 1.0
    anchor: Anchor = Anchor.BOTTOM
    align: Align = Align.START
    text: Mapping[Format, Box] = field(default_factory=dict)
    art: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A design that any organization's cards can wear."""

    name: str
    title: str
    about: str
    folder: Path
    digest: str
    fonts: Mapping[str, Font]
    colours: Mapping[str, str]
    footer: FooterStyle
    footer_row: bool
    footer_radius: float
    handles: HandlesShown
    formats: Mapping[Format, Grid]
    looks: tuple[Look, ...]

    def look_for(self, card: Card) -> Look:
        """Return the look of a card: by its role first, then by its kind."""
        wanted = card.role if card.role is not Role.ITEM else card.kind
        for name in (str(wanted), str(card.kind)):
            for look in self.looks:
                if name in look.kinds:
                    return look
        raise TemplateError(f"The template {self.name} has no look for {wanted}.")

    def grid(self, size: Format) -> Grid:
        if size not in self.formats:
            raise TemplateError(f"The template {self.name} has no format {size}.")
        return self.formats[size]
