"""Chooses the words of a headline that carry its claim."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import regex

from content.cards.small_words import plain, weighty
from content.factsheets.model import Extraction, Kind

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’\-+]*")
_FIGURE = regex.compile(
    r"(?<![\w-])(?:(?i:under|over|more than|at least|menos de|más de|mais de)\s)?"
    r"(?:\d+(?:-\d+)+"
    r"|\d[\d.,]*(?:\s?(?:%|percent|million|billion|millones|mil\b))?"
    r"(?:\s+(?:in|of|de|en)\s+\d[\d.,]*)?)"
)
_DEFINED = regex.compile(
    r"^((?:[\p{L}\p{N}()\-]+ ){0,3}?[\p{L}\p{N}()\-]+) (?:is|are|means|es|son|significa|é|são)\b",
    regex.IGNORECASE,
)
_NEGATION = regex.compile(
    r"^((?:do not|don['’]t|never|no|nunca|jamás|não|nunca)\b)", regex.IGNORECASE
)
_ASKED = regex.compile(
    r"^(?:do|does|did|can|could|would|will|has|have|is|are|was|were) "
    r"(?:you|they|he|she|anyone|anybody|someone|somebody) (.+?)"
    r"(?=[?,;]| (?:to|if|where|when|as|or|at|in|on|with|for|from|by|of|without)\b)",
    regex.IGNORECASE,
)
_BY_KIND = {
    Kind.DEFINITION: _DEFINED,
    Kind.SAFETY: _NEGATION,
    Kind.QUESTION: _ASKED,
    Kind.ACTION: regex.compile(f"({_WORD.pattern})"),
}
_LONGEST = 3
_LONGEST_RUN = 4  # words
_EVERYWHERE = 0.08  # a word that so great a part of the sheet's items has stands out in none
_FIRST_CLAUSE = 1.25  # what is said first weighs more
_AND = frozenset({"and", "y", "e", "et"})
_ENOUGH = 4  # letters


def emphasis(headline: str, kind: Kind, given: Iterable[str], sheet: Sheet) -> tuple[str, ...]:
    """Return runs of the headline: those the sheet prints bold, else a figure.

    Else what it defines, forbids, asks or does, else words that turn it, else the rarest words
    that stand together.
    """
    bold = tuple(run for run in given if run and run in headline and len(run) < len(headline) * 0.7)
    if bold:
        return bold
    run = _figure(headline) or _of_kind(headline, kind) or _turning(headline)
    run = run or sheet.rarest(headline)
    return (run,) if run else ()


def _figure(headline: str) -> str:
    found = _FIGURE.search(headline)
    if not found:
        return ""
    run = found.group().strip()
    ends = not headline[found.end() : found.end() + 1].isalnum()
    return run if len(run) > 1 or ends else ""


def _of_kind(headline: str, kind: Kind) -> str:
    """Return what statements of this kind are about, where their first words show it."""
    pattern = _BY_KIND.get(kind)
    found = pattern.match(headline) if pattern else None
    run = found.group(1) if found else ""
    if kind is Kind.ACTION and not _stands(run.casefold()):
        return ""
    return run if len(run.split()) <= _LONGEST_RUN else ""


def _turning(headline: str) -> str:
    found = weighty().search(headline)
    return found.group() if found and len(found.group()) < len(headline) * 0.7 else ""


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
        clause = headline.find(",") if "," in headline else len(headline)
        best, best_score = "", 0.0
        for first, word in enumerate(words):
            part = _FIRST_CLAUSE if word.start() < clause else 1.0
            score = self._weight(word.group().casefold()) * part
            if score <= 0:
                continue
            end = first + 1
            for number in range(first + 1, min(first + _LONGEST, len(words))):
                gap = headline[words[number - 1].end() : words[number].start()]
                following = words[number].group().casefold()
                weight = self._weight(following)
                if gap.strip() or (weight <= 0 and following not in _AND):
                    break
                if end == number:
                    score += weight * part * 0.35
                elif weight > 0:  # parted by "and": as weighty as the weightier of the two
                    score = max(score, weight * part) + 0.01
                end = number + 1 if weight > 0 else end
            if score > best_score:
                best, best_score = headline[word.start() : words[end - 1].end()], score
        return best

    def _weight(self, word: str) -> float:
        if not _stands(word):
            return 0.0
        if self._found[word] > max(2, self._count * _EVERYWHERE):
            return 0.0
        rare = math.log((self._count + 1) / (self._found[word] + 0.5))
        weight = max(rare, 0.1) * (1 + min(len(word), 12) / 12)
        return weight * 0.3 if word in self._title else weight


def _stands(word: str) -> bool:
    return len(word) >= _ENOUGH and word not in plain()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
