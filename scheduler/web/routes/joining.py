"""Accept an invitation: choose a name and a password, and start."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from scheduler.actions import inviting
from scheduler.actions.inviting import InvitationError
from scheduler.actions.office import ActionError
from scheduler.web import pages
from scheduler.web.visit import Here, go

router = APIRouter()


@router.get("/join/{token}")
def offer(request: Request, site: Here, token: str) -> Response:
    invitation = inviting.invitation_of(site.office, token)
    words = {"invitation": invitation, "name": "", "problem": None}
    return pages.render(request, "join.html", words=words)


@router.post("/join/{token}")
def accept(
    request: Request,
    site: Here,
    token: str,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
) -> Response:
    invitation = inviting.invitation_of(site.office, token)
    try:
        inviting.accept(site.office, token, name=name, password=password)
    except InvitationError:
        raise
    except ActionError as error:
        words = {"invitation": invitation, "name": name, "problem": error}
        return pages.render(request, "join.html", status_code=422, words=words)
    return go("/login?said=joined")
