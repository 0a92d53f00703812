"""Pictures that leave together with the words, because the platform has no upload of its own.

The frozen request names them by their hash; the bytes wait here between prepare and publish, and
are never written down a second time. After a restart they are simply prepared anew.
"""

from __future__ import annotations

import hashlib

from scheduler.connectors.base import Json, Outgoing, Picture, SendError, Verdict


class Parcels:
    def __init__(self) -> None:
        self._held: dict[str, Picture] = {}

    def hold(self, outgoing: Outgoing) -> list[Json]:
        """Keep the pictures and return what a frozen request says of them."""
        names = [hashlib.sha256(picture.data).hexdigest() for picture in outgoing.pictures]
        self._held = dict(zip(names, outgoing.pictures, strict=True))
        return [
            {
                "sha256": name,
                "mime_type": picture.mime_type,
                "alt_text": picture.alt_text,
                "width": picture.width,
                "height": picture.height,
            }
            for name, picture in zip(names, outgoing.pictures, strict=True)
        ]

    def data(self, named: Json) -> bytes:
        """Return the bytes, or raise ``NOT_SENT`` where they must be prepared again."""
        picture = self._held.get(named["sha256"])
        if picture is None:
            raise SendError(
                Verdict.NOT_SENT, "The pictures are no longer at hand; they are prepared again."
            )
        return picture.data


def file_name(number: int, mime_type: str) -> str:
    return f"card-{number + 1}.{mime_type.rpartition('/')[2]}"
