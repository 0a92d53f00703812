"""Bring a fact sheet into another language: a sheet of its own, with campaigns and reviews."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from content.captions.model import CaptionError
from content.captions.translations import (
    Status,
    Translation,
    load_translation,
    outline,
    statuses,
    translated,
)
from content.factsheets.model import Extraction
from scheduler.actions.finding import sheet_of
from scheduler.actions.importing import Imported, store_version
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.revising import extraction_of
from scheduler.domain.roles import Permission
from scheduler.store import sheets
from scheduler.store.sheets import FactSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one translation of a sheet is: statements by status, as the sheet stands today."""

    sheet: FactSheet
    country: str
    counts: Mapping[Status, int]


def outline_of(office: Office, member: Member, sheet_id: int, language: str) -> dict[str, Any]:
    """Return what a translator fills in: every statement of the sheet, word for word."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        return outline(extraction_of(sheet_of(session, member, sheet_id)), language)


def add_translation(
    office: Office, member: Member, sheet_id: int, data: bytes, name: str, *, country: str = ""
) -> Imported:
    """Store a translation as a sheet of its own; given again it is the next version of it.

    It holds only statements that are ready and only contacts of ``country``; its warnings name
    the others. Raises ``ActionError`` when the file cannot be read or nothing in it is ready.
    """
    member.needs(Permission.WRITE)
    with office.sessions() as session:
        sheet = sheet_of(session, member, sheet_id)
    translation = loaded(data, name)
    if not translated(extraction_of(sheet), translation, country.upper()).items:
        raise ActionError(
            f"No statement of {name} is ready.",
            "Set 'ready: true' where a second person has read the translation.",
        )
    return keep(office, member, sheet, data, name, country=country)


def keep(
    office: Office, member: Member, sheet: FactSheet, data: bytes, name: str, *, country: str
) -> Imported:
    """Store a translation of which nothing need be ready yet; the caller checks permissions."""
    translation = loaded(data, name)
    there = translated(extraction_of(sheet), translation, country.upper())
    marked = _marked(there, sheet, name, data, country.upper())
    return store_version(office, member, marked, data, f"{sheet.name} ({translation.language})")


def translations_of(office: Office, member: Member, sheet_id: int) -> tuple[Standing, ...]:
    """Say of each translation how far it is, measured against the newest version of the sheet."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        sheet = sheet_of(session, member, sheet_id)
        newest = sheets.latest(session, member.organization_id, sheet.name) or sheet
        standings: dict[str, Standing] = {}
        for one in sheets.sheets(session, member.organization_id):  # newest first
            marks = dict(extraction_of(one).metadata)
            if marks.get("translates") == sheet.name and one.name not in standings:
                file = loaded(sheets.source(session, one.id), marks["translation"])
                standings[one.name] = Standing(
                    sheet=one,
                    country=marks.get("country", ""),
                    counts=statuses(extraction_of(newest), file),
                )
    return tuple(standings.values())


def loaded(data: bytes, name: str) -> Translation:
    """Read a translation's file, with what is wrong with it as an ``ActionError``."""
    try:
        return load_translation(data, name)
    except CaptionError as error:
        raise ActionError(f"{error}.") from error


def _marked(
    there: Extraction, sheet: FactSheet, name: str, data: bytes, country: str
) -> Extraction:
    marks = {"translates": sheet.name, "translation": name, "country": country}
    mixed = hashlib.sha256(f"{sheet.sha256}\n{country}\n".encode() + data).hexdigest()
    kept = [pair for pair in there.metadata if pair[0] not in marks]
    return replace(there, sha256=mixed, metadata=(*kept, *marks.items()))
