"""Mastodon's rules, asked for with a plain HTTP client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture

API = "/mastodon/api"


class Member:
    """Somebody with a token on the server."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        self._visitor = visitor
        self._token = {"Authorization": f"Bearer {token}"}

    def upload(self, data: bytes | None = None, **fields: str) -> Said:
        files = {"file": a_picture() if data is None else data}
        return self._visitor.upload(f"{API}/v2/media", fields, files, **self._token)

    def post(self, **values: Any) -> Said:
        key = {"Idempotency_Key": values.pop("key")} if "key" in values else {}
        return self._visitor.post(f"{API}/v1/statuses", values, **self._token, **key)

    def ask(self, method: str, path: str) -> Said:
        return self._visitor.ask(method, f"{API}/{path}", None, **self._token)


@pytest.fixture
def member(sandbox: RunningSandbox, visitor: Visitor) -> Member:
    return Member(visitor, sandbox.account("mastodon")["token"])


def test_no_token_and_a_wrong_token_are_refused(visitor: Visitor) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = visitor.get(f"{API}/v1/accounts/verify_credentials", **headers)

        assert (answer.status, answer.json) == (401, {"error": "The access token is invalid"})


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("x" * 500, 200),
        ("x" * 501, 422),
        ("👩‍👩‍👧" * 500, 200),  # one cluster each
        ("x" * 476 + " https://example.org/" + "y" * 300, 200),  # an address counts 23
        ("x" * 478 + " https://example.org/", 422),
        ("x" * 495 + " @abc@a-long-server.example", 200),  # a mention counts without its server
        ("   ", 422),
    ],
)
def test_a_status_is_counted_as_the_server_counts(member: Member, text: str, status: int) -> None:
    answer = member.post(status=text)

    assert answer.status == status, answer.content


def test_a_key_gives_the_first_status_for_an_hour(
    member: Member, clock: SlowClock, visitor: Visitor
) -> None:
    first = member.post(status="One in five.", key="k").json["id"]

    assert member.post(status="One in five.", key="k").json["id"] == first
    clock.wait(timedelta(minutes=61))
    assert member.post(status="One in five.", key="k").json["id"] != first
    assert visitor.get("/_sandbox/copies").json["most"] == 2


@pytest.mark.parametrize(
    ("habit", "status", "copies"), [("ignored", 200, 2), ("refused", 400, 1), ("broken", 500, 1)]
)
def test_servers_of_the_family_treat_keys_in_their_own_ways(
    member: Member, visitor: Visitor, habit: str, status: int, copies: int
) -> None:
    visitor.post("/_sandbox/knobs", {"keys": habit})
    member.post(status="One in five.", key="k")

    again = member.post(status="One in five.", key="k")

    assert again.status == status
    assert visitor.get("/_sandbox/copies").json["most"] == copies


def test_a_picture_is_used_once(member: Member) -> None:
    media_id = member.upload(description="Words.").json["id"]
    member.post(status="One.", media_ids=[media_id])

    answer = member.post(status="Two.", media_ids=[media_id])

    assert answer.status == 422
    assert "already attached" in answer.json["error"]


def test_a_picture_that_is_not_ready_cannot_be_posted(member: Member, visitor: Visitor) -> None:
    visitor.post("/_sandbox/knobs", {"media_polls": 2})
    upload = member.upload()

    too_early = member.post(status="One.", media_ids=[upload.json["id"]])
    looks = [member.ask("GET", f"v1/media/{upload.json['id']}").status for _ in range(3)]

    assert (upload.status, upload.json["url"]) == (202, None)
    assert "have not finished processing" in too_early.json["error"]
    assert looks == [206, 206, 200]
    assert member.post(status="One.", media_ids=[upload.json["id"]]).status == 200


def test_what_is_no_picture_or_described_at_length_is_refused(member: Member) -> None:
    assert member.upload(b"not a picture").status == 422
    assert member.upload(description="x" * 1501).status == 422


def test_five_pictures_are_one_too_many(member: Member) -> None:
    ids = [member.upload(a_picture(colour)).json["id"] for colour in ("red", "blue") * 2]
    extra = member.upload().json["id"]

    assert member.post(status="Five.", media_ids=[*ids, extra]).status == 422
    assert member.post(status="Four.", media_ids=ids).status == 200


def test_own_statuses_come_newest_first_in_pages(member: Member) -> None:
    ids = [member.post(status=f"Number {number}.").json["id"] for number in range(5)]
    own = member.ask("GET", "v1/accounts/verify_credentials").json["id"]

    first = member.ask("GET", f"v1/accounts/{own}/statuses?limit=3")
    rest = member.ask("GET", f"v1/accounts/{own}/statuses?limit=3&max_id={first.json[-1]['id']}")

    assert [one["id"] for one in first.json + rest.json] == ids[::-1]
    assert 'rel="next"' in first.headers["link"]


def test_a_status_shows_links_tags_pictures_and_counts(member: Member, visitor: Visitor) -> None:
    media_id = member.upload(description="Words on blue.").json["id"]
    text = "Know <more>: https://example.org/a/very/long/address/of/facts #EndIt"
    status = member.post(status=text, media_ids=[media_id]).json
    visitor.post("/_sandbox/like", {"platform": "mastodon", "remote_id": status["id"]})

    shown = visitor.get(f"{API}/v1/statuses/{status['id']}").json

    assert 'href="https://example.org/a/very/long/address/of/facts"' in shown["content"]
    assert "&lt;more&gt;" in shown["content"]
    assert [tag["name"] for tag in shown["tags"]] == ["endit"]
    assert shown["media_attachments"][0]["description"] == "Words on blue."
    assert shown["favourites_count"] == 1


def test_replies_on_the_feed_are_the_context(member: Member, visitor: Visitor) -> None:
    number = member.post(status="One in five.").json["id"]
    reply = {"platform": "mastodon", "remote_id": number, "text": "Thank you & all."}
    visitor.post("/_sandbox/reply", reply)

    found = member.ask("GET", f"v1/statuses/{number}/context").json["descendants"]

    assert [one["content"] for one in found] == ["<p>Thank you &amp; all.</p>"]


def test_a_deleted_status_is_gone(member: Member, visitor: Visitor) -> None:
    number = member.post(status="One in five.").json["id"]

    assert member.ask("DELETE", f"v1/statuses/{number}").json["text"] == "One in five."
    assert member.ask("GET", f"v1/statuses/{number}").status == 404
    assert member.ask("DELETE", f"v1/statuses/{number}").status == 404
    assert visitor.get("/_sandbox/copies").json["copies"][0]["ever"] == 1


def test_the_server_tells_its_limits(visitor: Visitor) -> None:
    told = visitor.get(f"{API}/v2/instance").json["configuration"]

    assert told["statuses"]["max_characters"] == 500
    assert told["media_attachments"]["description_limit"] == 1500


def test_a_quota_that_is_enforced_says_when_it_ends(member: Member, visitor: Visitor) -> None:
    order = {"platform": "mastodon", "quota": "statuses", "limit": 2, "seconds": 60}
    visitor.post("/_sandbox/quotas", order)

    answers = [member.post(status=f"Number {number}.") for number in range(3)]

    assert [one.status for one in answers] == [200, 200, 429]
    assert answers[-1].headers["x-ratelimit-reset"].startswith("2027-01-11T09:01:00")
    visitor.ask("DELETE", "/_sandbox/quotas")
    assert member.post(status="Number 4.").status == 200
