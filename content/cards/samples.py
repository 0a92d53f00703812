"""Cards to try templates with: every kind, short and long, in every kind of script."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from content.cards.model import Card, Role
from content.cards.wording import words_for
from content.factsheets.model import Contact, ContactRole, Kind, TextCode

_SOURCE = "Riverbend Prevention Network, riverbend.example"


@cache
def sample_cards() -> tuple[Card, ...]:
    """Return the sample cards; they say nothing about any real sheet, line or person."""
    path = files("content.cards").joinpath("samples.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_card(row, data["hotline"]) for row in data["card"])


def _card(row: dict[str, Any], line: dict[str, Any]) -> Card:
    hotline = _contact(line, ContactRole.HOTLINE)
    kind, language = Kind(row["kind"]), row.get("language", "en")
    words = words_for(language)
    number, of = row.get("number", 0), row.get("of", 0)
    role = Role(row.get("role", "item"))
    contact = _contact(row["contact"], ContactRole.INFO) if "contact" in row else None
    return Card(
        kind=kind,
        role=role,
        headline=row["headline"],
        lead=row.get("lead", ""),
        body=row.get("body", ""),
        points=tuple(row.get("points", ())),
        kicker="" if role is Role.OPENER else words.kicker(kind),
        caution=row.get("caution", ""),
        emphasis=tuple(row.get("emphasis", ())),
        number=number,
        of=of,
        progress=words.progress.format(number=number, of=of) if of else "",
        source=_SOURCE,
        contact=hotline if row.get("is_hotline") else contact,
        hotline=hotline,
        language=language,
    )


def _contact(row: dict[str, Any], role: ContactRole) -> Contact:
    code = None
    if "text_number" in row:
        code = TextCode(
            number=row["text_number"], keywords=tuple(row["keywords"]), name=row["text_name"]
        )
    return Contact(
        key=row["name"],
        name=row["name"],
        role=role,
        phone=row.get("phone", ""),
        phone_printed=row.get("printed", ""),
        text_code=code,
        url=row.get("url", ""),
    )
