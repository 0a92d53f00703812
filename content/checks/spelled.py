"""Numbers written out as words, in English and Spanish."""

from __future__ import annotations

import re

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
)
_UNITS = {
    **{word: value for words in (_ENGLISH, _SPANISH) for value, word in enumerate(words.split())},
    "un": 1,
    "una": 1,
}
_TENS = {
    word: value * 10
    for words in (
        "ten twenty thirty forty fifty sixty seventy eighty ninety",
        "diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    )
    for value, word in enumerate(words.split(), start=1)
    if value > 1
}
NUMBER = (
    rf"\b(?:(?:{'|'.join(_TENS)})(?:(?:[\s-]|\sy\s)(?:{'|'.join(_UNITS)})\b)?"
    rf"|(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))}))\b"
)
"""A pattern, whatever its case, for the words of a number below a hundred."""

_NUMBER = re.compile(NUMBER, re.IGNORECASE)


def in_digits(text: str) -> str:
    """Return ``text`` with numbers below a hundred in digits: forty million is 40 million."""
    return _NUMBER.sub(lambda found: str(_value(found.group())), text)


def _value(words: str) -> int:
    parts = re.findall(r"[^\W_]+", words.lower())
    return sum(_TENS.get(part, 0) or _UNITS.get(part, 0) for part in parts)
