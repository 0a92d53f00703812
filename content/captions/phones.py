"""Telephone numbers in running text, compared by their digits and never by their looks."""

from __future__ import annotations

import re
import unicodedata

# Digits of any script, with one separator (or a bracket and a space) between two of them, so that
# "call 911. 1-888..." stays two numbers.
_PHONE = re.compile(r"(?<![\w#])\+?\(?\d(?:(?:[ .\u00a0\u2010-\u2015/-]|\)[ -]?| \()?\d)*(?!\w)")
_FEWEST = 3
_SPELLED = re.compile(
    r"(?:(?<=\d{3}[-. ]\d{3}[-. ])[A-Z]{4}|(?<=\b[1-9]\d\d[-. ])[A-Z]{7})(?![A-Z])"
)
_DIGIT_WORDS = {
    **dict.fromkeys(("zero", "oh", "cero"), "0"),
    **dict.fromkeys(("one", "uno"), "1"),
    **dict.fromkeys(("two", "dos"), "2"),
    **dict.fromkeys(("three", "tres"), "3"),
    **dict.fromkeys(("four", "cuatro"), "4"),
    **dict.fromkeys(("five", "cinco"), "5"),
    **dict.fromkeys(("six", "seis"), "6"),
    **dict.fromkeys(("seven", "siete"), "7"),
    **dict.fromkeys(("eight", "ocho"), "8"),
    **dict.fromkeys(("nine", "nueve"), "9"),
}
_DIGIT_WORD = rf"(?:{'|'.join(_DIGIT_WORDS)})"
_READ_OUT = re.compile(
    rf"\b{_DIGIT_WORD}(?:[ ,.\u2010-\u2015-]+{_DIGIT_WORD}){{6,}}\b", re.IGNORECASE
)
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def digits(text: str) -> str:
    """Return the digits of ``text`` as 0-9, whatever script they are written in."""
    return "".join(str(unicodedata.decimal(c)) for c in text if unicodedata.decimal(c, -1) >= 0)


def spelled_out(text: str) -> str:
    """Return ``text`` with numbers such as 800-799-SAFE in digits, as on a telephone's keys.

    Seven or more digits that are written out as words become digits too.
    """
    text = _SPELLED.sub(lambda found: found.group().translate(_KEYS), text)
    return _READ_OUT.sub(_as_digits, text)


def _as_digits(found: re.Match[str]) -> str:
    return "".join(_DIGIT_WORDS[word.lower()] for word in re.findall(r"\w+", found.group()))


def numbers(text: str) -> tuple[str, ...]:
    """Return what may be telephone numbers, as written."""
    found = (match.group() for match in _PHONE.finditer(text))
    return tuple(number for number in found if len(digits(number)) >= _FEWEST)


def holds(text: str, number: str) -> bool:
    """Say whether ``number`` stands in ``text``, however its digits are grouped.

    A country code may be left out, as sheets do: +1 888... is also 1-888... and 888...
    """
    wanted = digits(number)
    return bool(wanted) and any(same(wanted, digits(found)) for found in numbers(spelled_out(text)))


def same(one: str, other: str) -> bool:
    """Compare two rows of digits, letting a country code of up to three digits be missing."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if len(shorter) < 7:  # noqa: PLR2004  short codes are compared whole
        return longer == shorter
    return longer.endswith(shorter) and len(longer) - len(shorter) <= 3  # noqa: PLR2004
