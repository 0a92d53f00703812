"""Review links: from a message to the first post in two taps, without an account."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from scheduler.actions import linking
from scheduler.web import pages
from scheduler.web.visit import Here, Site, go

router = APIRouter()


@router.get("/r/{token}")
def offer(request: Request, site: Here, token: str) -> Response:
    """Say what the link opens. Mail scanners read this too, so it opens and decides nothing."""
    link = linking.look_at_link(site.office, token)
    return pages.render(request, "review_link.html", words={"link": link})


@router.post("/r/{token}")
def open_here(request: Request, site: Here, token: str) -> Response:
    """Bind the link to this browser and go to the first post."""
    browser = linking.open_link(site.office, token)
    answer = go("/review")
    keep(answer, request, site, browser)
    return answer


@router.post("/leave")
def leave(request: Request, site: Here) -> Response:
    answer = go("/login")
    answer.delete_cookie(
        site.guest_cookie(request), path="/", secure=site.is_secure(request), httponly=True
    )
    return answer


def keep(answer: Response, request: Request, site: Site, browser: str) -> None:
    answer.set_cookie(
        site.guest_cookie(request),
        browser,
        max_age=int(linking.LONGEST.total_seconds()),  # the link itself ends on the server
        path="/",
        secure=site.is_secure(request),
        httponly=True,
        samesite="lax",
    )
