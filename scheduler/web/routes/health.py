"""Is the program up, and its static files."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import JSONResponse, Response

from scheduler import clock
from scheduler.store.health import health
from scheduler.web import assets
from scheduler.web.visit import Here

router = APIRouter()

FOR_A_YEAR = "public, max-age=31536000, immutable"


@router.get("/healthz")
def healthz(site: Here) -> Response:
    """Fail when the database does not answer, the clock stands still, or a post is overdue.

    An installation whose publisher never ran shows its pages, and is healthy so far.
    """
    with site.office.sessions() as session:
        found = health(session, site.office.now(), wall=clock.now())
    if found.ticked_at is None or found.ok:
        return JSONResponse({"ok": True})
    return JSONResponse({"ok": False, "problems": found.problems}, status_code=503)


@router.get("/static/{name}")
def static(request: Request, name: str, v: str = "") -> Response:
    found = assets.asset(name)
    if found is None:
        raise HTTPException(404)
    lasting = FOR_A_YEAR if v == found.version else "no-cache"
    headers = {"cache-control": lasting, "etag": f'"{found.version}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.data, media_type=found.mime_type, headers=headers)
