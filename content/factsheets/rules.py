"""What headings, lead-ins and sentences mean, by language: data files, compiled once.

Knows no sheet. A language without a file gets the neutral rules, which keep every item with its
heading and judge nothing but punctuation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from content.factsheets.model import Kind
from content.factsheets.stems import latin_digits, stem

Pattern = regex.Pattern[str]

_NEVER = regex.compile(r"(?!)")
_NEUTRAL = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What a heading or lead-in announces: a kind, or a part of the sheet such as ``sources``.

    ``weak`` ones decide only where neither a lead-in nor the sentence itself does.
    """

    announces: str
    weak: bool = False

    @property
    def kind(self) -> Kind | None:
        return Kind(self.announces) if self.announces in set(Kind) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``complete`` ones tell which sentences can stand without their heading."""

    language: str
    complete: bool
    headings: tuple[tuple[Pattern, Cue], ...]
    lead_ins: tuple[tuple[Pattern, Cue], ...]
    sentence: Mapping[str, Pattern]
    abbreviations: frozenset[str]
    function_words: frozenset[str]
    generic_words: frozenset[str]
    ideas: Mapping[str, str]
    numbers: Mapping[str, int]
    myth_labels: tuple[str, str]

    def heading(self, text: str) -> Cue | None:
        return _first(self.headings, text)

    def lead_in(self, text: str) -> Cue | None:
        return _first(self.lead_ins, text)

    def says(self, what: str, text: str) -> bool:
        """Say whether the sentence pattern ``what`` is found in ``text``."""
        return self.match(what, text) is not None

    def match(self, what: str, text: str) -> regex.Match[str] | None:
        return self.sentence.get(what, _NEVER).search(latin_digits(text))


def rules_for(language: str) -> Rules:
    """Return the rules of a language; those that hold for any where it has none of its own."""
    base = language.split("-", maxsplit=1)[0].lower()
    return _load(base if base in known_languages() else _NEUTRAL)


@cache
def known_languages() -> tuple[str, ...]:
    names = (path.name for path in files("content.factsheets").joinpath("rules").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def _load(language: str) -> Rules:
    path = files("content.factsheets").joinpath("rules", f"{language}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words = data.get("words", {})
    return Rules(
        language=data["language"],
        complete=data.get("complete", False),
        headings=_cues(data.get("heading", [])),
        lead_ins=_cues(data.get("lead_in", [])),
        sentence={name: compiled(text) for name, text in data.get("sentence", {}).items()},
        abbreviations=frozenset(words.get("abbreviations", ())),
        function_words=frozenset(words.get("function", ())),
        generic_words=frozenset(map(stem, words.get("generic", ()))),
        ideas={stem(w): stem(row[0]) for row in words.get("same_idea", ()) for w in row},
        myth_labels=tuple(words.get("myth_labels", ("", ""))),
        numbers={word: value for value, word in enumerate(words.get("numbers", ()))},
    )


def compiled(pattern: str) -> Pattern:
    return regex.compile(pattern, regex.IGNORECASE | regex.VERSION0)


def _cues(rows: list[dict[str, Any]]) -> tuple[tuple[Pattern, Cue], ...]:
    return tuple(
        (compiled(row["pattern"]), Cue(announces=row["is"], weak=row.get("weak", False)))
        for row in rows
    )


def _first(cues: tuple[tuple[Pattern, Cue], ...], text: str) -> Cue | None:
    return next((cue for pattern, cue in cues if pattern.search(text)), None)
