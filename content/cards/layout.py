"""What stands where on one card, in pixels: filled boxes, glyphs, pictures. No pixels yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from content.brand import BrandKit
from content.cards.colours import AA, RGB, readable
from content.cards.design import Align, Box, Grid, Look, Reached, Template
from content.cards.directions import is_rtl
from content.cards.edges import left_edge, right_edge
from content.cards.fonts import Face, uploaded
from content.cards.model import SIZES, Card, Format
from content.cards.palettes import resolved
from content.cards.paragraphs import SetLine
from content.cards.shaping import TypeStyle, style_of

AWAY = 30
"""How far a code stands from words, on a card 1080 wide."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A box of one colour, its corners rounded by ``radius``."""

    box: Box
    radius: float
    colour: RGB


@dataclass(frozen=True, slots=True)
class Ink:
    """One line of text. ``glyphs`` are typeface, number, and where its origin stands.

    ``box`` is from cap height to baseline; ``ground`` is the fill it stands on, None for the
    card's own ground and art.
    """

    glyphs: tuple[tuple[Face, int, float, float], ...]
    size: float
    colour: RGB
    text: str
    box: Box
    ground: RGB | None = None


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture to be fitted into a box: the logo, or a QR code with its quiet zone."""

    name: str
    data: bytes
    box: Box


Mark = Fill | Ink | Sprite


class Setting:
    """What every block of one card needs: its template, format, colours, styles, direction."""

    def __init__(self, card: Card, brand: BrandKit, template: Template, size: Format) -> None:
        self.card = card
        self.brand = brand
        self.template = template
        self.format = size
        self.width, self.height = SIZES[size]
        self.grid: Grid = template.grid(size)
        self.look: Look = template.look_for(card)
        self.colours: Mapping[str, RGB] = resolved(template.colours, brand.palette)
        self.rtl = is_rtl(card.language, f"{card.headline} {card.body}")
        self.unit = self.grid.body[1] / 42
        self.text_box: Box = self.look.text.get(size, self.grid.text)
        self._styles: dict[str, TypeStyle] = {}

    @property
    def centred(self) -> bool:
        return self.look.align is Align.CENTER

    @property
    def is_column(self) -> bool:
        """Whether the footer stands beside the text instead of below it."""
        left, _, width, _ = self.grid.text
        return self.grid.footer[0] >= left + width

    @property
    def tile(self) -> float:
        """The side of the code's tile; 0 where the brand wants none or the format has none."""
        return self.grid.qr if self.brand.qr and self.brand.url else 0.0

    @property
    def footer_box(self) -> Box:
        """The footer's box; one in a column grows upwards to hold a code above its words."""
        left, top, width, height = self.grid.footer
        more = self.tile + AWAY * self.unit if self.tile and self.is_column else 0.0
        return (left, top - more, width, height + more)

    @property
    def reached(self) -> Reached:
        contact = self.card.contact
        called = contact is None or contact.phone_printed or contact.phone or not contact.url
        return Reached.NUMBER if called else Reached.ADDRESS

    def style(self, role: str) -> TypeStyle:
        if role not in self._styles:
            font = self.template.fonts[role]
            kind = "heading" if role in {"headline", "strong", "label", "number"} else "body"
            own = tuple(
                uploaded(data, f"the {name} font of {self.brand.name}", font.weight)
                for name, data in self.brand.fonts
                if name == kind
            )
            self._styles[role] = style_of(
                font.family,
                font.weight,
                own=own,
                tracking=font.tracking,
                leading=font.leading,
                uppercase=font.uppercase,
                language=self.card.language,
            )
        return self._styles[role]

    def ink_colour(self, name: str, ground: str | RGB) -> RGB:
        """Return a colour of the look, changed as little as reading it on ``ground`` needs."""
        under = self.colours[ground] if isinstance(ground, str) else ground
        return readable(self.colours[name], (under,), AA)

    def x(self, left: float, width: float) -> float:
        """Mirror a place for scripts that run from right to left."""
        return self.width - left - width if self.rtl else left

    def fill(self, box: Box, colour: RGB, radius: float = 0.0) -> Fill:
        left, top, width, height = box
        return Fill((self.x(left, width), top, width, height), radius, colour)

    def ink(  # noqa: PLR0913  # a line, where it stands, and how it looks
        self,
        line: SetLine,
        left: float,
        baseline: float,
        *,
        size: float,
        colour: RGB,
        within: float = 0.0,
        centred: bool = False,
        ground: RGB | None = None,
        strong: RGB | None = None,
        strong_ground: RGB | None = None,
        cap: float = 0.7,
    ) -> Iterator[Ink]:
        """Set a line at a baseline, its ink (not its side bearing) flush with ``left``."""
        wide = line.width * size
        start = left + (within - wide) / 2 if centred else left
        x = self.x(start, wide) - (0 if centred else self._bearing(line) * size)
        box = (self.x(start, wide), baseline - cap * size, wide, cap * size)
        for is_strong in (False, True):
            glyphs = tuple(
                (run.face, glyph, x + (place + right) * size, baseline - up * size)
                for run, place, heavy in line.runs
                if heavy is is_strong
                for glyph, right, up in run.glyphs
            )
            if glyphs:
                shade = strong if is_strong and strong is not None else colour
                under = strong_ground if is_strong and strong_ground is not None else ground
                yield Ink(glyphs, size, shade, line.text, box, under)

    def ink_width(self, line: SetLine) -> float:
        """Return how wide a line's ink is, in em, from its first stem to its last."""
        if self.rtl or not line.runs:
            return line.width
        run, place, _ = line.runs[-1]
        glyph, right, _ = run.glyphs[-1]
        return place + right + right_edge(run.face, glyph) - self._bearing(line)

    def _bearing(self, line: SetLine) -> float:
        """Return how far the first (in RTL: last) ink stands inside the line's edge, in em."""
        if not line.runs:
            return 0.0
        run, place, _ = line.runs[-1] if self.rtl else line.runs[0]
        glyph, right, _ = run.glyphs[-1] if self.rtl else run.glyphs[0]
        if self.rtl:
            return place + right + right_edge(run.face, glyph) - line.width
        return place + right + left_edge(run.face, glyph)
