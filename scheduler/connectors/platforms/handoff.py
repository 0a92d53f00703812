"""By hand: when a post is due, a person gets the pictures, caption and alt text, posts, confirms.

For every platform without an API, or without permission to use it. Nothing leaves by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

import requests

from scheduler.connectors.base import (
    Account,
    Capabilities,
    Field,
    Json,
    Outgoing,
    Receipt,
    SendError,
    Verdict,
)


class HandOff:
    platform: ClassVar[str] = "handoff"
    title: ClassVar[str] = "Hand-off"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "where", "Where the person posts, for example “our Instagram account”", optional=True
        ),
        Field("address", "Address of that account", optional=True, address=True),
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=20,
        max_image_bytes=8_000_000,
        mime_types=("image/jpeg", "image/png", "image/webp"),
        finds=False,
        by_hand=True,
    )

    def __init__(self, _: requests.Session, *, where: str = "", address: str = "") -> None:
        self._named = where
        self._where = where or "the account agreed on"
        self._address = address

    def verify(self) -> Account:
        return Account(remote_id="", name=self._named, url=self._address)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        return {
            "key": key,
            "where": self._where,
            "address": self._address,
            "text": outgoing.text,
            "link": outgoing.link,
            "language": outgoing.language,
            "pictures": [
                {
                    "sha256": hashlib.sha256(picture.data).hexdigest(),
                    "mime_type": picture.mime_type,
                    "alt_text": picture.alt_text,
                    "width": picture.width,
                    "height": picture.height,
                }
                for picture in outgoing.pictures
            ],
        }

    def publish(self, request: Json, key: str) -> Receipt:
        raise SendError(
            Verdict.PERMANENT, f"A person posts this by hand on {self._where} and confirms it."
        )

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        raise SendError(
            Verdict.AMBIGUOUS, f"Only a person can say whether it is out on {self._where}."
        )

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return {}

    def delete(self, receipt: Receipt) -> None:
        raise SendError(
            Verdict.PERMANENT, f"A person deletes this by hand: {receipt.url or self._where}."
        )

    def credentials(self) -> Mapping[str, str]:
        return {}
