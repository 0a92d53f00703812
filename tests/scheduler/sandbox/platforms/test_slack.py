"""Slack's rules, asked for with a plain HTTP client."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


class Bot:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self.visitor = visitor
        self._url = sandbox.url
        self.fields = sandbox.account("slack")
        self.channel = self.fields["channel"]

    def call(self, method: str, **values: str) -> Any:
        answer = self.ask(method, **values)
        assert answer.status == 200
        return answer.json

    def ask(self, method: str, **values: str) -> Said:
        return self.visitor.ask(
            "POST",
            f"/slack/api/{method}",
            urlencode(values).encode(),
            Content_Type="application/x-www-form-urlencoded",
            Authorization=f"Bearer {self.fields['token']}",
        )

    def file(self, data: bytes, alt: str = "") -> str:
        told = {"filename": "card.png", "length": str(len(data)), "alt_txt": alt}
        place = self.call("files.getUploadURLExternal", **told)
        path = place["upload_url"].removeprefix(self._url)
        assert self.visitor.ask("POST", path, data).status == 200
        return str(place["file_id"])

    def share(self, *ids: str, text: str = "One in five.") -> Any:
        files = json.dumps([{"id": one} for one in ids])
        told = {"channel_id": self.channel, "initial_comment": text}
        return self.call("files.completeUploadExternal", files=files, **told)


@pytest.fixture
def bot(sandbox: RunningSandbox, visitor: Visitor) -> Bot:
    return Bot(sandbox, visitor)


def test_tokens_are_told_apart(bot: Bot, visitor: Visitor) -> None:
    assert visitor.post("/slack/api/auth.test").json["error"] == "not_authed"
    bot.fields["token"] = "xoxb-none"
    assert bot.call("auth.test")["error"] == "invalid_auth"


def test_files_are_shared_together_with_their_alt_texts(bot: Bot, visitor: Visitor) -> None:
    ids = [bot.file(a_picture(colour), colour) for colour in ("red", "blue")]

    assert bot.share(*ids, text="Fish &amp; chips")["ok"] is True

    [post] = visitor.posts()
    assert (post["text"], post["alt_texts"]) == ("Fish & chips", ["red", "blue"])
    assert bot.share(*ids) == {"ok": False, "error": "file_not_found"}


def test_where_a_file_was_shared_may_be_told_later(
    bot: Bot, visitor: Visitor, clock: SlowClock
) -> None:
    visitor.post("/_sandbox/knobs", {"blind_for": 5})
    file_id = bot.file(a_picture())
    bot.share(file_id)

    early = bot.call("files.info", file=file_id)["file"]["shares"]
    clock.wait(timedelta(seconds=5))
    shares = bot.call("files.info", file=file_id)["file"]["shares"]

    assert early == {}
    [place] = shares["public"][bot.channel]
    link = bot.call("chat.getPermalink", channel=bot.channel, message_ts=place["ts"])
    assert link["permalink"].endswith(f"/archives/{bot.channel}/p{place['ts'].replace('.', '')}")


@pytest.mark.parametrize(
    ("method", "values", "error"),
    [
        ("files.getUploadURLExternal", {"filename": "a"}, "invalid_arguments"),
        (
            "files.getUploadURLExternal",
            {"filename": "a", "length": "1", "alt_txt": "x" * 1001},
            "alt_txt_too_large",
        ),
        ("files.completeUploadExternal", {"files": "[]"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C1", "text": "One."}, "channel_not_found"),
        ("files.info", {"file": "F1"}, "file_not_found"),
        ("no.method", {}, "unknown_method"),
    ],
)
def test_errors_come_with_status_200(
    bot: Bot, method: str, values: dict[str, str], error: str
) -> None:
    assert bot.call(method, **values)["error"] == error


def test_a_message_has_bounds_and_is_found_by_its_metadata(bot: Bot) -> None:
    mark = json.dumps({"event_type": "post", "event_payload": {"id": "k"}})

    def post(text: str) -> Any:
        return bot.call("chat.postMessage", channel=bot.channel, text=text, metadata=mark)

    assert post("")["error"] == "no_text"
    assert post("x" * 40_001)["error"] == "msg_too_long"
    moment = post("One in five.")["ts"]
    [message] = bot.call("conversations.history", channel=bot.channel)["messages"]
    assert (message["ts"], message["metadata"]["event_payload"]) == (moment, {"id": "k"})


def test_an_upload_of_another_length_is_refused(bot: Bot, visitor: Visitor) -> None:
    place = bot.call("files.getUploadURLExternal", filename="a.png", length="3")
    path = "/slack/upload/" + place["upload_url"].partition("/slack/upload/")[2]

    assert visitor.ask("POST", path, b"four").status == 400


def test_reactions_and_replies_belong_to_a_message(bot: Bot, visitor: Visitor) -> None:
    moment = bot.call("chat.postMessage", channel=bot.channel, text="One.")["ts"]
    which = {"platform": "slack", "remote_id": f"{bot.channel}/{moment}", "text": "Thank you."}
    for action in ("like", "reply"):
        visitor.post(f"/_sandbox/{action}", which)

    message = bot.call("reactions.get", channel=bot.channel, timestamp=moment)["message"]
    said = bot.call("conversations.replies", channel=bot.channel, ts=moment)["messages"]

    assert (message["reactions"][0]["count"], message["reply_count"]) == (1, 1)
    assert [one["text"] for one in said] == ["One.", "Thank you."]


def test_only_a_rate_limit_has_a_status(bot: Bot, visitor: Visitor) -> None:
    order = {"platform": "slack", "quota": "messages", "limit": 1, "seconds": 60}
    visitor.post("/_sandbox/quotas", order)
    bot.call("chat.postMessage", channel=bot.channel, text="One.")

    answer = bot.ask("chat.postMessage", channel=bot.channel, text="Two.")

    assert (answer.status, answer.headers["retry-after"]) == (429, "60")
    assert answer.json["error"] == "ratelimited"
