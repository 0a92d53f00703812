"""Holds a finished layout against what no card may break. Used to check templates and in tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content.brand import BrandKit
from content.cards import fitting
from content.cards.colours import AA
from content.cards.design import Box, Template
from content.cards.layout import Ink, Setting
from content.cards.legibility import Ground, hard_to_read, legible, lowest_contrast
from content.cards.model import SIZES, Card, CardError, Format
from content.cards.numbers import demand_recorded
from content.cards.rendering import bare_ground, cleaned, frame_marks, text_marks
from content.cards.schema import smallest

SAFE: dict[Format, tuple[int, int, int, int]] = {
    # Left, top, right, bottom in pixels. Stories: the interface covers the upper 14 % and the
    # lower 20 % (https://www.facebook.com/business/help/980593475366490); feeds crop the margins.
    Format.STORY: (43, 268, 43, 340),
    Format.PORTRAIT: (34, 34, 34, 20),
    Format.SQUARE: (34, 34, 34, 20),
}
_SIDE = 10
_TOUCH = 1.0


def problems(card: Card, brand: BrandKit, template: Template, size: Format) -> list[str]:
    """Say what is wrong with a card as it would be drawn; empty when nothing is.

    Checks the edge and the safe area, the smallest type, contrast on the pixels, text over text,
    and that the hotline's number stands there as its record has it.
    """
    try:
        card = cleaned(card)
        setting = Setting(card, brand, template, size)
        stack = fitting.fit(setting)
    except CardError as error:
        return [str(error)]
    texts, clear = text_marks(setting, stack)
    bare = bare_ground(setting, clear=clear)
    frame = legible(bare, frame_marks(setting))
    inks = [*frame.inks, *texts.inks]
    return [
        *_outside(inks, size),
        *_too_small(inks, size),
        *_hard_to_read(inks, bare, size),
        *_overlapping(inks),
        *_wrong_number(card, inks),
    ]


def _outside(inks: Sequence[Ink], size: Format) -> Iterator[str]:
    left, top, right, bottom = SAFE.get(size, (_SIDE,) * 4)
    width, height = SIZES[size]
    for ink in inks:
        x, y, wide, high = ink.box
        if x < left or y < top or x + wide > width - right or y + high > height - bottom:
            yield f"{size}: {ink.text!r} stands outside the area that is always seen"


def _too_small(inks: Sequence[Ink], size: Format) -> Iterator[str]:
    least = smallest(size)
    for ink in inks:
        if ink.size < least:
            yield f"{size}: {ink.text!r} is set at {ink.size:.0f}; the least is {least:.0f}"


def _hard_to_read(inks: Sequence[Ink], bare: Ground, size: Format) -> Iterator[str]:
    for ink in inks:
        found = lowest_contrast(bare, ink)
        if hard_to_read(found):
            yield (
                f"{size}: {ink.text!r} has a contrast of {found:.2f} to 1 on its ground; "
                f"it needs {AA}"
            )


def _overlapping(inks: Sequence[Ink]) -> Iterator[str]:
    for number, one in enumerate(inks):
        for other in inks[number + 1 :]:
            if one.text != other.text and _touch(one.box, other.box):
                yield f"{one.text!r} and {other.text!r} stand on each other"


def _touch(one: Box, other: Box) -> bool:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > _TOUCH and down > _TOUCH


def _wrong_number(card: Card, inks: Sequence[Ink]) -> Iterator[str]:
    try:
        demand_recorded(inks, card.hotline)
        demand_recorded(inks, card.contact)
    except CardError as error:
        yield str(error)
