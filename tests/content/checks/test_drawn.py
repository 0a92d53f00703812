"""What is drawn on a card, against what its alt text says of it."""

from __future__ import annotations

from functools import cache

import pytest

from content.cards.model import Asset, Card, Format
from content.cards.rendering import render
from content.checks.drawn import picture_words
from content.checks.model import PictureWords
from content.factsheets.model import Kind
from tests.content.captions.briefs import HOTLINE
from tests.content.cards.making import a_card, sample_brand
from tests.content.checks.drafts import a_draft, blocked, found

CLAIM = "In 2021, prevention reached 3 of 4 schools in the network."


def _card() -> Card:
    return a_card(CLAIM, kind=Kind.FACT, hotline=HOTLINE, source="Riverbend Survey")


@cache
def _asset() -> Asset:
    return render(_card(), brand=sample_brand(), template="beacon", format=Format.LINK)


def _picture(alt_text: str | None = None) -> PictureWords:
    drawn = picture_words(_asset(), _card(), sample_brand())
    said = drawn.alt_text if alt_text is None else alt_text
    return PictureWords(
        words=drawn.words,
        framing=drawn.framing,
        alt_text=said,
        contrast=drawn.contrast,
        smallest_text=drawn.smallest_text,
    )


def _broken(alt_text: str | None = None) -> set[str]:
    rules = found(a_draft(pictures=(_picture(alt_text),)))
    return {name for name in rules if name.startswith("accessibility.")}


def test_the_alt_text_that_comes_with_a_card_says_all_of_it() -> None:
    assert _broken() == set()
    assert _picture().framing == sample_brand().name


@pytest.mark.parametrize(
    ("words", "instead", "missing"),
    [
        ("1-888-373-7888", "", "1, 888, 373, 7888"),
        ("1-888-373-7888", "1-888-373-7889", "7888"),
        ("3 of 4", "3 of 5", "4"),
        ("2021", "2012", "2021"),
        ("prevention ", "", "prevention"),
        (CLAIM, "", "in, 2021, prevention, reached, 3, of and 4 more"),
    ],
)
def test_an_alt_text_that_drops_or_changes_a_claim_or_a_number_is_stopped(
    words: str, instead: str, missing: str
) -> None:
    said = _picture().alt_text
    assert words in said

    draft = a_draft(pictures=(_picture(said.replace(words, instead)),))

    assert "accessibility.alt-text-words" in blocked(draft)
    assert found(draft)["accessibility.alt-text-words"].words == missing


def test_naming_the_organization_does_not_stand_in_for_the_same_words_of_the_claim() -> None:
    said = f"{sample_brand().name}. {_picture().alt_text}"

    assert _broken(said) == set()
    assert "accessibility.alt-text-words" in _broken(said.replace("2021, prevention", "2021,"))


def test_a_source_the_alt_text_has_no_room_for_need_not_be_said() -> None:
    source = "Riverbend Survey of Schools and Youth Groups in the Valley"
    card = a_card(CLAIM, body=" ".join([CLAIM] * 5), source=source)
    asset = render(card, brand=sample_brand(), template="beacon", format=Format.STORY)

    drawn = picture_words(asset, card, sample_brand())

    assert source not in drawn.alt_text
    assert f"Source: {source}" in drawn.framing.splitlines()
    assert "accessibility.alt-text-words" not in found(a_draft(pictures=(drawn,)))


def test_scripts_that_part_no_words_are_compared_wherever_lines_end() -> None:
    picture = PictureWords(words="单独一个迹象\n并不能证明", alt_text="单独一个迹象并不能证明。")
    short = PictureWords(words="单独一个迹象\n并不能证明", alt_text="单独一个迹象并能证明。")

    assert "accessibility.alt-text-words" not in found(a_draft(pictures=(picture,)))
    assert found(a_draft(pictures=(short,)))["accessibility.alt-text-words"].words == "不"


def test_a_line_that_stands_on_the_card_twice_is_said_once() -> None:
    twice = PictureWords(words="Call 988\nHelp\nCall 988", alt_text="Call 988. Help")

    assert "accessibility.alt-text-words" not in found(a_draft(pictures=(twice,)))


def test_a_picture_nobody_measured_is_named_as_advice() -> None:
    old = PictureWords(words="Help", alt_text="Help")

    assert found(a_draft(pictures=(old,)))["accessibility.unmeasured"].severity == "advise"
