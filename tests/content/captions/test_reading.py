"""A month of captions read as a person would: what a reader stumbles over, and what repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from content.captions.composing import compose
from content.captions.links import addresses
from content.captions.model import Brief, Caption
from content.captions.phones import holds
from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Contact, ContactRole, Item, Kind
from content.samples import sample_sheet
from tests.content.captions.briefs import EMERGENCY, HOTLINE, a_brief, an_item

PLATFORMS = ("instagram", "facebook", "x", "bluesky", "mastodon", "linkedin")
_STUMBLES = re.compile(r"[.!?:;,]\s?[.!?:;,]|\s[.,:;!?](?:\s|$)| {2}| $|\n{3}", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SPANISH = (
    ("fact", "La trata de personas puede afectar a cualquiera."),
    ("fact", "Los tratantes buscan a quienes pasan por un mal momento."),
    ("fact", "Muchas víctimas conocen a quien las explota."),
    ("warning_sign", "Otra persona responde siempre por ella."),
    ("warning_sign", "No tiene consigo sus documentos."),
    ("question", "¿Puedes salir cuando quieres?"),
    ("question", "¿Alguien guarda tus documentos?"),
    ("action", "Aprende a reconocer las señales."),
)


@cache
def _sheet() -> tuple[Item, ...]:
    return compile_sheet(*sample_sheet()).items


def _month(language: str, platform: str) -> Sequence[tuple[Item, Caption]]:
    items = _sheet()
    if language == "es":
        items = tuple(an_item(text, kind=Kind(kind)) for kind, text in _SPANISH)
    return [
        (item, compose(_brief(item, language, platform, seed))) for seed, item in enumerate(items)
    ]


def _brief(item: Item, language: str, platform: str, seed: int) -> Brief:
    brief = a_brief(item, platform=platform, language=language, seed=seed)
    return replace(brief, link="https://example.org/learn", campaign="January", link_in_bio=True)


def _prose(text: str) -> str:
    for span in reversed(addresses(text)):
        text = f"{text[: span.start]}there{text[span.end :]}"
    return text.replace("e.g.", "such as")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_in_a_months_captions_makes_a_reader_stumble(language: str, platform: str) -> None:
    for item, caption in _month(language, platform):
        text = _prose(caption.text)
        sentences = Counter(part for part in _SENTENCE.split(text) if part)

        assert not (found := _STUMBLES.search(text)), (text, found)
        assert max(sentences.values()) == 1, sentences.most_common(1)
        assert text[:1].isupper() or not text[:1].isalpha(), text
        if caption.hashtags:  # together, and the last of all
            assert caption.text.endswith("\n" + " ".join(caption.hashtags)), text
        assert holds(caption.text, HOTLINE.phone), (item.text, text)


@pytest.mark.parametrize("platform", ["instagram", "facebook", "mastodon", "linkedin"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_neighbours_of_one_kind_differ_where_there_is_room(language: str, platform: str) -> None:
    months: dict[Kind, list[str]] = {}
    for item, caption in _month(language, platform):
        months.setdefault(item.kind, []).append(caption.text.replace(item.text, ""))

    neighbours = [pair for texts in months.values() for pair in pairwise(texts)]
    assert neighbours
    assert all(one != other for one, other in neighbours)


def test_a_question_stands_under_a_label_of_one_and_keeps_what_it_is_about() -> None:
    item = an_item(
        "Do you owe money to your employer?",
        kind=Kind.QUESTION,
        context="There are some questions to ask a suspected victim",
    )

    texts = [compose(a_brief(item, seed=seed)).text for seed in range(4)]

    assert len({text.partition("\n")[0] for text in texts}) == 4
    assert not any("some questions" in text for text in texts)
    assert all("human trafficking" in text.partition("\n")[0] for text in texts)


def test_the_rest_of_a_sentence_keeps_its_beginning() -> None:
    item = an_item(
        "hides marks on the arms, neck or face",
        kind=Kind.WARNING_SIGN,
        context="An adult should pay attention when a teen",
    )

    text = compose(a_brief(item)).text

    assert text.startswith(
        "An adult should pay attention when a teen hides marks on the arms, neck or face.\n"
    )


def test_a_sentence_before_a_statement_ends_as_one_and_a_heading_announces() -> None:
    sentence = an_item("Anyone under 18 counts.", context="In some cases the law asks for no force")
    heading = an_item("Anyone under 18 counts.", context="The Law And Children")

    assert compose(a_brief(sentence)).text.startswith(
        "In some cases the law asks for no force. Anyone under 18 counts.\n"
    )
    assert compose(a_brief(heading)).text.startswith(
        "The Law And Children:\nAnyone under 18 counts.\n"
    )


def test_a_contact_of_the_sheet_is_parted_from_its_number() -> None:
    line = Contact(key="c", name="2-1-1 of Connecticut", role=ContactRole.INFO, phone="211")
    item = an_item(
        "2-1-1 of Connecticut Call 211", kind=Kind.RESOURCE, context="Connecticut Resources"
    )

    text = compose(a_brief(item, contacts=(HOTLINE, EMERGENCY, line))).text

    assert text.startswith("Connecticut Resources:\n2-1-1 of Connecticut: Call 211\n")
