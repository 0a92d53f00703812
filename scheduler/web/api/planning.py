"""Plans for programs: preview, slots with reasons, moves, plays, copies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from scheduler.actions import copying, moving, simulating
from scheduler.actions.arranging import arrange
from scheduler.actions.calendars import campaign_calendar
from scheduler.actions.campaigning import Changes, change_campaign
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError
from scheduler.actions.simulating import WhatIf, read_stop
from scheduler.domain.campaign import RuleError, Rules
from scheduler.domain.wall_time import LocalTimeError, instant, local_text, parse_local
from scheduler.store import plans
from scheduler.store.plans import TakenSlot
from scheduler.web.api.caller import Planner, Reader
from scheduler.web.api.paging import FIRST, AfterName, Limit, Number, page_of
from scheduler.web.api.plan_shapes import (
    BrokenOut,
    ChangesIn,
    ConflictOut,
    CopiedOut,
    CopyIn,
    HappeningOut,
    MovesIn,
    MovesOut,
    PreviewOut,
    RehearsalOut,
    SlotOut,
    StaleOut,
    SupposedIn,
    UnplacedOut,
)
from scheduler.web.api.shapes import CampaignOut, Page

router = APIRouter(prefix="/campaigns/{number}", tags=["Campaigns"])


@router.patch("")
def change(caller: Planner, number: Number, given: ChangesIn) -> CampaignOut:
    """Change days, rules or channels; posts stay until the campaign is planned again."""
    with caller.office.sessions() as session:
        before = campaign_of(session, caller.member, number).rules
    changes = Changes(
        name=given.name,
        first_day=given.first_day,
        last_day=given.last_day,
        zone=given.zone,
        template=given.template,
        rules=None if given.rules is None else _rules({**before, **given.rules}),
        hashtags=None if given.hashtags is None else tuple(given.hashtags),
        link=given.link,
        channel_ids=None if given.channel_ids is None else tuple(given.channel_ids),
    )
    changed = change_campaign(caller.office, caller.member, number, changes)
    return CampaignOut.model_validate(changed)


@router.get("/preview")
def preview(caller: Planner, number: Number) -> PreviewOut:
    """Say what the plan would be now, with a reason for every slot; changes nothing."""
    with caller.office.sessions() as session:
        arranged = arrange(caller.office, session, caller.member, number)
    made = arranged.plan
    return PreviewOut(
        slots=[
            SlotOut(
                key=slot.item_key,
                local_time=local_text(slot.local),
                zone=slot.zone,
                due_at=slot.due_at,
                title=arranged.titles.get(slot.item_key, ""),
                reason=slot.reason,
            )
            for slot in made.slots
        ],
        unplaced=[UnplacedOut.model_validate(one) for one in made.unplaced],
        broken=[BrokenOut.model_validate(one) for one in made.broken],
        notes=list(made.notes),
        problems=list(arranged.problems()),
        spare=made.spare,
    )


@router.get("/slots")
def slots(
    caller: Reader, request: Request, number: Number, after: AfterName = "", limit: Limit = FIRST
) -> Page[SlotOut]:
    """Say when each post goes out first, and why then, in order of time."""
    with caller.office.sessions() as session:
        campaign_of(session, caller.member, number)
        taken = plans.slots(session, number)
    return page_of(request, taken, after, limit, _taken, _mark)


@router.post("/moves")
def move(caller: Planner, number: Number, given: MovesIn) -> MovesOut:
    """Move posts of a campaign, all or none; what that runs into is said before it is saved."""
    with caller.office.sessions() as session:
        campaign_of(session, caller.member, number)
        own = {slot.post_id for slot in plans.slots(session, number)}
    if strange := sorted(given.times.keys() - own):
        raise ActionError(f"Post {strange[0]} is not of campaign {number}.", "Name its posts.")
    times = {post: _local(text) for post, text in given.times.items()}
    office, member, channel = caller.office, caller.member, given.channel_id
    found = moving.foresee(office, member, times, channel_id=channel)
    saves = not given.dry_run and (given.anyway or not found)
    anew = moving.move_all(office, member, times, channel_id=channel) if saves else ()
    return MovesOut(
        saved=saves,
        conflicts=[ConflictOut.model_validate(one) for one in found],
        approve_again=list(anew),
    )


@router.post("/simulate")
def simulate(caller: Reader, number: Number, given: SupposedIn) -> RehearsalOut:
    """Play the campaign on a clock of its own; sends nothing."""
    with caller.office.sessions() as session:
        zone = campaign_of(session, caller.member, number).zone
    stops = [read_stop(text, zone, is_outage=True) for text in given.outages]
    stops += [read_stop(text, zone, is_outage=False) for text in given.pauses]
    what_if = WhatIf(
        now=instant(_local(given.now), zone) if given.now else None,
        stops=tuple(stops),
        all_approved=given.approve_all,
    )
    played = simulating.simulate(caller.office, caller.member, number, what_if)
    return RehearsalOut(
        began=played.began,
        counts={outcome.value: count for outcome, count in played.counts.items()},
        costs=dict(played.costs),
        timeline=[
            HappeningOut(
                at=one.at,
                outcome=one.outcome,
                delivery_id=one.going.delivery_id,
                post_id=one.going.post_id,
                title=one.going.title,
                channel=one.going.channel,
                platform=one.going.platform,
                local_time=one.going.local_time,
                zone=one.going.zone,
                why=one.why,
                cost=one.cost,
            )
            for one in played.timeline
        ],
    )


@router.post("/copy", status_code=201)
def copy(caller: Planner, number: Number, given: CopyIn) -> CopiedOut:
    """Set up the same campaign in another year, and say what went stale."""
    copied = copying.copy_campaign(
        caller.office, caller.member, number, year=given.year, name=given.name
    )
    return CopiedOut(
        id=copied.campaign.id,
        name=copied.campaign.name,
        first_day=copied.campaign.first_day,
        last_day=copied.campaign.last_day,
        notes=list(copied.notes),
        stale=[StaleOut.model_validate(one) for one in copied.stale],
    )


CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}
}


@router.get("/calendar.ics", response_class=Response, responses=CALENDAR)
def calendar(caller: Reader, number: Number) -> Response:
    """Return the campaign as a calendar file for other calendars."""
    written = campaign_calendar(caller.office, caller.member, number)
    return Response(written, media_type="text/calendar; charset=utf-8")


def _taken(slot: TakenSlot) -> SlotOut:
    return SlotOut(
        key=slot.plan_key,
        local_time=slot.local_time,
        zone=slot.zone,
        due_at=slot.due_at,
        title=slot.title,
        reason=slot.reason,
        post_id=slot.post_id,
        post_state=slot.post_state,
    )


def _mark(slot: TakenSlot) -> str:
    return f"{slot.due_at.isoformat()} {slot.post_id:010d}"


def _rules(given: Mapping[str, Any]) -> Rules:
    try:
        return Rules.from_json(given)
    except RuleError as error:
        raise ActionError(str(error)) from error


def _local(text: str) -> datetime:
    try:
        return parse_local(text)
    except LocalTimeError as error:
        raise ActionError(str(error)) from error
