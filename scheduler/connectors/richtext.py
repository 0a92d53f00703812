"""Links and hashtags in a text, with their places in UTF-8 bytes, as Bluesky wants them told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

import regex

_MAX_TAG_GRAPHEMES = 64
_SENTENCE_END = ".,;:!?'\N{RIGHT SINGLE QUOTATION MARK}…"
_LINK = regex.compile(r"(?<![\w/])https?://[^\s<>\"“”«»]+", regex.IGNORECASE)
_TAG = regex.compile(
    r"(?<![^\s(\[“\"'])[#\uff03](?!\ufe0f)([^\s\u00ad\u2060\u200a-\u200d#\uff03]+)"
)
_TRAILING = regex.compile(r"[\p{P}\p{S}]+$")
_WORDLIKE = regex.compile(r"[^\d\p{P}]")


class Kind(StrEnum):
    LINK = auto()
    TAG = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """``value`` is the whole address, or the tag without its sign."""

    kind: Kind
    value: str
    byte_start: int
    byte_end: int


def facets(text: str, link: str = "") -> list[Facet]:
    """Find what readers shall be able to click, in reading order.

    ``link`` is also found where the text shows it without its https://.
    """
    taken: list[tuple[int, int]] = []
    found: list[Facet] = []
    for kind, value, start, end in (*_links(text), *_bare_link(text, link), *_tags(text)):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        found.append(
            Facet(
                kind=kind,
                value=value,
                byte_start=len(text[:start].encode()),
                byte_end=len(text[:end].encode()),
            )
        )
    return sorted(found, key=lambda facet: facet.byte_start)


_Found = tuple[Kind, str, int, int]


def _links(text: str) -> Iterator[_Found]:
    for match in _LINK.finditer(text):
        address = _without_sentence_end(match.group())
        yield Kind.LINK, address, match.start(), match.start() + len(address)


def _without_sentence_end(address: str) -> str:
    """Cut what belongs to the sentence: “(see https://example.org/a).”, not “…/a_(b)”."""
    while address[-1] in _SENTENCE_END or _closes_nothing(address):
        address = address[:-1]
    return address


def _closes_nothing(address: str) -> bool:
    return address.endswith(")") and address.count(")") > address.count("(")


def _bare_link(text: str, link: str) -> Iterator[_Found]:
    shown = link.partition("://")[2].removeprefix("www.").rstrip("/")
    if not shown:
        return
    pattern = rf"(?<![\w/.@-])(?:www\.)?{regex.escape(shown)}(?![\w/-]|\.\w)"
    for match in regex.finditer(pattern, text):
        yield Kind.LINK, link, match.start(), match.end()


def _tags(text: str) -> Iterator[_Found]:
    for match in _TAG.finditer(text):
        tag = _TRAILING.sub("", match.group(1))
        if not _WORDLIKE.search(tag) or len(regex.findall(r"\X", tag)) > _MAX_TAG_GRAPHEMES:
            continue
        yield Kind.TAG, tag, match.start(), match.start() + 1 + len(tag)
