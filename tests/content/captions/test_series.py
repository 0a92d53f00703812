from __future__ import annotations

import pytest

from content.captions.model import CaptionError
from content.captions.phones import holds
from content.captions.series import Form, compose_series
from content.factsheets.model import Kind
from tests.content.captions.briefs import EMERGENCY, HOTLINE, a_brief, a_sign, an_item

LONG = "Traffickers use fear, debt and threats to keep people from speaking to anyone outside. " * 8
LONG_FOR_ALL = (
    "Traffickers use fear, debt and threats to keep people from speaking to others. " * 30
)


@pytest.mark.parametrize("platform", ["mastodon", "bluesky", "threads"])
def test_what_is_too_long_becomes_a_thread_that_fits(platform: str) -> None:
    series = compose_series(a_brief(a_sign(LONG), platform=platform))

    assert series.form is Form.THREAD
    assert all(caption.length.fits for caption in series.captions)
    count = len(series.captions)
    assert [caption.text.rsplit("\n", 1)[1] for caption in series.captions] == [
        f"{number}/{count}" for number in range(1, count + 1)
    ]


def test_every_part_names_the_hotline_and_the_last_all_lines_of_safety() -> None:
    *_, last = captions = compose_series(a_brief(a_sign(LONG), platform="bluesky")).captions

    assert all(holds(caption.text, HOTLINE.phone) for caption in captions)
    assert holds(last.text, EMERGENCY.phone)
    assert "not proof" in last.text
    assert "Do not confront" in last.text


def test_a_statement_that_names_the_hotline_itself_keeps_it_in_every_part() -> None:
    series = compose_series(a_brief(an_item(f"Call 1-888-373-7888. {LONG}"), platform="bluesky"))

    assert all(holds(caption.text, HOTLINE.phone) for caption in series.captions)


def test_a_thread_is_never_cut_inside_a_number() -> None:
    numbers = "Call 800 5533 000 or 27 600 000 others or 1 in 12 people did so, "

    series = compose_series(a_brief(an_item(numbers * 9), platform="bluesky"))

    texts = [caption.text for caption in series.captions]
    assert not any(
        text.split("\n")[0].endswith(("800", "5533", "27", "600", "1")) for text in texts
    )


def test_where_there_are_no_threads_a_carousel_holds_the_statement() -> None:
    series = compose_series(a_brief(an_item(LONG_FOR_ALL), platform="instagram"))

    assert series.form is Form.CAROUSEL
    assert " ".join(series.slides).split() == LONG_FOR_ALL.split()
    assert all(len(slide) <= 280 for slide in series.slides)
    assert series.captions[0].text.count("Traffickers use fear") == 1
    assert holds(series.captions[0].text, HOTLINE.phone)


@pytest.mark.parametrize(
    ("platform", "text", "words"),
    [
        ("x", LONG * 3, "not even into 4 pictures"),
        ("pinterest", LONG, "does not fit pinterest|cannot fit|does not take"),
        ("bluesky", "x" * 400, "one word is too long"),
        ("bluesky", LONG * 12, "a thread of 25 parts"),
    ],
)
def test_what_cannot_fit_anyhow_says_so(platform: str, text: str, words: str) -> None:
    with pytest.raises(CaptionError, match=words) as caught:
        compose_series(a_brief(an_item(text, kind=Kind.FACT), platform=platform))

    assert "\n" not in str(caught.value)


def test_what_fits_stays_one_caption() -> None:
    series = compose_series(a_brief())

    assert series.form is Form.SINGLE
    assert len(series.captions) == 1
