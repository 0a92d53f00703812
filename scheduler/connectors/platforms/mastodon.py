"""Mastodon, and servers that speak its language: Pixelfed, GoToSocial, Akkoma, Pleroma.

Make an access token under Preferences, Development, with the scopes read, write:media and
write:statuses. Source: https://docs.joinmastodon.org/methods/
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests

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
from scheduler.connectors.http import call, call_list, exchange
from scheduler.connectors.instance import SCOPES, register_app, server_limits
from scheduler.connectors.limits import refuse_what_does_not_fit
from scheduler.connectors.matching import SKEW, in_groups, instant, plain_text, same_words
from scheduler.connectors.thread import JOINT, broken_off, first_of
from scheduler.connectors.verdicts import Dialect, Reply, counts, detail_of, text_in
from scheduler.connectors.waits import header

_POLLS = (0.5, 1, 2, 3, 5, 8, 13, 20)  # seconds between looks at a picture still being worked on
_PAGES = 5
_METRICS = {
    "favourites_count": "likes",
    "reblogs_count": "reposts",
    "replies_count": "replies",
    "quotes_count": "quotes",
}


def _explain(reply: Reply) -> SendError | None:
    """Tell apart the refusals that share a status (400 or 422)."""
    if reply.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
        return None
    said = detail_of(reply.body)
    if "already attached" in said.lower():
        return SendError(Verdict.DUPLICATE, f"{reply.host} has used these pictures in a post.")
    if "idempotency" in said.lower():
        return SendError(Verdict.DUPLICATE, f"{reply.host} has seen this post before.")
    if "not finished processing" in said.lower():
        return SendError(
            Verdict.NOT_SENT, f"{reply.host} still works on the pictures.", retry_after=10
        )
    return None


_DIALECT = Dialect(_explain, header("Retry-After", "X-RateLimit-Reset"))


def _settle(_: requests.Session, values: Mapping[str, str]) -> Mapping[str, str]:
    return {"token": values["access"]}


class Mastodon:
    platform: ClassVar[str] = "mastodon"
    title: ClassVar[str] = "Mastodon"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("server", "Server address, for example https://mastodon.social", address=True),
        Field("token", "Access token", secret=True),
        Field(
            "visibility",
            "Who sees the posts",
            default="public",
            choices=("public", "unlisted", "private"),
        ),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize="{server}/oauth/authorize",
        token="{server}/oauth/token",  # noqa: S106 - an address
        scopes=SCOPES,
        settle=_settle,
        register=register_app,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(threads=True)

    def __init__(
        self,
        session: requests.Session,
        *,
        server: str,
        token: str,
        visibility: str = "public",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        session.headers["Authorization"] = f"Bearer {token}"
        self._session = session
        self._api = f"{server.rstrip('/')}/api"
        self._visibility = visibility
        self._sleep = sleep
        self._own_id = ""
        self._batches = True

    def verify(self) -> Account:
        me = self._get("v1/accounts/verify_credentials")
        host = urlsplit(self._api).hostname
        return Account(
            remote_id=text_in(me, "id"),
            name=f"@{me.get('acct') or me.get('username') or ''}@{host}",
            url=str(me.get("url") or ""),
            limits=self._limits(),
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        first, *rest = outgoing.parts
        return {
            "status": first,
            "media_ids": [self._upload(picture) for picture in outgoing.pictures],
            **({"thread": {"parts": rest, "since": _moment(outgoing)}} if rest else {}),
            "visibility": self._visibility,  # the default differs between servers
            # Servers know languages, not their regional forms: an unknown one is dropped.
            "language": outgoing.language.partition("-")[0],
        }

    def publish(self, request: Json, key: str) -> Receipt:
        if "thread" in request:
            return self._thread(request, key)
        return self._first(request, key)

    def _thread(self, request: Json, key: str) -> Receipt:
        """Post the parts that are missing: after a doubt some may be there already."""
        first, parts = _parted(request)
        shown = [one for one in self._own_page({}) if _is_since(one, request["thread"]["since"])]
        standing = next((one for one in shown if _is_ours(one, first)), None)
        root = _receipt(standing) if standing else self._first(first, key)
        ids = [root.remote_id]
        for number, text in enumerate(parts, start=1):
            reply = _reply(first, text, ids[-1])
            known = next((one for one in shown if _is_ours(one, reply)), None)
            try:
                own_key = sha256(f"{key} {number}".encode()).hexdigest()
                ids.append(str(known["id"]) if known else self._post(reply, own_key).remote_id)
            except SendError as error:
                raise broken_off(len(ids), len(parts) + 1, error) from None
        return Receipt(remote_id=JOINT.join(ids), url=root.url)

    def _first(self, request: Json, key: str) -> Receipt:
        try:
            return self._post(request, key)
        except SendError as error:
            # Pixelfed burns a key even when the post then fails, and refuses it ever after.
            if error.verdict is not Verdict.DUPLICATE or not request["media_ids"]:
                raise
        return self._own_with_media(request["media_ids"]) or self._post(
            request, sha256(f"{key} again".encode()).hexdigest()
        )

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        # The key is no answer here: GoToSocial ignores it, Pixelfed refuses it, Mastodon forgets
        # it within an hour. The account's own posts are.
        if "thread" in request:
            return _whole_thread(list(self._own_statuses(since)), request)
        for status in self._own_statuses(since):
            if _is_ours(status, request):
                return _receipt(status)
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for group in in_groups(receipts, 20):
            by_first = {first_of(receipt.remote_id): receipt.remote_id for receipt in group}
            for status in self._statuses(list(by_first)):
                found[by_first.get(str(status.get("id")), "")] = counts(status, _METRICS)
        return found

    def delete(self, receipt: Receipt) -> None:
        for one in reversed(receipt.remote_id.split(JOINT)):
            with unless_gone():
                self._call("DELETE", f"v1/statuses/{one}")

    def credentials(self) -> Mapping[str, str]:
        return {}  # a token lives until somebody revokes it

    def _call(self, method: str, path: str, **parts: Any) -> Json:
        return call(self._session, method, f"{self._api}/{path}", dialect=_DIALECT, **parts)

    def _get(self, path: str) -> Json:
        return self._call("GET", path)

    def _post(self, request: Json, key: str) -> Receipt:
        status = self._call(
            "POST",
            "v1/statuses",
            irreversible=True,
            json=request,
            headers={"Idempotency-Key": key},
        )
        return _receipt(status)

    def _upload(self, picture: Picture) -> str:
        form = {"description": picture.alt_text}
        upload = self._call(
            "POST",
            "v2/media",
            files={"file": (_file_name(picture), picture.data, picture.mime_type)},
            data=form,
            part=True,
        )
        media_id = text_in(upload, "id")
        if not upload.get("url"):
            self._wait_for(media_id)
        if picture.alt_text and "description" in upload and not upload["description"]:
            self._call("PUT", f"v1/media/{media_id}", data=form)
        return media_id

    def _wait_for(self, media_id: str) -> None:
        for seconds in _POLLS:
            self._sleep(seconds)
            reply = exchange(
                self._session, "GET", f"{self._api}/v1/media/{media_id}", dialect=_DIALECT
            )
            if reply.status != HTTPStatus.PARTIAL_CONTENT:
                return
        raise SendError(
            Verdict.NOT_SENT,
            "The server has not finished with the picture. It will be tried again.",
            retry_after=60,
        )

    def _own_statuses(self, since: datetime) -> Iterator[Json]:
        earliest = since - SKEW
        before: dict[str, str] = {}
        for _ in range(_PAGES):
            page = self._own_page(before)
            for status in page:
                made = instant(status.get("created_at"))
                if made is not None and made < earliest:
                    return
                yield status
            if not page:
                return
            before = {"max_id": text_in(page[-1], "id")}
        raise SendError(
            Verdict.AMBIGUOUS,
            "The account has posted too much since then to look through. Look there yourself.",
        )

    def _own_page(self, before: Mapping[str, str]) -> list[Json]:
        if not self._own_id:
            self._own_id = text_in(self._get("v1/accounts/verify_credentials"), "id")
        return call_list(
            self._session,
            f"{self._api}/v1/accounts/{self._own_id}/statuses",
            params={"limit": "40", "exclude_reblogs": "true", **before},
            dialect=_DIALECT,
        )

    def _own_with_media(self, media_ids: Sequence[str]) -> Receipt | None:
        page = self._own_page({})
        return next((_receipt(one) for one in page if _media_ids(one) == list(media_ids)), None)

    def _statuses(self, ids: Sequence[str]) -> Iterator[Json]:
        if self._batches:
            try:
                yield from call_list(
                    self._session,
                    f"{self._api}/v1/statuses",
                    params=[("id[]", one) for one in ids],
                    dialect=_DIALECT,
                )
            except SendError as error:
                if error.verdict is not Verdict.PERMANENT:
                    raise
                self._batches = False  # Mastodon before 4.3, GoToSocial, Takahe
            else:
                return
        for one in ids:
            with unless_gone():
                yield self._get(f"v1/statuses/{one}")

    def _limits(self) -> ServerLimits:
        try:
            return server_limits(self._get("v2/instance"))
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:
                raise
        return server_limits(self._get("v1/instance"))


def _receipt(status: Json) -> Receipt:
    remote_id = text_in(status, "id", verdict=Verdict.AMBIGUOUS)
    return Receipt(remote_id=remote_id, url=str(status.get("url") or status.get("uri") or ""))


def _file_name(picture: Picture) -> str:
    return f"card.{picture.mime_type.rpartition('/')[2]}"


def _media_ids(status: Json) -> list[str]:
    return [str(media.get("id")) for media in status.get("media_attachments") or []]


def _moment(outgoing: Outgoing) -> str:
    return outgoing.at.isoformat() if outgoing.at else ""


def _is_since(status: Json, since: str) -> bool:
    """Leave out what an older campaign said in the same words."""
    made, began = instant(status.get("created_at")), instant(since)
    return made is None or began is None or made >= began - SKEW


def _parted(request: Json) -> tuple[Json, list[str]]:
    first = {name: value for name, value in request.items() if name != "thread"}
    return first, request["thread"]["parts"]


def _reply(first: Json, text: str, parent: str) -> Json:
    return {**first, "status": text, "media_ids": [], "in_reply_to_id": parent}


def _whole_thread(statuses: Sequence[Json], request: Json) -> Receipt | None:
    """Return the thread where all its parts stand, each below the one before."""
    first, parts = _parted(request)
    root = next((one for one in statuses if _is_ours(one, first)), None)
    ids = [str(root["id"])] if root else []
    for text in parts if root else []:
        reply = _reply(first, text, ids[-1])
        part = next((one for one in statuses if _is_ours(one, reply)), None)
        if part is None:
            return None
        ids.append(str(part["id"]))
    return Receipt(remote_id=JOINT.join(ids), url=_receipt(root).url) if root else None


def _is_ours(status: Json, request: Json) -> bool:
    if str(status.get("in_reply_to_id") or "") != request.get("in_reply_to_id", ""):
        return False
    media_ids = _media_ids(status)
    if media_ids and media_ids == request["media_ids"]:
        return True
    if len(media_ids) != len(request["media_ids"]):
        return False
    return same_words(request["status"], plain_text(str(status.get("content") or "")))
