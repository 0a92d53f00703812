"""Chooses the words of a headline that carry its claim."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import regex

from content.cards.small_words import plain
from content.factsheets.model import Extraction, Kind

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’\-+]*")
_FIGURE = regex.compile(
    r"(?<![\w-])(?:\d+(?:-\d+)+|\d[\d.,]*(?:\s?(?:%|percent|million|billion|millones|mil\b))?(?:\s+(?:in|of|de|en)\s+\d[\d.,]*)?)"
)
_DEFINED = regex.compile(
    r"^((?:[\p{L}\p{N}()\-]+ ){0,3}?[\p{L}\p{N}()\-]+) (?:is|are|means|es|son|significa|é|são)\b",
    regex.IGNORECASE,
)
_NEGATION = regex.compile(
    r"^((?:do not|don['’]t|never|no|nunca|jamás|não|nunca)\b)", regex.IGNORECASE
)
_LONGEST = 3
_ENOUGH = 4  # letters


def emphasis(headline: str, kind: Kind, given: Iterable[str], sheet: Sheet) -> tuple[str, ...]:
    """Return runs of the headline: those the sheet prints bold, else a figure, else what it defines
    or forbids, else the rarest words that stand together.
    """
    bold = tuple(run for run in given if run and run in headline and len(run) < len(headline) * 0.7)
    if bold:
        return bold
    if found := _FIGURE.search(headline):
        run = found.group().strip()
        if len(run) > 1 or not headline[found.end() : found.end() + 1].isalnum():
            return (run,)
    if kind is Kind.DEFINITION and (found := _DEFINED.match(headline)):
        return (found.group(1),)
    if kind is Kind.SAFETY and (found := _NEGATION.match(headline)):
        return (found.group(1),)
    first = _WORD.match(headline)
    if kind is Kind.ACTION and first and _stands(first.group().casefold()):
        return (first.group(),)
    run = sheet.rarest(headline)
    return (run,) if run else ()


class Sheet:
    """How often each word stands in a sheet: words that stand everywhere carry no claim."""

    def __init__(self, extraction: Extraction) -> None:
        texts = [item.text for item in extraction.items]
        self._count = max(len(texts), 1)
        self._found = Counter(word for text in texts for word in set(_words(text)))
        self._title = set(_words(extraction.title))

    def rarest(self, headline: str) -> str:
        """Return up to three neighbouring words that stand out; empty when none does."""
        words = list(_WORD.finditer(headline))
        if len(words) < 3:  # noqa: PLR2004  # everything would be emphasised
            return ""
        best, best_score = "", 0.0
        for first in range(len(words)):
            score = 0.0
            for end in range(first + 1, min(first + _LONGEST, len(words)) + 1):
                word = words[end - 1].group().casefold()
                gap = (
                    headline[words[end - 2].end() : words[end - 1].start()]
                    if end > first + 1
                    else ""
                )
                weight = self._weight(word)
                if gap.strip() or weight <= 0:
                    break
                score += weight * (1.0 if end == first + 1 else 0.35)
                if score > best_score:
                    best, best_score = headline[words[first].start() : words[end - 1].end()], score
        return best

    def _weight(self, word: str) -> float:
        if not _stands(word):
            return 0.0
        rare = math.log((self._count + 1) / (self._found[word] + 0.5))
        weight = max(rare, 0.1) * (1 + min(len(word), 12) / 12)
        return weight * 0.3 if word in self._title else weight


def _stands(word: str) -> bool:
    return len(word) >= _ENOUGH and word not in plain()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
