"""Words that carry no claim of their own. They are data: ``small_words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import regex


def joined() -> frozenset[str]:
    """Return the words that belong to the one after them, in any language we know."""
    return _all("joined")


def plain() -> frozenset[str]:
    """Return the words that are never emphasised alone."""
    return _all("plain")


@cache
def weighty() -> regex.Pattern[str]:
    """Return what finds the words that turn a sentence, some with the word after them."""
    alone, leading = (
        "|".join(regex.escape(run) for table in _tables() for run in table.get(key, ()))
        for key in ("weighty", "weighty_with")
    )
    return regex.compile(
        rf"\b(?:(?:{alone})\b|(?:{leading}) [\p{{L}}’']+(?: (?:and|y|e|et) [\p{{L}}’']+)?)",
        regex.IGNORECASE,
    )


@cache
def _all(name: str) -> frozenset[str]:
    return frozenset(word for table in _tables() for word in table[name].split())


@cache
def _tables() -> tuple[dict[str, Any], ...]:
    path = files("content.cards").joinpath("small_words.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")).values())
