"""Discord by bot: posts into one channel, and can look up whether a post went out.

Make an application with a bot at https://discord.com/developers, invite it to the server with the
rights to view the channel, send messages, attach files and read the message history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

import requests

from scheduler.connectors import discord_messages as messages
from scheduler.connectors.base import (
    Account,
    Capabilities,
    Field,
    Json,
    Outgoing,
    Receipt,
    SendError,
    Verdict,
)
from scheduler.connectors.gone import unless_gone
from scheduler.connectors.http import call, call_list
from scheduler.connectors.limits import refuse_what_does_not_fit
from scheduler.connectors.matching import SKEW, instant, same_words
from scheduler.connectors.parcels import Parcels
from scheduler.connectors.verdicts import text_in

_SERVER = f"https://discord.com/api/{messages.VERSION}"
_NONCE_TAKES = 25
_PAGE_SIZE = 100
_PAGES = 5


class DiscordBot:
    platform: ClassVar[str] = "discord_bot"
    title: ClassVar[str] = "Discord (bot)"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("token", "Bot token", secret=True),
        Field("channel", "Id of the channel"),
        Field("server", "API server", default=_SERVER, address=True),
    )
    capabilities: ClassVar[Capabilities] = messages.capabilities(finds=True)

    def __init__(self, session: requests.Session, **values: str) -> None:
        session.headers["Authorization"] = f"Bot {values['token']}"
        self._session = session
        self._channel = values["channel"]
        self._api = values.get("server") or _SERVER
        self._parcels = Parcels()

    def verify(self) -> Account:
        me = self._call("GET", "users/@me")
        channel = self._call("GET", f"channels/{self._channel}")
        where = f"{channel.get('guild_id') or '@me'}/{self._channel}"
        return Account(
            remote_id=f"{text_in(me, 'id')}/{self._channel}",
            name=f"{me.get('username') or 'Bot'} in #{channel.get('name') or self._channel}",
            url=f"https://discord.com/channels/{where}",
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, "Discord")
        content = messages.content(outgoing.text)
        channel = self._call("GET", f"channels/{self._channel}")
        return {
            "content": content,
            "pictures": self._parcels.hold(outgoing),
            "guild": str(channel.get("guild_id") or ""),
        }

    def publish(self, request: Json, key: str) -> Receipt:
        # For some minutes Discord answers a repeated nonce with the first message.
        nonce = sha256(key.encode()).hexdigest()[:_NONCE_TAKES]
        message = self._call(
            "POST",
            f"channels/{self._channel}/messages",
            irreversible=True,
            **messages.form(request, self._parcels, nonce=nonce, enforce_nonce=True),
        )
        return messages.receipt(message, request["guild"])

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        own_id = text_in(self._call("GET", "users/@me"), "id")
        before: dict[str, str] = {}
        for _ in range(_PAGES):
            page = self._page(before)
            for message in page:
                made = instant(message.get("timestamp"))
                if made is not None and made < since - SKEW:
                    return None
                if _is_ours(message, request, own_id):
                    return messages.receipt(message, request["guild"])
            if len(page) < _PAGE_SIZE:
                return None
            before = {"before": text_in(page[-1], "id")}
        raise SendError(
            Verdict.AMBIGUOUS, "The channel is too busy to look through. Look there yourself."
        )

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for one in receipts:
            with unless_gone():
                message = self._call("GET", self._message(one))
                found[one.remote_id] = messages.reactions(message)
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._call("DELETE", self._message(receipt))

    def credentials(self) -> Mapping[str, str]:
        return {}

    def _page(self, before: Mapping[str, str]) -> list[Json]:
        return call_list(
            self._session,
            f"{self._api}/channels/{self._channel}/messages",
            params={"limit": str(_PAGE_SIZE), **before},
            dialect=messages.DIALECT,
        )

    def _message(self, receipt: Receipt) -> str:
        return f"channels/{self._channel}/messages/{receipt.remote_id}"

    def _call(self, method: str, path: str, **parts: Any) -> Json:
        return call(self._session, method, f"{self._api}/{path}", dialect=messages.DIALECT, **parts)


def _is_ours(message: Json, request: Json, own_id: str) -> bool:
    author = message.get("author") or {}
    return (
        str(author.get("id")) == own_id
        and len(message.get("attachments") or []) == len(request["pictures"])
        and same_words(request["content"], str(message.get("content") or ""))
    )
