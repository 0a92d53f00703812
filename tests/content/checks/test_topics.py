from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from content.captions.countries import reaches
from content.captions.hashtags import tag
from content.checks.topics import contacts_for, known_topics, lines_for, topic, topic_of
from content.factsheets.model import Extraction, Kind
from tests.content.captions.briefs import an_item

_DATA: dict[str, Any] = tomllib.loads(
    files("content.checks").joinpath("topics.toml").read_text(encoding="utf-8")
)
_PARTS = {"hotline", "emergency", "caution", "do_not_confront"}


@pytest.mark.parametrize("name", known_topics())
def test_a_topic_is_recognized_and_says_what_must_go_with_it(name: str) -> None:
    known = topic(name)

    assert known is not None
    for kind in Kind:
        assert set(known.must_carry(kind)) <= _PARTS
    assert all(tag(words, 2027) for words in known.hashtags["en"])
    assert known.subject["en"]
    sheet = Extraction(title=known.words[0].title(), language="en", items=(an_item("Text."),))
    assert topic_of(sheet) == name


@pytest.mark.parametrize("row", _DATA["contact"], ids=lambda row: row["name"])
def test_a_public_contact_names_its_source_and_the_day_it_was_read(row: dict[str, Any]) -> None:
    assert len(row["source"]) > 10
    assert isinstance(row["verified_on"], date)
    assert set(row["topics"]) <= set(known_topics())
    (found, *_) = (c for c in contacts_for((row["topics"] or [""])[0], row["country"])
                   if c.phone == row["phone"])  # fmt: skip
    assert reaches(found, row["country"])


@pytest.mark.parametrize("row", _DATA["line"], ids=lambda row: f"{row['language']} {row['part']}")
def test_a_line_of_advice_recognizes_its_own_words(row: dict[str, Any]) -> None:
    lines = lines_for(row["topic"], row["language"])

    (line,) = (one for one in lines if one.part == row["part"])
    assert all(line.accepts.search(form) for form in line.forms)
    assert row["source"]


@pytest.mark.parametrize(
    ("language", "part", "text", "said"),
    [
        ("en", "caution", "Each indicator alone may not mean that somebody is trafficked.", True),
        ("en", "caution", "These signs prove trafficking.", False),
        ("en", "do_not_confront", "Never try to confront anyone.", True),
        ("en", "do_not_confront", "Confront them.", False),
        ("es", "do_not_confront", "Nunca encares a quien parece ser el tratante.", True),
        ("es", "caution", "Una señal por sí sola no prueba nada.", True),
        ("pt", "do_not_confront", "Nunca tente enfrentar ninguém.", True),
        ("pt", "caution", "Um sinal sozinho não é prova.", True),
    ],
)
def test_the_same_advice_in_other_words_counts(
    language: str, part: str, text: str, *, said: bool
) -> None:
    (line,) = (one for one in lines_for("human trafficking", language) if one.part == part)

    assert bool(line.accepts.search(text)) is said
