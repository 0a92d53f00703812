"""Threads: words, single pictures and carousels.

Threads fetches the pictures by itself, so the program needs a public address. Sign in with the
Threads account. Source: https://developers.facebook.com/documentation/threads/posts
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

import requests

from scheduler.connectors import meta
from scheduler.connectors.base import (
    Account,
    Capabilities,
    Field,
    Json,
    Outgoing,
    Picture,
    Receipt,
    SendError,
    ServerLimits,
    SignIn,
    Verdict,
)
from scheduler.connectors.containers import Containers, Names
from scheduler.connectors.gone import unless_gone
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.polling import Sleep
from scheduler.connectors.verdicts import text_in

_SERVER = "https://graph.threads.net"
_VERSION = "v1.0"
_MOST_LINKS = 5
_METRICS = {
    "views": "views",
    "likes": "likes",
    "replies": "replies",
    "reposts": "reposts",
    "quotes": "quotes",
}
_NAMES = Names(
    title="Threads",
    containers="me/threads",
    publish="me/threads_publish",
    posts="me/threads",
    limit="me/threads_publishing_limit",
    words="text",
    state="status",
    why="error_message",
    renews_with="th_refresh_token",
)


def _settle(session: requests.Session, values: Mapping[str, str]) -> Mapping[str, str]:
    return meta.longer_lived(
        session,
        f"{values.get('server') or _SERVER}/access_token",
        "th_exchange_token",
        values,
        values["client_secret"],
    )


class Threads:
    platform: ClassVar[str] = "threads"
    title: ClassVar[str] = "Threads"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("access", "Access token", secret=True),
        Field("server", "API server", default=_SERVER, address=True),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize="https://www.threads.net/oauth/authorize",
        token="{server}/oauth/access_token",  # noqa: S106 - an address
        apps="https://developers.facebook.com/apps",
        scopes=(
            "threads_basic",
            "threads_content_publish",
            "threads_manage_insights",
            "threads_delete",
        ),
        separator=",",
        pkce=False,
        settle=_settle,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=10,  # documented 20; other tools found 10 to be safe
        max_image_bytes=8_000_000,
        max_alt_text=1000,
        mime_types=("image/jpeg", "image/png"),
        needs_public_media=True,
        repeats_safely=True,
    )

    def __init__(
        self, session: requests.Session, *, sleep: Sleep = time.sleep, **values: str
    ) -> None:
        server = values.get("server") or _SERVER
        self._api = Containers(
            session, values, _NAMES, server=server, version=_VERSION, sleep=sleep
        )

    def verify(self) -> Account:
        me = self._api.ask("GET", "me", params={"fields": "id,username"})
        name = text_in(me, "username", verdict=Verdict.PERMANENT)
        return Account(
            remote_id=text_in(me, "id"),
            name=f"@{name}",
            url=f"https://www.threads.net/@{name}",
            limits=ServerLimits(posts_per_day=self._api.posts_per_day()),
            expires_at=self._api.tokens.expires_at,
        )

    def renew(self, now: datetime) -> datetime | None:
        return self._api.renew(now)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        refuse_long_caption(text, self.platform, self.title)
        if text.count("://") > _MOST_LINKS:
            raise SendError(
                Verdict.PERMANENT, f"Threads takes {_MOST_LINKS} links in one post. Leave some out."
            )
        if outgoing.pictures:
            pictures = [_picture(picture) for picture in outgoing.pictures]
            container = self._api.made_of(pictures, text=text)
        else:
            container = self._api.made(media_type="TEXT", text=text)
        return {"creation_id": self._api.ready(container), "text": text}

    def publish(self, request: Json, key: str) -> Receipt:
        return self._api.publish(request["creation_id"])

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        return self._api.find(request["creation_id"], request["text"], since)

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return self._api.insights(receipts, _METRICS, "shares")

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._api.ask("DELETE", receipt.remote_id)

    def credentials(self) -> Mapping[str, str]:
        return self._api.tokens.changed()


def _picture(picture: Picture) -> dict[str, str]:
    return {"media_type": "IMAGE", "image_url": picture.url, "alt_text": picture.alt_text}
