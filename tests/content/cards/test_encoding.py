"""Files are exact, small and under the platforms' limit."""

from __future__ import annotations

import random

import pytest
from PIL import Image

from content.cards.encoding import MAX_BYTES, Effort, encode, png
from content.cards.model import CardError, ImageType
from tests.content.cards.making import opened


def noise(side: int) -> Image.Image:
    return Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3))  # noqa: S311  # not secret


@pytest.mark.parametrize("effort", Effort)
@pytest.mark.parametrize("picture", [noise(60), Image.new("RGB", (300, 200), (9, 23, 51))])
def test_no_pixel_changes(picture: Image.Image, effort: Effort) -> None:
    again = opened(png(picture, b"<x/>", effort))

    assert again.mode == "RGB"
    assert again.tobytes() == picture.tobytes()
    assert again.info["xmp"] == b"<x/>"


def test_a_photo_above_the_limit_is_refused_as_png_and_fits_as_jpeg() -> None:
    picture = noise(900)

    with pytest.raises(CardError, match="Use jpeg"):
        encode(picture, ImageType.PNG, b"")
    assert len(encode(picture, ImageType.JPEG, b"")) <= MAX_BYTES
