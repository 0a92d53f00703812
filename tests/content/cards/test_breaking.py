"""Lines end where the sense does."""

from __future__ import annotations

import pytest

from content.cards.breaking import balanced, filled
from content.cards.paragraphs import Paragraph, paragraph
from content.cards.shaping import style_of
from content.cards.small_words import joined

HEADLINES = (
    "Human trafficking is the crime of using force, coercion, or fraud to exploit a person.",
    "They appear to lack freedom of movement or lack personal belongings.",
    "Traffickers target people who are in a vulnerable state or those who lack a safety net.",
    "The person appears coached on what to say, or they are often with someone else.",
    "Alguien se ve con miedo o bajo la vigilancia continua de otra persona.",
    "Volunteering with local organizations that offer support for victims.",
)


def set_in_type(text: str, language: str = "en") -> Paragraph:
    return paragraph(text, style_of("manrope", 800, tracking=-0.02, language=language))


def lines(text: Paragraph, count: int) -> list[str]:
    broken = next(way for way in balanced(text) if way.count == count)
    return [text.text(first, end) for first, end in broken.spans()]


@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("count", [3, 4, 5])
def test_no_headline_leaves_one_short_word_on_its_last_line(headline: str, count: int) -> None:
    last = lines(set_in_type(headline), count)[-1]

    assert len(last.split()) > 1 or len(last) > 6


@pytest.mark.parametrize("headline", HEADLINES)
def test_lines_hardly_ever_end_with_a_word_that_belongs_to_the_next(headline: str) -> None:
    ends = [line.split()[-1].casefold() for line in lines(set_in_type(headline), 4)[:-1]]

    assert sum(end in joined() for end in ends) <= 1


def test_lines_are_of_even_length() -> None:
    ragged = []
    for headline in HEADLINES:
        text = set_in_type(headline)
        best = min(balanced(text)[2:], key=lambda way: way.cost)
        widths = [text.line(first, end).width for first, end in best.spans()]
        ragged.append(1 - min(widths) / max(widths))

    assert sum(ragged) / len(ragged) < 0.25


@pytest.mark.parametrize(
    "number", ["1-888-373-7888", "800 5533 000", "+52 55 1234 5678", "1 in 12"]
)
def test_a_phone_number_never_breaks(number: str) -> None:
    text = set_in_type(f"Please call {number} now or tell somebody whom you trust about it")

    for way in balanced(text):
        assert sum(number in text.text(first, end) for first, end in way.spans()) == 1


def test_no_line_ends_with_a_hyphen() -> None:
    text = set_in_type("Low-income families and anti-trafficking organizations work side-by-side")

    for way in balanced(text):
        assert not any(text.text(first, end).endswith("-") for first, end in way.spans())


def test_text_that_fills_a_measure_stays_within_it_and_keeps_every_word() -> None:
    text = set_in_type(" ".join(HEADLINES))

    broken = filled(text, 20.0)

    assert broken is not None
    assert broken.width <= 20.0
    assert " ".join(text.text(a, b) for a, b in broken.spans()) == " ".join(HEADLINES)


def test_a_word_wider_than_the_measure_is_not_set() -> None:
    assert filled(set_in_type("x" * 60), 20.0) is None


def test_japanese_breaks_between_phrases_and_never_before_a_full_stop() -> None:
    text = set_in_type("誰でも人身取引の被害者になる可能性があります。", "ja")

    assert [token.text for token in text.tokens][:2] == ["誰でも", "人身取引の"]
    assert not any(token.text.startswith("。") for token in text.tokens)
