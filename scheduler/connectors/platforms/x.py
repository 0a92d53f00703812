"""X, formerly Twitter.

X takes money for each post, and much more for one with a link. For one account of your own, make
an app at https://developer.x.com and enter its four keys (OAuth 1.0a, they do not run out); or sign
in with the installation's app (OAuth 2).
Source: https://github.com/xdevplatform/docs
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

import requests
from requests.auth import AuthBase

from scheduler.connectors.base import (
    Account,
    Capabilities,
    Field,
    Json,
    Outgoing,
    Picture,
    Receipt,
    SendError,
    SignIn,
    Verdict,
)
from scheduler.connectors.gone import unless_gone
from scheduler.connectors.http import call, exchange
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.matching import SKEW, in_groups, same_words
from scheduler.connectors.parcels import file_name
from scheduler.connectors.tokens import renewed_by_app
from scheduler.connectors.verdicts import Dialect, Reply, counts, detail_of, text_in
from scheduler.connectors.waits import header

Answer = TypeVar("Answer")

_SERVER = "https://api.x.com"
_WEB = "https://x.com"
_BEFORE_END = timedelta(minutes=10)  # of two hours
_ASKS_AT_ONCE = 100
_READ_ONLY = "The keys may only read. Give the app read and write permission, then make new keys."
_METRICS = {
    "impression_count": "views",
    "like_count": "likes",
    "retweet_count": "reposts",
    "repost_count": "reposts",
    "reply_count": "replies",
    "quote_count": "quotes",
    "bookmark_count": "bookmarks",
}


def _explain(reply: Reply) -> SendError | None:
    body = reply.body if isinstance(reply.body, dict) else {}
    said, kind = detail_of(body), str(body.get("type", ""))
    if reply.ok:
        return None
    if reply.status == HTTPStatus.FORBIDDEN and "duplicate content" in said.lower():
        return SendError(Verdict.DUPLICATE, "X has an equal post of this account.")
    if reply.status == HTTPStatus.PAYMENT_REQUIRED:
        return SendError(
            Verdict.QUOTA, "The app's credit at X is used up. Buy more at developer.x.com."
        )
    if kind.endswith("/usage-capped"):
        return SendError(Verdict.QUOTA, f"The app has used up what X grants it. {said}")
    if reply.status == HTTPStatus.FORBIDDEN and "oauth1-permissions" in kind:
        return SendError(Verdict.PERMANENT, _READ_ONLY)
    return None


_DIALECT = Dialect(_explain, header("Retry-After", "x-rate-limit-reset"))


class X:
    platform: ClassVar[str] = "x"
    title: ClassVar[str] = "X"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("api_key", "API key of the app", secret=True, optional=True),
        Field("api_secret", "API key secret", secret=True, optional=True),
        Field("token", "Access token of the account", secret=True, optional=True),
        Field("token_secret", "Access token secret", secret=True, optional=True),
        Field("access", "OAuth 2 access token", secret=True, internal=True),
        Field("refresh", "OAuth 2 refresh token", secret=True, internal=True),
        Field("client_id", "Client id of the app", internal=True),
        Field("client_secret", "Client secret of the app", secret=True, internal=True),
        Field("server", "API server", default=_SERVER, address=True),
        Field("web", "Where people read posts", default=_WEB, address=True),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize="{web}/i/oauth2/authorize",
        token="{server}/2/oauth2/token",  # noqa: S106 - an address
        apps="https://developer.x.com",
        scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
        basic=True,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_image_bytes=5_000_000,
        max_alt_text=1000,
        mime_types=("image/jpeg", "image/png", "image/webp"),
        renews=True,
    )

    def __init__(self, session: requests.Session, **values: str) -> None:
        self._session = session
        self._server = values.get("server") or _SERVER
        self._web = values.get("web") or _WEB
        self._name = ""
        self._id = ""
        self._signs = _signature(values)
        self._tokens = renewed_by_app(
            session,
            values,
            f"{self._server}/2/oauth2/token",
            basic=bool(values.get("client_secret")),
        )

    def verify(self) -> Account:
        reply = self._using(
            lambda **who: exchange(
                self._session, "GET", f"{self._server}/2/users/me", dialect=_DIALECT, **who
            )
        )
        if reply.headers.get("x-access-level") == "read":
            raise SendError(Verdict.PERMANENT, _READ_ONLY)
        me = reply.body.get("data") if isinstance(reply.body, dict) else None
        self._id = text_in(me, "id", verdict=Verdict.REAUTH)
        self._name = text_in(me, "username")
        return Account(
            remote_id=self._id,
            name=f"@{self._name}",
            url=f"{self._web}/{self._name}",
            expires_at=None if self._signs else self._tokens.expires_at,
        )

    def renew(self, now: datetime) -> datetime | None:
        if self._signs:
            return None
        self._tokens.renew_before_end(now, _BEFORE_END)
        return None  # renewed again and again without anybody's help

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        refuse_long_caption(text, self.platform, self.title)
        uploads = [
            self._upload(number, picture) for number, picture in enumerate(outgoing.pictures)
        ]
        return {"text": text, **({"media": {"media_ids": uploads}} if uploads else {})}

    def publish(self, request: Json, key: str) -> Receipt:
        answer = self._call("POST", "tweets", irreversible=True, json=request)
        return self._receipt(text_in(answer, "data", "id", verdict=Verdict.AMBIGUOUS))

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        self._id = self._id or self.verify().remote_id
        answer = self._call(
            "GET",
            f"users/{self._id}/tweets",
            params={
                "start_time": f"{since - SKEW:%Y-%m-%dT%H:%M:%SZ}",
                "max_results": _ASKS_AT_ONCE,
                "tweet.fields": "created_at,attachments,entities",
            },
        )
        posts = answer.get("data") or []
        for post in posts:
            if _is_ours(post, request):
                return self._receipt(text_in(post, "id"))
        if (answer.get("meta") or {}).get("next_token"):
            raise SendError(
                Verdict.AMBIGUOUS,
                "The account has posted too much since then to look through. Look there yourself.",
            )
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for group in in_groups(receipts, _ASKS_AT_ONCE):
            answer = self._call(
                "GET",
                "tweets",
                params={
                    "ids": ",".join(receipt.remote_id for receipt in group),
                    "tweet.fields": "public_metrics",
                },
            )
            for post in answer.get("data") or []:  # deleted ones are left out
                told = post.get("public_metrics") or {}
                found[str(post.get("id"))] = counts(told, _METRICS)
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._call("DELETE", f"tweets/{receipt.remote_id}")

    def credentials(self) -> Mapping[str, str]:
        return self._tokens.changed()

    def _call(self, method: str, path: str, **parts: Any) -> Json:
        url = f"{self._server}/2/{path}"
        return self._using(
            lambda **who: call(self._session, method, url, dialect=_DIALECT, **who, **parts)
        )

    def _using(self, ask: Callable[..., Answer]) -> Answer:
        if self._signs is not None:
            return ask(auth=self._signs)
        return self._tokens.using(lambda access: ask(headers={"Authorization": f"Bearer {access}"}))

    def _upload(self, number: int, picture: Picture) -> str:
        answer = self._call(
            "POST",
            "media/upload",
            files={
                "media": (file_name(number, picture.mime_type), picture.data, picture.mime_type)
            },
            data={"media_category": "tweet_image"},
            part=True,
        )
        media_id = text_in(answer, "data", "id")
        if picture.alt_text:
            self._call(
                "POST",
                "media/metadata",
                json={"id": media_id, "metadata": {"alt_text": {"text": picture.alt_text}}},
            )
        return media_id

    def _receipt(self, post_id: str) -> Receipt:
        return Receipt(remote_id=post_id, url=f"{self._web}/{self._name or 'i'}/status/{post_id}")


def _signature(values: Mapping[str, str]) -> AuthBase | None:
    keys = [values.get(name, "") for name in ("api_key", "api_secret", "token", "token_secret")]
    if not any(keys):
        return None
    if not all(keys):
        raise SendError(
            Verdict.REAUTH,
            "Of the four keys one is missing: API key, its secret, access token, its secret.",
        )
    from authlib.integrations.requests_client import OAuth1Auth  # noqa: PLC0415 - only OAuth 1

    signs: AuthBase = OAuth1Auth(keys[0], keys[1], keys[2], keys[3])
    return signs


def _is_ours(post: Json, request: Json) -> bool:
    pictures = len((request.get("media") or {}).get("media_ids") or ())
    shown = len((post.get("attachments") or {}).get("media_keys") or ())
    return pictures == shown and same_words(
        _without_links(request["text"]), _without_links(str(post.get("text") or ""))
    )


def _without_links(text: str) -> str:
    """Leave addresses out: X shows each as its own short one, and adds one for the pictures."""
    return re.sub(r"https?://\S+", "", text.replace("&amp;", "&").replace("&lt;", "<")).replace(
        "&gt;", ">"
    )
