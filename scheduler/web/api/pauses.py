"""Pauses: what stops every send a scope covers, and what was kept back meanwhile."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from scheduler.actions import pausing
from scheduler.domain.pause import AfterPause, PauseScope
from scheduler.store import pauses
from scheduler.web.api.caller import Planner, Reader
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import Given, Made, Page, Shape

router = APIRouter(prefix="/pauses", tags=["Pauses"])


class PauseIn(Given):
    """``target`` is a campaign's or channel's number, a platform or a topic; else empty."""

    scope: PauseScope = PauseScope.EVERYTHING
    target: str = Field(default="", max_length=80)
    reason: str = Field(min_length=1, max_length=500)


class PauseOut(Shape):
    id: int
    scope: PauseScope
    target: str
    reason: str
    person: str
    began_at: datetime


class KeptBackOut(Shape):
    id: int
    post_id: int
    channel_id: int
    due_at: datetime
    local_time: str
    zone: str
    window_closes: datetime


class ResumeIn(Given):
    """``missed`` says what becomes of what fell due meanwhile."""

    missed: AfterPause = AfterPause.SEND


class ResumedOut(Shape):
    sent: int
    held: int
    skipped: int
    too_late: int


@router.get("")
def list_pauses(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[PauseOut]:
    """List what is paused now, by whom and why."""
    with caller.office.sessions() as session:
        running = pauses.running(session, caller.member.organization_id)
    return page_of(request, running, after, limit, PauseOut.model_validate, lambda one: one.id)


@router.post("", status_code=201)
def pause(caller: Planner, given: PauseIn) -> Made:
    """Stop every send the scope covers, from the next one on."""
    number = pausing.pause(caller.office, caller.member, given.scope, given.target, given.reason)
    return Made(id=number)


@router.get("/{number}/kept-back")
def kept_back(
    caller: Reader, request: Request, number: Number, after: After = 0, limit: Limit = FIRST
) -> Page[KeptBackOut]:
    """List what fell due since the pause began: what resuming must decide about."""
    late = pausing.kept_back(caller.office, caller.member, number)
    return page_of(request, late, after, limit, KeptBackOut.model_validate, lambda one: one.id)


@router.post("/{number}/resume")
def resume(caller: Planner, number: Number, given: ResumeIn) -> ResumedOut:
    """End a pause and deal with what fell due meanwhile."""
    done = pausing.resume(caller.office, caller.member, number, given.missed)
    return ResumedOut.model_validate(done)


@router.delete("/{number}", status_code=204)
def end(caller: Planner, number: Number) -> None:
    """End a pause; what fell due meanwhile is sent while its window is open."""
    pausing.resume(caller.office, caller.member, number)
