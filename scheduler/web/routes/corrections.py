"""Correct what was taken from a fact sheet: see what it would do, then do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.factsheets.corrections import Correcting
from content.factsheets.model import Extraction, Item, Kind
from scheduler.actions import revising
from scheduler.actions.finding import sheet_of
from scheduler.actions.office import ActionError, NotAllowedError, NotFoundError
from scheduler.actions.revising import Wanted, extraction_of
from scheduler.domain.roles import Permission
from scheduler.store import posts, sheets
from scheduler.web.language import _
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()


class CorrectionForm(BaseModel):
    """``texts`` has one text a line; ``done`` says that the person saw what it does."""

    what: Correcting = Correcting.KIND
    item: list[str] = Field(default_factory=list)
    kind: Kind | None = None
    texts: str = ""
    done: bool = False

    def wanted(self) -> Wanted:
        texts = tuple(line.strip() for line in self.texts.splitlines() if line.strip())
        what = self.what
        if what is Correcting.TEXT and len(texts) > 1:
            what = Correcting.SPLIT
        kind = self.kind if what in {Correcting.KIND, Correcting.MERGE} else None
        return Wanted(what=what, item_keys=tuple(self.item), kind=kind, texts=texts)


@router.get("/library/sheets/{sheet_id}/item")
def item(visit: Visitor, sheet_id: int, key: str = "") -> Response:
    visit.member.needs(Permission.WRITE)
    return _page(visit, sheet_id, key)


@router.post("/library/sheets/{sheet_id}/item")
def correct(visit: Visitor, sheet_id: int, given: Annotated[CorrectionForm, Form()]) -> Response:
    """Show what a correction would do to the item and to posts; with ``done``, make it."""
    wanted = given.wanted()
    with visit.office.sessions() as session:
        sheet_of(session, visit.member, sheet_id)
    try:
        if given.done:
            revising.correct(
                visit.office,
                visit.member,
                sheet_id,
                wanted.what,
                wanted.item_keys,
                kind=wanted.kind,
                texts=wanted.texts,
            )
            return go(f"/library/sheets/{sheet_id}?said=corrected#corrections")
        found = revising.look_at_correction(visit.office, visit.member, sheet_id, wanted)
    except (NotFoundError, NotAllowedError):
        raise
    except ActionError as error:
        key = wanted.item_keys[0] if wanted.item_keys else ""
        return _page(visit, sheet_id, key, problem=error, given=given, status_code=422)
    return visit.page(
        "correct_confirm.html",
        sheet_id=sheet_id,
        found=found,
        given=given,
        titles=_titles(visit, [one.post_id for one in found.held]),
    )


@router.post("/library/sheets/{sheet_id}/corrections/take-back")
def take_back(visit: Visitor, sheet_id: int) -> Response:
    revising.take_back(visit.office, visit.member, sheet_id)
    return go(f"/library/sheets/{sheet_id}?said=correction_taken_back#corrections")


def _page(
    visit: Visit, sheet_id: int, key: str, *, status_code: int = 200, **words: Any
) -> Response:
    with visit.office.sessions() as session:
        sheet = sheet_of(session, visit.member, sheet_id)
        newest = sheets.latest(session, visit.member.organization_id, sheet.name) or sheet
    extraction = extraction_of(sheet)
    found = next((one for one in extraction.items if one.key == key), None)
    if found is None:
        raise NotFoundError(_("The sheet has no such item (any more)."))
    return visit.page(
        "correct.html",
        status_code=status_code,
        sheet=sheet,
        newest=newest,
        item=found,
        source=revising.source_of(visit.office, visit.member, sheet_id, key),
        neighbours=_neighbours(extraction, found),
        kinds=list(Kind),
        **{"problem": None, "given": None, **words},
    )


def _neighbours(extraction: Extraction, found: Item) -> list[Item]:
    """Return the items that stand next to one: those it could be merged with."""
    place = extraction.items.index(found)
    around = extraction.items[max(0, place - 2) : place + 3]
    return [one for one in around if one.key != found.key]


def _titles(visit: Visit, post_ids: list[int]) -> Mapping[int, str]:
    organization_id = visit.member.organization_id
    with visit.office.sessions() as session:
        found = [posts.post(session, organization_id, number) for number in post_ids]
    return {one.id: one.title for one in found if one is not None}
