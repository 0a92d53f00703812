"""Turns finished pixels into files: same pixels, same bytes."""

from __future__ import annotations

import io
import struct
import zlib
from enum import StrEnum, auto

import deflate
from isal import isal_zlib
from PIL import Image, ImageCms

from content.cards.model import CardError, ImageType

MAX_BYTES = 1_900_000
"""What every platform takes that we know of; see the connectors' limits."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB, _DEPTH = 2, 8
_UNFILTERED = b"\x00"
_LEVEL = 3  # of libdeflate; 6 saves another 4 % and takes a seventh longer
_QUALITIES = (92, 85, 75, 65)


class Effort(StrEnum):
    """``SMALL`` for packs and uploads; ``FAST`` for previews that are drawn again and again."""

    SMALL = auto()
    FAST = auto()


MIME_TYPES = {
    ImageType.PNG: "image/png",
    ImageType.JPEG: "image/jpeg",
    ImageType.WEBP: "image/webp",
}


def encode(
    image: Image.Image, image_type: ImageType, xmp: bytes, effort: Effort = Effort.SMALL
) -> bytes:
    """Encode with the metadata given and no other. Raises ``CardError`` above ``MAX_BYTES``."""
    if image_type is ImageType.PNG:
        data = png(image, xmp, effort)
    elif image_type is ImageType.JPEG:
        data = _jpeg(image, xmp)
    else:
        data = _webp(image, xmp)
    if len(data) > MAX_BYTES:
        raise CardError(
            f"The picture has {len(data):,} bytes as {image_type}; platforms take "
            f"{MAX_BYTES:,}. Use jpeg, or simpler art in the template."
        )
    return data


def png(image: Image.Image, xmp: bytes, effort: Effort = Effort.SMALL) -> bytes:
    """Write a PNG of unfiltered rows.

    Cards are flat: on them this is smaller and several times faster than searching for the best
    filter of each row, which is what Pillow does.
    """
    raw = _rows(image)
    if effort is Effort.FAST:
        packed = bytes(isal_zlib.compress(raw, 1))
    else:
        packed = bytes(deflate.zlib_compress(raw, _LEVEL))
    header = struct.pack(">IIBBBBB", image.width, image.height, _DEPTH, _RGB, 0, 0, 0)
    text = b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + xmp
    chunks = [(b"IHDR", header), (b"sRGB", b"\x00")]
    if xmp:
        chunks.append((b"iTXt", text))
    chunks += [(b"IDAT", packed), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in chunks)


def _rows(image: Image.Image) -> bytes:
    """Return the pixels row by row, each after the byte that says it is unfiltered.

    Pillow pads each row by one zero byte at its end; the next row's filter is read there.
    """
    padded = image.tobytes("raw", "RGB", image.width * 3 + 1)
    return b"".join((_UNFILTERED, memoryview(padded)[:-1]))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _jpeg(image: Image.Image, xmp: bytes) -> bytes:
    """Write a baseline JPEG in sRGB; colour at full resolution, or text would have fringes."""
    data = b""
    for quality in _QUALITIES:
        kept = io.BytesIO()
        image.save(
            kept,
            "JPEG",
            quality=quality,
            subsampling=0,
            progressive=False,
            xmp=xmp,
            icc_profile=_srgb(),
        )
        data = kept.getvalue()
        if len(data) <= MAX_BYTES:
            break
    return data


def _webp(image: Image.Image, xmp: bytes) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "WEBP", lossless=True, method=2, quality=60, xmp=xmp)
    return kept.getvalue()


def _srgb() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    data = bytearray(profile.tobytes())
    # The profile holds the moment at which it was made; the same picture must be the same bytes.
    data[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    data[84:100] = bytes(16)
    return bytes(data)
