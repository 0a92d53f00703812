"""Bring in what a campaign is made from: fact sheets and brand kits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from content.brand import BrandError, BrandKit
from content.brand_file import load_brand
from content.checks.topics import topic_of
from content.factsheets.corrections import corrected
from content.factsheets.extraction import compile_sheet
from content.factsheets.model import Extraction, FactSheetError
from content.factsheets.serial import to_json
from content.factsheets.versions import SheetChanges, compare, still_checked
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.revising import Held, corrections_of, extraction_of, hold_posts
from scheduler.domain.roles import Permission
from scheduler.store import sheets
from scheduler.store.sheets import FactSheet, StoredBrand

_LATEST_ZONE = timedelta(days=1)  # somewhere it is still yesterday


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """``changes`` are those since the version before, ``held`` the posts they put to draft."""

    sheet: FactSheet
    changes: SheetChanges = field(default_factory=SheetChanges)
    held: tuple[Held, ...] = ()


def import_factsheet(office: Office, member: Member, data: bytes, name: str) -> FactSheet:
    """Read a sheet and store it with its items; the same bytes again change nothing.

    A sheet of the same file name becomes the next version of it. Raises ``ActionError``
    with what is wrong with the file, storing nothing.
    """
    return import_version(office, member, data, name).sheet


def import_version(office: Office, member: Member, data: bytes, name: str) -> Imported:
    """The same, and say what is new: corrections of the version before are made again.

    Campaigns that are not over use the new version from now on, and every unpublished post made
    from a sentence that changed or went is a draft again, with the difference.
    """
    member.needs(Permission.WRITE)
    return store_version(office, member, compiled(data, name), data, name)


def store_version(
    office: Office, member: Member, extraction: Extraction, data: bytes, name: str
) -> Imported:
    """Store what was taken from ``data`` as the newest version of the sheet called ``name``."""
    at = office.now()
    with office.sessions.begin() as session:
        before = sheets.latest(session, member.organization_id, name)
        if before is not None and before.sha256 == extraction.sha256:
            return Imported(sheet=before)
        if before is not None:
            extraction = corrected(extraction, corrections_of(before))
            extraction = still_checked(extraction_of(before), extraction)
        sheet = sheets.add_sheet(
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
                imported_at=at,
                corrections=before.corrections if before else (),
            ),
            source=data,
            replaces_id=before.id if before else None,
        )
        if before is None:
            return Imported(sheet=sheet)
        changes = compare(extraction_of(before), extraction)
        using = sheets.use_version(
            session, before_id=before.id, now_id=sheet.id, since=at.date() - _LATEST_ZONE
        )
        cause = f"version {sheet.version} of {name}"
        held = hold_posts(session, member, changes, using, sheet.id, at=at, cause=cause)
        return Imported(sheet=sheet, changes=changes, held=held)


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
