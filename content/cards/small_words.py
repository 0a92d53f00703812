"""Words that carry no claim of their own. They are data: ``small_words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def joined() -> frozenset[str]:
    """Return the words that belong to the one after them, in any language we know."""
    return _all("joined")


def plain() -> frozenset[str]:
    """Return the words that are never emphasised alone."""
    return _all("plain")


@cache
def _all(name: str) -> frozenset[str]:
    path = files("content.cards").joinpath("small_words.toml")
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return frozenset(word for table in tables.values() for word in table[name].split())
