"""Campaigns: set one up with its plan in view, make its posts, rehearse it, copy it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from content.cards.templates import list_templates
from content.factsheets.model import Kind
from scheduler.actions import (
    campaigning,
    copying,
    planning,
    previewing,
    reviewing,
    scoping,
    simulating,
)
from scheduler.actions.campaigning import Changes
from scheduler.actions.finding import brand_of, campaign_of
from scheduler.actions.office import ActionError
from scheduler.domain.campaign import Rules
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import zone_names
from scheduler.store import campaign_list, campaigns, channels, people, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.web import campaign_form
from scheduler.web.campaign_form import Draft
from scheduler.web.errands import Tell, errands_of
from scheduler.web.routes.library import newest
from scheduler.web.visit import Visit, Visitor, go
from scheduler.web.wording import countries

router = APIRouter()

MOST = 40  # campaigns on one page
MANY = ("sheet", "weekdays", "channels", "kinds")  # fields of which several may be ticked


@router.get("/campaigns")
def every(visit: Visitor, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """List the campaigns, the latest first."""
    with visit.office.sessions() as session:
        found = campaign_list.named(
            session, visit.member.organization_id, limit=MOST + 1, offset=MOST * (page - 1)
        )
        shown = found[:MOST]
        counts = campaign_list.post_counts(session, [campaign.id for campaign in shown])
    if not found and page == 1:
        return visit.page("no_campaign.html")
    return visit.page(
        "campaigns.html",
        campaigns=shown,
        counts=counts,
        today=visit.office.now().date(),
        number=page,
        further=len(found) > MOST,
    )


@router.get("/campaigns/new")
def new(visit: Visitor, sheet: int = 0) -> Response:
    visit.member.needs(Permission.PLAN)
    return _form(visit, _suggested(visit, sheet))


@router.post("/campaigns/preview")
async def preview(visit: Visitor) -> Response:
    """Show the form with the plan it would make; the script takes the plan out of it."""
    return await run_in_threadpool(_preview, visit, await _given(visit))


@router.post("/campaigns")
async def create(visit: Visitor) -> Response:
    return await run_in_threadpool(_create, visit, await _given(visit))


@router.get("/campaigns/{campaign_id}")
def show(visit: Visitor, campaign_id: int) -> Response:
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        counts = posts.count_by_state(session, campaign_id)
        own = channels.of_campaign(session, campaign_id)
        others = campaign_list.named(session, visit.member.organization_id, limit=12)
        brand = brand_of(session, visit.member, campaign.brand_kit_id).name
    parts = scoping.parts_of(visit.office, visit.member, campaign_id)
    errands = errands_of(visit.request)
    errand = errands.find(campaign.organization_id, _errand_name(campaign_id))
    return visit.page(
        "campaign.html",
        campaign=campaign,
        rules=Rules.from_json(campaign.rules),
        counts=counts,
        posts=sum(counts.values()),
        channels=own,
        brand=brand,
        parts=parts,
        campaigns=others,
        errand=errand,
    )


@router.get("/campaigns/{campaign_id}/edit")
def edit(visit: Visitor, campaign_id: int) -> Response:
    visit.member.needs(Permission.PLAN)
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        chosen = campaigns.channel_ids(session, campaign_id)
    return _form(visit, _as_form(campaign, chosen), campaign=campaign)


@router.post("/campaigns/{campaign_id}/edit")
async def change(visit: Visitor, campaign_id: int) -> Response:
    return await run_in_threadpool(_change, visit, campaign_id, await _given(visit))


@router.post("/campaigns/{campaign_id}/plan")
def make_posts(visit: Visitor, campaign_id: int) -> Response:
    """Start making the posts; the campaign's page shows how far it is."""
    visit.member.needs(Permission.PLAN)
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)

    def work(tell: Tell) -> dict[str, Any]:
        return asdict(
            planning.plan_campaign(visit.office, visit.member, campaign_id, progress=tell)
        )

    errands_of(visit.request).start(campaign.organization_id, _errand_name(campaign_id), work)
    return go(f"/campaigns/{campaign_id}")


@router.post("/campaigns/{campaign_id}/submit")
def submit_all(visit: Visitor, campaign_id: int) -> Response:
    """Send every draft to review that passes its checks, and say which do not."""
    done = reviewing.submit_campaign(visit.office, visit.member, campaign_id)
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
    return visit.page(
        "submitted.html", campaign=campaign, sent=len(done.sent), refused=done.refused
    )


@router.get("/campaigns/{campaign_id}/rehearsal")
def rehearse(visit: Visitor, campaign_id: int, approved: bool = False) -> Response:  # noqa: FBT001, FBT002  # the address's own tick
    """Play the campaign on a clock of its own; nothing is sent."""
    played = simulating.simulate(
        visit.office,
        visit.member,
        campaign_id,
        simulating.WhatIf(all_approved=approved),
    )
    return visit.page("rehearsal.html", played=played, campaign=played.campaign, approved=approved)


