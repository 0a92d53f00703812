"""Measures whether text can be read on the pixels it stands on, and makes it so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from PIL import Image

from content.cards.colours import AA, RGB, contrast, luminance, readable
from content.cards.layout import Ink, Mark

AA_LARGE = 3.0
"""WCAG's ratio for large text: 24 CSS pixels, on a phone about 66 of a card 1080 wide."""

LARGE = 66
_COARSE = 4  # pixels are averaged over this many: edges of art are no ground to read on
_FEW_COLOURS = 256


@dataclass(frozen=True, slots=True)
class Ground:
    """What text is drawn on, and the same a quarter the size, to be looked at quickly."""

    image: Image.Image
    coarse: Image.Image

    @classmethod
    def of(cls, image: Image.Image) -> Self:
        return cls(image, image.reduce(_COARSE))


def legible(ground: Ground, marks: Iterable[Mark]) -> tuple[list[Mark], bool]:
    """Return the marks, text in the nearest colour that can be read on every pixel under it.

    The second value is False when no colour can: dark and light art lie under one line.
    """
    made: list[Mark] = []
    all_read = True
    for mark in marks:
        if not isinstance(mark, Ink) or mark.ground is not None or not mark.text:
            made.append(mark)
            continue
        under = extremes(ground, mark)
        changed = readable(mark.colour, under, needed(mark))
        all_read &= min(contrast(changed, one) for one in under) >= needed(mark) - 0.005
        made.append(mark if changed == mark.colour else replace(mark, colour=changed))
    return made, all_read


def needed(ink: Ink) -> float:
    return AA_LARGE if ink.size >= LARGE else AA


def lowest_contrast(ground: Ground, ink: Ink) -> float:
    under = (ink.ground,) if ink.ground is not None else extremes(ground, ink)
    return min(contrast(ink.colour, one) for one in under)


def extremes(ground: Ground, ink: Ink) -> tuple[RGB, ...]:
    """Return the darkest and the lightest colour that a line of text stands on."""
    left, top, width, height = ink.box
    coarse = ground.coarse
    x = min(max(int(left / _COARSE), 0), coarse.width - 1)
    y = min(max(int(top / _COARSE), 0), coarse.height - 1)
    right = min(int((left + width) / _COARSE) + 1, coarse.width)
    bottom = min(int((top + height * 1.3) / _COARSE) + 1, coarse.height)
    area = coarse.crop((x, y, max(right, x + 1), max(bottom, y + 1)))
    found = area.getcolors(_FEW_COLOURS) or area.getcolors(area.width * area.height) or []
    colours: list[RGB] = [colour for _, colour in found]  # type: ignore[misc]  # the picture is RGB
    return tuple({min(colours, key=luminance), max(colours, key=luminance)})
