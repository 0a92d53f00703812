"""Pictures that real servers take."""

from __future__ import annotations

import io

from PIL import Image

from scheduler.connectors.base import Picture


def a_card(shade: int) -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (108, 135), (shade, 40, 90)).save(file, "JPEG")
    return Picture(
        data=file.getvalue(),
        mime_type="image/jpeg",
        alt_text=f"White words on blue, number {shade}.",
        width=108,
        height=135,
    )
