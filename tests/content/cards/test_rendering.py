"""One card in, one finished file out."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from content.cards.encoding import MAX_BYTES, Effort
from content.cards.metadata import alt_text_in
from content.cards.model import SIZES, Card, CardError, Format, ImageType
from content.cards.rendering import cleaned, render
from tests.content.cards.making import HOTLINE, a_card, opened, sample_brand

PROGRAM = """
from tests.content.cards.making import a_card, sample_brand
from content.cards.model import Format, ImageType
from content.cards.rendering import render
for kind in ImageType:
    print(render(a_card(), brand=sample_brand(), template="gather", format=Format.LINK,
                 image_type=kind).sha256)
"""


@pytest.mark.parametrize("size", Format)
def test_a_card_has_exactly_the_size_of_its_format(size: Format) -> None:
    asset = render(a_card(), brand=sample_brand(), template="beacon", format=size)

    assert opened(asset.data).size == SIZES[size] == (asset.width, asset.height)
    assert asset.sha256 == hashlib.sha256(asset.data).hexdigest()
    assert asset.item_keys == ("k1",)
    assert asset.lines == (7, 7)


def test_the_same_card_gives_the_same_bytes_in_every_process() -> None:
    runs = [
        subprocess.run(  # noqa: S603  # our own
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]

    assert runs[0] == runs[1]
    assert len(set(runs[0].split())) == len(ImageType)


@pytest.mark.parametrize("image_type", ImageType)
def test_alt_text_creator_and_source_travel_inside_the_file(image_type: ImageType) -> None:
    card = a_card('Help is "free" & near <you>')
    asset = render(
        card, brand=sample_brand(), template="beacon", format=Format.LINK, image_type=image_type
    )

    assert alt_text_in(asset.data) == asset.alt_text
    assert 'Help is "free" & near <you>' in asset.alt_text
    assert b"Riverbend Prevention Network" in asset.data
    assert b"Source: riverbend.example" in asset.data
    assert len(asset.data) < MAX_BYTES


def test_a_jpeg_is_baseline_with_full_colour_and_without_exif() -> None:
    asset = render(
        a_card(),
        brand=sample_brand(),
        template="beacon",
        format=Format.LINK,
        image_type=ImageType.JPEG,
    )

    picture = opened(asset.data)

    assert picture.format == "JPEG"
    assert "progressive" not in picture.info
    assert "exif" not in picture.info
    assert picture.info["icc_profile"]
    assert b"\xff\xc0" in asset.data  # baseline frame
    assert picture.layer == [(1, 1, 1, 0), (2, 1, 1, 1), (3, 1, 1, 1)]  # type: ignore[attr-defined]  # no subsampling


def test_fast_pictures_have_the_same_pixels_as_small_ones() -> None:
    both = [
        render(a_card(), brand=sample_brand(), template="beacon", format=Format.LINK, effort=one)
        for one in Effort
    ]

    assert opened(both[0].data).tobytes() == opened(both[1].data).tobytes()
    assert len(both[0].data) < len(both[1].data)


def test_the_source_line_says_once_that_it_is_one() -> None:
    once = cleaned(a_card(source="riverbend.example"))

    assert once.source == "Source: riverbend.example"
    assert cleaned(once) == once


def test_hidden_characters_are_refused_with_the_line_they_stand_on() -> None:
    with pytest.raises(CardError, match=r"line 7 holds the hidden character U\+202E"):
        render(
            a_card("Call \u202e1-888"), brand=sample_brand(), template="beacon", format=Format.LINK
        )


def test_the_hotline_in_the_alt_text_is_its_records() -> None:
    asset = render(a_card(), brand=sample_brand(), template="beacon", format=Format.LINK)

    assert f"{HOTLINE.name}: {HOTLINE.phone_printed}, or text HELP or INFO" in asset.alt_text


def test_cards_drawn_in_threads_are_the_same_as_one_by_one() -> None:
    cards = [a_card(f"Somebody else answers, again and again, number {n}.") for n in range(12)]

    def drawn_as(card: Card) -> str:
        return render(card, brand=sample_brand(), template="placard", format=Format.LINK).sha256

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(drawn_as, cards))

    assert together == [drawn_as(card) for card in cards]


def test_an_asset_carries_every_line_of_its_picture_in_reading_order() -> None:
    card = a_card("Somebody always answers for them.", emphasis=("always answers",), body="Listen.")

    asset = render(card, brand=sample_brand(), template="beacon", format=Format.LINK)

    said = " ".join(asset.words)
    assert said == (
        "Riverbend Prevention Network THE FACTS Somebody always answers for them. Listen. "
        "Source: riverbend.example "
        "Riverbend Help Line 1-800-555-0142 or text HELP or INFO to 555014 (BEND)"
    )


@pytest.mark.parametrize("size", Format)
def test_an_asset_carries_how_well_its_picture_can_be_read(size: Format) -> None:
    asset = render(a_card(), brand=sample_brand(), template="placard", format=size)

    assert 4.5 <= asset.contrast <= 21
    assert 24 <= asset.smallest_text <= 30
