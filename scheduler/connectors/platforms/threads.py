"""Threads: words, single pictures and carousels.

Threads fetches the pictures by itself, so the program needs a public address. Sign in with the
Threads account. Source: https://developers.facebook.com/documentation/threads/posts
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
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
from scheduler.connectors.gone import unless_gone
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.polling import Sleep
from scheduler.connectors.tokens import Pair, Tokens, granted
from scheduler.connectors.verdicts import text_in

_SERVER = "https://graph.threads.net"
_VERSION = "v1.0"
_BEFORE_END = timedelta(days=12)  # of 60
_MOST_LINKS = 5
_METRICS = {
    "views": "views",
    "likes": "likes",
    "replies": "replies",
    "reposts": "reposts",
    "quotes": "quotes",
}


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
        self._session = session
        self._sleep = sleep
        self._server = values.get("server") or _SERVER
        self._api = f"{self._server}/{_VERSION}"
        known = {"access": values["access"], "expires_at": values.get("expires_at", "")}
        self._tokens = Tokens(session, known, self._renewed)

    def verify(self) -> Account:
        me = self._graph("GET", "me", params={"fields": "id,username"})
        name = text_in(me, "username", verdict=Verdict.PERMANENT)
        return Account(
            remote_id=text_in(me, "id"),
            name=f"@{name}",
            url=f"https://www.threads.net/@{name}",
            limits=ServerLimits(posts_per_day=self._quota()),
            expires_at=self._tokens.expires_at,
        )

    def renew(self, now: datetime) -> datetime | None:
        return self._tokens.renew_before_end(now, _BEFORE_END)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        refuse_long_caption(text, self.platform, self.title)
        if text.count("://") > _MOST_LINKS:
            raise SendError(
                Verdict.PERMANENT, f"Threads takes {_MOST_LINKS} links in one post. Leave some out."
            )
        match outgoing.pictures:
            case ():
                container = self._container(media_type="TEXT", text=text)
            case (picture,):
                container = self._container(**_picture(picture), text=text)
            case pictures:
                children = [
                    self._ready(self._container(**_picture(one), is_carousel_item="true"))
                    for one in pictures
                ]
                container = self._container(
                    media_type="CAROUSEL", children=",".join(children), text=text
                )
        return {"creation_id": self._ready(container), "text": text}

    def publish(self, request: Json, key: str) -> Receipt:
        answer = self._graph(
            "POST",
            "me/threads_publish",
            irreversible=True,
            data={"creation_id": request["creation_id"]},
        )
        post_id = text_in(answer, "id", verdict=Verdict.AMBIGUOUS)
        return Receipt(remote_id=post_id, url=self._address(post_id))

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        container = f"{self._api}/{request['creation_id']}"
        if not self._tokens.using(
            lambda access: meta.is_out(self._session, container, access, field="status")
        ):
            return None
        answer = self._graph(
            "GET", "me/threads", params={"fields": "id,text,permalink,timestamp", "limit": 50}
        )
        found = meta.ours_among(answer.get("data") or [], request["text"], "text", since)
        if found is None:
            raise SendError(
                Verdict.AMBIGUOUS,
                "Threads does not show the post yet, but may have published it. Look there.",
            )
        return found

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            try:
                answer = self._graph(
                    "GET",
                    f"{receipt.remote_id}/insights",
                    params={"metric": ",".join((*_METRICS, "shares"))},
                )
            except SendError as error:
                if error.verdict is not Verdict.PERMANENT:
                    raise
            else:
                found[receipt.remote_id] = meta.metrics(answer, _METRICS)
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._graph("DELETE", receipt.remote_id)

    def credentials(self) -> Mapping[str, str]:
        return self._tokens.changed()

    def _graph(self, method: str, path: str, **parts: Any) -> Json:
        url = f"{self._api}/{path}"
        return self._tokens.using(
            lambda access: meta.graph(self._session, method, url, access, **parts)
        )

    def _container(self, **form: str) -> str:
        return text_in(self._graph("POST", "me/threads", data=form, part=True), "id")

    def _ready(self, container: str) -> str:
        meta.wait_for_container(
            self._session,
            f"{self._api}/{container}",
            self._tokens["access"],
            field="status",
            sleep=self._sleep,
        )
        return container

    def _quota(self) -> int | None:
        try:
            answer = self._graph(
                "GET", "me/threads_publishing_limit", params={"fields": "quota_usage,config"}
            )
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:
                raise
            return None
        return meta.posts_per_day(answer)

    def _address(self, post_id: str) -> str:
        """Return where people see it. It is out already, so trouble here is no trouble."""
        try:
            return str(
                self._graph("GET", post_id, params={"fields": "permalink"}).get("permalink") or ""
            )
        except SendError:
            return ""

    def _renewed(self, known: Pair) -> Pair:
        return granted(
            self._session,
            "GET",
            f"{self._server}/refresh_access_token",
            dialect=meta.DIALECT,
            params={"grant_type": "th_refresh_token", "access_token": known["access"]},
        )


def _picture(picture: Picture) -> dict[str, str]:
    return {"media_type": "IMAGE", "image_url": picture.url, "alt_text": picture.alt_text}
