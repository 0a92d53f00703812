"""How long a caption is, in the unit of the platform it goes to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import regex
from ugrapheme import grapheme_len, grapheme_split

from content.captions.links import addresses
from content.captions.model import CaptionError, Length, TextLimit, Unit
from content.captions.thread import parts_of
from content.captions.weighted import weighted_length

_LOOKS_LIKE_ADDRESS = re.compile(r"https?://\S+")
_MENTION = re.compile(r"(?<![\w/])(@\w[\w.-]*)@[\w.-]+\w")
_PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{RI}|\N{COMBINING ENCLOSING KEYCAP}")


def measure(text: str, limit: TextLimit) -> Length:
    """Count ``text`` as the platform does; of a thread, the part that fits least.

    Raises ``CaptionError`` for text that is none: half of a surrogate pair cannot be counted.
    """
    if limit.threads and len(parts := parts_of(text)) > 1:
        alone = replace(limit, threads=False)
        return max(
            (measure(part, alone) for part in parts), key=lambda one: (not one.fits, one.length)
        )
    size = _bytes(text)
    length = _count(text, limit) + sum(map(text.count, limit.escaped))
    fits = length <= limit.limit and (limit.max_bytes is None or size <= limit.max_bytes)
    return Length(length=length, limit=limit.limit, unit=limit.unit, fits=fits)


def _bytes(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise CaptionError(
            f"character {error.start + 1} is half of a character"
            f" (U+{ord(text[error.start]):04X}); type it again"
        ) from None


def _count(text: str, limit: TextLimit) -> int:
    if limit.unit is Unit.WEIGHTED:
        return weighted_length(text, url_length=limit.url_length or 0)
    text, reserved = _without_addresses(text, limit.url_length)
    if limit.short_mentions:
        text = _MENTION.sub(r"\1", text)
    return reserved + _UNITS[limit.unit](text)


def _without_addresses(text: str, url_length: int | None) -> tuple[str, int]:
    """Take addresses out and return what they count together.

    Something that only looks like an address counts the more of its length and an address's,
    because servers differ in what they take for one.
    """
    if url_length is None or "://" not in text:
        return text, 0
    reserved = 0
    kept, position = [], 0
    for span in addresses(text):
        kept.append(text[position : span.start])
        position, reserved = span.end, reserved + url_length
    rest = " ".join((*kept, text[position:])) if kept else text
    short = (url_length - len(found.group()) for found in _LOOKS_LIKE_ADDRESS.finditer(rest))
    spaces = len(kept)
    return rest, reserved - spaces + sum(max(0, missing) for missing in short)


def _utf16_units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _emoji_bytes(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(
        len(cluster.encode()) if _PICTURE.search(cluster) else len(cluster)
        for cluster in grapheme_split(text)
    )


_UNITS: dict[Unit, Callable[[str], int]] = {
    Unit.GRAPHEMES: grapheme_len,
    Unit.CODE_POINTS: len,
    Unit.UTF16_UNITS: _utf16_units,
    Unit.EMOJI_BYTES: _emoji_bytes,
}
