"""LinkedIn: posts of a person, or of an organization whose page you manage.

Sign in with the installation's app. Posting for an organization needs LinkedIn's approval of that
app (Community Management API). Access lasts 60 days; most apps cannot renew it, so somebody signs
in again.
Source: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

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
    SignIn,
    Verdict,
)
from scheduler.connectors.gone import unless_gone
from scheduler.connectors.http import exchange
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.matching import SKEW, same_words
from scheduler.connectors.polling import Sleep, polled
from scheduler.connectors.tokens import renewed_by_app
from scheduler.connectors.verdicts import Dialect, Reply, counts, detail_of, text_in

_SERVER = "https://api.linkedin.com"
_LOGIN = "https://www.linkedin.com"
_VERSION = "202604"  # served until 2027-04-15
_MONTHS = 12
_BEFORE_END = timedelta(days=7)
_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_TAG = re.compile(r"(?<![\w\\])\\#(\w*[^\W\d]\w*)")
_SHOWN_TAG = re.compile(r"\{hashtag\|\\?#\|(\w+)\}")
_PERSON = "urn:li:person:"
_MOST_OWN_POSTS = 50
_METRICS = {
    "impressionCount": "impressions",
    "clickCount": "clicks",
    "likeCount": "likes",
    "commentCount": "replies",
    "shareCount": "reposts",
}


def _explain(reply: Reply) -> SendError | None:
    said = detail_of(reply.body)
    if reply.ok:
        return None
    if (first := re.search(r"urn:li:(?:share|ugcPost):\d+", reply.text)) and (
        "duplicate" in said.lower()
    ):
        return SendError(
            Verdict.DUPLICATE,
            f"LinkedIn has an equal post: {_address(first.group())}",
            code=first.group(),
        )
    if reply.status == HTTPStatus.UPGRADE_REQUIRED or "VERSION" in str(_code(reply.body)):
        return SendError(
            Verdict.PERMANENT,
            "LinkedIn no longer serves this version of its API. Enter a newer one at the channel, "
            "such as 202609.",
            code=str(_code(reply.body)),
        )
    if reply.status == HTTPStatus.CONFLICT:
        return SendError(reply.unclear, f"LinkedIn was busy with the same. {said}")
    return None


def _code(body: object) -> object:
    return body.get("code", "") if isinstance(body, dict) else ""


_DIALECT = Dialect(_explain)


class LinkedIn:
    platform: ClassVar[str] = "linkedin"
    title: ClassVar[str] = "LinkedIn"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "author",
            "Organization to post for, as urn:li:organization:123; empty for yourself",
            optional=True,
        ),
        Field("access", "Access token", secret=True),
        Field("refresh", "Refresh token", secret=True, internal=True),
        Field("client_id", "Client id of the app", internal=True),
        Field("client_secret", "Client secret of the app", secret=True, internal=True),
        Field("server", "API server", default=_SERVER, address=True),
        Field("login", "Server where people sign in", default=_LOGIN, address=True),
        Field("version", "Version of the API, as YYYYMM", default=_VERSION, served_months=_MONTHS),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize="{login}/oauth/v2/authorization",
        token="{login}/oauth/v2/accessToken",  # noqa: S106 - an address
        apps="https://www.linkedin.com/developers/apps",
        scopes=("openid", "profile", "w_member_social"),
        more_scopes=("w_organization_social", "r_organization_social"),
        pkce=False,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=20,
        max_image_bytes=5_000_000,
        max_alt_text=4086,
        repeats_safely=True,
    )

    def __init__(
        self, session: requests.Session, *, sleep: Sleep = time.sleep, **values: str
    ) -> None:
        session.headers["LinkedIn-Version"] = values.get("version") or _VERSION
        session.headers["X-Restli-Protocol-Version"] = "2.0.0"
        self._session = session
        self._sleep = sleep
        self._author = values.get("author", "")
        self._server = values.get("server") or _SERVER
        self._tokens = renewed_by_app(
            session,
            values,
            f"{values.get('login') or _LOGIN}/oauth/v2/accessToken",
        )

    def verify(self) -> Account:
        if self._is_organization:
            number = self._author.rpartition(":")[2]
            page = self._ask("GET", f"rest/organizations/{number}").body or {}
            name = str(page.get("localizedName") or self._author)
            return self._account(self._author, name, f"{_LOGIN}/company/{number}/")
        me = self._ask("GET", "v2/userinfo").body
        name = str(me.get("name") or "LinkedIn") if isinstance(me, dict) else ""
        return self._account(f"{_PERSON}{text_in(me, 'sub')}", name, f"{_LOGIN}/feed/")

    def renew(self, now: datetime) -> datetime | None:
        return self._tokens.renew_before_end(now, _BEFORE_END)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        refuse_long_caption(text, self.platform, self.title)
        author = self._author or self.verify().remote_id
        images = [
            {"id": self._upload(picture, author), "altText": picture.alt_text}
            for picture in outgoing.pictures
        ]
        content: Json = {}
        if len(images) == 1:
            content = {"content": {"media": images[0]}}
        elif images:
            content = {"content": {"multiImage": {"images": images}}}
        return {
            "author": author,
            "commentary": little_text(text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            **content,
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }

    def publish(self, request: Json, key: str) -> Receipt:
        reply = self._ask("POST", "rest/posts", irreversible=True, json=request)
        urn = reply.headers.get("x-restli-id", "")
        return _receipt(text_in({"x-restli-id": urn}, "x-restli-id", verdict=Verdict.AMBIGUOUS))

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        try:
            answer = self._ask(
                "GET",
                "rest/posts",
                params={
                    "q": "author",
                    "author": request["author"],
                    "count": _MOST_OWN_POSTS,
                    "sortBy": "CREATED",
                },
            ).body
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:
                raise
            raise SendError(
                Verdict.AMBIGUOUS,
                "This access may not read LinkedIn posts. Look there whether the post is out. "
                "Sending it again is safe: LinkedIn refuses an equal post.",
            ) from None
        earliest = (since - SKEW).timestamp() * 1000
        for post in (answer or {}).get("elements") or []:
            made = post.get("createdAt") or post.get("publishedAt") or earliest
            words = _SHOWN_TAG.sub(r"#\1", str(post.get("commentary") or ""))
            if made >= earliest and same_words(request["commentary"], words):
                return _receipt(text_in(post, "id"))
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            urn = receipt.remote_id
            try:
                found[urn] = self._statistics(urn) if self._is_organization else self._social(urn)
            except SendError as error:
                if error.verdict is not Verdict.PERMANENT:  # numbers need LinkedIn's approval
                    raise
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._ask("DELETE", f"rest/posts/{_path(receipt.remote_id)}")

    def credentials(self) -> Mapping[str, str]:
        return self._tokens.changed()

    @property
    def _is_organization(self) -> bool:
        return bool(self._author) and not self._author.startswith(_PERSON)

    def _social(self, urn: str) -> Mapping[str, int]:
        answer = self._ask("GET", f"rest/socialActions/{_path(urn)}").body or {}
        return {
            metric: total
            for name, part, metric in (
                ("likesSummary", "totalLikes", "likes"),
                ("commentsSummary", "aggregatedTotalComments", "replies"),
            )
            if isinstance(total := (answer.get(name) or {}).get(part), int)
        }

    def _statistics(self, urn: str) -> Mapping[str, int]:
        """Read what LinkedIn counts for pages: also how often a post was seen."""
        kind = "ugcPosts" if ":ugcPost:" in urn else "shares"
        # Written out: the brackets of a list must not be escaped.
        answer = self._ask(
            "GET",
            "rest/organizationalEntityShareStatistics?q=organizationalEntity"
            f"&organizationalEntity={_path(self._author)}&{kind}=List({_path(urn)})",
        ).body
        elements: list[Json] = (answer or {}).get("elements") or [{}]
        told: Json = elements[0].get("totalShareStatistics") or {}
        return counts(told, _METRICS)

    def _account(self, urn: str, name: str, url: str) -> Account:
        return Account(remote_id=urn, name=name, url=url, expires_at=self._tokens.expires_at)

    def _ask(self, method: str, path: str, **parts: Any) -> Reply:
        def ask(access: str) -> Reply:
            return exchange(
                self._session,
                method,
                path if path.startswith("http") else f"{self._server}/{path}",
                dialect=_DIALECT,
                headers={"Authorization": f"Bearer {access}"},
                **parts,
            )

        return self._tokens.using(ask)

    def _upload(self, picture: Picture, author: str) -> str:
        answer = self._ask(
            "POST",
            "rest/images",
            params={"action": "initializeUpload"},
            json={"initializeUploadRequest": {"owner": author}},
            part=True,
        ).body
        urn = text_in(answer, "value", "image")
        self._ask("PUT", text_in(answer, "value", "uploadUrl"), data=picture.data, part=True)
        polled(lambda: self._is_available(urn), self._sleep)
        return urn

    def _is_available(self, urn: str) -> bool | None:
        try:
            answer = self._ask("GET", f"rest/images/{_path(urn)}").body
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:
                raise
            return True  # not every access may ask
        status = (answer or {}).get("status")
        if status == "PROCESSING_FAILED":
            raise SendError(Verdict.PERMANENT, "LinkedIn could not take the picture.")
        return None if status in {"PROCESSING", "WAITING_UPLOAD"} else True


def little_text(text: str) -> str:
    """Escape what LinkedIn would take for markup, and leave hashtags as such.

    One bracket that is not escaped makes it cut the post off there.
    """
    escaped = _RESERVED.sub(lambda found: f"\\{found.group()}", text)
    return _TAG.sub(lambda found: f"#{found.group(1)}", escaped)


def _path(urn: str) -> str:
    return quote(urn, safe="")


def _address(urn: str) -> str:
    return f"{_LOGIN}/feed/update/{urn}/"


def _receipt(urn: str) -> Receipt:
    return Receipt(remote_id=urn, url=_address(urn))
