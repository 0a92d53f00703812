"""Pictures of posts: their bytes, and where each is used."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from starlette.responses import Response

from scheduler.store.media import MediaError
from scheduler.store.post_page import Hung, pictures_of, shows_picture
from scheduler.web.api.caller import Reader
from scheduler.web.api.paging import FIRST, After, Limit, paged
from scheduler.web.api.shapes import Page, Shape

router = APIRouter(prefix="/pictures", tags=["Posts"])

IMAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("image/png", "image/jpeg", "image/webp")
        }
    }
}


class HungOut(Shape):
    sha256: str
    alt_text: str
    width: int
    height: int
    post_id: int
    title: str
    kind: str
    url: str


@router.get("")
def list_pictures(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[HungOut]:
    """List one picture of each post with its alt text, the newest first; ``after`` skips some."""
    with caller.office.sessions() as session:
        found = pictures_of(session, caller.member.organization_id, limit=limit + 1, offset=after)
    return paged(request, found, limit, _out, lambda _last: after + limit)


@router.get("/{sha256}", response_class=Response, responses=IMAGE)
def show(caller: Reader, sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
    """Fetch a picture that a post shows, as it goes out."""
    with caller.office.sessions() as session:
        kind = shows_picture(session, caller.member.organization_id, sha256)
    if kind is None:
        raise HTTPException(404, "No post of this organization shows such a picture.")
    try:
        data = caller.office.media.get(sha256)
    except MediaError as error:
        raise HTTPException(404, "The picture is gone from the store.") from error
    return Response(data, media_type=kind, headers={"etag": f'"{sha256}"'})


def _out(one: Hung) -> HungOut:
    return HungOut(
        sha256=one.sha256,
        alt_text=one.alt_text,
        width=one.width,
        height=one.height,
        post_id=one.post_id,
        title=one.title,
        kind=one.kind,
        url=f"/api/v1/pictures/{one.sha256}",
    )
