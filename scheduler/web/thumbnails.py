"""Small pictures of large ones, made once and remembered by the hash of the large one."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict

from PIL import Image

from scheduler.store.media import MediaStore

WIDTHS = (96, 192, 384, 768)  # shown at 48, 96, 192 and 384 points on a dense screen
_MOST = 32 * 1024 * 1024  # bytes kept


class Thumbnails:
    """At most ``_MOST`` bytes of small pictures, the least used leave first."""

    def __init__(self, media: MediaStore) -> None:
        self._media = media
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def webp(self, sha256: str, width: int) -> bytes:
        """Return the picture as WebP, ``width`` wide. Raises ``MediaError`` when it is gone."""
        with self._lock:
            found = self._kept.get((sha256, width))
            if found is not None:
                self._kept.move_to_end((sha256, width))
                return found
        made = shrink(self._media.get(sha256), width)
        with self._lock:
            self._keep((sha256, width), made)
        return made

    def _keep(self, key: tuple[str, int], data: bytes) -> None:
        if key in self._kept:
            return
        self._kept[key] = data
        self._size += len(data)
        while self._size > _MOST:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone)


def shrink(data: bytes, width: int) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        picture.draft("RGB", (width * 2, width * 4))  # lets JPEG decode at a fraction of the size
        plain = picture.convert("RGB")
    height = max(1, round(plain.height * width / plain.width))
    small = plain.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
