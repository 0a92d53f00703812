"""Tumblr's rules, asked for with a plain HTTP client."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture

WORDS = {"type": "text", "text": "One in five."}


def image(identifier: str = "img0", alt: str = "Words.") -> dict[str, Any]:
    media = [{"type": "image/png", "identifier": identifier}]
    return {"type": "image", "media": media, "alt_text": alt}


class Writer:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self._visitor = visitor
        fields = sandbox.account("tumblr")
        self.base = f"/tumblr/v2/blog/{fields['blog']}"
        self.headers = {"Authorization": f"Bearer {fields['access']}", "User_Agent": "a test"}

    def ask(self, method: str, path: str, value: Any = None) -> Said:
        body = None if value is None else json.dumps(value).encode()
        kind = {"Content_Type": "application/json"}
        return self._visitor.ask(method, f"{self.base}/{path}", body, **kind, **self.headers)

    def send(self, files: dict[str, bytes], **told: Any) -> Said:
        fields = {"json": json.dumps(told)}
        return self._visitor.upload(f"{self.base}/posts", fields, files, **self.headers)


@pytest.fixture
def writer(sandbox: RunningSandbox, visitor: Visitor) -> Writer:
    return Writer(sandbox, visitor)


def test_a_draft_is_invisible_and_goes_out_once(writer: Writer, visitor: Visitor) -> None:
    made = writer.send({"img0": a_picture()}, content=[image(), WORDS], state="draft")
    draft = made.json["response"]["id_string"]
    kept = writer.ask("GET", f"posts/{draft}?npf=true").json["response"]
    before = visitor.posts()

    whole = {"content": kept["content"], "state": "published"}
    post = writer.ask("PUT", f"posts/{draft}", whole).json["response"]["id_string"]

    assert (made.status, kept["state"], before) == (201, "draft", [])
    assert visitor.posts()[0]["alt_texts"] == ["Words."]
    shown = writer.ask("GET", f"posts/{post}?npf=true").json["response"]
    assert (shown["state"], shown["genesis_post_id"]) == ("published", draft)
    assert writer.ask("PUT", f"posts/{draft}", whole).status == 404
    assert writer.ask("GET", f"posts/{draft}").status == 404
    assert len(visitor.posts()) == 1


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ([{"type": "text", "text": "x" * 4096}], 201),
        ([{"type": "text", "text": "x" * 4097}], 400),
        ([image(alt="x" * 4097)], 400),
        ([image("img7")], 400),
        ([WORDS] * 1001, 400),
        ([{"type": "poem"}], 400),
        ([], 400),
        ([{**WORDS, "formatting": [{"type": "bold", "start": 0, "end": 13}]}], 400),
    ],
)
def test_blocks_have_bounds(writer: Writer, content: list[dict[str, Any]], status: int) -> None:
    answer = writer.send({"img0": a_picture()}, content=content)

    assert answer.status == status, answer.content
    assert answer.json["meta"]["status"] == status


def test_a_state_is_one_of_four(writer: Writer) -> None:
    assert writer.ask("POST", "posts", {"content": [WORDS], "state": "soon"}).status == 400


def test_drafts_are_listed(writer: Writer) -> None:
    made = writer.ask("POST", "posts", {"content": [WORDS], "state": "draft"}).json["response"]

    drafts = writer.ask("GET", "posts/draft").json["response"]["posts"]

    assert [one["id"] for one in drafts] == [made["id"]]


def test_notes_are_summed(writer: Writer, visitor: Visitor) -> None:
    number = writer.ask("POST", "posts", {"content": [WORDS]}).json["response"]["id_string"]
    for action in ("like", "repost", "reply"):
        which = {"platform": "tumblr", "remote_id": number, "text": "Thank you."}
        visitor.post(f"/_sandbox/{action}", which)

    told = writer.ask("GET", f"notes?id={number}&mode=conversation").json["response"]

    assert (told["total_notes"], told["total_likes"], told["total_reblogs"]) == (3, 1, 1)


def test_a_post_is_deleted_by_a_form(writer: Writer, visitor: Visitor) -> None:
    number = writer.ask("POST", "posts", {"content": [WORDS]}).json["response"]["id_string"]
    body = urlencode({"id": number}).encode()
    kind = {"Content_Type": "application/x-www-form-urlencoded"}

    first, second = (
        visitor.ask("POST", f"{writer.base}/post/delete", body, **kind, **writer.headers).status
        for _ in range(2)
    )

    assert (first, second) == (200, 404)


def test_a_steady_user_agent_and_a_fresh_token_are_needed(
    writer: Writer, visitor: Visitor, clock: SlowClock
) -> None:
    token = {"Authorization": writer.headers["Authorization"]}

    assert visitor.get("/tumblr/v2/user/info", **token).status == 403
    clock.wait(timedelta(seconds=2520))
    assert visitor.get("/tumblr/v2/user/info", **writer.headers).status == 401
