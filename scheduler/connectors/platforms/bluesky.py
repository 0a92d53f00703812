"""Bluesky, on any server of its network.

Make an app password under Settings, Privacy and security, App passwords.
Source: the lexicons in https://github.com/bluesky-social/atproto
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

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
    Verdict,
)
from scheduler.connectors.http import call
from scheduler.connectors.limits import refuse_what_does_not_fit
from scheduler.connectors.matching import in_groups
from scheduler.connectors.richtext import Facet, Kind, facets
from scheduler.connectors.thread import JOINT, broken_off, first_of
from scheduler.connectors.tokens import Pair, Tokens
from scheduler.connectors.verdicts import Dialect, Reply, counts, text_in
from scheduler.connectors.waits import header

_COLLECTION = "app.bsky.feed.post"
_GET_POSTS_TAKES = 25
_TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_TID_LENGTH = 13
_METRICS = {
    "likeCount": "likes",
    "repostCount": "reposts",
    "replyCount": "replies",
    "quoteCount": "quotes",
    "bookmarkCount": "bookmarks",
}
_RUN_OUT = "The access to {host} has run out. Connect the channel again."
_CLOSED = "{host} has closed or locked this account. Look there for its reasons."
_MEANINGS: Mapping[str, tuple[Verdict, str]] = {
    "ExpiredToken": (Verdict.REAUTH, _RUN_OUT),
    "InvalidToken": (Verdict.REAUTH, _RUN_OUT),
    "AuthMissing": (Verdict.REAUTH, _RUN_OUT),
    "AuthenticationRequired": (
        Verdict.REAUTH,
        "{host} does not accept this handle and app password. Make a new app password.",
    ),
    "AuthFactorTokenRequired": (
        Verdict.REAUTH,
        "{host} wants a code sent by mail. Use an app password, not the account's own.",
    ),
    "AccountTakedown": (Verdict.REAUTH, _CLOSED),
    "AccountDeactivated": (Verdict.REAUTH, _CLOSED),
    "InvalidSwap": (Verdict.DUPLICATE, "Something stands at the place of this post already."),
    "RecordNotFound": (Verdict.PERMANENT, "{host} has no such post."),
    "BlobNotFound": (Verdict.NOT_SENT, "{host} no longer has the picture; it is sent again."),
}


def _explain(reply: Reply) -> SendError | None:
    name = str(reply.body.get("error")) if isinstance(reply.body, dict) else ""
    if reply.ok or name not in _MEANINGS:
        return None
    verdict, sentence = _MEANINGS[name]
    return SendError(verdict, sentence.format(host=reply.host), code=name)


_DIALECT = Dialect(_explain, header("Retry-After", "RateLimit-Reset"))


class Bluesky:
    platform: ClassVar[str] = "bluesky"
    title: ClassVar[str] = "Bluesky"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("handle", "Handle, for example example.bsky.social"),
        Field("password", "App password", secret=True),
        Field("server", "Server of the account", default="https://bsky.social", address=True),
        Field("web", "Where people read posts", default="https://bsky.app", address=True),
        Field("did", "Identifier of the account", internal=True),
        Field("access", "Access token", secret=True, internal=True),
        Field("refresh", "Refresh token", secret=True, internal=True),
    )
    # Servers up to 0.4 refuse pictures of 1,000,000 bytes, newer ones of 2,000,000.
    capabilities: ClassVar[Capabilities] = Capabilities(
        threads=True,
        max_image_bytes=976_000,
        mime_types=("image/jpeg", "image/png", "image/webp"),
        repeats_safely=True,  # its place in the repository is chosen by us
    )

    def __init__(self, session: requests.Session, **values: str) -> None:
        self._session = session
        self._handle = values["handle"].removeprefix("@")
        self._password = values["password"]
        self._xrpc = f"{values.get('server') or 'https://bsky.social'}/xrpc"
        self._web = values.get("web") or "https://bsky.app"
        known = {name: values.get(name, "") for name in ("did", "access", "refresh")}
        self._tokens = Tokens(session, known, self._renewed)

    def verify(self) -> Account:
        self._tokens.forget()  # it is the password that is in question
        profile = self._call("GET", "com.atproto.server.getSession")
        handle = str(profile.get("handle") or self._handle)
        if profile.get("active") is False:
            raise SendError(Verdict.REAUTH, f"The account @{handle} is not active.")
        return Account(
            remote_id=text_in(profile, "did"), name=f"@{handle}", url=self._profile_url(handle)
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        if outgoing.at is None:
            raise SendError(Verdict.PERMANENT, "A post for Bluesky needs the time it bears.")
        images = [self._image(picture) for picture in outgoing.pictures]
        first, *rest = outgoing.parts
        made = self._frozen(first, outgoing, images, key)
        if rest:
            # Each part has a place of its own, a second after the one before.
            made["thread"] = [
                self._frozen(part, _later(outgoing, number), [], f"{key} {number}")
                for number, part in enumerate(rest, start=1)
            ]
        return made

    def publish(self, request: Json, key: str) -> Receipt:
        root = parent = self._put(request)
        uris, thread = [root["uri"]], request.get("thread", [])
        for part in thread:
            record = {**part["record"], "reply": {"root": root, "parent": parent}}
            try:
                parent = self._put({**part, "record": record})
            except SendError as error:
                raise broken_off(len(uris), len(thread) + 1, error) from None
            uris.append(parent["uri"])
        return self._receipt(uris)

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        found = [self._found(part) for part in (request, *request.get("thread", []))]
        uris = [one["uri"] for one in found if one is not None]
        return self._receipt(uris) if len(uris) == len(found) else None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for group in in_groups(receipts, _GET_POSTS_TAKES):
            answer = self._call(
                "GET",
                "app.bsky.feed.getPosts",
                params=[("uris", first_of(receipt.remote_id)) for receipt in group],
            )
            by_first = {first_of(receipt.remote_id): receipt.remote_id for receipt in group}
            for post in answer.get("posts") or []:
                uri = str(post.get("uri"))
                found[by_first.get(uri, uri)] = counts(post, _METRICS)
        return found

    def delete(self, receipt: Receipt) -> None:
        repo, collection, rkeys = receipt.remote_id.removeprefix("at://").split("/")
        for rkey in reversed(rkeys.split(JOINT)):
            self._call(
                "POST",
                "com.atproto.repo.deleteRecord",
                json={"repo": repo, "collection": collection, "rkey": rkey},
            )

    def credentials(self) -> Mapping[str, str]:
        return self._tokens.changed()

    def _did(self) -> str:
        if not self._tokens["did"]:
            self._tokens.renew()
        return self._tokens["did"]

    def _image(self, picture: Picture) -> Json:
        answer = self._call(
            "POST",
            "com.atproto.repo.uploadBlob",
            data=picture.data,
            headers={"Content-Type": picture.mime_type},
            part=True,
        )
        text_in(answer, "blob", "ref", "$link")
        return {
            "image": answer["blob"],
            "alt": picture.alt_text,
            "aspectRatio": {"width": picture.width, "height": picture.height},
        }

    def _frozen(self, text: str, outgoing: Outgoing, images: Sequence[Json], key: str) -> Json:
        assert outgoing.at is not None
        return {
            "repo": self._did(),
            "collection": _COLLECTION,
            "rkey": record_key(outgoing.at, key),
            "record": _record(text, outgoing, outgoing.at, images),
            "swapRecord": None,  # make it, never replace it
        }

    def _put(self, frozen: Json) -> Json:
        """Make one record, or find that it stands there; return what an answer refers to it by."""
        request = {name: value for name, value in frozen.items() if name != "thread"}
        try:
            answer = self._call(
                "POST", "com.atproto.repo.putRecord", irreversible=True, json=request
            )
        except SendError as error:
            found = self._found(request) if error.verdict is Verdict.DUPLICATE else None
            if found is None:
                raise
            return found
        uri = text_in(answer, "uri", verdict=Verdict.AMBIGUOUS)
        return {"uri": uri, "cid": str(answer.get("cid") or "")}

    def _found(self, request: Json) -> Json | None:
        place = {name: request[name] for name in ("repo", "collection", "rkey")}
        try:
            answer = self._ask("GET", "com.atproto.repo.getRecord", params=place)
        except SendError as error:
            if error.code == "RecordNotFound":
                return None
            raise
        value = answer.get("value")
        value = value if isinstance(value, dict) else {}
        if any(value.get(name) != request["record"][name] for name in ("text", "createdAt")):
            raise SendError(
                Verdict.AMBIGUOUS,
                "Another text stands at the place of this post. Look at the account.",
            )
        return {"uri": text_in(answer, "uri"), "cid": str(answer.get("cid") or "")}

    def _receipt(self, uris: Sequence[str]) -> Receipt:
        first, *rest = (uri.rpartition("/")[2] for uri in uris)
        return Receipt(
            remote_id=JOINT.join((uris[0], *rest)),
            url=f"{self._profile_url(self._handle)}/post/{first}",
        )

    def _profile_url(self, handle: str) -> str:
        return f"{self._web}/profile/{handle}"

    def _call(self, method: str, name: str, **parts: Any) -> Json:
        return self._tokens.using(lambda access: self._ask(method, name, access, **parts))

    def _ask(self, method: str, name: str, token: str = "", **parts: Any) -> Json:
        headers = dict(parts.pop("headers", {}))
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return call(
            self._session,
            method,
            f"{self._xrpc}/{name}",
            dialect=_DIALECT,
            headers=headers,
            **parts,
        )

    def _renewed(self, known: Pair) -> Pair:
        if known["refresh"]:
            try:
                return _pair(
                    self._ask("POST", "com.atproto.server.refreshSession", known["refresh"])
                )
            except SendError as error:
                if error.verdict is not Verdict.REAUTH:
                    raise
        return _pair(
            self._ask(
                "POST",
                "com.atproto.server.createSession",
                json={"identifier": self._handle, "password": self._password},
            )
        )


def _pair(answer: Json) -> Pair:
    return {
        "did": text_in(answer, "did"),
        "access": text_in(answer, "accessJwt"),
        "refresh": text_in(answer, "refreshJwt"),
    }


def record_key(at: datetime, key: str) -> str:
    """Return the place of a post in the account's repository: the same for the same delivery.

    It has the form the network calls TID: microseconds and 10 more bits. Whole seconds come from
    the post's time; what is below them comes from the key, so that two posts of one second differ.
    """
    chance = int.from_bytes(sha256(key.encode()).digest()[:8], "big")
    seconds = int(at.timestamp())
    number = (seconds * 1_000_000 + chance % 1_000_000) << 10 | (chance >> 32) & 0x3FF
    digits = [number >> shift & 31 for shift in range(5 * (_TID_LENGTH - 1), -1, -5)]
    return "".join(_TID_DIGITS[digit] for digit in digits)


def _later(outgoing: Outgoing, seconds: int) -> Outgoing:
    assert outgoing.at is not None
    return replace(outgoing, at=outgoing.at + timedelta(seconds=seconds))


def _record(text: str, outgoing: Outgoing, at: datetime, images: Sequence[Json]) -> Json:
    record: Json = {
        "$type": _COLLECTION,
        "text": text,
        "createdAt": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
        "langs": [outgoing.language],
    }
    if found := facets(text, outgoing.link):
        record["facets"] = [_facet(facet) for facet in found]
    if images:
        record["embed"] = {"$type": "app.bsky.embed.images", "images": list(images)}
    return record


def _facet(facet: Facet) -> Json:
    name = "uri" if facet.kind is Kind.LINK else "tag"
    return {
        "index": {"byteStart": facet.byte_start, "byteEnd": facet.byte_end},
        "features": [{"$type": f"app.bsky.richtext.facet#{facet.kind}", name: facet.value}],
    }
