"""Which fact sheets a campaign is made from, and which of their items are in scope."""

from __future__ import annotations

from fastapi import APIRouter, Request

from scheduler.actions import scoping
from scheduler.actions.scoping import Part
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.web.api.caller import Planner, Reader
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import CampaignOut, Page, ScopeIn, Shape

router = APIRouter(prefix="/campaigns/{number}/sheets", tags=["Campaigns"])


class PartOut(Shape):
    """``said_before`` of its items in scope another sheet of the campaign says too."""

    fact_sheet_id: int
    name: str
    kinds: list[str]
    only: list[str]
    leave_out: list[str]
    items: int
    in_scope: int
    said_before: int


@router.get("")
def list_sheets(
    caller: Reader, request: Request, number: Number, after: After = 0, limit: Limit = FIRST
) -> Page[PartOut]:
    """List the fact sheets of a campaign, with what of each is in scope."""
    every = scoping.parts_of(caller.office, caller.member, number)
    return page_of(request, every, after, limit, _out, lambda one: one.sheet.id)


@router.put("/{sheet}")
def put(caller: Planner, number: Number, sheet: Number, given: ScopeIn) -> CampaignOut:
    """Add a fact sheet to a campaign, or choose anew what of it is in scope; plan it again then."""
    wanted = CampaignSheet(
        fact_sheet_id=sheet,
        kinds=tuple(given.kinds),
        only=tuple(given.only),
        leave_out=tuple(given.leave_out),
    )
    changed = scoping.put_sheet(caller.office, caller.member, number, wanted)
    return CampaignOut.model_validate(changed)


@router.delete("/{sheet}")
def remove(caller: Planner, number: Number, sheet: Number) -> CampaignOut:
    """Take a fact sheet out of a campaign; posts made from it stay until they are archived."""
    changed = scoping.remove_sheet(caller.office, caller.member, number, sheet)
    return CampaignOut.model_validate(changed)


def _out(part: Part) -> PartOut:
    chosen = part.chosen
    return PartOut(
        fact_sheet_id=part.sheet.id,
        name=part.sheet.name,
        kinds=list(chosen.kinds),
        only=list(chosen.only),
        leave_out=list(chosen.leave_out),
        items=len(part.items),
        in_scope=part.in_scope,
        said_before=part.said_before,
    )
