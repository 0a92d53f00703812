"""Hashtags that every platform links and screen readers can read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from content.captions.model import CaptionError

_ALLOWED = re.compile(r"\w+")
_YEAR = "{year}"
_LONGEST = 100  # characters; the longest that Instagram links, and others take no more
# A word of nine letters and more in small ones is mostly two: `accessibility.camel-case` says so.
_RUN_TOGETHER = regex.compile(r"#\p{Ll}{9,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """A tag that others use for something else; ``topic`` is whose tag the plain one is."""

    tag: str
    topic: str
    note: str


def tag(words: str, year: int | None = None) -> str:
    """Make ``#CamelCase`` of words or a tag; empty when it needs a year and none is given.

    Raises ``CaptionError`` for what no platform links: digits alone, punctuation inside, or more
    characters than a tag may have.
    """
    bare = words.strip().lstrip("#\uff03").strip()
    if _YEAR in bare:
        if year is None:
            return ""
        bare = bare.replace(_YEAR, str(year))
    parts = bare.split()
    joined = bare if len(parts) == 1 else "".join(part[:1].upper() + part[1:] for part in parts)
    if not _ALLOWED.fullmatch(joined):
        raise CaptionError(
            f"hashtag {words!r} may hold letters, digits and underscores only, like #EndTrafficking"
        )
    if len(joined) > _LONGEST:
        raise CaptionError(
            f"hashtag {words[:20]!r}… has {len(joined):,} characters; {_LONGEST} are the most"
        )
    if not any(character.isalpha() for character in joined):
        raise CaptionError(f"hashtag {words!r} has no letter, so no platform links it")
    return f"#{joined}"


def tags(
    wanted: tuple[str, ...], year: int | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tags, each once however it is capitalized, and those that lack their year."""
    made = [(words, tag(words, year)) for words in wanted]
    unique = {text.casefold(): text for _, text in reversed(made) if text}
    order = dict.fromkeys(text.casefold() for _, text in made if text)
    return tuple(unique[key] for key in order), tuple(words for words, text in made if not text)


def advice(made: tuple[str, ...]) -> tuple[str, ...]:
    """Say what people should know of tags before they use them: none of it is forbidden."""
    found = []
    for text in made:
        if _RUN_TOGETHER.fullmatch(text):
            found.append(
                f"hashtag {text} runs its words together: a screen reader reads it as one; begin"
                " every word with a capital letter, like #EndTrafficking"
            )
        if other := collision(text):
            found.append(f"hashtag {text} means two things: {other.note}")
    return tuple(found)


def collision(text: str) -> Collision | None:
    """Return what else a tag means to others, None where nothing is known."""
    return _collisions().get(text.lstrip("#\uff03").casefold())


@cache
def _collisions() -> Mapping[str, Collision]:
    data = files("content.captions").joinpath("hashtags.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(data)["collision"]
    return {
        row["tag"].casefold(): Collision(tag=row["tag"], topic=row["topic"], note=row["note"])
        for row in rows
    }
