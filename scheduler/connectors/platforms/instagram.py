"""Instagram: single pictures and carousels of a professional account.

Instagram fetches the pictures by itself, so the program needs a public address. Sign in with
Instagram, or with Facebook where the account hangs on a Page.
Source: https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
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
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.polling import Sleep
from scheduler.connectors.verdicts import text_in

_SERVER = "https://graph.instagram.com"
_WIDEST, _TALLEST = 1.91, 0.8
_METRICS = {
    "reach": "reach",
    "views": "views",
    "likes": "likes",
    "comments": "replies",
    "saved": "saves",
    "shares": "reposts",
}


def _settle(session: requests.Session, values: Mapping[str, str]) -> Mapping[str, str]:
    pair = meta.longer_lived(
        session,
        f"{values.get('server') or _SERVER}/access_token",
        "ig_exchange_token",
        values,
        values["client_secret"],
    )
    return {"account": "me", **pair}


class Instagram:
    platform: ClassVar[str] = "instagram"
    title: ClassVar[str] = "Instagram"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("account", "Id of the Instagram account", default="me"),
        Field("access", "Access token", secret=True),
        Field(
            "server",
            "Graph API server; https://graph.facebook.com for accounts that hang on a Page",
            default=_SERVER,
            address=True,
        ),
        Field("version", "Version of the Graph API", default=meta.VERSION),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize="https://www.instagram.com/oauth/authorize",
        token="https://api.instagram.com/oauth/access_token",  # noqa: S106 - an address
        apps="https://developers.facebook.com/apps",
        scopes=(
            "instagram_business_basic",
            "instagram_business_content_publish",
            "instagram_business_manage_insights",
        ),
        separator=",",
        pkce=False,
        settle=_settle,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=10,
        max_image_bytes=8_000_000,
        max_alt_text=1000,
        mime_types=("image/jpeg",),
        needs_public_media=True,
        repeats_safely=True,
    )

    def __init__(
        self, session: requests.Session, *, sleep: Sleep = time.sleep, **values: str
    ) -> None:
        self._account = account = values.get("account") or "me"
        names = Names(
            title=self.title,
            containers=f"{account}/media",
            publish=f"{account}/media_publish",
            posts=f"{account}/media",
            limit=f"{account}/content_publishing_limit",
            words="caption",
            state="status_code",
            why="status",
            renews_with="ig_refresh_token",
        )
        server, version = values.get("server") or _SERVER, values.get("version") or meta.VERSION
        self._api = Containers(session, values, names, server=server, version=version, sleep=sleep)

    def verify(self) -> Account:
        me = self._api.ask("GET", self._account, params={"fields": "id,username,name"})
        name = text_in(me, "username", verdict=Verdict.PERMANENT)
        return Account(
            remote_id=text_in(me, "id"),
            name=f"@{name}",
            url=f"https://www.instagram.com/{name}/",
            limits=ServerLimits(posts_per_day=self._api.posts_per_day()),
            expires_at=self._api.tokens.expires_at,
        )

    def renew(self, now: datetime) -> datetime | None:
        return self._api.renew(now)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        caption = outgoing.text
        refuse_long_caption(caption, self.platform, self.title)
        if not outgoing.pictures:
            raise SendError(Verdict.PERMANENT, "Instagram takes no post without a picture.")
        for number, picture in enumerate(outgoing.pictures, start=1):
            _refuse_shape(picture, number)
        container = self._api.made_of(
            [_picture(picture) for picture in outgoing.pictures], caption=caption
        )
        return {"creation_id": self._api.ready(container), "caption": caption}

    def publish(self, request: Json, key: str) -> Receipt:
        return self._api.publish(request["creation_id"])

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        return self._api.find(request["creation_id"], request["caption"], since)

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return self._api.insights(receipts, _METRICS)

    def delete(self, receipt: Receipt) -> None:
        try:
            self._api.ask("DELETE", receipt.remote_id)
        except SendError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return
            if error.verdict is Verdict.PERMANENT:
                raise SendError(
                    Verdict.PERMANENT,
                    f"Instagram lets no program delete this. Delete it by hand: {receipt.url}",
                    code=error.code,
                ) from None
            raise

    def credentials(self) -> Mapping[str, str]:
        return self._api.tokens.changed()


def _picture(picture: Picture) -> dict[str, str]:
    return {"image_url": picture.url, "alt_text": picture.alt_text}


def _refuse_shape(picture: Picture, number: int) -> None:
    ratio = picture.width / picture.height
    if not _TALLEST <= round(ratio, 3) <= _WIDEST:
        raise SendError(
            Verdict.PERMANENT,
            f"Picture {number} is {picture.width}x{picture.height}; Instagram takes shapes from "
            "4:5 (tall) to 1.91:1 (wide). Render it as portrait or square.",
        )
