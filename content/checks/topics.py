"""What a topic is called, which lines its captions must carry, and whom they may point to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from content.factsheets.model import Contact, ContactRole, Extraction, Kind, TextCode

_TITLE, _SECTION, _TEXT = 12, 3, 1
_ENOUGH = 3
"""What a sheet must score: one heading, or three words in its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """``subject`` is what the topic is called inside a sentence; both it and ``hashtags`` by
    language. Text that holds ``mention``, under any topic, must name a contact whose name
    holds ``line``.
    """

    name: str
    words: tuple[str, ...]
    hashtags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carry: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subject: Mapping[str, str] = field(default_factory=dict)
    mention: regex.Pattern[str] | None = None
    line: regex.Pattern[str] | None = None

    def must_carry(self, kind: Kind) -> tuple[str, ...]:
        return self.carry.get(kind.value, self.carry.get("any", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyLine:
    """One line of advice; ``forms`` run from full to short."""

    part: str
    language: str
    forms: tuple[str, ...]
    accepts: regex.Pattern[str]
    source: str
    verified_on: date
    topic: str = ""


def topic_of(extraction: Extraction) -> str:
    """Name the sheet's topic; empty when no known one stands out."""
    if extraction.topic in _topics():
        return extraction.topic
    weighed = tuple(_weighed_words(extraction))
    scores = {name: _score(topic, weighed) for name, topic in _topics().items()}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= _ENOUGH else ""


def topic(name: str) -> Topic | None:
    return _topics().get(name)


def known_topics() -> tuple[str, ...]:
    return tuple(_topics())


def demanding() -> tuple[Topic, ...]:
    """Return the topics whose line must be named wherever they are mentioned."""
    return tuple(one for one in _topics().values() if one.mention and one.line)


def lines_for(name: str, language: str) -> tuple[SafetyLine, ...]:
    """Return the topic's lines of advice in one language, never those of another."""
    wanted = language.split("-", maxsplit=1)[0].lower()
    return tuple(line for line in _lines() if line.topic in {"", name} and line.language == wanted)


def contacts_for(name: str, country: str) -> tuple[Contact, ...]:
    """Return public contacts an editor may adopt; nothing uses them unasked."""
    return tuple(
        contact
        for topics, contact in _contacts()
        if contact.region == country and (not topics or name in topics)
    )


def _weighed_words(extraction: Extraction) -> Iterator[tuple[int, str]]:
    yield _TITLE, extraction.title.casefold()
    for section in {item.section for item in extraction.items}:
        yield _SECTION, section.casefold()
    for item in extraction.items:
        yield _TEXT, f"{item.context} {item.text}".casefold()


def _score(one: Topic, weighed: tuple[tuple[int, str], ...]) -> int:
    pattern = _words_pattern(one.words)
    # More words say more: "heat stroke" is about heat, although it is also a stroke.
    return sum(
        weight * len(found.split()) for weight, text in weighed for found in pattern.findall(text)
    )


@cache
def _words_pattern(words: tuple[str, ...]) -> regex.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return regex.compile("|".join(map(_whole, longest_first)))


def _whole(word: str) -> str:
    """Match a word only as a whole, where its script parts words."""
    escaped = regex.escape(word)
    return escaped if regex.search(r"\p{Han}", word) else rf"(?<!\w){escaped}(?!\w)"


@cache
def _data() -> dict[str, Any]:
    path = files("content.checks").joinpath("topics.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _topics() -> Mapping[str, Topic]:
    return {row["name"]: _topic(row) for row in _data()["topic"]}


def _topic(row: dict[str, Any]) -> Topic:
    return Topic(
        name=row["name"],
        words=tuple(row["words"]),
        hashtags={language: tuple(tags) for language, tags in row["hashtags"].items()},
        carry={kind: tuple(parts) for kind, parts in row["carry"].items()},
        subject=row["subject"],
        mention=_pattern(row.get("mention")),
        line=_pattern(row.get("line")),
    )


def _pattern(text: str | None) -> regex.Pattern[str] | None:
    return regex.compile(text, regex.IGNORECASE) if text else None


@cache
def _lines() -> tuple[SafetyLine, ...]:
    return tuple(
        SafetyLine(
            **{
                **row,
                "forms": tuple(row["forms"]),
                "accepts": regex.compile(row["accepts"], regex.IGNORECASE),
            }
        )
        for row in _data()["line"]
    )


@cache
def _contacts() -> tuple[tuple[tuple[str, ...], Contact], ...]:
    return tuple((tuple(row["topics"]), _contact(row)) for row in _data()["contact"])


def _contact(row: dict[str, Any]) -> Contact:
    text = row.get("text")
    return Contact(
        key=f"public:{row['country']}:{row['phone']}",
        name=row["name"],
        role=ContactRole(row["role"]),
        phone=row["phone"],
        phone_printed=row["printed"],
        text_code=TextCode(
            number=text["number"],
            keywords=tuple(text.get("keywords", ())),
            name=text.get("name", ""),
        )
        if text
        else None,
        url=row.get("url", ""),
        region=row["country"],
        verified_on=row["verified_on"],
    )
