"""Discord by webhook: posts into one channel of a server. Needs no bot.

In the channel's settings, under Integrations, make a webhook and copy its address. A webhook
cannot read the channel, so after a lost answer only a person can say whether the post is out;
connect a bot instead where that matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qsl

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
from scheduler.connectors.http import call
from scheduler.connectors.limits import refuse_what_does_not_fit
from scheduler.connectors.parcels import Parcels
from scheduler.connectors.verdicts import text_in


class Discord:
    platform: ClassVar[str] = "discord"
    title: ClassVar[str] = "Discord (webhook)"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("webhook", "Webhook address", secret=True, address=True),
    )
    capabilities: ClassVar[Capabilities] = messages.capabilities(finds=False)

    def __init__(self, session: requests.Session, *, webhook: str) -> None:
        self._session = session
        address, _, query = webhook.partition("?")
        # The address Discord hands out names no version, which means the oldest that is served.
        self._url = address.rstrip("/").replace(
            "/api/webhooks/", f"/api/{messages.VERSION}/webhooks/"
        )
        # A webhook of a forum or thread says there which one it posts into.
        self._where = {
            name: value for name, value in parse_qsl(query) if name in {"thread_id", "thread_name"}
        }
        self._parcels = Parcels()

    def verify(self) -> Account:
        webhook = call(self._session, "GET", self._url, dialect=messages.DIALECT)
        where = f"{webhook.get('guild_id') or '@me'}/{webhook.get('channel_id') or ''}"
        return Account(
            remote_id=text_in(webhook, "id"),
            name=str(webhook.get("name") or "Webhook"),
            url=f"https://discord.com/channels/{where}",
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, "Discord")
        content = messages.content(outgoing.text)
        webhook = call(self._session, "GET", self._url, dialect=messages.DIALECT)
        return {
            "content": content,
            "pictures": self._parcels.hold(outgoing),
            "guild": str(webhook.get("guild_id") or ""),
        }

    def publish(self, request: Json, key: str) -> Receipt:
        message = call(
            self._session,
            "POST",
            self._url,
            irreversible=True,
            dialect=messages.DIALECT,
            params={"wait": "true", **self._where},
            **messages.form(request, self._parcels),
        )
        return messages.receipt(message, request["guild"])

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        raise SendError(
            Verdict.AMBIGUOUS,
            "A webhook cannot read its channel. Look there whether the post is out.",
        )

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for one in receipts:
            with unless_gone():
                message = self._call("GET", one)
                found[one.remote_id] = messages.reactions(message)
        return found

    def delete(self, receipt: Receipt) -> None:
        with unless_gone():
            self._call("DELETE", receipt)

    def credentials(self) -> Mapping[str, str]:
        return {}

    def _call(self, method: str, receipt: Receipt) -> Json:
        return call(
            self._session,
            method,
            f"{self._url}/messages/{receipt.remote_id}",
            dialect=messages.DIALECT,
            params=self._where,
        )
