"""Colours become readable by the smallest change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.cards.colours import AA, RGB, contrast, mixed, parse, readable, written

parts = st.integers(0, 255)
colours = st.tuples(parts, parts, parts)


@given(colours, colours)
def test_every_colour_can_be_made_readable_on_every_ground(colour: RGB, ground: RGB) -> None:
    assert contrast(readable(colour, (ground,)), ground) >= AA


@given(colours, colours)
def test_a_colour_that_can_be_read_is_left_alone(colour: RGB, ground: RGB) -> None:
    changed = readable(colour, (ground,))

    assert (changed == colour) or contrast(colour, ground) < AA


@given(colours)
def test_a_colour_survives_being_written(colour: RGB) -> None:
    assert parse(written(colour)) == colour


def test_short_colours_are_read() -> None:
    assert parse("#0af") == (0, 170, 255)


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "#gggggg", "0A1733"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        parse(text)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert round(contrast((255, 255, 255), (0, 0, 0)), 1) == 21.0
    assert round(contrast(parse("#767676"), (255, 255, 255)), 2) == 4.54


def test_a_mix_is_by_share() -> None:
    assert mixed((0, 0, 0), (200, 100, 50), 0.5) == (100, 50, 25)
