"""Puts a template's sample cards side by side, one picture for each format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image

from content.brand import BrandKit
from content.cards.design import Template
from content.cards.encoding import png
from content.cards.model import SIZES, CardError, Format
from content.cards.rendering import cleaned, drawn
from content.cards.samples import sample_cards

_WIDTH, _GAP, _COLUMNS = 420, 16, 5
_GREY = (118, 118, 118)


def overviews(
    template: Template, brand: BrandKit, formats: Sequence[Format]
) -> Iterator[tuple[str, bytes, list[str]]]:
    """Yield a file name, its PNG, and what could not be drawn and why, for each format."""
    for size in formats:
        pictures: list[Image.Image] = []
        refused: list[str] = []
        for card in sample_cards():
            try:
                pictures.append(drawn(cleaned(card), brand, template, size))
            except CardError as error:
                refused.append(str(error))
        yield f"{template.name}-{size}.png", png(_tiled(pictures, size), b""), refused


def _tiled(pictures: list[Image.Image], size: Format) -> Image.Image:
    width, height = SIZES[size]
    high = _WIDTH * height // width
    rows = -(-len(pictures) // _COLUMNS)
    sheet = Image.new(
        "RGB", (_COLUMNS * (_WIDTH + _GAP) + _GAP, rows * (high + _GAP) + _GAP), _GREY
    )
    for number, picture in enumerate(pictures):
        column, row = number % _COLUMNS, number // _COLUMNS
        small = picture.resize((_WIDTH, high), Image.Resampling.LANCZOS)
        sheet.paste(small, (_GAP + column * (_WIDTH + _GAP), _GAP + row * (high + _GAP)))
    return sheet
