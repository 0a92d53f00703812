"""Whose card it is: the logo, or the organization's name, with clear space."""

from __future__ import annotations

from collections.abc import Iterator

from content.cards.blocks import set_text
from content.cards.breaking import filled
from content.cards.colours import AA, RGB, contrast, is_dark
from content.cards.layout import Mark, Setting, Sprite
from content.cards.model import CardError
from content.cards.paragraphs import Paragraph
from content.cards.pictures import proportions

_WORDMARK = 1.9
"""A logo this much wider than high names its organization itself."""


def logo(setting: Setting) -> Iterator[Mark]:
    """Place the brand's logo, or its name, with clear space on every side."""
    brand, grid = setting.brand, setting.grid
    left, top, width, height = grid.logo
    ground = setting.colours[setting.look.logo_ground]
    dark = is_dark(ground)
    data = (brand.logo_dark or brand.logo_light) if dark else (brand.logo_light or brand.logo_dark)
    shape = proportions(data) if data else 0.0
    logo_width = min(height * shape, width)
    named = not data or shape < _WORDMARK
    shaped = set_text(setting, "name", brand.name)
    gap = round(height * 0.34) if data and named else 0.0
    size = grid.name
    broken = filled(shaped, (width - logo_width - gap) / size) if named else None
    if named and broken is None:
        raise CardError(f"The name {brand.name!r} is too long for the card; shorten it.")
    text_width = broken.width * size if broken else 0.0
    whole = logo_width + gap + text_width
    start = left + (width - whole) / 2 if setting.centred else left
    if data:
        high = logo_width / shape
        box = (setting.x(start, logo_width), top + (height - high) / 2, logo_width, high)
        yield Sprite("logo", data, box)
    if broken:
        yield from lines_around(
            setting,
            shaped,
            (start + logo_width + gap, top + height / 2),
            text_width,
            size=size,
            colour=_name_colour(setting, ground),
        )


def _name_colour(setting: Setting, ground: RGB) -> RGB:
    """Return the headline's colour; the footer's where that could not be read beside the logo."""
    look = setting.look
    ink = setting.colours[look.ink]
    name = look.ink if contrast(ink, ground) >= AA else look.footer_ink
    return setting.ink_colour(name, ground)


def lines_around(  # text centred on a line, over as many lines as it needs
    setting: Setting,
    shaped: Paragraph,
    place: tuple[float, float],
    width: float,
    *,
    size: float,
    colour: RGB,
) -> Iterator[Mark]:
    left, middle = place
    broken = filled(shaped, width / size + 0.01)
    assert broken is not None
    leading = 1.16 * size
    cap = shaped.style.cap_height * size
    y = middle - ((broken.count - 1) * leading + cap) / 2 + cap
    for first, end in broken.spans():
        yield from setting.ink(shaped.line(first, end), left, y, size=size, colour=colour)
        y += leading
