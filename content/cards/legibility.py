"""Measures whether text can be read on the pixels it stands on, and makes it so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from PIL import Image

from content.cards.colours import AA, RGB, contrast, luminance, readable
from content.cards.layout import Ink, Mark

HIGHEST = 21.0
"""Black on white: no contrast is higher."""

_COARSE = 4  # pixels are averaged over this many: edges of art are no ground to read on
_FEW_COLOURS = 256
_ROUNDING = 0.005


@dataclass(frozen=True, slots=True)
class Ground:
    """What text is drawn on, and the same a quarter the size, to be looked at quickly."""

    image: Image.Image
    coarse: Image.Image

    @classmethod
    def of(cls, image: Image.Image) -> Self:
        return cls(image, image.reduce(_COARSE))


@dataclass(frozen=True, slots=True)
class Legible:
    """Marks whose text can be read, and the lowest contrast among it.

    ``all_read`` is False where no colour can be read: dark and light art lie under one line.
    """

    marks: tuple[Mark, ...]
    contrast: float
    all_read: bool

    @property
    def inks(self) -> tuple[Ink, ...]:
        """The lines of text, without figures that are art."""
        return tuple(mark for mark in self.marks if isinstance(mark, Ink) and mark.text)


def legible(ground: Ground, marks: Iterable[Mark]) -> Legible:
    """Return the marks, text in the nearest colour that can be read on every pixel under it."""
    made: list[Mark] = []
    lowest, all_read = HIGHEST, True
    for mark in marks:
        if not isinstance(mark, Ink) or not mark.text:
            made.append(mark)
            continue
        under = _under(ground, mark)
        free = mark.ground is None  # text on a fill of its own was coloured with it
        changed = readable(mark.colour, under) if free else mark.colour
        found = min(contrast(changed, one) for one in under)
        lowest = min(lowest, found)
        all_read &= not (free and hard_to_read(found))
        made.append(mark if changed == mark.colour else replace(mark, colour=changed))
    return Legible(tuple(made), lowest, all_read)


def hard_to_read(contrast: float) -> bool:
    """Say whether a contrast is below what WCAG asks of text.

    It asks less of large text; cards ask the same of all: they are shown in every size.
    """
    return contrast < AA - _ROUNDING


def lowest_contrast(ground: Ground, ink: Ink) -> float:
    return min(contrast(ink.colour, one) for one in _under(ground, ink))


def _under(ground: Ground, ink: Ink) -> tuple[RGB, ...]:
    return (ink.ground,) if ink.ground is not None else extremes(ground, ink)


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
