"""Cuts text into sentences and clauses without changing a letter of it."""

from __future__ import annotations

import regex

_SENTENCE = regex.compile(
    r"(?<=[.!?。！？؟।][\"'”’)]*)"
    r"(?<!\b(?:e\.g|i\.e|etc|Dr|Mr|Mrs|Ms|St|vs|No|U\.S|p\.ej|Sr|Sra)\.)"
    r"\s+(?=[\p{Lu}\p{Lo}\p{N}¿¡\"“'(])|(?<=[。！？])(?=\S)"
)
_CLAUSE = regex.compile(
    r",\s(?=(?:or|but|and|so|yet|because|although)\s(?:they|he|she|it|people|some|there|this|many)\b)"
    r"|,\s(?=(?:pero|pues|porque|aunque|mas|mais|però)\s)|;\s|\s[–—]\s|:\s|\s(?=\((?:e\.g|p\.ej))"
)
_SHORTEST_PART = 24


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, or nothing for an empty one."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def clause_end(sentence: str, near: float) -> int:
    """Return where a long sentence may be cut, as near to ``near`` as can be; else 0."""
    ends = [found.end() for found in _CLAUSE.finditer(sentence)]
    good = [end for end in ends if _SHORTEST_PART <= end <= len(sentence) - _SHORTEST_PART]
    return min(good, key=lambda end: abs(end - near), default=0)
