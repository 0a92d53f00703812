"""Bring in what a campaign is made from: fact sheets and brand kits."""

from __future__ import annotations

from pathlib import Path

from content.brand import BrandError, BrandKit
from content.brand_file import load_brand
from content.checks.topics import topic_of
from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Extraction, FactSheetError
from content.factsheets.serial import to_json
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import sheets
from scheduler.store.sheets import FactSheet, StoredBrand


def import_factsheet(office: Office, member: Member, data: bytes, name: str) -> FactSheet:
    """Read a sheet and store it with its items; the same bytes again change nothing.

    A sheet of the same file name becomes the next version of it. Raises ``ActionError``
    with what is wrong with the file, storing nothing.
    """
    member.needs(Permission.WRITE)
    extraction = compiled(data, name)
    with office.sessions.begin() as session:
        before = sheets.latest(session, member.organization_id, name)
        if before is not None and before.sha256 == extraction.sha256:
            return before
        return sheets.add_sheet(
            session,
            FactSheet(
                id=0,
                organization_id=member.organization_id,
                name=name,
                title=extraction.title or name,
                language=extraction.language,
                topic=topic_of(extraction),
                version=before.version + 1 if before else 1,
                sha256=extraction.sha256,
                extraction=to_json(extraction),
                imported_at=office.now(),
            ),
            source=data,
            replaces_id=before.id if before else None,
        )


def compiled(data: bytes, name: str) -> Extraction:
    """Extract a sheet, with what is wrong with it as an ``ActionError``."""
    try:
        extraction = compile_sheet(data, name)
    except FactSheetError as error:
        raise ActionError(str(error)) from error
    if not extraction.items:
        raise ActionError(
            f"Nothing in {name} could be taken as a fact, sign or action.",
            "Check that it is a fact sheet with sentences or lists.",
        )
    return extraction


def add_brand(office: Office, member: Member, path: Path) -> int:
    """Store a brand file together with the logos and fonts it names; return its number."""
    member.needs(Permission.WRITE)
    brand = readable_brand(path)
    files = {
        file.relative_to(path.parent).as_posix(): office.media.put(file.read_bytes())
        for file in sorted(path.parent.iterdir())
        if file.suffix.lower() in {".png", ".svg", ".ttf", ".otf", ".woff2"}
        and file.name in path.read_text("utf-8")
    }
    with office.sessions.begin() as session:
        return sheets.add_brand(
            session,
            StoredBrand(
                id=0,
                organization_id=member.organization_id,
                name=brand.name,
                definition=path.read_text("utf-8"),
                files=files,
            ),
            at=office.now(),
        )


def readable_brand(path: Path) -> BrandKit:
    """Load a brand file, with what is wrong with it as an ``ActionError``."""
    try:
        return load_brand(path)
    except BrandError as error:
        raise ActionError(str(error)) from error
