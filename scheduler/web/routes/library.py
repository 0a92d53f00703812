"""What campaigns are made from: fact sheets, contacts, pictures, card templates, brand kits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from content.factsheets.model import Extraction
from content.factsheets.serial import from_json
from scheduler.actions import importing, vouching
from scheduler.actions.finding import sheet_of
from scheduler.actions.office import ActionError
from scheduler.store import sheets
from scheduler.store.post_page import pictures_of
from scheduler.store.sheets import FactSheet
from scheduler.web.language import _
from scheduler.web.sheet_lines import by_kind, changes, source_lines
from scheduler.web.uploads import given_file
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

PASTED = "pasted-sheet.md"
AT_ONCE = 48  # pictures on a page


@router.get("/library")
def library(visit: Visitor) -> Response:
    with visit.office.sessions() as session:
        every = sheets.sheets(session, visit.member.organization_id)
        brands = sheets.brands(session, visit.member.organization_id)
    latest = newest(every)
    read = {sheet.id: from_json(sheet.extraction) for sheet in latest}
    return visit.page(
        "library.html",
        sheets=latest,
        read=read,
        kinds={number: by_kind(found.items) for number, found in read.items()},
        contacts=[(sheet, one) for sheet in latest for one in read[sheet.id].contacts],
        brands=brands,
        today=visit.office.now().date(),
    )


@router.post("/library/sheets")
async def bring_in(
    visit: Visitor,
    file: UploadFile | None = None,
    text: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Import an uploaded or pasted sheet and show line by line what was taken from it."""
    given = await given_file(file, text, _file_name(name))
    if given is None:
        raise ActionError(_("There is no fact sheet."), _("Choose a file, or paste its text."))
    return await run_in_threadpool(_store, visit, *given)


@router.get("/library/pictures")
def pictures(visit: Visitor, page: int = 1) -> Response:
    """Show every post's picture with its alt text and where it is used."""
    page = max(1, page)
    with visit.office.sessions() as session:
        found = pictures_of(
            session,
            visit.member.organization_id,
            limit=AT_ONCE + 1,
            offset=(page - 1) * AT_ONCE,
        )
    more = len(found) > AT_ONCE
    return visit.page("pictures.html", pictures=found[:AT_ONCE], page=page, more=more)


@router.get("/library/sheets/{sheet_id}")
def sheet(visit: Visitor, sheet_id: int, kind: str = "") -> Response:
    with visit.office.sessions() as session:
        found = sheet_of(session, visit.member, sheet_id)
        source = sheets.source(session, sheet_id)
        every = sheets.sheets(session, visit.member.organization_id)
    read = from_json(found.extraction)
    versions = [one for one in every if one.name == found.name]
    return visit.page(
        "sheet.html",
        sheet=found,
        read=read,
        kinds=by_kind(read.items),
        only=kind,
        lines=[
            line
            for line in source_lines(source, found.name, read)
            if not kind or any(item.kind == kind for item in line.items)
        ],
        versions=versions,
        is_newest=found.id == versions[0].id,
        corrections=found.corrections,
        changes=_since(found, read, versions),
    )


@router.post("/library/sheets/{sheet_id}/contacts/checked")
def vouch(visit: Visitor, sheet_id: int, key: Annotated[str, Form()] = "") -> Response:
    """Note that somebody called a contact, or looked at its address, today."""
    vouching.vouch(visit.office, visit.member, sheet_id, key)
    return go("/library?said=contact_checked#contacts")


def newest(every: Sequence[FactSheet]) -> list[FactSheet]:
    """Return the newest version of each sheet; ``every`` comes newest first."""
    latest: dict[str, FactSheet] = {}
    for one in every:
        latest.setdefault(one.name, one)
    return list(latest.values())


def _store(visit: Visit, data: bytes, name: str) -> Response:
    stored = importing.import_factsheet(visit.office, visit.member, data, name)
    return go(f"/library/sheets/{stored.id}?said=imported")


def _since(found: FactSheet, read: Extraction, versions: Sequence[FactSheet]) -> object:
    before = next((one for one in versions if one.version == found.version - 1), None)
    return changes(from_json(before.extraction), read) if before else None


def _file_name(name: str) -> str:
    plain = "".join(c if c.isalnum() or c in " ._-" else "-" for c in name.strip())[:80].strip()
    if not plain:
        return PASTED
    return plain if plain.lower().endswith((".md", ".txt")) else f"{plain}.md"
