"""Caption patterns: data files, one a language, under ``templates/captions/``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from content.captions.model import CaptionError
from content.factsheets.model import Kind

_SLOT = re.compile(r"\{([a-z_]+)\}")
SLOTS = frozenset(
    {
        *("topic", "name", "phone", "url", "text_number", "text_name", "keywords"),
        *("call_or_text", "source", "link"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What may stand around a statement of one kind; lists of labels run from full to short."""

    openings: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    labels_many: tuple[str, ...] = ()
    plain_labels: tuple[str, ...] = ()
    plain_labels_many: tuple[str, ...] = ()
    labels_need_context: bool = False
    prefer_context: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    language: str
    name: str
    kinds: Mapping[Kind, KindWords]
    platform_calls: Mapping[str, tuple[str, ...]]
    own_opening: re.Pattern[str]
    goes_on: re.Pattern[str]
    several: re.Pattern[str]
    conjunction: str
    hotline_groups: tuple[tuple[str, ...], ...]
    hotline_short: tuple[str, ...]
    hotline_shortest: tuple[str, ...]
    emergency: tuple[str, ...]
    source: tuple[str, ...]
    link: tuple[str, ...]
    bio: str


def templates_dir() -> Path:
    """Find the pattern files in an installed wheel or in the source tree."""
    here = Path(__file__).resolve()
    places = (here.parent / "templates", here.parents[2] / "templates" / "captions")
    for place in places:
        if any(place.glob("*.toml")):
            return place
    raise CaptionError(f"no caption patterns found in {' or '.join(map(str, places))}")


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in templates_dir().glob("*.toml")))


def base_language(tag: str) -> str:
    return tag.replace("_", "-").split("-", maxsplit=1)[0].lower()


@cache
def patterns_for(language: str) -> Patterns | None:
    """Return the patterns of a language, None where nobody has written any."""
    base = base_language(language)
    return load(templates_dir() / f"{base}.toml") if base in languages() else None


def load(path: Path) -> Patterns:
    """Read one pattern file; ``CaptionError`` names the file and what is wrong in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaptionError(f"{path.name} cannot be read: {error}") from error
    unknown = {name for text in _texts(data) for name in _SLOT.findall(text)} - SLOTS
    if unknown:
        names = ", ".join(sorted(unknown))
        raise CaptionError(f"{path.name} asks for {names}, which no caption has")
    try:
        return _patterns(data)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise CaptionError(f"{path.name}: {error!s} is missing or wrong") from error


def fill(pattern: str, words: Mapping[str, str]) -> str:
    """Put ``words`` into the slots of ``pattern``; empty when one of them is missing."""
    if not all(words.get(name) for name in _SLOT.findall(pattern)):
        return ""
    return _SLOT.sub(lambda slot: words[slot[1]], pattern)


def filled(patterns: tuple[str, ...], words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(text for pattern in patterns if (text := fill(pattern, words)))


def first_filled(patterns: tuple[str, ...], words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the first pattern all of whose words are there, or nothing."""
    return next(((text,) for pattern in patterns if (text := fill(pattern, words))), ())


def _patterns(data: dict[str, Any]) -> Patterns:
    hotline = data["hotline"]
    return Patterns(
        language=data["language"],
        name=data["name"],
        kinds={Kind(kind): _kind_words(row) for kind, row in data["kinds"].items()},
        platform_calls={name: tuple(row["calls"]) for name, row in data["platforms"].items()},
        own_opening=re.compile(data["rules"]["own_opening"], re.IGNORECASE),
        goes_on=re.compile(data["rules"]["goes_on"], re.IGNORECASE),
        several=re.compile(data["rules"]["several"], re.IGNORECASE),
        conjunction=data["rules"]["and"],
        hotline_groups=tuple(map(tuple, hotline["groups"])),
        hotline_short=tuple(hotline["short"]),
        hotline_shortest=tuple(hotline["shortest"]),
        emergency=tuple(data["emergency"]["forms"]),
        source=tuple(data["source"]["forms"]),
        link=tuple(data["link"]["forms"]),
        bio=data["link"]["bio"],
    )


def _kind_words(row: dict[str, Any]) -> KindWords:
    words: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return KindWords(**words)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []
