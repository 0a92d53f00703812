"""Pictures, whole and small, to the people whose organization shows them."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from scheduler.store.media import MediaError
from scheduler.store.post_page import shows_picture
from scheduler.web.thumbnails import WIDTHS, Thumbnails
from scheduler.web.visit import ReviewVisitor, Visit

router = APIRouter()

# The address is the hash of what it shows, so what was fetched once is right for ever;
# private, because a proxy between must not hand it to people of another organization.
FOR_EVER = "private, max-age=31536000, immutable"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@router.get("/media/{sha256}")
def picture(visit: ReviewVisitor, sha256: str) -> Response:
    mime_type = _type_of(visit, sha256)
    if _has_it(visit.request, sha256):
        return _not_modified(sha256)
    try:
        data = visit.office.media.get(sha256)
    except MediaError as error:
        raise HTTPException(404) from error
    return Response(data, media_type=mime_type, headers=_headers(sha256))


@router.get("/media/{sha256}/{width}")
def thumbnail(visit: ReviewVisitor, sha256: str, width: int) -> Response:
    if width not in WIDTHS:
        raise HTTPException(404)
    _type_of(visit, sha256)
    name = f"{sha256}-{width}"
    if _has_it(visit.request, name):
        return _not_modified(name)
    thumbnails = visit.request.app.state.thumbnails
    assert isinstance(thumbnails, Thumbnails)
    try:
        data = thumbnails.webp(sha256, width)
    except MediaError as error:
        raise HTTPException(404) from error
    return Response(data, media_type="image/webp", headers=_headers(name))


def _type_of(visit: Visit, sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with visit.office.sessions() as session:
        found = shows_picture(
            session, visit.member.organization_id, sha256, only=visit.member.only_posts
        )
    if found is None:
        raise HTTPException(404)
    return found


def _headers(name: str) -> dict[str, str]:
    return {"cache-control": FOR_EVER, "etag": f'"{name}"'}


def _has_it(request: Request, name: str) -> bool:
    return request.headers.get("if-none-match") == f'"{name}"'


def _not_modified(name: str) -> Response:
    return Response(status_code=304, headers=_headers(name))
