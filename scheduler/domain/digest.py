"""The fingerprint of everything a reader will see of a delivery, and of when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSeen:
    sha256: str  # of the bytes as they will leave
    alt_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a reviewer says yes to: words, pictures in order, channel and time window (UTC)."""

    channel_id: int
    caption: str
    pictures: tuple[PictureSeen, ...]
    link: str
    language: str
    window_opens: datetime
    window_closes: datetime


def delivery_digest(seen: Seen) -> str:
    """Return the SHA-256 (hex) that an approval is bound to."""
    facts = {
        "caption": seen.caption,
        "channel": seen.channel_id,
        "closes": seen.window_closes.isoformat(),
        "language": seen.language,
        "link": seen.link,
        "opens": seen.window_opens.isoformat(),
        "pictures": [[picture.sha256, picture.alt_text] for picture in seen.pictures],
    }
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def post_digest(deliveries: Iterable[str]) -> str:
    """Return one fingerprint for all deliveries of a post, whatever their order."""
    return hashlib.sha256("\n".join(sorted(deliveries)).encode()).hexdigest()
