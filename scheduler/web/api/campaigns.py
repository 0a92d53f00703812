"""Campaigns: set up with their plan in view, planned, sent to review, drawn anew."""

from __future__ import annotations

from fastapi import APIRouter, Request

from scheduler.actions import campaigning, planning, previewing, redrawing, reviewing
from scheduler.actions.campaigning import NewCampaign
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.wall_time import local_text
from scheduler.store import campaigns
from scheduler.web import campaign_form
from scheduler.web.api.caller import Planner, Reader, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.plan_shapes import DraftedOut, DraftedSlot, RedrawnOut, SubmittedOut
from scheduler.web.api.shapes import CampaignIn, CampaignOut, Page, PlannedOut

router = APIRouter(prefix="/campaigns", tags=["Campaigns"])


@router.get("")
def list_campaigns(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[CampaignOut]:
    """List the campaigns."""
    with caller.office.sessions() as session:
        every = campaigns.campaigns(session, caller.member.organization_id)
    return page_of(request, every, after, limit, CampaignOut.model_validate, lambda one: one.id)


@router.get("/{number}")
def show(caller: Reader, number: Number) -> CampaignOut:
    """Show one campaign with its rules."""
    with caller.office.sessions() as session:
        return CampaignOut.model_validate(campaign_of(session, caller.member, number))


@router.post("", status_code=201)
def create(caller: Planner, given: CampaignIn) -> CampaignOut:
    """Set up a campaign; its posts are made when it is planned."""
    made = campaigning.create_campaign(caller.office, caller.member, _new(given))
    return CampaignOut.model_validate(made)


@router.post("/preview")
def preview(caller: Planner, given: CampaignIn) -> DraftedOut:
    """Say what the plan of a campaign would be before it is set up; nothing is kept."""
    found = previewing.preview(caller.office, caller.member, _new(given))
    drafted = campaign_form.drafted(found)
    return DraftedOut(
        slots=[
            DraftedSlot(
                local_time=local_text(line.local),
                kind=line.kind,
                title=line.title,
                reason=line.reason,
            )
            for line in drafted.lines
        ],
        doubts=list(drafted.doubts),
        notes=list(drafted.notes),
        mix=dict(drafted.mix),
    )


@router.post("/{number}/plan")
def plan(caller: Planner, number: Number) -> PlannedOut:
    """Make the posts; it takes as long as drawing the cards, and again makes what is left."""
    done = planning.plan_campaign(caller.office, caller.member, number)
    return PlannedOut.model_validate(done)


@router.post("/{number}/submit")
def submit(caller: Writer, number: Number) -> SubmittedOut:
    """Send every draft to review that passes its checks, and say which do not."""
    done = reviewing.submit_campaign(caller.office, caller.member, number)
    return SubmittedOut(sent=list(done.sent), refused={post.id: why for post, why in done.refused})


@router.post("/{number}/redraw")
def redraw(caller: Writer, number: Number) -> RedrawnOut:
    """Draw every post anew of which nothing is out; those that differ are drafts again."""
    done = redrawing.redraw_campaign(caller.office, caller.member, number)
    return RedrawnOut.model_validate(done)


def _new(given: CampaignIn) -> NewCampaign:
    try:
        rules = Rules.from_json(given.rules)
    except RuleError as error:
        raise ActionError(str(error)) from error
    return NewCampaign(
        name=given.name,
        fact_sheet_id=given.fact_sheet_id,
        brand_kit_id=given.brand_kit_id,
        channel_ids=tuple(given.channel_ids),
        first_day=given.first_day,
        last_day=given.last_day,
        zone=given.zone,
        template=given.template,
        rules=rules,
        hashtags=tuple(given.hashtags),
        link=given.link,
        country=given.country,
        sheets=tuple(
            CampaignSheet(
                fact_sheet_id=one.fact_sheet_id,
                kinds=tuple(one.kinds),
                only=tuple(one.only),
                leave_out=tuple(one.leave_out),
            )
            for one in given.sheets
        ),
    )
