"""An account that publishes by containers: prepared first, published by one request.

Instagram and Threads share this, apart from a few names. A container that was published says so for
a day, so a lost answer can be cleared up.
Source: https://developers.facebook.com/docs/instagram-platform/content-publishing and
https://developers.facebook.com/documentation/threads/posts
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests

from scheduler.connectors import meta
from scheduler.connectors.base import Json, Receipt, SendError, Verdict
from scheduler.connectors.polling import Sleep, polled
from scheduler.connectors.tokens import Pair, Tokens, granted
from scheduler.connectors.verdicts import text_in

_BEFORE_END = timedelta(days=12)  # of 60
_MINUTE = 60.0
_WAITS = (1, 2, 4, 8, 15, 30, 60)  # "about once a minute, for no more than 5 minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What one platform calls the parts of the same API. Paths are below the API's address."""

    title: str
    containers: str
    publish: str
    posts: str
    limit: str
    words: str
    state: str
    why: str
    renews_with: str


class Containers:
    """One account's access to the API, and the steps of a post on it."""

    def __init__(
        self,
        session: requests.Session,
        values: Mapping[str, str],
        names: Names,
        *,
        server: str,
        version: str,
        sleep: Sleep,
    ) -> None:
        self._session = session
        self._names = names
        self._server = server
        self._api = f"{server}/{version}"
        self._sleep = sleep
        known = {"access": values["access"], "expires_at": values.get("expires_at", "")}
        self.tokens = Tokens(session, known, self._renewed)

    def ask(self, method: str, path: str, **parts: Any) -> Json:
        url = f"{self._api}/{path}"
        return self.tokens.using(
            lambda access: meta.graph(self._session, method, url, access, **parts)
        )

    def renew(self, now: datetime) -> datetime | None:
        return self.tokens.renew_before_end(now, _BEFORE_END)

    def made(self, **form: str) -> str:
        """Return the id of a new container. Nothing is seen of it yet."""
        return text_in(self.ask("POST", self._names.containers, data=form, part=True), "id")

    def made_of(self, pictures: Sequence[Mapping[str, str]], **form: str) -> str:
        """Return the id of a container of one picture, or of a carousel whose parts are ready."""
        if len(pictures) == 1:
            return self.made(**pictures[0], **form)
        parts = [self.ready(self.made(**one, is_carousel_item="true")) for one in pictures]
        return self.made(media_type="CAROUSEL", children=",".join(parts), **form)

    def ready(self, container: str) -> str:
        """Return the container when it can be published, or raise what is wrong with it."""
        names = self._names

        def look() -> Json | None:
            seen = self.ask("GET", container, params={"fields": f"{names.state},{names.why}"})
            return None if seen.get(names.state) in {"IN_PROGRESS", None} else seen

        seen = polled(look, self._sleep, _WAITS)
        if seen is None:
            raise SendError(
                Verdict.NOT_SENT,
                "The pictures are still worked on. It is tried again.",
                retry_after=_MINUTE,
            )
        if seen[names.state] == "EXPIRED":
            raise SendError(
                Verdict.NOT_SENT, "The prepared post has expired. It is prepared again."
            )
        if seen[names.state] == "ERROR":
            raise meta.broken(str(seen.get(names.why) or ""))
        return container

    def publish(self, container: str) -> Receipt:
        answer = self.ask(
            "POST", self._names.publish, irreversible=True, data={"creation_id": container}
        )
        post = text_in(answer, "id", verdict=Verdict.AMBIGUOUS)
        return Receipt(remote_id=post, url=self._address(post))

    def find(self, container: str, words: str, since: datetime) -> Receipt | None:
        """Return the post that was made of this container; None while it was not published."""
        if not self._is_out(container):
            return None
        field = self._names.words
        answer = self.ask(
            "GET",
            self._names.posts,
            params={"fields": f"id,{field},permalink,timestamp", "limit": 50},
        )
        found = meta.ours_among(answer.get("data") or [], words, field, since)
        if found is None:
            raise SendError(
                Verdict.AMBIGUOUS,
                f"{self._names.title} does not show the post yet, but may have published it. "
                "Look there.",
            )
        return found

    def posts_per_day(self) -> int | None:
        """Ask what the account is granted: the documents disagree. None where it may not ask."""
        try:
            answer = self.ask("GET", self._names.limit, params={"fields": "config,quota_usage"})
        except SendError as error:
            if error.verdict is not Verdict.PERMANENT:
                raise
            return None
        entries: list[Json] = answer.get("data") or []
        total = (entries[0].get("config") or {}).get("quota_total") if entries else None
        return total if isinstance(total, int) else None

    def insights(
        self, receipts: Sequence[Receipt], names: Mapping[str, str], *also: str
    ) -> Mapping[str, Mapping[str, int]]:
        """Read the numbers of each post; ``also`` are asked for and left out of what is told."""
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            try:
                answer = self.ask(
                    "GET",
                    f"{receipt.remote_id}/insights",
                    params={"metric": ",".join((*names, *also))},
                )
            except SendError as error:
                if error.verdict is not Verdict.PERMANENT:
                    raise
            else:
                found[receipt.remote_id] = meta.metrics(answer, names)
        return found

    def _is_out(self, container: str) -> bool:
        try:
            seen = self.ask("GET", container, params={"fields": self._names.state})
        except SendError as error:
            if error.verdict is Verdict.PERMANENT:  # it is gone, and with it what it knew
                return True
            raise
        return seen.get(self._names.state) == "PUBLISHED"

    def _address(self, post: str) -> str:
        """Return where people see it. It is out already, so trouble here is no trouble."""
        try:
            told = self.ask("GET", post, params={"fields": "permalink"})
        except SendError:
            return ""
        return str(told.get("permalink") or "")

    def _renewed(self, known: Pair) -> Pair:
        return granted(
            self._session,
            "GET",
            f"{self._server}/refresh_access_token",
            dialect=meta.DIALECT,
            params={"grant_type": self._names.renews_with, "access_token": known["access"]},
        )
