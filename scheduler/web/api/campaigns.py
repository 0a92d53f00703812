"""Campaigns: set up, planned, reported."""

from __future__ import annotations

from fastapi import APIRouter

from scheduler.actions import campaigning, planning, reporting
from scheduler.actions.campaigning import NewCampaign
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError
from scheduler.domain.campaign import RuleError, Rules
from scheduler.store import campaigns
from scheduler.web.api.caller import Planner, Reader
from scheduler.web.api.paging import Number
from scheduler.web.api.shapes import CampaignIn, CampaignOut, FiguresOut, PlannedOut

router = APIRouter(prefix="/campaigns")


@router.get("")
def list_campaigns(caller: Reader) -> list[CampaignOut]:
    """All campaigns, the latest first."""
    with caller.office.sessions() as session:
        every = campaigns.campaigns(session, caller.member.organization_id)
    return [CampaignOut.model_validate(one) for one in every]


@router.get("/{number}")
def show(caller: Reader, number: Number) -> CampaignOut:
    with caller.office.sessions() as session:
        return CampaignOut.model_validate(campaign_of(session, caller.member, number))


@router.post("", status_code=201)
def create(caller: Planner, given: CampaignIn) -> CampaignOut:
    try:
        rules = Rules.from_json(given.rules)
    except RuleError as error:
        raise ActionError(str(error)) from error
    made = campaigning.create_campaign(
        caller.office,
        caller.member,
        NewCampaign(
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
        ),
    )
    return CampaignOut.model_validate(made)


@router.post("/{number}/plan")
def plan(caller: Planner, number: Number) -> PlannedOut:
    """Make the posts. It takes as long as drawing the cards; a second call makes what is left."""
    done = planning.plan_campaign(caller.office, caller.member, number)
    return PlannedOut.model_validate(done)


@router.get("/{number}/report")
def report(caller: Reader, number: Number) -> list[FiguresOut]:
    """Every delivery with its newest figures; a number no platform reported is absent."""
    found = reporting.report_of(caller.office, caller.member, number)
    return [FiguresOut.model_validate(one) for one in found.deliveries]
