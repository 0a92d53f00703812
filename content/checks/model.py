"""Findings: what a check has to say about a text, and how serious it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from content.captions.model import TextLimit
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
class Hit:
    """Where a rule holds; ``message`` and ``suggestion`` replace those of the rule."""

    words: str = ""
    message: str = ""
    suggestion: str = ""
    lines: Lines | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWords:
    """What a picture shows, line by line, for comparing with its alt text.

    ``framing`` are lines that stand on every card of a campaign and need not be said: whose card
    it is, and the source. ``contrast`` (as in WCAG, 1 to 21) and ``smallest_text`` (pixels of a
    card 1080 wide) are None where nobody measured the picture: then ``words`` is a guess.
    """

    words: str
    alt_text: str
    framing: str = ""
    contrast: float | None = None
    smallest_text: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One delivery as it would go out, with what the rules need to know about it.

    ``source_text`` are the sentences of the sheet it was made from, ``source`` whom it quotes.
    Without ``today`` nothing counts as expired; without ``country`` every region's contacts will
    do; ``limit`` is the server's own where the platform's does not hold.
    """

    platform: str
    caption: str
    kinds: tuple[Kind, ...]
    topic: str
    language: str
    pictures: tuple[PictureWords, ...] = ()
    contacts: tuple[Contact, ...] = ()
    source_text: str = ""
    source: str = ""
    today: date | None = None
    country: str = ""
    limit: TextLimit | None = None

    @property
    def passages(self) -> tuple[str, ...]:
        """Everything readers will read or hear, each wording once.

        The words of a measured picture are not among them: lines of type are cut anywhere, and a
        rule of their own stops an alt text that does not say them all.
        """
        guessed = (picture.words for picture in self.pictures if picture.contrast is None)
        said = (picture.alt_text for picture in self.pictures)
        return tuple(dict.fromkeys(filter(None, (self.caption, *guessed, *said))))
