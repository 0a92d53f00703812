"""Pictures for platforms that fetch them: no login, only by an address we made, for a day."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from scheduler.domain.media_address import PATH, MediaAddressError
from scheduler.store.media import MediaError
from scheduler.web.visit import Here

router = APIRouter()


@router.api_route(f"{PATH}/{{name}}", methods=["GET", "HEAD"])
def shared_picture(site: Here, name: str) -> Response:
    office = site.office
    if office.shared is None:
        raise HTTPException(404)
    try:
        shared = office.shared.read(name, now=office.now())
        data = office.media.get(shared.sha256)
    except MediaAddressError as error:
        raise HTTPException(410 if error.expired else 404) from error
    except MediaError as error:
        raise HTTPException(404) from error
    left = int((shared.until - office.now()).total_seconds())
    headers = {
        "cache-control": f"public, max-age={left}, immutable",
        "cross-origin-resource-policy": "cross-origin",  # whoever has the address may show it
        "x-robots-tag": "noindex",
    }
    return Response(data, media_type=shared.mime_type, headers=headers)
