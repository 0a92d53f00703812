"""The campaign's month: what goes out when, how it stands, what is missing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from content.factsheets.model import Kind
from scheduler.actions import observing
from scheduler.actions.finding import campaign_of
from scheduler.domain.campaign import Rules
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import wall_clock
from scheduler.store import calendar, campaign_list, channels
from scheduler.store.campaigns import Campaign
from scheduler.web.month import Day, Month, Narrow, Period, first_of_month, month_of, shown_days
from scheduler.web.routes.moves import was
from scheduler.web.routes.several import just_done
from scheduler.web.status import Status
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

VIEWS = ("month", "week", "list")
MOST = 12  # campaigns to choose from beside a month


@router.get("/calendar")
def nearest(visit: Visitor) -> Response:
    """Open the campaign that runs now, else the next one, else the last one."""
    with visit.office.sessions() as session:
        found = campaign_list.named(session, visit.member.organization_id)
    if not found:
        return visit.page("no_campaign.html")
    today = visit.office.now().date()
    ahead = [campaign for campaign in found if campaign.last_day >= today]
    return go(f"/campaigns/{(ahead[-1] if ahead else found[0]).id}/calendar")


@router.get("/campaigns/{campaign_id}/calendar")
def month(  # noqa: PLR0913, PLR0917  # everything a person may narrow the view by
    visit: Visitor,
    campaign_id: int,
    month: str = "",
    view: str = "month",
    day: str = "",
    status: str = "",
    kind: str = "",
    channel: str = "",
    choose: bool = False,  # noqa: FBT001, FBT002  # the address's own word
    chosen: int = 0,
) -> Response:
    """Show a month, a week of it, or a list; what is asked for stands in the address."""
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        others = campaign_list.named(session, visit.member.organization_id, limit=MOST)
        accounts = channels.names_of_campaign(session, campaign_id)
        period = _period(campaign)
        today = wall_clock(visit.office.now(), campaign.zone).date()
        week = _day(day) if view == "week" else None
        first = week.replace(day=1) if week else first_of_month(month, today, period)
        entries = calendar.entries(
            session, visit.member.organization_id, campaign_id, shown_days(first)
        )
    narrow = Narrow(status=status, kind=kind, channel=channel)
    asked = {"view": view if view in VIEWS else "month", **asdict(narrow)}
    laid_out = month_of(entries, period, first, today, narrow)
    monday = _monday(week or max(first, min(today, period.last_day)))
    place = {"month": f"{first:%Y-%m}", **({"day": monday} if week else {}), **asked}
    may_choose = any(map(visit.may, (Permission.PLAN, Permission.PAUSE, Permission.SUBMIT)))
    return visit.page(
        "calendar.html",
        campaign=campaign,
        campaigns=others,
        month=laid_out,
        weeks=_weeks(laid_out, monday) if asked["view"] == "week" else laid_out.weeks,
        monday=monday,
        sunday=monday + timedelta(days=6),
        week=timedelta(days=7),
        today=today,
        near_month=first_of_month("", today, period),
        asked=asked,
        kept=urlencode({name: value for name, value in asked.items() if value}),
        channels=accounts,
        kinds=list(Kind),
        statuses=list(Status),
        observed=_observed(visit, *shown_days(first)),
        here=f"/campaigns/{campaign.id}/calendar?{urlencode(place)}",
        was=was(visit),
        several=just_done(visit),
        can_choose=may_choose,
        how="choose" if choose and may_choose else _how(visit),
        chosen=chosen,
    )


def _how(visit: Visit) -> str:
    return "drag" if visit.may(Permission.PLAN) else "plain"


def _observed(visit: Visit, first: date, last: date) -> dict[date, list[str]]:
    """Return which awareness days begin on which day; whole months begin on their first."""
    found: dict[date, list[str]] = {}
    for one in observing.observed(visit.office, visit.member, first, last):
        found.setdefault(max(one.first_day, first), []).append(one.observance.name)
    return found


def _weeks(month: Month, monday: date) -> tuple[tuple[Day, ...], ...]:
    return tuple(week for week in month.weeks if week[0].day == monday) or month.weeks[:1]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _period(campaign: Campaign) -> Period:
    return Period(
        first_day=campaign.first_day,
        last_day=campaign.last_day,
        rules=Rules.from_json(dict(campaign.rules)),
    )