@router.post("/campaigns/{campaign_id}/copy")
def copy(visit: Visitor, campaign_id: int) -> Response:
    copied = copying.copy_campaign(visit.office, visit.member, campaign_id)
    return visit.page("copied.html", copied=copied, campaign=copied.campaign)


def _preview(visit: Visit, given: Mapping[str, Any]) -> Response:
    visit.member.needs(Permission.PLAN)
    try:
        wanted = campaign_form.new_campaign(given)
        found = previewing.preview(visit.office, visit.member, wanted)
    except ActionError as error:
        return _form(visit, given, problem=error)
    return _form(visit, given, draft=campaign_form.drafted(found))


def _create(visit: Visit, given: Mapping[str, Any]) -> Response:
    visit.member.needs(Permission.PLAN)
    try:
        wanted = campaign_form.new_campaign(given)
        campaign = campaigning.create_campaign(visit.office, visit.member, wanted)
    except ActionError as error:
        return _form(visit, given, problem=error)
    return make_posts(visit, campaign.id)


def _change(visit: Visit, campaign_id: int, given: Mapping[str, Any]) -> Response:
    visit.member.needs(Permission.PLAN)
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
    try:
        wanted = campaign_form.new_campaign(
            {**given, "sheet": [campaign.fact_sheet_id], "brand": campaign.brand_kit_id}
        )
        changes = Changes(
            name=wanted.name,
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            zone=wanted.zone,
            template=wanted.template,
            rules=campaign_form.rules_of(given, Rules.from_json(campaign.rules)),
            hashtags=wanted.hashtags,
            link=wanted.link,
            country=wanted.country,
            channel_ids=wanted.channel_ids,
        )
        campaigning.change_campaign(visit.office, visit.member, campaign_id, changes)
    except ActionError as error:
        return _form(visit, given, campaign=campaign, problem=error)
    return go(f"/campaigns/{campaign_id}?said=campaign_changed")


def _form(
    visit: Visit,
    given: Mapping[str, Any],
    *,
    campaign: Campaign | None = None,
    draft: Draft | None = None,
    problem: ActionError | None = None,
) -> Response:
    with visit.office.sessions() as session:
        every = sheets.sheets(session, visit.member.organization_id)
        brands = sheets.brands(session, visit.member.organization_id)
        accounts = channels.channels(session, visit.member.organization_id)
    return visit.page(
        "campaign_form.html",
        status_code=422 if problem else 200,
        given=given,
        campaign=campaign,
        sheets=newest(every),
        brands=brands,
        channels=accounts,
        weekdays=campaign_form.weekdays(),
        kinds=list(Kind),
        templates=list_templates(),
        zones=sorted(zone_names()),
        countries=countries(),
        draft=draft,
        problem=problem,
    )


def _suggested(visit: Visit, sheet_id: int) -> dict[str, Any]:
    """Return a form that could be sent as it is: the next whole month, the usual pace."""
    with visit.office.sessions() as session:
        organization = people.organization(session, visit.member.organization_id)
        every = newest(sheets.sheets(session, visit.member.organization_id))
        brands = sheets.brands(session, visit.member.organization_id)
        accounts = channels.channels(session, visit.member.organization_id)
    chosen = next((one for one in every if one.id == sheet_id), every[0] if every else None)
    first_day, last_day = campaign_form.next_month(visit.office.now().date())
    return {
        "name": f"{chosen.title} {first_day.year}" if chosen else "",
        "sheet": [str(chosen.id)] if chosen else [],
        "brand": brands[-1].id if brands else "",
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "zone": organization.zone,
        "channels": [str(one.id) for one in accounts],
        **campaign_form.as_form(Rules()),
    }


def _as_form(campaign: Campaign, channel_ids: tuple[int, ...]) -> dict[str, Any]:
    return {
        "name": campaign.name,
        "sheet": [str(one.fact_sheet_id) for one in campaign.sheets],
        "brand": campaign.brand_kit_id,
        "first_day": campaign.first_day.isoformat(),
        "last_day": campaign.last_day.isoformat(),
        "zone": campaign.zone,
        "template": campaign.template,
        "hashtags": " ".join(campaign.hashtags),
        "link": campaign.link,
        "country": campaign.country or "",
        "channels": [str(one) for one in channel_ids],
        **campaign_form.as_form(Rules.from_json(campaign.rules)),
    }


async def _given(visit: Visit) -> dict[str, Any]:
    async with visit.request.form() as form:
        single = {name: value for name, value in form.items() if isinstance(value, str)}
        return {**single, **{name: form.getlist(name) for name in MANY}}


def _errand_name(campaign_id: int) -> str:
    return f"plan-{campaign_id}"
