"""Telegram: a bot posts into a channel or group.

Make a bot with @BotFather, and add it to the channel as administrator with the right to post.
Telegram has no alt text: its words can be added to the caption instead. Bots cannot read what a
channel shows, so after a lost answer only a person can say whether the post is out, and there are
no numbers. Source: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
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
from scheduler.connectors.limits import refuse_length, refuse_what_does_not_fit, utf16_units
from scheduler.connectors.parcels import Parcels, file_name
from scheduler.connectors.verdicts import Dialect, Reply, detail_of, text_in

_IN_CAPTION = "in the caption"
_CAPTION_TAKES = 1024
_MESSAGE_TAKES = 4096
_LONGEST_SIDES, _NARROWEST = 10_000, 20  # width and height together, and one by the other


def _explain(reply: Reply) -> SendError | None:
    if reply.ok:
        return None
    parameters = reply.body.get("parameters") if isinstance(reply.body, dict) else None
    told = parameters if isinstance(parameters, dict) else {}
    if "migrate_to_chat_id" in told:
        return SendError(
            Verdict.PERMANENT,
            f"This group has become a supergroup. Its new id is {told['migrate_to_chat_id']}.",
        )
    match reply.status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return SendError(
                Verdict.REAUTH, "Telegram does not know this bot token. Copy it again."
            )
        case HTTPStatus.FORBIDDEN:
            return SendError(
                Verdict.PERMANENT,
                f"The bot may not post there. Make it an administrator. {detail_of(reply.body)}",
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            return SendError(
                Verdict.RATE_LIMITED,
                "Telegram asks to slow down.",
                retry_after=told.get("retry_after"),
            )
        case _:
            return None


_DIALECT = Dialect(_explain)


class Telegram:
    platform: ClassVar[str] = "telegram"
    title: ClassVar[str] = "Telegram"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("token", "Bot token from @BotFather", secret=True),
        Field("chat", "Channel or group, for example @ourchannel or -1001234567890"),
        Field(
            "descriptions",
            "Descriptions of the pictures",
            default="left out",
            choices=("left out", _IN_CAPTION),
        ),
        Field("server", "Bot API server", default="https://api.telegram.org", address=True),
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        alt_text=False,
        max_images=10,
        max_image_bytes=10_000_000,
        mime_types=("image/jpeg", "image/png", "image/webp"),
        finds=False,
    )

    def __init__(self, session: requests.Session, **values: str) -> None:
        self._session = session
        self._chat = values["chat"]
        self._describes = values.get("descriptions") == _IN_CAPTION
        self._bot = f"{values.get('server') or 'https://api.telegram.org'}/bot{values['token']}"
        self._parcels = Parcels()

    def verify(self) -> Account:
        me = self._call("getMe")["result"]
        chat = self._call("getChat", json={"chat_id": self._chat})["result"]
        member = self._call("getChatMember", json={"chat_id": self._chat, "user_id": me.get("id")})[
            "result"
        ]
        may_post = member.get("status") == "creator" or member.get("can_post_messages", False)
        if chat.get("type") == "channel" and not may_post:
            raise SendError(
                Verdict.PERMANENT,
                f"The bot @{me.get('username')} may not post in {self._chat}. "
                "Make it an administrator with the right to post messages.",
            )
        name = chat.get("username")
        return Account(
            remote_id=text_in(chat, "id"),
            name=str(chat.get("title") or name or self._chat),
            url=f"https://t.me/{name}" if name else "",
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        if self._describes:
            told = [picture.alt_text for picture in outgoing.pictures if picture.alt_text]
            text = "\n\n".join([text, *told])
        takes = _CAPTION_TAKES if outgoing.pictures else _MESSAGE_TAKES
        refuse_length(utf16_units(text), takes, self.title)
        for number, picture in enumerate(outgoing.pictures, start=1):
            _refuse_shape(picture, number)
        return {"chat_id": self._chat, "text": text, "pictures": self._parcels.hold(outgoing)}

    def publish(self, request: Json, key: str) -> Receipt:
        chat, text, pictures = request["chat_id"], request["text"], request["pictures"]
        files = {
            f"file{number}": (
                file_name(number, picture["mime_type"]),
                self._parcels.data(picture),
                picture["mime_type"],
            )
            for number, picture in enumerate(pictures)
        }
        if not pictures:
            return self._send("sendMessage", json={"chat_id": chat, "text": text})
        if len(pictures) == 1:
            form = {"chat_id": chat, "caption": text}
            return self._send("sendPhoto", data=form, files={"photo": files["file0"]})
        album: list[Json] = [{"type": "photo", "media": f"attach://{name}"} for name in files]
        album[0]["caption"] = text
        form = {"chat_id": chat, "media": json.dumps(album)}
        return self._send("sendMediaGroup", data=form, files=files)

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        raise SendError(
            Verdict.AMBIGUOUS,
            f"Bots cannot read {self._chat}. Look there whether the post is out.",
        )

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        return {}  # Telegram tells bots neither views nor the sum of reactions

    def delete(self, receipt: Receipt) -> None:
        chat, _, messages = receipt.remote_id.rpartition("/")
        for one in messages.split("+"):
            try:
                self._call("deleteMessage", json={"chat_id": chat, "message_id": int(one)})
            except SendError as error:
                if "not found" not in error.message:
                    raise

    def credentials(self) -> Mapping[str, str]:
        return {}

    def _call(self, name: str, **parts: Any) -> Json:
        answer = call(self._session, "POST", f"{self._bot}/{name}", dialect=_DIALECT, **parts)
        return answer if isinstance(answer.get("result"), dict | list) else {"result": {}}

    def _send(self, name: str, **parts: Any) -> Receipt:
        result = self._call(name, irreversible=True, **parts)["result"]
        messages = result if isinstance(result, list) else [result]
        ids = [text_in(one, "message_id", verdict=Verdict.AMBIGUOUS) for one in messages]
        first = messages[0] if messages else {}
        chat = text_in(first, "chat", "id", verdict=Verdict.AMBIGUOUS)
        return Receipt(remote_id=f"{chat}/{'+'.join(ids)}", url=_url(first, ids[0]))


def _url(message: Json, message_id: str) -> str:
    name = message["chat"].get("username")
    inner_id = str(message["chat"]["id"]).removeprefix("-100")
    return f"https://t.me/{name or f'c/{inner_id}'}/{message_id}"


def _refuse_shape(picture: Picture, number: int) -> None:
    short, long = sorted((picture.width, picture.height))
    if short + long > _LONGEST_SIDES or long > short * _NARROWEST:
        raise SendError(
            Verdict.PERMANENT,
            f"Picture {number} is {picture.width}x{picture.height}, which Telegram does not take. "
            "Render it smaller, or less narrow.",
        )
