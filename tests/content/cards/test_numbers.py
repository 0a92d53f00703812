"""A hotline whose digits would not read as recorded is never drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.cards.layout import Ink, Setting
from content.cards.model import CardError, Format
from content.cards.numbers import demand_recorded, seen
from content.cards.rendering import cleaned, frame_marks, render
from content.cards.templates import load_template
from tests.content.cards.making import HOTLINE, a_card, sample_brand


def frame(language: str) -> list[Ink]:
    card = cleaned(a_card("شخص آخر" if language == "ar" else "Help is near.", language=language))
    setting = Setting(card, sample_brand(), load_template("beacon"), Format.PORTRAIT)
    return [mark for mark in frame_marks(setting) if isinstance(mark, Ink)]


@pytest.mark.parametrize("language", ["en", "ar", "he", "fa"])
def test_the_digits_are_seen_in_their_recorded_order(language: str) -> None:
    assert "18005550142" in [seen(ink) for ink in frame(language)]


def test_a_number_whose_glyphs_were_turned_round_is_refused() -> None:
    turned = [
        replace(ink, glyphs=tuple((f, g, -x, y) for f, g, x, y in ink.glyphs))
        for ink in frame("en")
    ]

    with pytest.raises(CardError, match="would not read as its record"):
        demand_recorded(turned, HOTLINE)


def test_a_number_printed_otherwise_than_it_is_dialled_is_refused() -> None:
    wrong = replace(HOTLINE, phone="+18005550143")

    with pytest.raises(CardError, match="correct the contact"):
        render(a_card(hotline=wrong), brand=sample_brand(), template="beacon", format=Format.LINK)


@pytest.mark.parametrize(
    ("printed", "phone"),
    [
        ("0800 123 4567", "+448001234567"),
        ("9-1-1", "911"),
        ("1-800-799-SAFE", "+18007997233"),
        ("800 5533 000", "+528005533000"),
        ("555-0142", ""),
    ],
)
def test_every_usual_way_to_print_a_number_is_taken(printed: str, phone: str) -> None:
    line = replace(HOTLINE, phone=phone, phone_printed=printed)

    assert render(
        a_card(hotline=line), brand=sample_brand(), template="beacon", format=Format.LINK
    ).data
