from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.captions.counting import measure
from content.captions.limits import limit_for
from content.captions.thread import as_thread, parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One.", ("One.",)),
        ("One.\n\n---\n\nTwo.", ("One.", "Two.")),
        ("One.\n---\nTwo.\n --- \nThree.", ("One.", "Two.", "Three.")),
        ("One --- two", ("One --- two",)),
        ("One.\n----\nTwo.", ("One.\n----\nTwo.",)),
        ("", ("",)),
    ],
)
def test_a_line_of_three_dashes_parts_a_thread(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


words = st.text("abc .,\n", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(st.lists(words, min_size=1, max_size=5).map(tuple))
def test_what_was_joined_is_parted_again(parts: tuple[str, ...]) -> None:
    assert parts_of(as_thread(parts)) == parts


def test_a_thread_is_as_long_as_its_longest_part() -> None:
    text = as_thread(("x" * 10, "x" * 299, "x" * 20))

    assert measure(text, limit_for("bluesky")).length == 299
    assert measure(text, limit_for("bluesky")).fits
    assert not measure(as_thread(("x", "x" * 301)), limit_for("bluesky")).fits


def test_where_there_are_no_threads_everything_counts() -> None:
    text = as_thread(("x" * 200, "x" * 200))

    assert measure(text, limit_for("x")).length > 400
