"""Counters written anew from the platforms' own rules; they share nothing with the program's."""

from __future__ import annotations

import re
from collections.abc import Callable

import regex
from twitter_text import parse_tweet

_RESERVED = frozenset(r"\|{}@[]()<>*_~")  # https://learn.microsoft.com: little text format
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\u20e3")


def counted(text: str, platform: str) -> int:
    return _COUNTERS.get(platform, _utf16_units)(text)


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _clusters(text: str) -> int:
    return len(regex.findall(r"\X", text))


def _mastodon(text: str) -> int:
    return _clusters(re.sub(r"https?://\S+", "x" * 23, text))


def _threads(text: str) -> int:
    clusters = regex.findall(r"\X", text)
    return sum(len(c.encode()) if _EMOJI.search(c) else len(c) for c in clusters)


def _linkedin(text: str) -> int:
    return _utf16_units(text) + sum(character in _RESERVED for character in text)


def _weighted(text: str) -> int:
    return int(parse_tweet(text).weightedLength)


_COUNTERS: dict[str, Callable[[str], int]] = {
    "x": _weighted,
    "mastodon": _mastodon,
    "pixelfed": _mastodon,
    "bluesky": _clusters,
    "webhook": _clusters,
    "threads": _threads,
    "linkedin": _linkedin,
    "tumblr": len,
}
