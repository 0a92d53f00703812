"""How hard a caption is to read: advice, never a hindrance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from content.captions.links import addresses, hashtags
from content.checks.model import Draft, Hit
from content.checks.searching import matches
from content.checks.topics import topic

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouylcsxz]es)$")


def too_hard(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find English sentences above a school grade; the topic's own words count as easy ones."""
    if draft.language.partition("-")[0].lower() != "en":
        return
    # A grade of a few words says nothing: only sentences that can be long are measured.
    fewest = int(options["fewest_words"])
    sentences = [words for words in _sentences(draft) if len(words) >= fewest]
    reached = grade(sentences, _easy(draft.topic))
    if reached > float(options["most"]):
        longest = max(sentences, key=len)
        yield Hit(
            words=" ".join(longest[:12]),
            message=f"The caption reads like school grade {reached:.0f}.",
        )


def set_in_capitals(draft: Draft, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find words in capitals, except in names that are written so: of a source, of a contact."""
    names = " ".join((draft.source, *(contact.name for contact in draft.contacts)))
    for text in draft.passages:
        for match in matches(regex.compile(options["pattern"]), text):
            if (words := match.group()) not in names:
                yield Hit(words=words)


def grade(sentences: list[list[str]], easy: frozenset[str] = frozenset()) -> float:
    """Return the Flesch-Kincaid grade of sentences given as lists of words."""
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    heard = sum(1 if word.lower() in easy else syllables(word) for word in words)
    # Kincaid, Fishburne, Rogers, Chissom (1975), https://apps.dtic.mil/sti/citations/ADA006655
    return 0.39 * len(words) / len(sentences) + 11.8 * heard / len(words) - 15.59


def syllables(word: str) -> int:
    """Guess the syllables of an English word."""
    small = word.lower()
    count = len(_VOWELS.findall(small))
    if count > 1 and _SILENT.search(small):
        count -= 1
    return max(count, 1)


def _sentences(draft: Draft) -> list[list[str]]:
    text = draft.caption
    for span in sorted((*addresses(text), *hashtags(text)), key=lambda s: s.start, reverse=True):
        text = text[: span.start] + text[span.end :]
    named = {contact.name for contact in draft.contacts}
    parts = [part for part in _SENTENCE.split(text) if not any(name in part for name in named)]
    return [words for part in parts if (words := _WORD.findall(part))]


def _easy(name: str) -> frozenset[str]:
    known = topic(name)
    texts = (*known.words, *known.subject.values()) if known else ()
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))
