"""Reduces words to what their forms share. Crude on purpose: only for telling claims apart."""

from __future__ import annotations

_ENDINGS = ("iendo", "ando", "ing", "ies", "ers", "ed", "es", "er", "s", "e")
_SHORTEST = 4


def stem(word: str) -> str:
    """Cut the commonest endings of English and Spanish, so that forms of a word compare equal."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
