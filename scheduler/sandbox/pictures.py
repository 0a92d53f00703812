"""What a platform's own code sees when it looks at the bytes of a picture."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

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
