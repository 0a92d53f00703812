"""Webhook: hands each post to a program of yours, or to Zapier, Make, n8n and the like.

The post arrives as JSON, signed as Standard Webhooks describes it where you enter a secret. The
header webhook-id stays the same when a post is sent again, so that a receiver can leave out what it
has already. Source: https://github.com/standard-webhooks/standard-webhooks
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlsplit

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
from scheduler.connectors.http import exchange
from scheduler.connectors.limits import refuse_what_does_not_fit
from scheduler.connectors.parcels import Parcels
from scheduler.connectors.verdicts import Dialect, Reply

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a secret


def _explain(reply: Reply) -> SendError | None:
    if reply.status == HTTPStatus.GONE:
        return SendError(
            Verdict.REAUTH,
            f"{reply.host} wants no more posts (410). Connect the channel again to go on.",
        )
    return None


_DIALECT = Dialect(_explain)


class Webhook:
    platform: ClassVar[str] = "webhook"
    title: ClassVar[str] = "Webhook"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("url", "Address that takes the posts", secret=True, address=True),
        Field("secret", "Signing secret, starting with whsec_", secret=True, optional=True),
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=20,
        max_image_bytes=10_000_000,
        mime_types=("image/jpeg", "image/png", "image/webp"),
        finds=False,
        repeats_safely=True,
    )

    def __init__(
        self,
        session: requests.Session,
        *,
        url: str,
        secret: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._session = session
        self._url = url
        self._clock = clock
        self._secrets = secret.split()  # two while one takes the other's place
        self._parcels = Parcels()

    def verify(self) -> Account:
        """Send a greeting that carries no post: a receiver must answer it with 2xx."""
        self._send({"type": "channel.ping", "data": {}}, f"ping_{secrets.token_hex(8)}")
        host = urlsplit(self._url).hostname or "webhook"
        # Of the address only the host is shown: the rest is often a secret.
        name = hashlib.sha256(self._url.encode()).hexdigest()[:16]
        return Account(remote_id=name, name=host, url=f"https://{host}")

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        at = outgoing.at.isoformat() if outgoing.at else ""
        held = self._parcels.hold(outgoing)
        media = [
            {**one, "url": picture.url} if picture.url else one
            for one, picture in zip(held, outgoing.pictures, strict=True)
        ]
        return {
            "type": "post.due",
            "timestamp": at,
            "data": {
                "post_id": key,
                "text": outgoing.text,
                "link": outgoing.link,
                "title": outgoing.title,
                "language": outgoing.language,
                "alt_texts": [picture.alt_text for picture in outgoing.pictures],
                "media": media,
                "due_at": at,
            },
        }

    def publish(self, request: Json, key: str) -> Receipt:
        data = request["data"]
        media = [one if "url" in one else self._with_bytes(one) for one in data["media"]]
        answer = self._send({**request, "data": {**data, "media": media}}, key, irreversible=True)
        # A receiver may tell where the post stands; most say nothing.
        told = answer.body if isinstance(answer.body, dict) else {}
        url = str(told.get("url") or "")
        return Receipt(
            remote_id=str(told.get("id") or key),
            url=url if urlsplit(url).scheme in {"http", "https"} else "",
        )

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        raise SendError(
            Verdict.AMBIGUOUS,
            "Only the receiver knows whether the post arrived. Sending it again is safe where the "
            "receiver leaves out a webhook-id it has seen.",
        )

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return {}

    def delete(self, receipt: Receipt) -> None:
        raise SendError(
            Verdict.PERMANENT, "What a receiver made of the post must be deleted there."
        )

    def credentials(self) -> Mapping[str, str]:
        return {}

    def _with_bytes(self, one: Json) -> Json:
        return {**one, "base64": base64.b64encode(self._parcels.data(one)).decode()}

    def _send(self, message: Json, message_id: str, *, irreversible: bool = False) -> Reply:
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        moment = str(int(self._clock()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": moment,
        }
        if keys := [_key(one) for one in self._secrets]:
            signed = f"{message_id}.{moment}.".encode() + body
            headers["webhook-signature"] = " ".join(_signature(key, signed) for key in keys)
        return exchange(
            self._session,
            "POST",
            self._url,
            irreversible=irreversible,
            dialect=_DIALECT,
            data=body,
            headers=headers,
        )


def _signature(key: bytes, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise SendError(
            Verdict.REAUTH,
            f"The signing secret is none. It is {_PREFIX} and then {_SHORTEST} to {_LONGEST} "
            "bytes in base64.",
        )
    return key
