"""X's rules, asked for with a plain HTTP client that signs with OAuth 1.0a."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from authlib.oauth1.client import OAuth1Client

from scheduler.sandbox.platforms.x_shapes import weight
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


class Member:
    """Signs every request anew, by a library that neither side was written with."""

    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self._url = sandbox.url
        self.visitor = visitor
        keys = sandbox.account("x")
        self.keys = [keys[name] for name in ("api_key", "api_secret", "token", "token_secret")]

    def signed(self, method: str, path: str) -> dict[str, str]:
        key, secret, token, token_secret = self.keys
        client = OAuth1Client(None, key, secret, token=token, token_secret=token_secret)
        _, headers, _ = client.auth.prepare(method, f"{self._url}{path}", {}, b"")
        return {"Authorization": headers["Authorization"]}

    def get(self, path: str) -> Said:
        return self.visitor.get(f"/x/2/{path}", **self.signed("GET", f"/x/2/{path}"))

    def post(self, path: str, value: Any) -> Said:
        return self.visitor.post(f"/x/2/{path}", value, **self.signed("POST", f"/x/2/{path}"))

    def tweet(self, text: str = "One in five.", **more: Any) -> Said:
        return self.post("tweets", {"text": text, **more})

    def media(self, data: bytes, **fields: str) -> Said:
        told = {"media_category": "tweet_image", **fields}
        headers = self.signed("POST", "/x/2/media/upload")
        return self.visitor.upload("/x/2/media/upload", told, {"media": data}, **headers)


@pytest.fixture
def member(sandbox: RunningSandbox, visitor: Visitor) -> Member:
    return Member(sandbox, visitor)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", 0),
        ("abc", 3),
        ("Ä", 1),  # normalized to one character first
        ("漢字", 4),
        ("👩‍👩‍👧", 2),
        ("🇩🇪", 2),
        ("“quoted” — so", 13),
        ("…", 2),
        ("•", 2),
        ("see https://example.org/a/very/long/address/indeed", 27),
        ("see example.org now", 31),
        ("mail@example.org", 16),
    ],
)
def test_text_is_weighed(text: str, counted: int) -> None:
    assert weight(text) == counted


@pytest.mark.parametrize(
    ("text", "status"), [("x" * 280, 201), ("x" * 281, 403), ("漢" * 140, 201), ("漢" * 141, 403)]
)
def test_280_is_the_end(member: Member, text: str, status: int) -> None:
    assert member.tweet(text).status == status


def test_a_wrong_signature_and_a_used_one_are_refused(member: Member) -> None:
    headers = member.signed("GET", "/x/2/users/me")
    member.keys[3] = "wrong"
    forged = member.signed("GET", "/x/2/users/me")

    def ask(signed: dict[str, str]) -> int:
        return member.visitor.get("/x/2/users/me", **signed).status

    assert [ask(headers), ask(headers), ask(forged)] == [200, 401, 401]


def test_a_query_is_part_of_what_is_signed(member: Member) -> None:
    number = member.tweet().json["data"]["id"]
    asked = quote("created_at,public_metrics", safe="")

    answer = member.get(f"tweets?ids={number}&tweet.fields={asked}")

    assert answer.json["data"][0]["public_metrics"]["like_count"] == 0


def test_the_same_words_are_refused_for_a_while(member: Member, clock: SlowClock) -> None:
    member.tweet()

    again = member.tweet()

    assert again.status == 403
    assert "duplicate content" in again.json["detail"]
    clock.wait(timedelta(days=1))
    assert member.tweet().status == 201


def test_pictures_get_their_alt_text_by_a_call_of_its_own(member: Member, visitor: Visitor) -> None:
    number = member.media(a_picture()).json["data"]["id"]
    described = {"id": number, "metadata": {"alt_text": {"text": "Words."}}}

    assert member.post("media/metadata", described).status == 200
    shown = member.tweet(media={"media_ids": [number]}).json["data"]

    assert "https://t.co/" in shown["text"]
    assert visitor.posts()[0]["alt_texts"] == ["Words."]


def test_a_picture_may_come_as_base64(member: Member) -> None:
    told = {"media": b64encode(a_picture()).decode(), "media_category": "tweet_image"}

    assert member.post("media/upload", told).json["data"]["media_key"].startswith("3_")


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (a_picture(), {"media_category": ""}),
        (b"no picture", {}),
        (a_picture() + bytes(5 * 1024 * 1024), {}),
    ],
)
def test_a_picture_that_cannot_be_one_is_refused(
    member: Member, data: bytes, fields: dict[str, str]
) -> None:
    assert member.media(data, **fields).status == 400


@pytest.mark.parametrize(
    "told",
    [
        {"text": "One.", "colour": "red"},
        {"text": ""},
        {"text": "One.", "media": {"media_ids": ["1"]}},
        {"text": "One.", "media": {"media_ids": ["1", "2", "3", "4", "5"]}},
    ],
)
def test_a_request_of_another_shape_is_refused(member: Member, told: dict[str, Any]) -> None:
    answer = member.post("tweets", told)

    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_missing_post_is_told_with_status_200(member: Member) -> None:
    answer = member.get("tweets/1")

    assert answer.status == 200
    assert answer.json["errors"][0]["type"].endswith("/resource-not-found")


def test_an_own_timeline_goes_back_to_a_moment(member: Member, clock: SlowClock) -> None:
    own = member.get("users/me").json["data"]["id"]
    member.tweet("Before.")
    clock.wait(timedelta(hours=1))
    after = member.tweet("After.").json["data"]["id"]

    page = member.get(f"users/{own}/tweets?max_results=5&start_time=2027-01-11T09:30:00Z")

    assert [one["id"] for one in page.json["data"]] == [after]
    assert member.get(f"users/{own}/tweets?max_results=4").status == 400


def test_rates_are_told_and_can_be_enforced(member: Member, visitor: Visitor) -> None:
    order = {"platform": "x", "quota": "posts", "limit": 1, "seconds": 900}
    visitor.post("/_sandbox/quotas", order)
    first = member.tweet("One.")

    second = member.tweet("Two.")

    assert first.headers["x-rate-limit-remaining"] == "0"
    assert (second.status, json.loads(second.content)["status"]) == (429, 429)
    assert int(second.headers["x-rate-limit-reset"]) == 1799658900


def test_deleting_is_final(member: Member, visitor: Visitor) -> None:
    number = member.tweet().json["data"]["id"]
    headers = member.signed("DELETE", f"/x/2/tweets/{number}")

    answer = visitor.ask("DELETE", f"/x/2/tweets/{number}", None, **headers)

    assert answer.json == {"data": {"deleted": True}}
    assert visitor.posts() == []
