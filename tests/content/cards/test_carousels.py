"""Text that does not fit becomes slides, or is refused; it is never shrunk away or cut off."""

from __future__ import annotations

import pytest
import regex

from content.cards.carousels import MOST_SLIDES, slides
from content.cards.gates import problems
from content.cards.model import Card, CardError, Format, Role
from content.cards.templates import load_template
from content.factsheets.model import Kind
from tests.content.cards.making import HOTLINE, LONG, a_card, sample_brand


def spread(card: Card, size: Format = Format.SQUARE) -> tuple[Card, ...]:
    return slides(card, brand=sample_brand(), template="beacon", format=size)


def long_card(times: int) -> Card:
    return a_card("This is how it begins.", kind=Kind.WARNING_SIGN, body=(LONG * times).strip())


def test_a_card_that_fits_stays_one() -> None:
    card = a_card()

    assert spread(card) == (card,)


def test_a_long_text_becomes_numbered_slides_that_end_with_the_hotline() -> None:
    made = spread(long_card(3))

    assert [slide.progress for slide in made] == [
        f"{n}/{len(made)}" for n in range(1, len(made) + 1)
    ]
    assert made[-1].role is Role.CLOSER
    assert made[-1].contact == HOTLINE


def test_no_word_of_a_long_text_is_lost_or_moved() -> None:
    card = long_card(3)

    said = " ".join(f"{slide.headline} {slide.body}" for slide in spread(card)[:-1])

    expected = f"{card.headline} {card.body}"
    assert regex.sub(r"[\s…]+", " ", said).strip() == regex.sub(r"\s+", " ", expected)


def test_every_slide_keeps_the_rules_of_a_card() -> None:
    template = load_template("beacon")

    for slide in spread(long_card(3)):
        assert problems(slide, sample_brand(), template, Format.SQUARE) == []


def test_a_long_list_keeps_its_lead_in_on_every_slide() -> None:
    points = tuple(f"A group of people with a rather long name, number {n}" for n in range(14))
    card = a_card("These groups are harmed more often", kind=Kind.AFFECTED_GROUP, points=points)

    made = spread(card)[:-1]

    assert {slide.headline for slide in made} == {card.headline}
    assert tuple(point for slide in made for point in slide.points) == points


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (long_card(40), f"than the {MOST_SLIDES} a carousel has"),
        (a_card("x" * 60), "is wider than a card"),
        (a_card("No \u202e888"), "U\\+202E"),
        (a_card("bell \x07"), "U\\+0007"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line_that_says_where(card: Card, why: str) -> None:
    with pytest.raises(CardError, match=why) as caught:
        spread(card)

    assert "\n" not in str(caught.value)
    assert "line 7" in str(caught.value)


def test_a_word_wider_than_a_card_is_named_wherever_it_stands() -> None:
    card = a_card(f"The {'x' * 60} is a long word.", lines=(5, 5))

    with pytest.raises(CardError, match=r"The word 'x{60}' of line 5 is wider than a card"):
        slides(card, brand=sample_brand(), template="beacon", format=Format.PORTRAIT)
