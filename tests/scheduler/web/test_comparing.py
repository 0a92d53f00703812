"""The marks on the pages are comparisons, not decoration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.web import comparing

SENTENCE = "Call the hotline at 1-888-373-7888, any time."


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "Remember: call the HOTLINE at 1-888-373-7888, any time!",
        "call  the\nhotline at 1–888–373–7888 any time",  # as a typesetter writes it
    ],
)
def test_case_spacing_and_dashes_do_not_make_other_words(text: str) -> None:
    assert comparing.says(text, SENTENCE)


@pytest.mark.parametrize(
    "text",
    [
        "Call the hotline at 1-888-373-7889, any time.",
        "Call the new hotline at 1-888-373-7888, any time.",
        "Any time, call the hotline at 1-888-373-7888.",
        "",
    ],
)
def test_another_digit_word_or_order_is_told(text: str) -> None:
    assert not comparing.says(text, SENTENCE)


def test_words_that_an_alt_text_leaves_out_are_named() -> None:
    shown = "Anyone can be affected. 1-888-373-7888"

    assert comparing.missing("Card: anyone can be affected.", shown) == ("1-888-373-7888",)


def test_a_caption_is_cut_into_source_and_what_was_added() -> None:
    found = comparing.runs(
        "Did you know? Anyone can be affected by it. Call us. #EndIt https://example.org/x",
        ["Anyone can be affected by it."],
    )

    assert [(run.text, run.kind) for run in found if run.text.strip()] == [
        ("Did you know? ", "plain"),
        ("Anyone can be affected by it.", "source"),
        (" Call us. ", "plain"),
        ("#EndIt", "tag"),
        ("https://example.org/x", "link"),
    ]


@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=3))
def test_cutting_loses_no_character(caption: str, sentences: list[str]) -> None:
    found = comparing.runs(caption, sentences)

    assert "".join(run.text for run in found) == caption
