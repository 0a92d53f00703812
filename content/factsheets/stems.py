"""Reduces words to what their forms share. Crude on purpose: only for telling claims apart."""

from __future__ import annotations

_ENDINGS = ("iendo", "ando", "ing", "ies", "ers", "ed", "es", "er", "s", "e")
_SHORTEST = 4


_NATIVE_DIGITS = {
    0x0660: "0123456789",  # Arabic
    0x06F0: "0123456789",  # Persian and Urdu
    0xFF10: "0123456789",  # full width
}
_LATIN = {
    first + value: digit for first, row in _NATIVE_DIGITS.items() for value, digit in enumerate(row)
}


def latin_digits(text: str) -> str:
    """Return ``text`` with Arabic and full-width digits as 0-9; every place stays the same."""
    return text if text.isascii() else text.translate(_LATIN)


def stem(word: str) -> str:
    """Cut the commonest endings of English and Spanish, so that forms of a word compare equal."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
