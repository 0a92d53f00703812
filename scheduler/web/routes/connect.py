"""Sign in at a platform to connect a channel: leave from here, come back to here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from scheduler.actions.signing_in import begin_sign_in, finish_sign_in
from scheduler.connectors.registry import connector_class
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

BACK = "/connect/callback"


async def entered(request: Request) -> dict[str, str]:
    """Read whatever fields the platform's form has."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Entered = Annotated[dict[str, str], Depends(entered)]


def redirect_of(visit: Visit) -> str:
    """Return the one address to which platforms send people back; apps must name exactly it."""
    base = visit.site.public_base_url or str(visit.request.base_url).rstrip("/")
    return f"{base}{BACK}"


@router.get(BACK)
def come_back(visit: Visitor) -> Response:
    here = f"{redirect_of(visit)}?{visit.request.url.query}"
    finish_sign_in(visit.office, visit.member, here)
    return go("/channels?said=connected")


@router.post("/connect/{platform}/sign-in")
def leave(visit: Visitor, platform: str, fields: Entered) -> Response:
    """Show the link to the platform: forms may not lead to other sites, links may."""
    address = begin_sign_in(visit.office, visit.member, platform, fields, redirect_of(visit))
    title = connector_class(platform).title
    return visit.page("leave_to_connect.html", address=address, title=title)
