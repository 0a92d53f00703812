"""Facebook: posts on a Page that you manage.

Needs the Page's id and a Page access token with pages_manage_posts and pages_read_engagement; a
person who manages the Page gets one by signing in with the installation's app. A Page of your own
needs no review of the app by Meta. Source: https://developers.facebook.com/docs/pages-api/posts
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
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
    SignIn,
    Verdict,
)
from scheduler.connectors.gone import unless_gone
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.matching import SKEW, same_words
from scheduler.connectors.parcels import file_name
from scheduler.connectors.verdicts import text_in

_GRAPH = "https://graph.facebook.com"
_PAGE_SIZE = 100
_POST_RIGHT = "pages_manage_posts"
_INSIGHTS = {"post_media_view": "views", "post_total_media_view_unique": "reach"}


def _page_token(session: requests.Session, values: Mapping[str, str]) -> Mapping[str, str]:
    """Turn what a person granted into the token of the Page they chose; it does not run out."""
    base = f"{values.get('server') or _GRAPH}/{values.get('version') or meta.VERSION}"
    user = meta.graph(
        session,
        "GET",
        f"{base}/oauth/access_token",
        values["access"],
        params={
            "grant_type": "fb_exchange_token",
            "client_id": values["client_id"],
            "client_secret": values["client_secret"],
            "fb_exchange_token": values["access"],
        },
    )
    answer = meta.graph(
        session,
        "GET",
        f"{base}/me/accounts",
        text_in(user, "access_token"),
        params={"fields": "id,name,access_token", "limit": _PAGE_SIZE},
    )
    pages = {str(page.get("id")): page for page in answer.get("data") or []}
    wanted = values.get("page") or (next(iter(pages)) if len(pages) == 1 else "")
    if wanted not in pages:
        told = "; ".join(f"{page.get('name')}: {number}" for number, page in pages.items())
        raise SendError(
            Verdict.PERMANENT,
            f"Enter the id of the Page to post on. You manage: {told or 'no Page'}.",
        )
    return {"page": wanted, "access": text_in(pages[wanted], "access_token"), "expires_at": ""}


class Facebook:
    platform: ClassVar[str] = "facebook"
    title: ClassVar[str] = "Facebook Page"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("page", "Id of the Page"),
        Field("access", "Page access token", secret=True),
        Field("server", "Graph API server", default=_GRAPH, address=True),
        Field("version", "Version of the Graph API", default=meta.VERSION),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize="https://www.facebook.com/dialog/oauth",
        token="{server}/{version}/oauth/access_token",  # noqa: S106 - an address
        apps="https://developers.facebook.com/apps",
        scopes=("pages_show_list", "pages_read_engagement", _POST_RIGHT, "read_insights"),
        separator=",",
        settle=_page_token,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=10, max_image_bytes=10_000_000, mime_types=("image/jpeg", "image/png")
    )

    def __init__(self, session: requests.Session, **values: str) -> None:
        self._session = session
        self._page = values["page"]
        self._access = values["access"]
        server = values.get("server") or _GRAPH
        self._api = f"{server}/{values.get('version') or meta.VERSION}"

    def verify(self) -> Account:
        page = self._graph("GET", self._page, params={"fields": "id,name,link"})
        scopes, expires_at = self._granted()
        if scopes and _POST_RIGHT not in scopes:
            raise SendError(
                Verdict.PERMANENT,
                f"This token may not post on the Page: it lacks {_POST_RIGHT}. Connect again and "
                "allow it.",
            )
        return Account(
            remote_id=text_in(page, "id"),
            name=str(page.get("name") or self._page),
            url=str(page.get("link") or f"https://www.facebook.com/{self._page}"),
            scopes=scopes,
            expires_at=expires_at,
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        refuse_long_caption(text, self.platform, self.title)
        photos = [self._upload(number, picture) for number, picture in enumerate(outgoing.pictures)]
        # Always by way of unpublished photos: a photo used once cannot be used a second time.
        attached = {
            f"attached_media[{number}]": f'{{"media_fbid":"{photo}"}}'
            for number, photo in enumerate(photos)
        }
        link = {"link": outgoing.link} if outgoing.link and not photos else {}
        return {"message": text, **attached, **link}

    def publish(self, request: Json, key: str) -> Receipt:
        answer = self._graph("POST", f"{self._page}/feed", irreversible=True, data=request)
        return _receipt(text_in(answer, "id", verdict=Verdict.AMBIGUOUS))

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        answer = self._graph(
            "GET",
            f"{self._page}/published_posts",
            params={
                "fields": "id,message,created_time,permalink_url,"
                "attachments{media_type,subattachments}",
                "since": int((since - SKEW).timestamp()),
                "limit": _PAGE_SIZE,
            },
        )
        posts = answer.get("data") or []
        for post in posts:
            if _is_ours(post, request):
                return Receipt(
                    remote_id=text_in(post, "id"),
                    url=str(post.get("permalink_url") or _receipt(str(post["id"])).url),
                )
        if len(posts) >= _PAGE_SIZE:
            raise SendError(
                Verdict.AMBIGUOUS, "The Page has posted too much since then to look through."
            )
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            try:
                found[receipt.remote_id] = self._numbers(receipt.remote_id)
            except SendError as error:
                if error.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}:
                    raise
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._graph("DELETE", receipt.remote_id)

    def credentials(self) -> Mapping[str, str]:
        return {}  # a Page token lives until the person loses the Page or changes the password

    def _graph(self, method: str, path: str, **parts: Any) -> Json:
        return meta.graph(self._session, method, f"{self._api}/{path}", self._access, **parts)

    def _upload(self, number: int, picture: Picture) -> str:
        answer = self._graph(
            "POST",
            f"{self._page}/photos",
            files={
                "source": (file_name(number, picture.mime_type), picture.data, picture.mime_type)
            },
            data={"published": "false", "alt_text_custom": picture.alt_text},
            part=True,
        )
        return text_in(answer, "id")

    def _granted(self) -> tuple[tuple[str, ...], datetime | None]:
        """Return what the token may do and when it ends, where Graph tells."""
        try:
            answer = self._graph("GET", "debug_token", params={"input_token": self._access})
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:
                raise
            return (), None
        data = answer.get("data") or {}
        ends = data.get("expires_at") or 0
        return (
            tuple(str(scope) for scope in data.get("scopes") or ()),
            datetime.fromtimestamp(ends, UTC) if ends else None,
        )

    def _numbers(self, post_id: str) -> Mapping[str, int]:
        post = self._graph(
            "GET",
            post_id,
            params={
                "fields": "shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)"
            },
        )
        numbers = {
            "likes": _summed(post, "reactions"),
            "replies": _summed(post, "comments"),
            "reposts": int((post.get("shares") or {}).get("count") or 0),
        }
        try:
            insights = self._graph(
                "GET", f"{post_id}/insights", params={"metric": ",".join(_INSIGHTS)}
            )
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:  # no right to read them, or none there yet
                raise
            return numbers
        return {**numbers, **meta.metrics(insights, _INSIGHTS)}


def _summed(post: Json, name: str) -> int:
    summary = (post.get(name) or {}).get("summary") or {}
    return int(summary.get("total_count") or 0)


def _receipt(post_id: str) -> Receipt:
    return Receipt(remote_id=post_id, url=f"https://www.facebook.com/{post_id}")


def _is_ours(post: Json, request: Json) -> bool:
    ours = sum(name.startswith("attached_media") for name in request)
    if not same_words(request["message"], str(post.get("message") or "")):
        return False
    attachments = (post.get("attachments") or {}).get("data") or []
    if not attachments or not ours:
        return True  # not every token is shown attachments
    parts = (attachments[0].get("subattachments") or {}).get("data") or []
    return ours == (len(parts) or 1)
