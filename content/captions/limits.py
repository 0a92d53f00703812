"""What each platform takes, read from ``limits.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from content.captions.model import CaptionError, TextLimit, Unit

_NO_FIGURES = frozenset({"source", "seen_on", "sources"})


def limit_for(platform: str) -> TextLimit:
    """Return the platform's figures; a server's own limits are the connector's to ask for."""
    try:
        return _table()[platform]
    except KeyError:
        known = ", ".join(platforms())
        raise CaptionError(f"no platform is called {platform!r}; known: {known}") from None


def platforms() -> tuple[str, ...]:
    return tuple(sorted(_table()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the table, where it was read and when (ISO date)."""

    platform: str
    name: str
    value: object
    source: str
    seen_on: str


def figures() -> tuple[Figure, ...]:
    """Return every figure of the table with its own source."""
    return tuple(
        Figure(platform=platform, name=name, value=value, **_origin(row, name))
        for platform, row in _rows().items()
        for name, value in row.items()
        if name not in _NO_FIGURES
    )


def _origin(row: Mapping[str, Any], name: str) -> dict[str, str]:
    own = row.get("sources", {}).get(name)
    seen_on, _, source = own.partition(" ") if own else (row["seen_on"], "", row["source"])
    return {"source": source, "seen_on": seen_on}


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    text = files("content.captions").joinpath("limits.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def _table() -> Mapping[str, TextLimit]:
    return MappingProxyType({name: _limit(name, row) for name, row in _rows().items()})


def _limit(name: str, row: Mapping[str, Any]) -> TextLimit:
    values = {key: value for key, value in row.items() if key not in {"sources", *_NO_FIGURES}}
    return TextLimit(
        platform=name,
        **{**values, "unit": Unit(row["unit"]), **_origin(row, "limit")},
    )
