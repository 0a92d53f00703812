"""Sheets in another language: each statement with its own status, nothing filled up from another.

A translation is a file that people write: the statements of one sheet in one language, and the
contacts of the country it is for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Any

from content.captions.characters import demand_fit
from content.captions.countries import for_country
from content.captions.languages import is_language_tag
from content.captions.model import CaptionError
from content.checks.pack_file import RulePackError, parsed
from content.factsheets.model import Contact, ContactRole, Extraction, Item, SheetWarning, TextCode


class Status(StrEnum):
    """READY is translated and read by a second person; STALE translates what has changed since."""

    MISSING = auto()
    DRAFT = auto()
    STALE = auto()
    READY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One statement in the other language. ``of`` is the sentence it translates, word for word."""

    of: str
    text: str
    context: str = ""
    ready: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    language: str
    title: str
    wordings: Mapping[str, Wording]  # by the key of the item
    contacts: tuple[Contact, ...] = ()


def load_translation(data: bytes, name: str) -> Translation:
    """Read a translation (YAML, TOML or JSON by its name). ``CaptionError`` says what is wrong."""
    try:
        content = parsed(data, name)
    except RulePackError as error:
        raise CaptionError(str(error).rstrip(".")) from error
    language = _text(content, "language", name)
    if not is_language_tag(language):
        raise CaptionError(f"{name}: {language!r} is no language tag like es or pt-BR")
    rows = content.get("items", [])
    contacts = content.get("contacts", [])
    if not isinstance(contacts, list):
        raise CaptionError(f"{name}: 'contacts' must be a list")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CaptionError(f"{name}: 'items' must be a list of statements")
    wordings = {}
    for number, row in enumerate(rows, start=1):
        where = f"{name}, item {number}"
        wordings[_text(row, "key", where)] = Wording(
            of=_text(row, "of", where),
            text=_text(row, "text", where, needed=False),
            context=_text(row, "context", where, needed=False),
            ready=row.get("ready") is True,
        )
    return Translation(
        language=language,
        title=_text(content, "title", name, needed=False),
        wordings=wordings,
        contacts=tuple(_contact(row, name) for row in contacts),
    )


def outline(extraction: Extraction, language: str) -> dict[str, Any]:
    """Return what a translator fills in, ready to be written as YAML or JSON."""
    return {
        "language": language,
        "title": "",
        "items": [
            {
                "key": item.key,
                "of": item.text,
                **({"of_context": item.context, "context": ""} if item.context else {}),
                "text": "",
                "ready": False,
            }
            for item in extraction.items
        ],
        "contacts": [],
    }


def status_of(item: Item, translation: Translation) -> Status:
    wording = translation.wordings.get(item.key)
    if wording is None or not wording.text.strip():
        return Status.MISSING
    if wording.of.split() != item.text.split():
        return Status.STALE
    if not wording.ready or (item.context and not wording.context.strip()):
        return Status.DRAFT
    return Status.READY


def statuses(extraction: Extraction, translation: Translation) -> Mapping[Status, int]:
    """Count the statements of a sheet by how far their translation is."""
    return Counter(status_of(item, translation) for item in extraction.items)


def translated(extraction: Extraction, translation: Translation, country: str = "") -> Extraction:
    """Return the sheet in the other language: only what is ready, only contacts of the country.

    What is not ready is left out and named in ``warnings``; neither a statement nor the title stays
    in the language of the sheet. The sheet's own contacts are kept where they serve ``country``.
    """
    ready, left = [], []
    for item in extraction.items:
        status = status_of(item, translation)
        if status is not Status.READY:
            left.append(_warning(item, translation.language, status))
            continue
        wording = translation.wordings[item.key]
        ready.append(
            replace(item, text=wording.text, context=wording.context, section="", emphasis=())
        )
    own = translation.contacts
    replaced = {contact.role for contact in own}
    kept = (c for c in extraction.contacts if c.role not in replaced)
    return replace(
        extraction,
        title=translation.title,
        language=translation.language,
        items=tuple(ready),
        contacts=(*own, *for_country(kept, country)),
        warnings=(*_untitled(translation), *left),
    )


def _warning(item: Item, language: str, status: Status) -> SheetWarning:
    what = {
        Status.MISSING: f"has no translation into {language!r}",
        Status.DRAFT: f"has a translation into {language!r} that nobody has called ready",
        Status.STALE: f"has changed since it was translated into {language!r}",
        Status.READY: "",
    }[status]
    return SheetWarning(
        code=f"translation_{status}",
        message=f"The statement of line {item.lines[0]} {what}, so it is left out.",
        lines=item.lines,
    )


def _untitled(translation: Translation) -> tuple[SheetWarning, ...]:
    if translation.title:
        return ()
    message = f"The title has no translation into {translation.language!r}."
    return (SheetWarning(code="translation_missing", message=message),)


def _text(row: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> str:
    value = row.get(key, "")
    if not isinstance(value, str):
        raise CaptionError(f"{where}: {key!r} must be text")
    if needed and not value.strip():
        raise CaptionError(f"{where} has no {key!r}")
    demand_fit(value, f"{where}, {key!r}")
    return value.strip()


def _contact(row: Any, name: str) -> Contact:
    where = f"{name}, contacts"
    if not isinstance(row, dict):
        raise CaptionError(f"{where}: each must be a table with name, role and phone")
    try:
        role = ContactRole(row.get("role", "hotline"))
    except ValueError:
        raise CaptionError(f"{where}: there is no role {row['role']!r}") from None
    printed, text = _text(row, "phone", where, needed=False), row.get("text") or {}
    if not isinstance(text, dict):
        raise CaptionError(f"{where}: 'text' must be a table with a number")
    number = _text(row, "number", where, needed=False) or "".join(filter(str.isdigit, printed))
    url = _text(row, "url", where, needed=False)
    if not (number or url):
        raise CaptionError(f"{where}: {row.get('name')!r} has neither phone nor url")
    return Contact(
        key=f"translation:{row.get('name')}",
        name=_text(row, "name", where),
        role=role,
        phone=number,
        phone_printed=printed,
        text_code=TextCode(number=str(text["number"])) if text.get("number") else None,
        url=url,
        region=_text(row, "region", where, needed=False),
    )
