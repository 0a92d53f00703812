"""Access that runs out and is renewed. New tokens are handed on before they are used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import requests
from requests.auth import HTTPBasicAuth

from scheduler.connectors.base import SendError, Verdict
from scheduler.connectors.http import Parts, Session, exchange
from scheduler.connectors.matching import instant
from scheduler.connectors.verdicts import PLAIN, Dialect, text_in
from scheduler.connectors.waits import moment_of

Answer = TypeVar("Answer")
Pair = Mapping[str, str]
"""``access``, ``refresh`` and ``expires_at`` (ISO 8601), and what else a platform names."""


class Tokens:
    def __init__(
        self, session: requests.Session, known: Pair, renew: Callable[[Pair], Pair]
    ) -> None:
        self._session = session
        self._known = dict(known)
        self._now = dict(known)
        self._renew = renew

    def __getitem__(self, name: str) -> str:
        return self._now.get(name, "")

    @property
    def expires_at(self) -> datetime | None:
        return instant(self["expires_at"])

    def changed(self) -> Pair:
        """Return what must be stored anew; empty while nothing has changed."""
        return {} if self._now == self._known else dict(self._now)

    def renew(self) -> None:
        """Get new tokens, and let whoever stores them do so before they are used.

        Platforms that give a refresh token once take the old one back at this moment.
        """
        self._now = {**self._now, **self._renew(self._now)}
        if isinstance(self._session, Session):
            self._session.secrets += tuple(
                token for name in ("access", "refresh") if (token := self[name])
            )
            self._session.keep(self.changed())

    def renew_before_end(self, now: datetime, margin: timedelta) -> datetime | None:
        """Renew access with less than ``margin`` left; return when it ends.

        What cannot be renewed is left as it is: it still works until its end.
        """
        ends = self.expires_at
        if ends is not None and ends - now > margin:
            return ends
        try:
            self.renew()
        except SendError as error:
            if error.verdict is not Verdict.REAUTH:
                raise
        return self.expires_at

    def forget(self) -> None:
        """Start again from what does not run out: a password, the keys of an app."""
        self._now = dict.fromkeys(self._now, "")

    def using(self, ask: Callable[[str], Answer]) -> Answer:
        """Ask with the access token, and once more with a new one where that had run out."""
        if not self["access"]:
            self.renew()
        try:
            return ask(self["access"])
        except SendError as error:
            if error.verdict is not Verdict.REAUTH:
                raise
            refused = error
        try:
            self.renew()
        except SendError as error:
            raise refused if error.verdict is Verdict.REAUTH else error from None
        return ask(self["access"])


def nothing_to_renew(_: Pair) -> Pair:
    raise SendError(Verdict.REAUTH, "The access has run out. Connect the channel again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The keys of the installation's app, and where it trades a refresh token (RFC 6749, 6)."""

    token_url: str
    client_id: str
    client_secret: str
    id_name: str = "client_id"
    basic: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    def renewing(self, session: requests.Session) -> Callable[[Pair], Pair]:
        def renew(known: Pair) -> Pair:
            if not known.get("refresh") or not self.client_id:
                return nothing_to_renew(known)
            form = {
                "grant_type": "refresh_token",
                "refresh_token": known["refresh"],
                **self.extra,
            }
            if self.basic:
                auth = HTTPBasicAuth(self.client_id, self.client_secret)
                return granted(session, "POST", self.token_url, data=form, auth=auth)
            form |= {self.id_name: self.client_id}
            form |= {"client_secret": self.client_secret} if self.client_secret else {}
            return granted(session, "POST", self.token_url, data=form)

        return renew


def renewed_by_app(
    session: requests.Session, values: Mapping[str, str], token_url: str, **more: Any
) -> Tokens:
    """Return a channel's access, which the keys of the app in ``values`` renew at ``token_url``.

    ``more`` is what else :class:`App` takes.
    """
    app = App(
        token_url=token_url,
        client_id=values.get("client_id", ""),
        client_secret=values.get("client_secret", ""),
        **more,
    )
    known = {name: values.get(name, "") for name in ("access", "refresh", "expires_at")}
    return Tokens(session, known, app.renewing(session))


def granted(
    session: requests.Session, method: str, url: str, *, dialect: Dialect = PLAIN, **parts: Any
) -> Pair:
    """Ask a token endpoint (RFC 6749, section 5.1) and read its answer.

    Whatever it refuses, the way on is the same: the account must be connected again.
    """
    sent: Parts = parts  # type: ignore[assignment]  # the keys of Parts, passed through
    try:
        reply = exchange(session, method, url, dialect=dialect, **sent)
    except SendError as error:
        if error.verdict is Verdict.PERMANENT:
            raise SendError(Verdict.REAUTH, error.message, status=error.status) from None
        raise
    told = reply.body
    if isinstance(told, dict) and isinstance(told.get("data"), list) and told["data"]:
        told = told["data"][0]  # Instagram wraps its answer
    pair = {"access": text_in(told, "access_token")}
    if refresh := told.get("refresh_token"):
        pair["refresh"] = str(refresh)
    answered_at, lifetime = moment_of(reply.headers), told.get("expires_in")
    if answered_at is not None and isinstance(lifetime, int | float):
        pair["expires_at"] = (answered_at + timedelta(seconds=lifetime)).isoformat()
    return pair
