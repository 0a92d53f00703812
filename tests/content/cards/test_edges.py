"""Lines stand flush by what the eye sees of their letters."""

from __future__ import annotations

import pytest

from content.cards.edges import left_edge, right_edge
from content.cards.fonts import Face, face
from content.cards.layout import Ink, Setting
from content.cards.model import Format
from content.cards.rendering import cleaned, frame_marks
from content.cards.templates import load_template
from tests.content.cards.making import HOTLINE, a_card, sample_brand


def glyph_of(one: Face, letter: str) -> int:
    found: int | None = one.font.get_nominal_glyph(ord(letter))
    assert found is not None
    return found


def test_a_tail_below_the_line_hangs_over_the_margin() -> None:
    serif = face("source-serif-italic", 900)
    ink = serif.font.get_glyph_extents(glyph_of(serif, "p"))
    assert ink is not None

    hanging = left_edge(serif, glyph_of(serif, "p")) - ink.x_bearing / serif.upem

    assert 0.03 < hanging <= 0.14


@pytest.mark.parametrize("letter", "HTao")
def test_other_letters_begin_where_their_ink_does(letter: str) -> None:
    sans = face("manrope", 800)
    ink = sans.font.get_glyph_extents(glyph_of(sans, letter))
    assert ink is not None

    assert left_edge(sans, glyph_of(sans, letter)) == ink.x_bearing / sans.upem
    assert right_edge(sans, glyph_of(sans, letter)) == (ink.x_bearing + ink.width) / sans.upem


def test_a_space_has_no_edges() -> None:
    sans = face("manrope", 800)

    assert left_edge(sans, glyph_of(sans, " ")) == right_edge(sans, glyph_of(sans, " ")) == 0


def test_the_number_at_the_far_side_ends_with_the_line_above_it() -> None:
    design = load_template("broadsheet")
    setting = Setting(cleaned(a_card()), sample_brand(), design, Format.PORTRAIT)

    marks = [mark for mark in frame_marks(setting) if isinstance(mark, Ink)]

    number = next(mark for mark in marks if mark.text == HOTLINE.phone_printed)
    last, glyph, x, _ = number.glyphs[-1]
    left, _, width, _ = setting.grid.footer
    assert x + right_edge(last, glyph) * number.size == pytest.approx(left + width, abs=0.5)
