"""Stop posting in a crisis, say why, and go on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import pausing
from scheduler.actions.office import ActionError
from scheduler.domain.pause import AfterPause, PauseScope
from scheduler.store import campaigns, channels, sheets
from scheduler.web.language import _
from scheduler.web.visit import Visitor, go, own_path

router = APIRouter()


@router.get("/pauses")
def pauses(visit: Visitor, what: str = "") -> Response:
    with visit.office.sessions() as session:
        own = campaigns.campaigns(session, visit.member.organization_id)
        accounts = channels.channels(session, visit.member.organization_id)
        every = sheets.sheets(session, visit.member.organization_id)
    topics = sorted({sheet.topic for sheet in every if sheet.topic})
    return visit.page("pauses.html", campaigns=own, channels=accounts, topics=topics, what=what)


@router.post("/pauses")
def pause(
    visit: Visitor,
    reason: Annotated[str, Form()],
    what: Annotated[str, Form()] = "everything:",
    next: Annotated[str, Form()] = "/pauses",  # noqa: A002  # the field's own word
) -> Response:
    scope, _colon, target = what.partition(":")
    if scope not in set(PauseScope):
        raise ActionError(_("That cannot be paused."), _("Choose something from the list."))
    pausing.pause(visit.office, visit.member, PauseScope(scope), target, reason)
    return go(own_path(next))


@router.post("/pauses/{pause_id}/resume")
def resume(
    visit: Visitor,
    pause_id: int,
    next: Annotated[str, Form()] = "/pauses",  # noqa: A002  # the field's own word
    missed: Annotated[str, Form()] = "",
) -> Response:
    """End a pause; where posts were missed meanwhile, ask first what becomes of them."""
    late = pausing.kept_back(visit.office, visit.member, pause_id)
    if late and missed not in set(AfterPause):
        return visit.page("resume.html", pause_id=pause_id, late=late, next=own_path(next))
    after = AfterPause(missed) if missed else AfterPause.SEND
    pausing.resume(visit.office, visit.member, pause_id, after)
    return go(own_path(next))
