"""Fact sheets: imported, read with their lines, compared with the version before, corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from fastapi import APIRouter, Request
from pydantic import Base64Bytes, Field, StrictBool, model_validator

from content.factsheets.corrections import Correcting
from content.factsheets.model import Item, Kind
from content.factsheets.serial import from_json
from content.factsheets.versions import ContactChange, SheetChanges
from scheduler.actions import importing, revising, vouching
from scheduler.actions.finding import sheet_of
from scheduler.actions.revising import Held, Wanted
from scheduler.store import sheets
from scheduler.store.sheets import FactSheet
from scheduler.web.api.caller import Reader, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Name, Number, page_of
from scheduler.web.api.shapes import Given, Page, Shape

router = APIRouter(prefix="/factsheets", tags=["Fact sheets"])


class SheetOut(Shape):
    id: int
    name: str
    title: str
    language: str
    topic: str
    version: int
    sha256: str
    imported_at: datetime


class SheetIn(Given):
    """``text`` of a sheet that is one, else ``data`` (base64) of a file such as a PDF."""

    name: str = Field(min_length=1, max_length=255, description="A file name, such as sheet.md")
    text: str | None = Field(default=None, max_length=2_000_000)
    data: Base64Bytes | None = Field(default=None, max_length=12_000_000)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.data is None):
            raise ValueError("give text or data, one of the two")
        return self

    def content(self) -> bytes:
        return self.data if self.data is not None else (self.text or "").encode("utf-8", "replace")


class SheetWhole(SheetOut):
    """``extraction`` holds items, contacts and warnings; ``corrections`` what people mended."""

    extraction: dict[str, Any]
    corrections: list[dict[str, Any]]


class HeldOut(Shape):
    """A post that is a draft again, and what changed under it."""

    post_id: int
    why: str


class ItemOut(Shape):
    key: str
    kind: Kind
    text: str
    lines: tuple[int, int]


class ItemChange(Shape):
    before: ItemOut
    after: ItemOut
    difference: str


class ContactChangeOut(Shape):
    """``now`` is empty for a contact that the sheet names no more."""

    name: str
    now: str


class ChangesOut(Shape):
    added: list[ItemOut]
    changed: list[ItemChange]
    removed: list[ItemOut]
    contacts: list[ContactChangeOut]


class SheetImported(SheetOut):
    """``warnings`` is what a person must look at, ``held`` the posts that are drafts again."""

    items: int
    warnings: list[str]
    changes: ChangesOut
    held: list[HeldOut]


class SourceOut(Shape):
    item: str
    source: str


class CorrectionIn(Given):
    """``texts`` are the words that stay, or the parts of a split; ``kind`` what the item is.

    With ``dry_run`` nothing is changed: the answer says what would become of items and posts.
    """

    what: Correcting
    items: list[str] = Field(min_length=1, max_length=50)
    kind: Kind | None = None
    texts: list[str] = Field(default_factory=list, max_length=50)
    dry_run: StrictBool = False


class CorrectedOut(Shape):
    """The items a correction takes away and puts there, and the posts that are drafts again."""

    before: list[ItemOut]
    after: list[ItemOut]
    held: list[HeldOut]


class TakenBackOut(Shape):
    held: list[HeldOut]


@router.get("")
def list_sheets(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[SheetOut]:
    """List every version of every fact sheet."""
    with caller.office.sessions() as session:
        every = sheets.sheets(session, caller.member.organization_id)
    return page_of(request, every, after, limit, SheetOut.model_validate, lambda one: one.id)


@router.get("/{number}")
def show(caller: Reader, number: Number) -> SheetWhole:
    """Show one fact sheet with its items, their source lines, contacts and warnings."""
    with caller.office.sessions() as session:
        return SheetWhole.model_validate(sheet_of(session, caller.member, number))


@router.post("", status_code=201)
def import_sheet(caller: Writer, given: SheetIn) -> SheetImported:
    """Import a fact sheet, or its next version.

    The same name again is its next version, and unpublished posts made from what changed are
    drafts again; the same content changes nothing.
    """
    found = importing.import_version(caller.office, caller.member, given.content(), given.name)
    return imported(found.sheet, found.changes, found.held)


@router.get("/{number}/changes")
def changes(caller: Reader, number: Number) -> ChangesOut:
    """Say what a version says that the one before it did not."""
    return changes_out(revising.changes_of(caller.office, caller.member, number))


@router.get("/{number}/items/{key}/source")
def source(caller: Reader, number: Number, key: Name) -> SourceOut:
    """Return the sheet's own lines behind an item, exactly as they stand."""
    return SourceOut(item=key, source=revising.source_of(caller.office, caller.member, number, key))


@router.post("/{number}/contacts/{key}/checked", status_code=204)
def vouch(caller: Writer, number: Number, key: Name) -> None:
    """Note that somebody called a contact, or looked at its address, today."""
    vouching.vouch(caller.office, caller.member, number, key)


@router.post("/{number}/corrections", status_code=201)
def correct(caller: Writer, number: Number, given: CorrectionIn) -> CorrectedOut:
    """Correct items of the newest version; the correction outlives newer versions."""
    wanted = Wanted(
        what=given.what,
        item_keys=tuple(given.items),
        kind=given.kind,
        texts=tuple(given.texts),
    )
    found = revising.look_at_correction(caller.office, caller.member, number, wanted)
    held = found.held
    if not given.dry_run:
        held = revising.correct(
            caller.office,
            caller.member,
            number,
            given.what,
            given.items,
            kind=given.kind,
            texts=given.texts,
        )
    return CorrectedOut(
        before=[_item(one) for one in found.before],
        after=[_item(one) for one in found.after],
        held=held_out(held),
    )


@router.delete("/{number}/corrections/last")
def take_back(caller: Writer, number: Number) -> TakenBackOut:
    """Take the last correction of the newest version back."""
    return TakenBackOut(held=held_out(revising.take_back(caller.office, caller.member, number)))


def imported(sheet: FactSheet, found: SheetChanges, held: tuple[Held, ...]) -> SheetImported:
    extraction = from_json(dict(sheet.extraction))
    return SheetImported(
        **SheetOut.model_validate(sheet).model_dump(),
        items=len(extraction.items),
        warnings=[one.message for one in extraction.warnings],
        changes=changes_out(found),
        held=held_out(held),
    )


def held_out(held: tuple[Held, ...]) -> list[HeldOut]:
    return [HeldOut.model_validate(one) for one in held]


def changes_out(found: SheetChanges) -> ChangesOut:
    return ChangesOut(
        added=[_item(one) for one in found.added],
        changed=[
            ItemChange(before=_item(one.before), after=_item(one.after), difference=one.described())
            for one in found.changed
        ],
        removed=[_item(one) for one in found.removed],
        contacts=[_contact(one) for one in found.contacts],
    )


def _item(item: Item) -> ItemOut:
    return ItemOut.model_validate(item)


def _contact(change: ContactChange) -> ContactChangeOut:
    now = change.after
    return ContactChangeOut(
        name=change.before.name, now=(now.phone_printed or now.url or now.name) if now else ""
    )
