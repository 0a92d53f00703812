"""Sentences of actions and of what lies below them, in the language of the page.

The core says what went wrong in plain English with the values in it. Here the sentence is matched
with the catalogue's templates ("There is no post {1}."), whose places are filled in again in the
other language. A sentence nobody translated stays as it is; a test looks for those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from scheduler.web.language import catalogue, current, later

_PLACE = re.compile(r"\{(\d)\}")
_LINE = re.compile(r"(Line \d+: )(.+)", re.DOTALL)
LINE = later("Line %s: ")
_LONGEST = 2_000  # characters of a sentence that is looked at


def told(sentence: str) -> str:
    """Return a refusal or note as the reader's language says it."""
    if current() == "en" or not sentence:
        return sentence
    return _told(sentence, current())


@lru_cache(maxsize=1024)
def _told(sentence: str, language: str) -> str:
    exact = catalogue(language).gettext(sentence)
    if exact != sentence or len(sentence) > _LONGEST:
        return exact
    if line := _LINE.fullmatch(sentence):
        head = catalogue(language).gettext(LINE) % line[1].removeprefix("Line ")[:-2]
        return head + _told(line[2], language)
    return _filled_in(sentence, language) or sentence


def _filled_in(sentence: str, language: str) -> str:
    """Return the sentence by the template that says most of it; empty when none does.

    Some are made into whole sentences on the way up, by a dot that their template has not.
    """
    shorter = sentence.removesuffix(".")
    for pattern, text in _templates(language):
        if match := pattern.fullmatch(sentence):
            return _with_values(text, match, language)
        if shorter != sentence and (match := pattern.fullmatch(shorter)):
            return f"{_with_values(text, match, language)}."
    return ""


def _with_values(text: str, match: re.Match[str], language: str) -> str:
    values = [_value(value, language) for value in match.groups()]
    return _PLACE.sub(lambda place: values[int(place[1]) - 1], text)


def _value(value: str, language: str) -> str:
    """Return a value in the other language where it is a sentence; a single word may be a name."""
    return _told(value, language) if " " in value else value


@cache
def _templates(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the templates with values in them, those with most words of their own first."""
    found = sorted(_with_places(language), key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return tuple((_pattern(template), text) for template, text in found)


def _with_places(language: str) -> Iterator[tuple[str, str]]:
    known: dict[object, str] = getattr(catalogue(language), "_catalog", {})
    for template, text in known.items():
        if isinstance(template, str) and _PLACE.search(template):
            yield template, text


def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)  # texts at even places, numbers of values between them
    texts = [re.escape(part) for part in parts[::2]]
    return re.compile("(.*?)".join(texts), re.DOTALL)
