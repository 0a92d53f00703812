"""Patterns of rule packs, searched in what a reader reads and never for longer than is fair."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex

LONGEST = 0.25
"""Seconds a pattern may search one text before its rule counts as broken."""

# Invisible characters that could keep a word from being recognized, and typographic ones for which
# patterns would need a case each. Joiners stay: emoji and several scripts need them.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-"})
_SPACES = regex.compile(r"[ \t]{2,}")
_SENTENCE_END = regex.compile(r"[.!?\u3002\u0964\u061f](?=\s|$)|\n")


class TooSlowError(Exception):
    """A pattern that was still searching when its time was over."""


def plain(text: str) -> str:
    """Return ``text`` as a reader hears it: ordinary letters, quotes and spaces."""
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", normal.translate(_UNSEEN).translate(_PLAIN))


def matches(pattern: regex.Pattern[str], text: str) -> Iterator[regex.Match[str]]:
    """Yield what ``pattern`` finds. Raises ``TooSlowError`` when the search takes too long."""
    found = pattern.finditer(text, timeout=LONGEST)
    while True:
        try:
            match = next(found, None)
        except TimeoutError as error:
            raise TooSlowError from error
        if match is None:
            return
        if match.group().strip():
            yield match


def holds(pattern: regex.Pattern[str], text: str) -> bool:
    """Say whether ``pattern`` is in ``text``. Raises ``TooSlowError`` like ``matches``."""
    try:
        return pattern.search(text, timeout=LONGEST) is not None
    except TimeoutError as error:
        raise TooSlowError from error


def sentence(text: str, start: int, end: int) -> str:
    """Return the sentence or line of ``text`` around ``text[start:end]``."""
    before = [found.end() for found in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    return text[before[-1] if before else 0 : after.start() if after else len(text)]
