"""The gates find what they are there for."""

from __future__ import annotations

from dataclasses import replace

from content.cards.design import Template
from content.cards.fitting import fit
from content.cards.gates import problems
from content.cards.layout import Ink, Setting
from content.cards.legibility import hard_to_read, legible, lowest_contrast
from content.cards.model import Card, Format
from content.cards.rendering import bare_ground, cleaned, frame_marks, text_marks
from content.cards.templates import load_template
from tests.content.cards.making import HOTLINE, a_card, sample_brand

BEACON = load_template("beacon")


def found(card: Card, template: Template = BEACON) -> str:
    return " | ".join(problems(card, sample_brand(), template, Format.PORTRAIT))


def with_grid(**changes: object) -> Template:
    grid = replace(BEACON.formats[Format.PORTRAIT], **changes)  # type: ignore[arg-type]  # a test's wrong values
    return replace(BEACON, formats={**BEACON.formats, Format.PORTRAIT: grid})


def test_a_good_card_has_no_problem() -> None:
    assert found(a_card()) == ""


def test_type_that_is_too_small_is_found() -> None:
    assert "is set at 20; the least is 24" in found(a_card(), with_grid(source=20))


def test_text_at_the_edge_is_found() -> None:
    assert "outside the area" in found(a_card(), with_grid(logo=(4.0, 4.0, 700.0, 50.0)))


def test_text_on_text_is_found() -> None:
    crowded = with_grid(footer=(0.0, 1000.0, 1080.0, 200.0))

    assert "stand on each other" in found(a_card("word " * 40), crowded)


def test_a_refusal_is_a_problem() -> None:
    assert "cannot be drawn" in found(a_card("x" * 60))


def test_the_number_on_every_card_is_the_records() -> None:
    setting = Setting(cleaned(a_card()), sample_brand(), BEACON, Format.PORTRAIT)

    texts = {mark.text for mark in frame_marks(setting) if isinstance(mark, Ink)}

    assert HOTLINE.phone_printed in texts


def test_text_over_light_and_dark_art_is_still_read() -> None:
    card = cleaned(a_card("Most people know the person who hurts them, and they tell nobody."))
    setting = Setting(card, sample_brand(), BEACON, Format.LINK)
    texts, clear = text_marks(setting, fit(setting))

    bare = bare_ground(setting, clear=clear)

    assert texts.inks
    assert not [ink for ink in texts.inks if hard_to_read(lowest_contrast(bare, ink))]


def test_grey_on_grey_is_made_readable() -> None:
    setting = Setting(cleaned(a_card()), sample_brand(), BEACON, Format.LINK)
    bare = bare_ground(setting, clear=True)
    grey = Ink((), 30, (20, 30, 60), "text", (60, 300, 200, 30))

    read = legible(bare, [grey])

    (mended,) = read.inks
    assert read.all_read
    assert lowest_contrast(bare, mended) >= 4.49 > lowest_contrast(bare, grey)
