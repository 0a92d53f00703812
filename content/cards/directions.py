"""Finds which way text runs, and keeps numbers and addresses in their own order within it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

import regex
from bidi import algorithm as bidi

from content.cards.model import CardError

RTL_LANGUAGES = frozenset({"ar", "he", "fa", "ur", "ps", "yi", "ckb", "sd", "ug", "dv"})

_RTL = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_TURNING = regex.compile("[\u202a-\u202e]")
_INVISIBLE = regex.compile("[\u061c\u200e\u200f\u2066-\u2069]")
_ISOLATED = regex.compile(
    r"""(?:\p{Latin}[\p{Latin}\p{M}\d&.'’\- ]*,\s)?               # a name before its address
        (?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/[^\s،؛]*)?   # addresses
      | [\w.+-]+@[\w-]+\.[\w.-]+                             # e-mail
      | [+(]?\d[\d().\-–/\u00a0 ]*\d                          # phone numbers, dates, ranges
      | \d+(?:[.,]\d+)*(?:\s?%)?
      | [a-z][\w.\-]*[+\#]+                                   # LGBTQ+, C++
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_PLACEHOLDER = "\ufffc"

T = TypeVar("T")


def holds_rtl(text: str) -> bool:
    """Say whether any letter of the text runs from right to left."""
    return bool(_RTL.search(text))


def is_rtl(language: str, text: str) -> bool:
    """Say whether a card in this language is laid out from right to left."""
    base = language.split("-", maxsplit=1)[0].lower()
    return base in RTL_LANGUAGES or (not base and holds_rtl(text))


def plain(text: str, what: str) -> str:
    """Return text without marks of direction (we set those ourselves), in one normal form.

    Raises ``CardError`` for the characters that turn text round: they make a number read
    otherwise than it is written.
    """
    if found := _TURNING.search(text):
        raise CardError(
            f"{what} holds the hidden character U+{ord(found.group()):04X}, which turns text "
            "round; delete it."
        )
    cleaned = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    for character in cleaned:
        if unicodedata.category(character) == "Cc" and character not in "\t\n\r":
            raise CardError(
                f"{what} holds the control character U+{ord(character):04X}; delete it."
            )
    return " ".join(cleaned.split(" ")).replace("\n", " ").replace("\t", " ").strip()


def isolated(text: str) -> list[tuple[int, int]]:
    """Find the numbers and addresses that keep their own order in any text."""
    return [found.span() for found in _ISOLATED.finditer(text)]


def levels(text: str, *, rtl: bool) -> list[int]:
    """Return the embedding level of each character: odd ones run from right to left."""
    if not rtl and not holds_rtl(text):
        return [0] * len(text)
    spans = isolated(text)
    folded, origin = _fold(text, spans)
    resolved = _resolve(folded, rtl=rtl)
    found = [int(rtl)] * len(text)
    for place, level in zip(origin, resolved, strict=True):
        found[place] = level
    for first, end in spans:
        inner = found[first] + found[first] % 2
        found[first:end] = [inner] * (end - first)
    for place, character in enumerate(text):
        if place and unicodedata.bidirectional(character) in {"BN", "NSM"}:
            found[place] = found[place - 1]
    return found


def reordered(items: Sequence[T], item_levels: Sequence[int]) -> list[T]:
    """Put what stands on one line into the order in which the eye meets it, left to right."""
    order = list(range(len(items)))
    for level in range(max(item_levels, default=0), 0, -1):
        place = 0
        while place < len(order):
            end = place
            while end < len(order) and item_levels[order[end]] >= level:
                end += 1
            order[place:end] = reversed(order[place:end])
            place = max(end, place + 1)
    return [items[place] for place in order]


def _fold(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """Stand one neutral sign in for each isolated part, as Unicode's isolates do.

    The same for a character that no script has yet: it has no direction of its own.
    """
    starts = dict(spans)
    characters: list[str] = []
    origin: list[int] = []
    place = 0
    while place < len(text):
        end = starts.get(place)
        kind = unicodedata.bidirectional(text[place])
        if end or kind != "BN":
            characters.append(_PLACEHOLDER if end or not kind else text[place])
            origin.append(place)
        place = end or place + 1
    return "".join(characters), origin


def _resolve(text: str, *, rtl: bool) -> list[int]:
    storage = bidi.get_empty_storage()
    storage["base_level"] = int(rtl)
    storage["base_dir"] = "R" if rtl else "L"
    bidi.get_embedding_levels(text, storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    return [int(character["level"]) for character in storage["chars"]]
