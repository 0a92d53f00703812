"""Puts marks on a picture: boxes, glyphs, logos."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

import uharfbuzz as hb
from PIL import Image, ImageDraw

from content.cards.artwork import fill_rounded
from content.cards.fonts import Face
from content.cards.layout import Fill, Ink, Mark, Sprite
from content.cards.pictures import fitted

_FINE_BELOW = 40  # pixels; smaller type is placed to a quarter of a pixel, larger to a whole one
_STEPS = 4


def paint(image: Image.Image, marks: Iterable[Mark]) -> None:
    for mark in marks:
        if isinstance(mark, Ink):
            _paint_ink(image, mark)
        elif isinstance(mark, Fill):
            fill_rounded(image, mark.box, mark.radius, mark.colour)
        else:
            _paint_sprite(image, mark)


def _paint_ink(image: Image.Image, ink: Ink) -> None:
    step = 1 if ink.size < _FINE_BELOW else _STEPS
    pen = ImageDraw.Draw(image)
    for face, glyph, x, baseline in ink.glyphs:
        whole, part = divmod(round(x * _STEPS / step) * step, _STEPS)
        drawn = _glyph(face, glyph, ink.size, part)
        if drawn is not None:
            mask, left, up = drawn
            pen.bitmap((whole + left, round(baseline) - up), mask, ink.colour)


@lru_cache(maxsize=3000)
def _glyph(face: Face, glyph: int, size: float, part: int) -> tuple[Image.Image, int, int] | None:
    """Draw one glyph at a quarter of a pixel: its mask, and the mask's place."""
    scale = size / face.upem
    raster = hb.RasterDraw()  # one each: threads draw at the same time
    raster.transform = (scale, 0, 0, scale, part / _STEPS, 0)
    raster.draw_glyph(face.font, glyph)
    drawn = raster.render()
    extents = drawn.extents
    if not extents.width or not extents.height:
        return None
    mask = Image.frombytes(
        "L", (extents.width, extents.height), bytes(drawn.buffer), "raw", "L", extents.stride, -1
    )
    return mask, extents.x_origin, extents.y_origin + extents.height


def _paint_sprite(image: Image.Image, sprite: Sprite) -> None:
    left, top, width, height = sprite.box
    x, y = math.floor(left), math.floor(top)
    wide, high = round(width), round(height)
    if sprite.name == "qr":
        _paint_code(image, sprite, (x, y), wide)
        return
    picture = fitted(sprite.data, wide, high)
    image.paste(picture, (x, y), picture)


def _paint_code(image: Image.Image, sprite: Sprite, at: tuple[int, int], side: int) -> None:
    """Draw a code with modules of whole pixels, so that cameras meet sharp edges."""
    code = _opened(sprite.data)
    module = max(1, side // code.width)
    drawn = code.resize((code.width * module,) * 2, Image.Resampling.NEAREST)
    inset = (side - drawn.width) // 2
    image.paste(drawn.convert("RGB"), (at[0] + inset, at[1] + inset))


@lru_cache(maxsize=32)
def _opened(data: bytes) -> Image.Image:
    return fitted(data, *_size(data)).convert("L")


def _size(data: bytes) -> tuple[int, int]:
    width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    return width, height
