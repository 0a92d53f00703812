"""Which fact sheets a campaign is made from, and which of their items are in scope."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import scoping
from scheduler.actions.finding import campaign_of
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.roles import Permission
from scheduler.store import sheets
from scheduler.web.routes.library import newest
from scheduler.web.visit import Visitor, go

router = APIRouter(prefix="/campaigns/{campaign_id}/sheets")


@router.get("")
def show(visit: Visitor, campaign_id: int) -> Response:
    visit.member.needs(Permission.PLAN)
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        every = newest(sheets.sheets(session, visit.member.organization_id))
    parts = scoping.parts_of(visit.office, visit.member, campaign_id)
    used = {one.sheet.name for one in parts}
    return visit.page(
        "campaign_sheets.html",
        campaign=campaign,
        parts=parts,
        others=[one for one in every if one.name not in used],
    )


@router.post("")
def add(visit: Visitor, campaign_id: int, sheet: Annotated[int, Form()]) -> Response:
    whole = CampaignSheet(fact_sheet_id=sheet)
    scoping.put_sheet(visit.office, visit.member, campaign_id, whole)
    return go(f"/campaigns/{campaign_id}/sheets?said=sheets_chosen")


@router.post("/{sheet_id}")
def choose(
    visit: Visitor,
    campaign_id: int,
    sheet_id: int,
    items: Annotated[list[str], Form()] = [],  # noqa: B006  # FastAPI reads it, nobody fills it
) -> Response:
    """Take the ticked items and no others; what a newer version adds is in scope."""
    scoping.choose_items(visit.office, visit.member, campaign_id, sheet_id, items)
    return go(f"/campaigns/{campaign_id}/sheets?said=sheets_chosen")


@router.post("/{sheet_id}/remove")
def remove(visit: Visitor, campaign_id: int, sheet_id: int) -> Response:
    scoping.remove_sheet(visit.office, visit.member, campaign_id, sheet_id)
    return go(f"/campaigns/{campaign_id}/sheets?said=sheets_chosen")
