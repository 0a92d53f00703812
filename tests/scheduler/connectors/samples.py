"""A post as the publisher hands it over. Tests name only what they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scheduler.connectors.base import Outgoing, Picture

JANUARY_11 = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
KEY = "0d5f2c7e9a4b4c1e8f3a6b7c8d9e0f12"

A_PICTURE = Picture(
    data=b"\x89PNG a small picture",
    mime_type="image/png",
    alt_text="White words on blue: one in five.",
    width=1080,
    height=1350,
)


def a_picture(**changes: Any) -> Picture:
    return replace(A_PICTURE, **changes)


def a_post(**changes: Any) -> Outgoing:
    post = Outgoing(
        text="One in five. https://example.org/facts #EndTrafficking",
        pictures=(A_PICTURE,),
        language="en",
        at=JANUARY_11,
    )
    return replace(post, **changes)
