"""Tumblr: posts on one blog.

Sign in with the installation's app. A post is made as a draft first, which nobody sees, and then
published, so that a lost answer can always be cleared up.
Source: https://github.com/tumblr/docs
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import requests

from scheduler.connectors.base import (
    Account,
    Capabilities,
    Field,
    Json,
    Outgoing,
    Receipt,
    SendError,
    SignIn,
    Verdict,
)
from scheduler.connectors.gone import unless_gone
from scheduler.connectors.http import call
from scheduler.connectors.limits import refuse_length, refuse_what_does_not_fit
from scheduler.connectors.parcels import file_name
from scheduler.connectors.richtext import Kind, facets
from scheduler.connectors.tokens import renewed_by_app
from scheduler.connectors.verdicts import Dialect, Reply, counts, text_in

_SERVER = "https://api.tumblr.com"
_WEB = "https://www.tumblr.com"
_BEFORE_END = timedelta(minutes=5)
_BLOCK_TAKES = 4096
_METRICS = {"total_likes": "likes", "total_reblogs": "reposts", "total_notes": "notes"}
_DAILY = frozenset({8001, 8005, 8023})


def _explain(reply: Reply) -> SendError | None:
    errors = reply.body.get("errors") if isinstance(reply.body, dict) else None
    if reply.ok or not isinstance(errors, list):
        return None
    codes = {one.get("code") for one in errors if isinstance(one, dict)}
    if codes & _DAILY:
        return SendError(Verdict.QUOTA, "The blog has posted as much as Tumblr allows in a day.")
    return None


_DIALECT = Dialect(_explain)


class Tumblr:
    platform: ClassVar[str] = "tumblr"
    title: ClassVar[str] = "Tumblr"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("blog", "Name of the blog, for example hope or hope.tumblr.com"),
        Field("access", "Access token", secret=True),
        Field("refresh", "Refresh token", secret=True, internal=True),
        Field("client_id", "Consumer key of the app", internal=True),
        Field("client_secret", "Consumer secret of the app", secret=True, internal=True),
        Field("server", "API server", default=_SERVER, address=True),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize=f"{_WEB}/oauth2/authorize",
        token="{server}/v2/oauth2/token",  # noqa: S106 - an address
        apps="https://www.tumblr.com/oauth/apps",
        scopes=("basic", "write", "offline_access"),
        pkce=False,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=10,
        max_image_bytes=10_000_000,
        max_alt_text=4096,
        repeats_safely=True,
        renews=True,
    )

    def __init__(self, session: requests.Session, **values: str) -> None:
        self._session = session
        name = values["blog"].removesuffix(".tumblr.com")
        self._blog = name
        self._server = values.get("server") or _SERVER
        self._posts = f"v2/blog/{name}/posts"
        self._tokens = renewed_by_app(
            session,
            values,
            f"{self._server}/v2/oauth2/token",
        )

    def verify(self) -> Account:
        user = self._call("GET", "v2/user/info").get("user") or {}
        blogs = {str(blog.get("name")): blog for blog in user.get("blogs") or []}
        if self._blog not in blogs:
            raise SendError(
                Verdict.PERMANENT,
                f"This account does not write the blog {self._blog}. It writes: "
                f"{', '.join(blogs) or 'none'}.",
            )
        blog = blogs[self._blog]
        return Account(
            remote_id=str(blog.get("uuid") or self._blog),
            name=self._blog,
            url=str(blog.get("url") or f"{_WEB}/{self._blog}"),
        )

    def renew(self, now: datetime) -> datetime | None:
        self._tokens.renew_before_end(now, _BEFORE_END)
        return None  # renewed again and again without anybody's help

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        draft, pictures = _draft(outgoing), outgoing.pictures
        files = {
            f"picture{number}": (file_name(number, one.mime_type), one.data, one.mime_type)
            for number, one in enumerate(pictures)
        }
        whole = (None, json.dumps(draft), "application/json")
        sent: Json = {"files": {"json": whole, **files}} if files else {"json": draft}
        made = self._call("POST", self._posts, **sent)
        number = _id_of(made)
        # Publishing sends the content again; the pictures in it by where Tumblr keeps them.
        kept = self._call("GET", f"{self._posts}/{number}", params={"npf": "true"})
        content = kept.get("content")
        if not isinstance(content, list) or len(content) != len(draft["content"]):
            raise SendError(Verdict.NOT_SENT, "Tumblr has not kept the draft whole. It is retried.")
        return {**draft, "id": number, "content": content, "state": "published"}

    def publish(self, request: Json, key: str) -> Receipt:
        post = {name: value for name, value in request.items() if name != "id"}
        answer = self._call("PUT", f"{self._posts}/{request['id']}", irreversible=True, json=post)
        return self._receipt(_id_of(answer) or request["id"])

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        with unless_gone():
            draft = self._call("GET", f"{self._posts}/{request['id']}", params={"npf": "true"})
            return self._receipt(_id_of(draft)) if draft.get("state") == "published" else None
        # A published draft may get another number, and then remembers its first.
        for post in self._call("GET", self._posts, params={"npf": "true"}).get("posts") or []:
            if str(post.get("genesis_post_id") or "") == request["id"]:
                return self._receipt(_id_of(post))
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            with unless_gone():
                answer = self._call(
                    "GET",
                    f"v2/blog/{self._blog}/notes",
                    params={"id": receipt.remote_id, "mode": "conversation"},
                )
                found[receipt.remote_id] = counts(answer, _METRICS)
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._call("POST", f"v2/blog/{self._blog}/post/delete", data={"id": receipt.remote_id})

    def credentials(self) -> Mapping[str, str]:
        return self._tokens.changed()

    def _call(self, method: str, path: str, **parts: Any) -> Json:
        def ask(access: str) -> Json:
            answer = call(
                self._session,
                method,
                f"{self._server}/{path}",
                dialect=_DIALECT,
                headers={"Authorization": f"Bearer {access}"},
                **parts,
            )
            inner = answer.get("response")
            return inner if isinstance(inner, dict) else {}

        return self._tokens.using(ask)

    def _receipt(self, number: str) -> Receipt:
        return Receipt(
            remote_id=text_in({"id": number}, "id", verdict=Verdict.AMBIGUOUS),
            url=f"{_WEB}/{self._blog}/{number}",
        )


def _id_of(post: Json) -> str:
    # The number has 64 bits, more than some readers of JSON keep.
    return str(post.get("id_string") or post.get("id") or "")


def _draft(outgoing: Outgoing) -> Json:
    text = outgoing.text
    paragraphs = [one for one in text.split("\n\n") if one.strip()]
    for paragraph in paragraphs:
        refuse_length(len(paragraph), _BLOCK_TAKES, "Tumblr", "paragraph")
    pictures = [
        {
            "type": "image",
            "media": [
                {
                    "type": picture.mime_type,
                    "identifier": f"picture{number}",
                    "width": picture.width,
                    "height": picture.height,
                }
            ],
            "alt_text": picture.alt_text,
        }
        for number, picture in enumerate(outgoing.pictures)
    ]
    tags = [facet.value for facet in facets(text) if facet.kind is Kind.TAG]
    return {
        "content": [*pictures, *(_paragraph(one, outgoing.link) for one in paragraphs)],
        "state": "draft",
        "tags": ",".join(tags),
        **({"source_url": outgoing.link} if outgoing.link else {}),
    }


def _paragraph(text: str, link: str) -> Json:
    """Return a block with its addresses marked, in characters: Tumblr links nothing by itself."""
    raw = text.encode()
    marks = [
        {
            "type": "link",
            "start": len(raw[: facet.byte_start].decode()),
            "end": len(raw[: facet.byte_end].decode()),
            "url": facet.value,
        }
        for facet in facets(text, link)
        if facet.kind is Kind.LINK
    ]
    return {"type": "text", "text": text, **({"formatting": marks} if marks else {})}
