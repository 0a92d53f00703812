"""Findings: what a check has to say about a text, and how serious it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from content.factsheets.model import Contact, Kind, Lines


class Severity(StrEnum):
    BLOCK = auto()
    WARN = auto()
    ADVISE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``words`` are the offending ones as written; ``source`` backs the rule."""

    rule: str
    severity: Severity
    message: str
    words: str = ""
    lines: Lines | None = None
    why: str = ""
    source: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWords:
    """What a picture shows, for comparing with its alt text."""

    words: str
    alt_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One delivery as it would go out, with what the rules need to know about it."""

    platform: str
    caption: str
    kinds: tuple[Kind, ...]
    topic: str
    language: str
    pictures: tuple[PictureWords, ...] = ()
    contacts: tuple[Contact, ...] = ()
    source_text: str = ""
