"""What the two ways into Discord share: the form of a message, its limits, its refusals.

Source: https://github.com/discord/discord-api-docs
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scheduler.connectors.base import Capabilities, Json, Receipt, SendError, Verdict
from scheduler.connectors.limits import refuse_length, utf16_units
from scheduler.connectors.parcels import Parcels, file_name
from scheduler.connectors.verdicts import Dialect, Reply, detail_of, text_in
from scheduler.connectors.waits import header

VERSION = "v10"
MAX_CHARACTERS = 2000

_GONE = frozenset({10_003, 10_015, 50_027})  # unknown channel, unknown webhook, invalid token
_NOT_ALLOWED = frozenset({50_001, 50_013})


def _explain(reply: Reply) -> SendError | None:
    code = reply.body.get("code") if isinstance(reply.body, dict) and not reply.ok else None
    if code in _GONE:
        return SendError(
            Verdict.REAUTH,
            "Discord no longer knows this webhook or channel. Connect the channel again.",
            code=str(code),
        )
    if code in _NOT_ALLOWED:
        return SendError(
            Verdict.PERMANENT,
            "Discord does not let the bot do this. Give it the rights to see the channel, send "
            f"messages and attach files. {detail_of(reply.body)}",
            code=str(code),
        )
    return None


DIALECT = Dialect(_explain, header("X-RateLimit-Reset-After", "Retry-After"))


def capabilities(*, finds: bool) -> Capabilities:
    return Capabilities(
        max_images=10,
        max_image_bytes=2_400_000,  # ten of them stay under 25 MiB, which a request may have
        max_alt_text=1024,
        mime_types=("image/png", "image/jpeg", "image/webp"),
        finds=finds,
    )


def content(text: str) -> str:
    """Return the words, or refuse those that Discord would."""
    refuse_length(utf16_units(text), MAX_CHARACTERS, "Discord")
    return text


def form(request: Json, parcels: Parcels, **extra: Any) -> Json:
    """Return the parts of a multipart request for one message."""
    pictures: Sequence[Json] = request["pictures"]
    payload = {
        "content": request["content"],
        # Whatever a caption says, it must never ring the phones of a whole server.
        "allowed_mentions": {"parse": []},
        "attachments": [
            {
                "id": str(number),
                "filename": file_name(number, picture["mime_type"]),
                "description": picture["alt_text"],
            }
            for number, picture in enumerate(pictures)
        ],
        **extra,
    }
    if not pictures:
        return {"json": payload}
    files = {
        f"files[{number}]": (
            file_name(number, picture["mime_type"]),
            parcels.data(picture),
            picture["mime_type"],
        )
        for number, picture in enumerate(pictures)
    }
    return {"files": {"payload_json": (None, json.dumps(payload), "application/json"), **files}}


def receipt(message: Json, guild: str) -> Receipt:
    number = text_in(message, "id", verdict=Verdict.AMBIGUOUS)
    where = f"{guild or '@me'}/{message.get('channel_id', '')}/{number}"
    return Receipt(remote_id=number, url=f"https://discord.com/channels/{where}")


def reactions(message: Json) -> dict[str, int]:
    counts = [one.get("count", 0) for one in message.get("reactions") or []]
    return {"reactions": sum(counts)}
