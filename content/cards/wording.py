"""The words cards add to a sheet's own, by language. They are data: ``wording.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from content.factsheets.model import Contact, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Empty patterns say nothing: a language without a table adds no words."""

    source: str = "{source}"
    progress: str = "{number}/{of}"
    or_text: str = ""
    or_text_bare: str = ""
    call_or_text: str = ""
    conjunction: str = "/"
    slide: str = "{number}/{of}"
    help: str = ""
    kickers: Mapping[str, str] = field(default_factory=dict)

    def kicker(self, kind: Kind) -> str:
        return self.kickers.get(kind, "")

    def text_line(self, contact: Contact) -> str:
        """Say how to text this contact, or nothing when it takes no messages."""
        code = contact.text_code
        if code is None:
            return ""
        if code.number == contact.phone and not code.keywords:
            return self.call_or_text
        named = f"{code.number} ({code.name})" if code.name else code.number
        if not code.keywords:
            return self.or_text_bare.format(number=named)
        keywords = f" {self.conjunction} ".join(code.keywords)
        return (self.or_text or "{keywords} → {number}").format(keywords=keywords, number=named)


def words_for(language: str) -> Words:
    return _words(language.split("-", maxsplit=1)[0].lower())


@cache
def _words(language: str) -> Words:
    return Words(**_data().get(language, {}))


@cache
def _data() -> dict[str, Any]:
    path = files("content.cards").joinpath("wording.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
