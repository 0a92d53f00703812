"""The campaign's month: what goes out when, how it stands, what is missing."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from scheduler.actions.finding import campaign_of
from scheduler.domain.campaign import Rules
from scheduler.domain.wall_time import wall_clock
from scheduler.store import calendar, campaigns
from scheduler.store.campaigns import Campaign
from scheduler.web.month import Period, first_of_month, month_of, shown_days
from scheduler.web.routes.moves import was
from scheduler.web.visit import Visitor, go

router = APIRouter()

MOST = 12  # campaigns to choose from beside a month


@router.get("/calendar")
def nearest(visit: Visitor) -> Response:
    """Open the campaign that runs now, else the next one, else the last one."""
    with visit.office.sessions() as session:
        found = campaigns.campaigns(session, visit.member.organization_id)
    if not found:
        return visit.page("no_campaign.html")
    today = visit.office.now().date()
    ahead = [campaign for campaign in found if campaign.last_day >= today]
    return go(f"/campaigns/{(ahead[-1] if ahead else found[0]).id}/calendar")


@router.get("/campaigns/{campaign_id}/calendar")
def month(visit: Visitor, campaign_id: int, month: str = "") -> Response:
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        others = campaigns.campaigns(session, visit.member.organization_id)
        period = _period(campaign)
        today = wall_clock(visit.office.now(), campaign.zone).date()
        first = first_of_month(month, today, period)
        entries = calendar.entries(
            session, visit.member.organization_id, campaign_id, shown_days(first)
        )
    return visit.page(
        "calendar.html",
        campaign=campaign,
        campaigns=others[:MOST],
        month=month_of(entries, period, first, today),
        today=today,
        near_month=first_of_month("", today, period),
        here=f"/campaigns/{campaign.id}/calendar?month={first:%Y-%m}",
        was=was(visit),
    )


def _period(campaign: Campaign) -> Period:
    return Period(
        first_day=campaign.first_day,
        last_day=campaign.last_day,
        rules=Rules.from_json(dict(campaign.rules)),
    )
