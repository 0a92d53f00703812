"""What a platform's own code sees when it looks at the bytes of a picture."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass

from PIL import Image, UnidentifiedImageError

from scheduler.sandbox.database import Database, Json
from scheduler.sandbox.ledger import Picture

_MIME = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "AVIF": "image/avif",
    "MPO": "image/mpo",  # a JPEG with two pictures in it, which some platforms refuse
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    mime: str
    width: int
    height: int


NO_PICTURE = Seen(mime="application/octet-stream", width=0, height=0)


class NoPictureError(ValueError):
    """The bytes are no picture that anybody knows."""


def look_at(data: bytes) -> Seen:
    """Tell type and size from the bytes alone, whatever the sender calls them."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            return Seen(mime=_MIME.get(image.format or "", ""), width=width, height=height)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise NoPictureError("no picture") from error


def keep(
    database: Database, data: bytes, seen: Seen, *, alt: str | None = None, media_id: str = ""
) -> Picture:
    """Keep the bytes as they came, and return what is known of them."""
    return Picture(
        sha256=database.keep_picture(data),
        mime=seen.mime,
        width=seen.width,
        height=seen.height,
        size=len(data),
        alt=alt,
        media_id=media_id,
    )


def as_kept(picture: Picture) -> Json:
    """Return a picture as JSON; ``Picture(**kept)`` makes it one again."""
    return asdict(picture)
