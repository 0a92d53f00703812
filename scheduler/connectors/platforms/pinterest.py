"""Pinterest: one pin on a board.

Sign in with the installation's app. While Pinterest has not approved that app, only you see its
pins. Source: https://github.com/pinterest/api-description
"""

from __future__ import annotations

import base64
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
from scheduler.connectors.http import UPLOAD, call
from scheduler.connectors.limits import (
    refuse_length,
    refuse_what_does_not_fit,
    utf16_units,
)
from scheduler.connectors.matching import SKEW, instant, same_words
from scheduler.connectors.parcels import Parcels
from scheduler.connectors.tokens import renewed_by_app
from scheduler.connectors.verdicts import counts, text_in

_SERVER = "https://api.pinterest.com"
_LOGIN = "https://www.pinterest.com"
_BEFORE_END = timedelta(days=6)  # of about 30
_PAGE_SIZE = 100
_TITLE_TAKES = 100
_DESCRIPTION_TAKES = 800  # composed for 500, which is what other tools found to be safe
_METRICS = {
    "impression": "impressions",
    "save": "saves",
    "outbound_click": "clicks",
    "reaction": "likes",
    "comment": "replies",
}


def _boards(session: requests.Session, values: Mapping[str, str]) -> Mapping[str, str]:
    """Take the account's only board where none was named, or say which there are."""
    if values.get("board"):
        return {}
    answer = call(
        session,
        "GET",
        f"{values.get('server') or _SERVER}/v5/boards",
        params={"page_size": _PAGE_SIZE},
        headers={"Authorization": f"Bearer {values['access']}"},
    )
    boards = {str(one.get("id")): str(one.get("name")) for one in answer.get("items") or []}
    if len(boards) == 1:
        return {"board": next(iter(boards))}
    told = "; ".join(f"{name}: {number}" for number, name in boards.items())
    raise SendError(
        Verdict.PERMANENT, f"Enter the id of the board to pin on. You have: {told or 'none'}."
    )


class Pinterest:
    platform: ClassVar[str] = "pinterest"
    title: ClassVar[str] = "Pinterest"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("board", "Id of the board"),
        Field("access", "Access token", secret=True),
        Field("refresh", "Refresh token", secret=True, internal=True),
        Field("client_id", "Id of the app", internal=True),
        Field("client_secret", "Secret of the app", secret=True, internal=True),
        Field("server", "API server", default=_SERVER, address=True),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize=f"{_LOGIN}/oauth/",
        token="{server}/v5/oauth/token",  # noqa: S106 - an address
        apps="https://developers.pinterest.com/apps",
        scopes=("boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"),
        separator=",",
        basic=True,
        pkce=False,
        settle=_boards,
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=1,  # a pin of several pictures has no alt text for each
        max_image_bytes=20_000_000,
        max_alt_text=500,
        format="pin",
        renews=True,
    )

    def __init__(self, session: requests.Session, **values: str) -> None:
        self._session = session
        self._board = values["board"]
        self._api = f"{values.get('server') or _SERVER}/v5"
        self._parcels = Parcels()
        self._tokens = renewed_by_app(
            session,
            values,
            f"{self._api}/oauth/token",
            basic=True,
            extra={"continuous_refresh": "true"},  # for apps made before 2025-09-25
        )

    def verify(self) -> Account:
        me = self._call("GET", "user_account")
        board = self._call("GET", f"boards/{self._board}")
        name = text_in(me, "username")
        return Account(
            remote_id=f"{me.get('id') or name}/{self._board}",
            name=f"{name}: {board.get('name') or self._board}",
            url=f"{_LOGIN}/{name}/",
            expires_at=self._tokens.expires_at,
        )

    def renew(self, now: datetime) -> datetime | None:
        return self._tokens.renew_before_end(now, _BEFORE_END)

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        refuse_length(utf16_units(outgoing.text), _DESCRIPTION_TAKES, self.title)
        refuse_length(utf16_units(outgoing.title), _TITLE_TAKES, self.title, "title")
        if not outgoing.pictures:
            raise SendError(Verdict.PERMANENT, "Pinterest takes no pin without a picture.")
        self._call("GET", f"boards/{self._board}")  # gone boards are told now, not at the pin
        return {
            "board_id": self._board,
            "title": outgoing.title,
            "description": outgoing.text,
            "link": outgoing.link,
            "alt_text": outgoing.pictures[0].alt_text,
            "pictures": self._parcels.hold(outgoing),
        }

    def publish(self, request: Json, key: str) -> Receipt:
        (picture,) = request["pictures"]
        pin = {name: value for name, value in request.items() if value and name != "pictures"}
        pin["media_source"] = {
            "source_type": "image_base64",
            "content_type": picture["mime_type"],
            "data": base64.b64encode(self._parcels.data(picture)).decode(),
        }
        answer = self._call("POST", "pins", irreversible=True, json=pin, timeout=UPLOAD)
        return _receipt(text_in(answer, "id", verdict=Verdict.AMBIGUOUS))

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        answer = self._call("GET", f"boards/{self._board}/pins", params={"page_size": _PAGE_SIZE})
        for pin in answer.get("items") or []:
            made = instant(pin.get("created_at"))
            if made is not None and made < since - SKEW:
                continue
            if _is_ours(pin, request):
                return _receipt(text_in(pin, "id"))
        if answer.get("bookmark"):
            raise SendError(
                Verdict.AMBIGUOUS, "The board has too many pins to look through. Look there."
            )
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            with unless_gone():
                pin = self._call("GET", f"pins/{receipt.remote_id}", params={"pin_metrics": "true"})
                told = (pin.get("pin_metrics") or {}).get("lifetime_metrics") or {}
                found[receipt.remote_id] = counts(told, _METRICS)
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._call("DELETE", f"pins/{receipt.remote_id}")

    def credentials(self) -> Mapping[str, str]:
        return self._tokens.changed()

    def _call(self, method: str, path: str, **parts: Any) -> Json:
        return self._tokens.using(
            lambda access: call(
                self._session,
                method,
                f"{self._api}/{path}",
                headers={"Authorization": f"Bearer {access}"},
                **parts,
            )
        )


def _receipt(pin_id: str) -> Receipt:
    return Receipt(remote_id=pin_id, url=f"{_LOGIN}/pin/{pin_id}/")


def _is_ours(pin: Json, request: Json) -> bool:
    def same(name: str) -> bool:
        return same_words(request[name], str(pin.get(name) or ""))

    return same("title") and same("description") and same("link")
