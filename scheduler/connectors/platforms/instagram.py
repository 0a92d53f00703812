"""Instagram: single pictures and carousels of a professional account.

Instagram fetches the pictures by itself, so the program needs a public address. Sign in with
Instagram, or with Facebook where the account hangs on a Page.
Source: https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar

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
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.polling import Sleep
from scheduler.connectors.tokens import Pair, Tokens, granted
from scheduler.connectors.verdicts import text_in

_SERVER = "https://graph.instagram.com"
_BEFORE_END = timedelta(days=12)  # of 60
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
        self._session = session
        self._sleep = sleep
        self._account = values.get("account") or "me"
        self._server = values.get("server") or _SERVER
        self._api = f"{self._server}/{values.get('version') or meta.VERSION}"
        known = {"access": values["access"], "expires_at": values.get("expires_at", "")}
        self._tokens = Tokens(session, known, self._renewed)

    def verify(self) -> Account:
        me = self._graph("GET", self._account, params={"fields": "id,username,name"})
        name = text_in(me, "username", verdict=Verdict.PERMANENT)
        return Account(
            remote_id=text_in(me, "id"),
            name=f"@{name}",
            url=f"https://www.instagram.com/{name}/",
            limits=ServerLimits(posts_per_day=self._quota()),
            expires_at=self._tokens.expires_at,
        )

    def renew(self, now: datetime) -> datetime | None:
        return self._tokens.renew_before_end(now, _BEFORE_END)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        caption = outgoing.text
        refuse_long_caption(caption, self.platform, self.title)
        if not outgoing.pictures:
            raise SendError(Verdict.PERMANENT, "Instagram takes no post without a picture.")
        for number, picture in enumerate(outgoing.pictures, start=1):
            _refuse_shape(picture, number)
        if len(outgoing.pictures) == 1:
            container = self._container(**_picture(outgoing.pictures[0]), caption=caption)
        else:
            children = [
                self._ready(self._container(**_picture(picture), is_carousel_item="true"))
                for picture in outgoing.pictures
            ]
            container = self._container(
                media_type="CAROUSEL", children=",".join(children), caption=caption
            )
        return {"creation_id": self._ready(container), "caption": caption}

    def publish(self, request: Json, key: str) -> Receipt:
        answer = self._graph(
            "POST",
            f"{self._account}/media_publish",
            irreversible=True,
            data={"creation_id": request["creation_id"]},
        )
        media_id = text_in(answer, "id", verdict=Verdict.AMBIGUOUS)
        return Receipt(remote_id=media_id, url=self._address(media_id))

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        container = f"{self._api}/{request['creation_id']}"
        if not self._tokens.using(
            lambda access: meta.is_out(self._session, container, access, field="status_code")
        ):
            return None
        answer = self._graph(
            "GET",
            f"{self._account}/media",
            params={"fields": "id,caption,permalink,timestamp", "limit": 50},
        )
        found = meta.ours_among(answer.get("data") or [], request["caption"], "caption", since)
        if found is None:
            raise SendError(
                Verdict.AMBIGUOUS,
                "Instagram does not show the post yet, but may have published it. Look there.",
            )
        return found

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            try:
                answer = self._graph(
                    "GET",
                    f"{receipt.remote_id}/insights",
                    params={"metric": ",".join(_METRICS)},
                )
            except SendError as error:
                if error.verdict is not Verdict.PERMANENT:
                    raise
            else:
                found[receipt.remote_id] = meta.metrics(answer, _METRICS)
        return found

    def delete(self, receipt: Receipt) -> None:
        try:
            self._graph("DELETE", receipt.remote_id)
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
        return self._tokens.changed()

    def _graph(self, method: str, path: str, **parts: Any) -> Json:
        url = f"{self._api}/{path}"
        return self._tokens.using(
            lambda access: meta.graph(self._session, method, url, access, **parts)
        )

    def _container(self, **form: str) -> str:
        return text_in(self._graph("POST", f"{self._account}/media", data=form, part=True), "id")

    def _ready(self, container: str) -> str:
        meta.wait_for_container(
            self._session,
            f"{self._api}/{container}",
            self._tokens["access"],
            field="status_code",
            sleep=self._sleep,
        )
        return container

    def _quota(self) -> int | None:
        try:
            answer = self._graph(
                "GET",
                f"{self._account}/content_publishing_limit",
                params={"fields": "config,quota_usage"},
            )
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:
                raise
            return None
        return meta.posts_per_day(answer)

    def _address(self, media_id: str) -> str:
        """Return where people see it. It is out already, so trouble here is no trouble."""
        try:
            return str(
                self._graph("GET", media_id, params={"fields": "permalink"}).get("permalink") or ""
            )
        except SendError:
            return ""

    def _renewed(self, known: Pair) -> Pair:
        return granted(
            self._session,
            "GET",
            f"{self._server}/refresh_access_token",
            dialect=meta.DIALECT,
            params={"grant_type": "ig_refresh_token", "access_token": known["access"]},
        )


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
