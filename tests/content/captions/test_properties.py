"""What no caption may ever do, tried on briefs nobody would think of."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files
from typing import Any

import regex
from hypothesis import given, reject, settings

from content.captions.composing import compose
from content.captions.limits import limit_for
from content.captions.model import Brief, CaptionError
from content.captions.patterns import templates_dir
from content.captions.phones import digits
from content.captions.series import compose_series
from content.checks.topics import lines_for
from content.factsheets.model import Contact
from tests.content.captions.counters import counted
from tests.content.captions.strategies import briefs


@given(briefs())
@settings(deadline=None, max_examples=70)
def test_no_caption_is_longer_than_its_platform_takes(brief: Brief) -> None:
    for text in _composed(brief):
        limit = limit_for(brief.platform)
        assert counted(text, brief.platform) <= limit.limit
        assert limit.max_bytes is None or len(text.encode()) <= limit.max_bytes


@given(briefs())
@settings(deadline=None, max_examples=70)
def test_no_caption_loses_the_hotline(brief: Brief) -> None:
    for text in _composed(brief):
        assert brief.hotline is not None
        assert digits(brief.hotline.phone) in digits(text)


@given(briefs())
@settings(deadline=None, max_examples=70)
def test_no_word_comes_from_nowhere(brief: Brief) -> None:
    known = _words(_sources(brief))

    for text in _composed(brief):
        assert [word for word in _words(text) if word not in known] == []


@given(briefs())
@settings(deadline=None, max_examples=70)
def test_no_address_is_cut(brief: Brief) -> None:
    for text in _composed(brief):
        assert set(re.findall(r"https://example\.org\S*", text)) <= {brief.link, _tagged(brief)}


@given(briefs())
@settings(deadline=None, max_examples=70)
def test_no_word_of_the_statement_is_lost_or_cut(brief: Brief) -> None:
    try:
        series = compose_series(brief)
    except CaptionError:
        reject()

    there = " ".join([*(caption.text for caption in series.captions), *series.slides]).split()
    there += [word.removesuffix(".") for word in there]  # a sentence's rest gets its full stop

    for item in brief.items:
        assert [word for word in item.text.split() if word not in there] == []


def _composed(brief: Brief) -> list[str]:
    try:
        captions = [compose(brief), *compose_series(brief).captions]
    except CaptionError:
        reject()
    return [caption.text for caption in captions]


def _sources(brief: Brief) -> list[str]:
    contact_words = [
        " ".join((c.name, c.phone, c.phone_printed, *_code(c)))
        for c in (brief.hotline, brief.emergency)
        if c
    ]
    advice = [form for line in lines_for(brief.topic, brief.language) for form in line.forms]
    topics = files("content.checks").joinpath("topics.toml").read_text(encoding="utf-8")
    tags = [str(number) for number in range(2020, 2030)] + ["PGAM2027", topics]
    numbering = [f"{part}/{of}" for of in range(26) for part in range(of + 1)]
    items = [text for item in brief.items for text in (item.text, item.context)]
    return [
        *items,
        *contact_words,
        brief.source,
        _tagged(brief),
        *advice,
        *tags,
        *numbering,
        *_patterns(),
    ]


def _tagged(brief: Brief) -> str:
    tags = f"utm_source={brief.platform}&utm_medium=social&utm_campaign=january-2027"
    return f"{brief.link}&{tags}"


def _code(contact: Contact) -> list[str]:
    code = contact.text_code
    return [code.number, code.name, *code.keywords] if code else []


def _patterns() -> list[str]:
    return [
        text
        for path in sorted(templates_dir().glob("*.toml"))
        for text in _strings(tomllib.loads(path.read_text(encoding="utf-8")))
    ]


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = list(value.values()) if isinstance(value, dict) else value
    return [text for part in parts for text in _strings(part)] if isinstance(parts, list) else []


def _words(*texts: Any) -> set[str]:
    joined = " ".join(
        text for part in texts for text in ([part] if isinstance(part, str) else part)
    )
    return set(regex.findall(r"[\w\p{M}]+", unicodedata.normalize("NFC", joined).casefold()))
