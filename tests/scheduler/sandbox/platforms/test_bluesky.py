"""Bluesky's rules, asked for with a plain HTTP client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture

XRPC = "/bluesky/xrpc"
RKEY = "3lfabcdefgh2a"
POST = "app.bsky.feed.post"


class Member:
    """Somebody who logged in."""

    def __init__(self, visitor: Visitor, fields: dict[str, str]) -> None:
        self._visitor = visitor
        self.login = {"identifier": fields["handle"], "password": fields["password"]}
        session = self.post("com.atproto.server.createSession", self.login, token="")
        assert session.status == 200, session.content
        self.did = session.json["did"]
        self.access = session.json["accessJwt"]
        self.refresh = session.json["refreshJwt"]

    def post(self, name: str, value: Any = None, token: str | None = None) -> Said:
        token = self.access if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._visitor.post(f"{XRPC}/{name}", value, **headers)

    def get(self, name: str, query: str = "") -> Said:
        return self._visitor.get(f"{XRPC}/{name}?{query}", Authorization=f"Bearer {self.access}")

    def upload(self, data: bytes) -> Said:
        return self._visitor.ask(
            "POST",
            f"{XRPC}/com.atproto.repo.uploadBlob",
            data,
            Content_Type="image/png",
            Authorization=f"Bearer {self.access}",
        )

    def put(self, record: dict[str, Any], rkey: str = RKEY, **more: Any) -> Said:
        place = {"repo": self.did, "collection": POST, "rkey": rkey, "record": record}
        return self.post("com.atproto.repo.putRecord", {**place, **more})


def a_record(**changes: Any) -> dict[str, Any]:
    return {
        "$type": POST,
        "text": "One in five.",
        "createdAt": "2027-01-11T09:00:00.000Z",
        **changes,
    }


def a_facet(start: int, end: int, **feature: str) -> dict[str, Any]:
    told = feature or {"$type": "app.bsky.richtext.facet#tag", "tag": "EndIt"}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [told]}


@pytest.fixture
def member(sandbox: RunningSandbox, visitor: Visitor) -> Member:
    return Member(visitor, sandbox.account("bluesky"))


def test_a_wrong_password_is_refused(member: Member) -> None:
    wrong = {**member.login, "password": "wrong"}

    answer = member.post("com.atproto.server.createSession", wrong, token="")

    assert (answer.status, answer.json["error"]) == (401, "AuthenticationRequired")


def test_each_kind_of_bad_token_has_its_own_answer(member: Member, clock: SlowClock) -> None:
    name = "com.atproto.repo.putRecord"
    kinds = {"": "AuthMissing", "none": "InvalidToken", f"{member.access}x": "InvalidToken"}

    answers = {token: member.post(name, token=token).json["error"] for token in kinds}
    clock.wait(timedelta(hours=2))

    assert answers == kinds
    assert member.post(name).json["error"] == "ExpiredToken"


def test_a_refresh_token_gives_one_successor(member: Member, clock: SlowClock) -> None:
    name = "com.atproto.server.refreshSession"

    first = member.post(name, token=member.refresh).json
    again = member.post(name, token=member.refresh)
    clock.wait(timedelta(hours=3))
    too_late = member.post(name, token=member.refresh)

    assert first["refreshJwt"] == again.json["refreshJwt"]
    assert (too_late.status, too_late.json["error"]) == (400, "ExpiredToken")
    assert member.post(name, token=first["refreshJwt"]).status == 200
    assert member.post(name, token=member.access).status == 400


def test_the_same_record_again_changes_nothing_and_another_is_refused(
    member: Member, visitor: Visitor
) -> None:
    first = member.put(a_record(), swapRecord=None)

    again = member.put(a_record(), swapRecord=None)
    other = member.put(a_record(text="Another."), swapRecord=None)

    assert again.json["cid"] == first.json["cid"]
    assert (other.status, other.json["error"]) == (400, "InvalidSwap")
    assert [post["text"] for post in visitor.posts()] == ["One in five."]


def test_without_a_condition_a_record_is_replaced(member: Member, visitor: Visitor) -> None:
    member.put(a_record())

    member.put(a_record(text="Another."))

    assert [post["text"] for post in visitor.posts()] == ["Another."]


def test_creating_over_a_record_is_a_server_error(member: Member) -> None:
    member.put(a_record())
    place = {"repo": member.did, "collection": POST, "rkey": RKEY, "record": a_record()}

    assert member.post("com.atproto.repo.createRecord", place).status == 500


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "x" * 301},
        {"text": "👩‍👩‍👧" * 167},  # 167 clusters of 18 bytes are more than 3000 bytes
        {"text": None},
        {"createdAt": "2027-01-11 09:00"},
        {"createdAt": "2027-01-11T09:00:00"},
        {"langs": ["en", "es", "fr", "de"]},
        {"langs": ["english please"]},
        {"$type": "app.bsky.feed.like"},
        {"facets": [a_facet(0, 13)]},
        {"facets": [a_facet(5, 5)]},
        {"facets": [a_facet(0, 3, **{"$type": "app.bsky.richtext.facet#link", "uri": "no"})]},
        {"facets": [a_facet(0, 3, **{"$type": "app.bsky.richtext.facet#tag", "tag": "#a"})]},
        {"text": "é", "facets": [a_facet(1, 2)]},
        {"embed": {"$type": "app.bsky.embed.images", "images": []}},
        {"embed": {"$type": "app.bsky.embed.unheard"}},
        {"tags": ["x"] * 9},
    ],
)
def test_a_record_that_its_lexicon_forbids_is_refused(
    member: Member, visitor: Visitor, changes: dict[str, Any]
) -> None:
    answer = member.put(a_record(**changes))

    assert (answer.status, answer.json["error"]) == (400, "InvalidRequest"), answer.content
    assert visitor.posts() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "x" * 300},
        {"text": "👩‍👩‍👧" * 166},
        {"text": "", "langs": ["pt-BR"]},
        {"text": "né #EndIt", "facets": [a_facet(4, 10)]},
    ],
)
def test_a_record_at_the_limits_is_taken(member: Member, changes: dict[str, Any]) -> None:
    answer = member.put(a_record(**changes))

    assert answer.status == 200, answer.content


def images(*blobs: dict[str, Any]) -> dict[str, Any]:
    shown = [{"image": blob, "alt": "Words."} for blob in blobs]
    return {"$type": "app.bsky.embed.images", "images": shown}


def test_a_picture_needs_to_be_there_and_small(member: Member) -> None:
    blob = member.upload(a_picture()).json["blob"]
    missing = {**blob, "ref": {"$link": "bafkreinothing"}}
    large = member.upload(a_picture() + bytes(1_000_000)).json["blob"]

    assert member.put(a_record(embed=images(missing))).json["error"] == "BlobNotFound"
    assert member.put(a_record(embed=images(large))).json["error"] == "InvalidRequest"
    assert member.put(a_record(embed=images(*[blob] * 5))).status == 400
    assert member.put(a_record(embed=images(blob))).status == 200
    assert member.upload(bytes(5_300_000)).status == 413


def test_a_record_is_looked_up_without_a_token(member: Member, visitor: Visitor) -> None:
    place = f"repo={member.did}&collection={POST}&rkey={RKEY}"
    before = visitor.get(f"{XRPC}/com.atproto.repo.getRecord?{place}")
    member.put(a_record())

    found = visitor.get(f"{XRPC}/com.atproto.repo.getRecord?{place}")

    assert (before.status, before.json["error"]) == (400, "RecordNotFound")
    assert found.json["value"] == a_record()


def test_deleting_twice_is_no_error(member: Member, visitor: Visitor) -> None:
    member.put(a_record())
    place = {"repo": member.did, "collection": POST, "rkey": RKEY}

    answers = [member.post("com.atproto.repo.deleteRecord", place).status for _ in range(2)]

    assert answers == [200, 200]
    assert visitor.posts() == []
    assert member.put(a_record()).status == 200


def test_counts_come_for_up_to_25_posts_and_missing_ones_are_left_out(
    member: Member, visitor: Visitor
) -> None:
    uri = member.put(a_record()).json["uri"]
    visitor.post("/_sandbox/repost", {"platform": "bluesky", "remote_id": uri})

    answer = member.get("app.bsky.feed.getPosts", f"uris={uri}&uris={uri}x")

    assert [one["repostCount"] for one in answer.json["posts"]] == [1]
    assert member.get("app.bsky.feed.getPosts", "&".join([f"uris={uri}"] * 26)).status == 400


def test_an_enforced_quota_says_how_long_to_wait(member: Member, visitor: Visitor) -> None:
    order = {"platform": "bluesky", "quota": "writes", "limit": 3, "seconds": 60}
    visitor.post("/_sandbox/quotas", order)

    first, second = member.put(a_record()), member.put(a_record(), rkey="3lfabcdefgh2b")

    assert (first.status, first.headers["ratelimit-remaining"]) == (200, "0")
    assert (second.status, second.json["error"]) == (429, "RateLimitExceeded")
    assert second.headers["retry-after"] == "60"


def test_a_record_key_is_a_tid(member: Member) -> None:
    assert member.put(a_record(), rkey="my-first-post").status == 400
