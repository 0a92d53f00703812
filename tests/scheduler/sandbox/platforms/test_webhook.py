"""The receiver of webhooks, which checks signatures as the standard says."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


class Sender:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self._visitor = visitor
        fields = sandbox.account("webhook")
        self.path = fields["url"].removeprefix(sandbox.url)
        self.key = b64decode(fields["secret"].removeprefix("whsec_"))

    def send(self, message: Any, message_id: str = "msg_1", before: str = "") -> Said:
        body = json.dumps(message).encode()
        signed = f"{message_id}.1768122000.".encode() + body
        signature = b64encode(hmac.digest(self.key, signed, sha256)).decode()
        return self._visitor.ask(
            "POST",
            self.path,
            body,
            Content_Type="application/json",
            webhook_id=message_id,
            webhook_timestamp="1768122000",
            webhook_signature=f"{before}v1,{signature}",
        )


@pytest.fixture
def sender(sandbox: RunningSandbox, visitor: Visitor) -> Sender:
    return Sender(sandbox, visitor)


def a_message(**changes: Any) -> dict[str, Any]:
    card = a_picture()
    media = {"base64": b64encode(card).decode(), "sha256": sha256(card).hexdigest()}
    data = {"text": "One in five.", "alt_texts": ["Words."], "media": [media], **changes}
    return {"type": "post.due", "timestamp": "2027-01-11T09:00:00Z", "data": data}


def test_a_signed_message_is_taken_once_for_its_id(sender: Sender, visitor: Visitor) -> None:
    first = sender.send(a_message())
    again = sender.send(a_message())

    assert (first.status, again.json) == (200, first.json)
    assert [post["alt_texts"] for post in visitor.posts()] == [["Words."]]
    assert visitor.posts()[0]["key"] == "msg_1"


def test_one_of_several_signatures_is_enough(sender: Sender) -> None:
    assert sender.send(a_message(), before="v1,bm9uZQ== v1a,other ").status == 200


def test_a_wrong_signature_is_refused(sender: Sender, visitor: Visitor) -> None:
    sender.key = b"another key of twenty-four bytes"

    assert sender.send(a_message()).status == 401
    assert visitor.posts() == []


def test_a_ping_is_no_post(sender: Sender, visitor: Visitor) -> None:
    assert sender.send({"type": "channel.ping", "data": {}}).status == 200
    assert visitor.posts() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"alt_texts": []},
        {"media": [{"base64": "no base64"}]},
        {"media": [{"base64": b64encode(a_picture()).decode(), "sha256": "0" * 64}]},
        {"media": [{"base64": b64encode(b"no picture").decode()}]},
        {"media": [{"url": "http://127.0.0.1:9/none"}]},
    ],
)
def test_pictures_must_be_what_they_say(sender: Sender, changes: dict[str, Any]) -> None:
    assert sender.send(a_message(**changes)).status == 400


def test_nobody_listens_elsewhere(sender: Sender) -> None:
    sender.path = "/webhook/hooks/elsewhere"

    assert sender.send(a_message()).status == 404
