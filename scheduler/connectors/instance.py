"""The limits a server with Mastodon's API tells about itself."""

from __future__ import annotations

from typing import Any

from scheduler.connectors.base import Json, ServerLimits


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
