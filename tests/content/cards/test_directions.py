"""Numbers keep their digits in order, whatever runs around them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from content.cards.directions import levels, plain, reordered
from content.cards.layout import Ink
from content.cards.model import CardError
from content.cards.painting import paint
from content.cards.paragraphs import paragraph
from content.cards.shaping import style_of

NUMBER = "1-888-373-7888"
ARABIC = f"اتصل {NUMBER} الآن"
WHITE = (255, 255, 255)


def painted(text: str, *, rtl: bool) -> Image.Image:
    """Paint one line on black, as high as it needs, cropped to its ink."""
    line = (set_text := paragraph(text, style_of("manrope", 800), rtl=rtl)).line(
        0, len(set_text.tokens)
    )
    size = 60.0
    glyphs = tuple(
        (run.face, glyph, 10 + (x + right) * size, 100 - up * size)
        for run, x, _ in line.runs
        for glyph, right, up in run.glyphs
    )
    image = Image.new("RGB", (int(line.width * size) + 40, 150))
    paint(image, [Ink(glyphs, size, WHITE, text, (0, 0, 1, 1))])
    left, _, right, _ = image.getbbox() or (0, 0, 0, 0)
    return image.crop((left, 0, right, image.height)).convert("L")


def nearest(part: Image.Image, whole: Image.Image) -> float:
    """Slide ``part`` along ``whole``: how far apart are their pixels where they fit best?"""
    places = range(whole.width - part.width + 1)
    crops = (whole.crop((x, 0, x + part.width, whole.height)) for x in places)
    return min(ImageStat.Stat(ImageChops.difference(crop, part)).mean[0] for crop in crops)


@pytest.mark.parametrize("text", [ARABIC, f"התקשרו {NUMBER} עכשיו"])
def test_a_number_in_text_from_right_to_left_reads_as_its_record_on_the_pixels(text: str) -> None:
    line = painted(text, rtl=True)

    as_recorded = nearest(painted(NUMBER, rtl=False), line)
    turned_round = nearest(painted("7888-373-888-1", rtl=False), line)

    assert as_recorded < turned_round / 3


@pytest.mark.parametrize(
    "kept", ["233733", "+52 800 5533 000", "riverbend.example/help", "LGBTQ+", "9-1-1", "24/7"]
)
def test_codes_addresses_and_names_keep_their_own_order(kept: str) -> None:
    text = f"نص {kept} نص"
    start = text.index(kept)

    found = levels(text, rtl=True)[start : start + len(kept)]

    assert set(found) == {2}


def test_a_name_and_its_address_read_from_left_to_right_together() -> None:
    text = "المصدر: Riverbend Network, riverbend.example"

    found = levels(text, rtl=True)

    assert set(found[text.index("R") :]) == {2}


def test_a_space_beside_a_number_is_not_swallowed_by_it() -> None:
    found = levels("2 من 5", rtl=True)

    assert found[1] == 1


def test_text_without_letters_from_right_to_left_needs_no_reordering() -> None:
    assert set(levels("Call 1-888-373-7888 (BeFree)", rtl=False)) == {0}


def test_runs_are_read_from_the_highest_level_down() -> None:
    assert reordered(["a", "b", "c", "d"], [1, 2, 2, 1]) == ["d", "b", "c", "a"]


@pytest.mark.parametrize("hidden", ["\u202e", "\u202d", "\u202a"])
def test_characters_that_turn_text_round_are_refused_by_name(hidden: str) -> None:
    with pytest.raises(CardError, match=f"U\\+{ord(hidden):04X}"):
        plain(f"Call {hidden}1-888", "line 3")


def test_marks_of_direction_are_dropped_because_we_set_them() -> None:
    assert plain("a\u200e\u2067b\u2069", "line 3") == "ab"


def test_a_character_that_no_script_has_yet_takes_the_direction_around_it() -> None:
    assert levels("من \U000cec79 من", rtl=True) == [1] * 7
    assert levels("\U000cec79", rtl=True) == [1]
