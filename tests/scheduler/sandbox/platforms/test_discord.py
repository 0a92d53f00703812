"""Discord's rules for webhooks and bots, asked for with a plain HTTP client."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


class Hook:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self._visitor = visitor
        self.path = sandbox.account("discord")["webhook"].removeprefix(sandbox.url)

    def post(self, query: str = "?wait=true", **values: Any) -> Said:
        return self._visitor.post(f"{self.path}{query}", values)

    def send(self, files: list[bytes], **payload: Any) -> Said:
        parts = {f"files[{number}]": data for number, data in enumerate(files)}
        told = {"payload_json": json.dumps(payload)}
        return self._visitor.upload(f"{self.path}?wait=true", told, parts)


@pytest.fixture
def hook(sandbox: RunningSandbox, visitor: Visitor) -> Hook:
    return Hook(sandbox, visitor)


def test_an_unknown_webhook_and_a_wrong_token_differ(hook: Hook, visitor: Visitor) -> None:
    number = hook.path.split("/")[-2]

    assert visitor.get("/discord/api/webhooks/1/x").json["code"] == 10015
    assert visitor.get(f"/discord/api/webhooks/{number}/x").json["code"] == 50027


def test_without_waiting_there_is_no_message_in_the_answer(hook: Hook, visitor: Visitor) -> None:
    answer = hook.post("", content="One in five.")

    assert (answer.status, answer.content) == (204, b"")
    assert len(visitor.posts()) == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [("x" * 2000, 200, None), ("x" * 2001, 400, 50035), ("  ", 400, 50006)],
)
def test_content_has_bounds(hook: Hook, content: str, status: int, code: int | None) -> None:
    answer = hook.post(content=content)

    assert (answer.status, answer.json.get("code")) == (status, code)


def test_files_are_described_by_their_number(hook: Hook, visitor: Visitor) -> None:
    described = [{"id": 1, "description": "Two."}, {"id": 0, "description": "One."}]

    message = hook.send([a_picture("red"), a_picture("blue")], attachments=described).json

    assert [one["description"] for one in message["attachments"]] == ["One.", "Two."]
    assert visitor.posts()[0]["alt_texts"] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("files", "attachments", "status"),
    [
        (1, [{"id": 0, "description": "x" * 1024}], 200),
        (1, [{"id": 0, "description": "x" * 1025}], 400),
        (1, [{"id": 7, "description": "Nothing."}], 400),
        (11, [], 400),
    ],
)
def test_a_wrong_form_is_refused(
    hook: Hook, files: int, attachments: list[dict[str, Any]], status: int
) -> None:
    assert hook.send([a_picture()] * files, attachments=attachments).status == status


def test_a_large_file_is_refused(hook: Hook) -> None:
    answer = hook.send([bytes(10 * 1024 * 1024 + 1)])

    assert (answer.status, answer.json["code"]) == (413, 40005)


def test_an_own_message_is_seen_changed_and_deleted(hook: Hook, visitor: Visitor) -> None:
    number = hook.post(content="One in five.").json["id"]
    path = f"{hook.path}/messages/{number}"
    body = json.dumps({"content": "One in four."}).encode()
    visitor.post("/_sandbox/like", {"platform": "discord", "remote_id": number})

    changed = visitor.ask("PATCH", path, body, Content_Type="application/json").json

    assert (changed["content"], changed["reactions"][0]["count"]) == ("One in four.", 1)
    assert visitor.ask("DELETE", path).status == 204
    assert visitor.get(path).json["code"] == 10008


class Bot:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self._visitor = visitor
        fields = sandbox.account("discord_bot")
        self.path = f"/discord_bot/api/v10/channels/{fields['channel']}"
        self.headers = {"Authorization": f"Bot {fields['token']}"}

    def post(self, **values: Any) -> Said:
        return self._visitor.post(f"{self.path}/messages", values, **self.headers)


@pytest.fixture
def bot(sandbox: RunningSandbox, visitor: Visitor) -> Bot:
    return Bot(sandbox, visitor)


def test_an_enforced_nonce_gives_the_first_message_for_some_minutes(
    bot: Bot, clock: SlowClock
) -> None:
    first = bot.post(content="One.", nonce="n", enforce_nonce=True).json["id"]

    assert bot.post(content="Two.", nonce="n", enforce_nonce=True).json["id"] == first
    assert bot.post(content="Three.", nonce="n").json["id"] != first
    clock.wait(timedelta(minutes=6))
    assert bot.post(content="One.", nonce="n", enforce_nonce=True).json["id"] != first


def test_a_bot_needs_its_token_and_its_channel(bot: Bot, visitor: Visitor) -> None:
    assert visitor.get(bot.path, Authorization="Bot none").json["code"] == 0
    assert visitor.get("/discord_bot/api/v10/channels/1", **bot.headers).json["code"] == 10003
    assert bot.post(content="One.", nonce="x" * 26).status == 400


def test_messages_come_newest_first(bot: Bot, visitor: Visitor) -> None:
    ids = [bot.post(content=f"Number {number}.").json["id"] for number in range(3)]

    shown = visitor.get(f"{bot.path}/messages?limit=2", **bot.headers).json

    assert [one["id"] for one in shown] == ids[:0:-1]


def test_an_enforced_quota_tells_seconds_as_a_fraction(bot: Bot, visitor: Visitor) -> None:
    order = {"platform": "discord_bot", "quota": "messages", "limit": 1, "seconds": 2.5}
    visitor.post("/_sandbox/quotas", order)
    bot.post(content="One.")

    answer = bot.post(content="Two.")

    assert answer.json["retry_after"] == 2.5
    assert answer.headers["retry-after"] == "3"
    assert answer.headers["x-ratelimit-reset-after"] == "2.500"
