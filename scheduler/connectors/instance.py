"""What a server with Mastodon's API tells about itself, and how it gets to know our app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from scheduler.connectors.base import Json, SendError, ServerLimits, Verdict
from scheduler.connectors.http import call
from scheduler.connectors.verdicts import text_in

_WHOLE_SCOPES = ("read", "write")
SCOPES = ("read:accounts", "read:statuses", "write:media", "write:statuses")


def register_app(
    session: requests.Session, values: Mapping[str, str], redirect: str
) -> Mapping[str, str]:
    """Make our app known to a server; each hands out its own keys, to anybody who asks."""
    scopes = " ".join(_WHOLE_SCOPES if _is_pixelfed(session, values["server"]) else SCOPES)
    app = call(
        session,
        "POST",
        f"{values['server']}/api/v1/apps",
        json={
            "client_name": "Awareness Scheduler",
            "redirect_uris": redirect,
            "scopes": scopes,
        },
    )
    return {
        "client_id": text_in(app, "client_id"),
        "client_secret": text_in(app, "client_secret"),
        "scopes": scopes,
    }


def _is_pixelfed(session: requests.Session, server: str) -> bool:
    """Say whether a server knows only whole scopes; it calls itself “3.5.3 (compatible; …)”."""
    try:
        told = call(session, "GET", f"{server}/api/v1/instance")
    except SendError as error:
        if error.verdict is not Verdict.PERMANENT:
            raise
        return False
    return "pixelfed" in str(told.get("version", "")).lower()


def server_limits(instance: Json) -> ServerLimits:
    """Read the limits of a server; each product tells other parts of them, at other places."""
    statuses = _part(instance, "configuration", "statuses")
    media = _part(instance, "configuration", "media_attachments")
    types = media.get("supported_mime_types")
    return ServerLimits(
        max_characters=_number(statuses.get("max_characters"), instance.get("max_toot_chars")),
        url_length=_number(statuses.get("characters_reserved_per_url")),
        max_images=_number(
            statuses.get("max_media_attachments"), instance.get("max_media_attachments")
        ),
        alt_text=_number(media.get("description_limit"), instance.get("description_limit")),
        max_image_bytes=_number(media.get("image_size_limit"), instance.get("upload_limit")),
        mime_types=tuple(str(one) for one in types) if isinstance(types, list) else (),
    )


def _part(json: Any, *path: str) -> Json:
    for name in path:
        json = json.get(name) if isinstance(json, dict) else None
    return json if isinstance(json, dict) else {}


def _number(*candidates: object) -> int | None:
    return next((one for one in candidates if isinstance(one, int) and one > 0), None)
