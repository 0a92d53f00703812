"""What each platform takes, read from ``limits.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from content.captions.model import CaptionError, TextLimit, Unit


def limit_for(platform: str) -> TextLimit:
    """Return the platform's figures; a server's own limits are the connector's to ask for."""
    try:
        return _table()[platform]
    except KeyError:
        known = ", ".join(platforms())
        raise CaptionError(f"no platform is called {platform!r}; known: {known}") from None


def platforms() -> tuple[str, ...]:
    return tuple(sorted(_table()))


@cache
def _table() -> Mapping[str, TextLimit]:
    text = files("content.captions").joinpath("limits.toml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = tomllib.loads(text)
    return MappingProxyType({name: _limit(name, row) for name, row in rows.items()})


def _limit(name: str, row: dict[str, Any]) -> TextLimit:
    return TextLimit(platform=name, **{**row, "unit": Unit(row["unit"])})
