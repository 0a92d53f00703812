"""Stop posting in a crisis, say why, and go on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import pausing
from scheduler.actions.office import ActionError
from scheduler.domain.pause import PauseScope
from scheduler.store import campaigns, channels
from scheduler.web.language import _
from scheduler.web.visit import Visitor, go, own_path

router = APIRouter()


@router.get("/pauses")
def pauses(visit: Visitor, what: str = "") -> Response:
    with visit.office.sessions() as session:
        own = campaigns.campaigns(session, visit.member.organization_id)
        accounts = channels.channels(session, visit.member.organization_id)
    return visit.page("pauses.html", campaigns=own, channels=accounts, what=what)


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
) -> Response:
    pausing.resume(visit.office, visit.member, pause_id)
    return go(own_path(next))
