"""Slack: a bot posts into one channel of a workspace.

Make an app at https://api.slack.com/apps with the bot scopes chat:write, files:write, files:read,
channels:history and reactions:read, install it, copy its bot token and invite the bot into the
channel. Source: https://docs.slack.dev
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

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
from scheduler.connectors.http import call, exchange
from scheduler.connectors.limits import refuse_long_caption, refuse_what_does_not_fit
from scheduler.connectors.matching import SKEW
from scheduler.connectors.parcels import file_name
from scheduler.connectors.polling import Sleep, polled
from scheduler.connectors.verdicts import Dialect, Reply, text_in

_SERVER = "https://slack.com/api"
_SHARING = (0.3, 0.7, 1.5, 3.0)
_EVENT = "awareness_post"
_FILE = "file"
_MOST_MESSAGES = 200
_RUN_OUT = frozenset(
    {"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"}
)
_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_TROUBLE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
_SENTENCES: Mapping[str, str] = {
    "channel_not_found": "The bot cannot see this channel. Check its id and invite the bot.",
    "not_in_channel": "The bot is not in the channel. Invite it there with /invite.",
    "is_archived": "The channel is archived. Choose another.",
    "msg_too_long": "The caption is too long for Slack. Shorten it.",
    "alt_txt_too_large": "An alt text is too long for Slack. Shorten it to 1,000 characters.",
    "missing_scope": "The bot lacks a scope. Add it to the app and install the app anew.",
}


def _explain(reply: Reply) -> SendError | None:
    """Read what Slack says inside of answers that all have the status 200."""
    body = reply.body if isinstance(reply.body, dict) else {}
    if body.get("ok") is not False:
        return None
    said = str(body.get("error") or "unknown_error")
    if said in _RUN_OUT:
        sentence = "Slack no longer accepts this bot token. Connect the channel again."
        return SendError(Verdict.REAUTH, sentence, code=said)
    if said in _LIMITED:
        return SendError(Verdict.RATE_LIMITED, "Slack asks to slow down.", code=said)
    if said in _TROUBLE:
        return SendError(reply.unclear, f"Slack had trouble of its own ({said}).", code=said)
    needed = f" It needs {body['needed']}." if body.get("needed") else ""
    sentence = _SENTENCES.get(said, f"Slack refused this: {said}.") + needed
    return SendError(Verdict.PERMANENT, sentence, code=said)


_DIALECT = Dialect(_explain)


class Slack:
    platform: ClassVar[str] = "slack"
    title: ClassVar[str] = "Slack"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("token", "Bot token, starting with xoxb-", secret=True),
        Field("channel", "Id of the channel, for example C0123456789"),
        Field("server", "API server", default=_SERVER, address=True),
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_images=10,
        max_image_bytes=10_000_000,
        max_alt_text=1000,
        mime_types=("image/jpeg", "image/png", "image/webp"),
    )

    def __init__(
        self, session: requests.Session, *, sleep: Sleep = time.sleep, **values: str
    ) -> None:
        self._session = session
        self._sleep = sleep
        self._who = {"Authorization": f"Bearer {values['token']}"}
        self._channel = values["channel"]
        self._server = values.get("server") or _SERVER

    def verify(self) -> Account:
        reply = exchange(
            self._session, "POST", f"{self._server}/auth.test", dialect=_DIALECT, headers=self._who
        )
        scopes = tuple(filter(None, reply.headers.get("x-oauth-scopes", "").split(",")))
        for needed in ("chat:write", "files:write"):
            if scopes and needed not in scopes:
                raise SendError(
                    Verdict.PERMANENT,
                    f"The bot lacks the scope {needed}. Add it to the app and install it anew.",
                )
        me = reply.body
        team, user = text_in(me, "team_id"), text_in(me, "user_id")
        return Account(
            remote_id=f"{team}/{user}/{self._channel}",
            name=f"{me.get('user') or 'bot'} in {me.get('team') or team}, {self._channel}",
            url=f"{str(me.get('url') or 'https://slack.com/').rstrip('/')}/archives/{self._channel}",
            scopes=scopes,
        )

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        refuse_long_caption(text, self.platform, self.title)
        files = [
            {"id": self._upload(number, picture), "title": f"Card {number + 1}"}
            for number, picture in enumerate(outgoing.pictures)
        ]
        return {"text": _escaped(text), "files": files}

    def publish(self, request: Json, key: str) -> Receipt:
        text, files = request["text"], request["files"]
        if not files:
            answer = self._call(
                "chat.postMessage",
                irreversible=True,
                channel=self._channel,
                text=text,
                metadata=json.dumps({"event_type": _EVENT, "event_payload": {"id": key}}),
            )
            return self._receipt(text_in(answer, "ts", verdict=Verdict.AMBIGUOUS))
        self._call(
            "files.completeUploadExternal",
            irreversible=True,
            files=json.dumps(files),
            channel_id=self._channel,
            initial_comment=text,
        )
        # It is out. Slack shares files a little later, so where they stand may not be known yet.
        first = files[0]["id"]
        try:
            moment = polled(lambda: self._shared_at(first), self._sleep, _SHARING)
        except SendError:
            moment = None
        return self._receipt(moment) if moment else self._by_file(first)

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        if request["files"]:
            moment = self._shared_at(request["files"][0]["id"])
            return self._receipt(moment) if moment else None
        answer = self._call(
            "conversations.history",
            channel=self._channel,
            oldest=str((since - SKEW).timestamp()),
            include_all_metadata="true",
            limit=str(_MOST_MESSAGES),
        )
        for message in answer.get("messages") or []:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("id") == key:
                return self._receipt(text_in(message, "ts"))
        if answer.get("has_more"):
            raise SendError(
                Verdict.AMBIGUOUS, "The channel is too busy to look through. Look there yourself."
            )
        return None

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for receipt in receipts:
            try:
                moment = self._moment_of(receipt)
                if not moment:
                    continue
                answer = self._call("reactions.get", channel=self._channel, timestamp=moment)
            except SendError as error:
                if error.verdict is not Verdict.PERMANENT:
                    raise
                continue
            message = answer.get("message") or {}
            reactions = [int(one.get("count") or 0) for one in message.get("reactions") or []]
            found[receipt.remote_id] = {
                "reactions": sum(reactions),
                "replies": int(message.get("reply_count") or 0),
            }
        return found

    def delete(self, receipt: Receipt) -> None:
        moment = self._moment_of(receipt)
        try:
            self._call("chat.delete", channel=self._channel, ts=moment)
        except SendError as error:
            if error.code != "message_not_found":
                raise

    def credentials(self) -> Mapping[str, str]:
        return {}

    def _call(self, method: str, *, irreversible: bool = False, **form: str) -> Json:
        return call(
            self._session,
            "POST",
            f"{self._server}/{method}",
            irreversible=irreversible,
            dialect=_DIALECT,
            headers=self._who,
            data={name: value for name, value in form.items() if value},
        )

    def _upload(self, number: int, picture: Picture) -> str:
        answer = self._call(
            "files.getUploadURLExternal",
            filename=file_name(number, picture.mime_type),
            length=str(len(picture.data)),
            alt_txt=picture.alt_text,
        )
        # The address of the upload is the permission for it: no token goes there.
        exchange(
            self._session,
            "POST",
            text_in(answer, "upload_url"),
            data=picture.data,
            headers={"Content-Type": picture.mime_type},
        )
        return text_in(answer, "file_id")

    def _shared_at(self, file_id: str) -> str | None:
        """Return the name Slack gave the message that shows this file, None while there is none."""
        try:
            file = self._call("files.info", file=file_id).get("file") or {}
        except SendError as error:
            if error.code in {"file_not_found", "file_deleted"}:
                return None
            raise
        shares = file.get("shares") or {}
        for kind in ("public", "private"):
            places = (shares.get(kind) or {}).get(self._channel) or []
            if places:
                return text_in(places[0], "ts")
        return None

    def _moment_of(self, receipt: Receipt) -> str:
        kind, _, name = receipt.remote_id.rpartition("/")
        if kind.endswith(f"/{_FILE}"):
            return self._shared_at(name) or ""
        return name

    def _receipt(self, moment: str) -> Receipt:
        return Receipt(remote_id=f"{self._channel}/{moment}", url=self._permalink(moment))

    def _by_file(self, file_id: str) -> Receipt:
        return Receipt(remote_id=f"{self._channel}/{_FILE}/{file_id}", url="")

    def _permalink(self, moment: str) -> str:
        try:
            answer = self._call("chat.getPermalink", channel=self._channel, message_ts=moment)
        except SendError:
            return ""  # it is out all the same
        return str(answer.get("permalink") or "")


def _escaped(text: str) -> str:
    """Keep Slack from reading <…> as a mention of everybody, and & as the start of a sign."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
