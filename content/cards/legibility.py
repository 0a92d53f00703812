"""Measures whether text can be read on the pixels it stands on, and makes it so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PIL import Image

from content.cards.colours import AA, RGB, contrast, luminance, readable
from content.cards.layout import Ink, Mark

AA_LARGE = 3.0
"""WCAG's ratio for large text: 24 CSS pixels, on a phone about 66 of a card 1080 wide."""

LARGE = 66
_COARSE = 4  # pixels are averaged over this many: edges of art are no ground to read on
_MOST_COLOURS = 1 << 16


def legible(ground: Image.Image, marks: Iterable[Mark]) -> tuple[list[Mark], bool]:
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


def lowest_contrast(ground: Image.Image, ink: Ink) -> float:
    under = (ink.ground,) if ink.ground is not None else extremes(ground, ink)
    return min(contrast(ink.colour, one) for one in under)


def extremes(ground: Image.Image, ink: Ink) -> tuple[RGB, ...]:
    """Return the darkest and the lightest colour that a line of text stands on."""
    left, top, width, height = ink.box
    area = ground.crop(
        (
            max(0, int(left)),
            max(0, int(top)),
            min(ground.width, int(left + width) + 1),
            min(ground.height, int(top + height * 1.3) + 1),
        )
    )
    if not area.width or not area.height:
        return (ground.getpixel((0, 0)),)  # type: ignore[return-value]  # the picture is RGB
    found = area.reduce(_COARSE).getcolors(_MOST_COLOURS) or []
    colours: list[RGB] = [colour for _, colour in found]  # type: ignore[misc]  # as above
    return tuple({min(colours, key=luminance), max(colours, key=luminance)})
