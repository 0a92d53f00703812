"""What goes out when, over any range of days, of one campaign or all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request

from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError
from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store import calendar, campaigns
from scheduler.store.calendar import Entry
from scheduler.web.api.caller import Reader
from scheduler.web.api.paging import FIRST, AfterName, Limit, page_of
from scheduler.web.api.shapes import MOST, Page, Shape

router = APIRouter(prefix="/calendar", tags=["Calendar"])

LONGEST = timedelta(days=366)


class CalendarEntryOut(Shape):
    """One delivery. ``local_time`` is wall time in ``zone``; ``picture`` is empty where none is."""

    delivery_id: int
    post_id: int
    campaign_id: int
    local_time: str
    zone: str
    platform: str
    channel: str
    state: State
    post_state: PostState
    kind: str
    title: str
    picture: str
    changes_asked: bool


@router.get("")
def show(  # noqa: PLR0913, PLR0917  # which days, and which page of them
    caller: Reader,
    request: Request,
    first: date,
    last: date,
    campaign: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    after: AfterName = "",
    limit: Limit = FIRST,
) -> Page[CalendarEntryOut]:
    """List the deliveries of a range of days, both named, in order of their wall time."""
    if not timedelta(0) <= last - first <= LONGEST:
        raise ActionError("The last day is before the first, or more than a year after it.")
    with caller.office.sessions() as session:
        if campaign is not None:
            chosen = [campaign_of(session, caller.member, campaign)]
        else:
            every = campaigns.campaigns(session, caller.member.organization_id)
            chosen = [one for one in every if one.first_day <= last and first <= one.last_day]
        found = [
            (one.id, entry)
            for one in chosen
            for entry in calendar.entries(
                session, caller.member.organization_id, one.id, (first, last)
            )
        ]
    return page_of(request, found, after, limit, _out, _mark)


def _out(pair: tuple[int, Entry]) -> CalendarEntryOut:
    campaign_id, entry = pair
    sha256 = entry.sha256
    return CalendarEntryOut(
        delivery_id=entry.delivery_id,
        post_id=entry.post_id,
        campaign_id=campaign_id,
        local_time=entry.local_time.isoformat(timespec="minutes"),
        zone=entry.zone,
        platform=entry.platform,
        channel=entry.channel,
        state=entry.state,
        post_state=entry.post_state,
        kind=entry.kind,
        title=entry.title,
        picture=f"/api/v1/pictures/{sha256}" if sha256 else "",
        changes_asked=entry.changes_asked,
    )


def _mark(pair: tuple[int, Entry]) -> str:
    return f"{pair[1].local_time.isoformat()} {pair[1].delivery_id:010d}"
