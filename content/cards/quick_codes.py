"""QR codes for people who see a card on paper or on another screen."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from PIL import Image

from content.cards.model import CardError


@lru_cache(maxsize=32)
def code_picture(url: str) -> bytes:
    """Return the address as a QR code, one pixel a module, as PNG bytes."""
    try:
        code = segno.make(url, error="m", micro=False)
    except segno.DataOverflowError:
        raise CardError(f"The address {url[:60]!r}… is too long for a QR code.") from None
    kept = io.BytesIO()
    rows = [[0 if dark else 255 for dark in row] for row in code.matrix]
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([value for row in rows for value in row])
    picture.save(kept, "PNG")
    return kept.getvalue()
