from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import requests

from scheduler.connectors.base import Json, Receipt, SendError, Verdict
from scheduler.connectors.platforms.bluesky import Bluesky, record_key
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import JANUARY_11, KEY, a_picture, a_post

DID = "did:plc:hope"
URI = f"at://{DID}/app.bsky.feed.post/3lfhope"
SESSION = (200, {"did": DID, "accessJwt": "access-2", "refreshJwt": "refresh-2"})
EXPIRED = (400, {"error": "ExpiredToken", "message": "Token has expired"})
BLOB = {
    "$type": "blob",
    "ref": {"$link": "bafkrei"},
    "mimeType": "image/png",
    "size": 23,
}
UPLOADED = (200, {"blob": BLOB})
PUT = (200, {"uri": URI, "cid": "bafyrei"})
REQUEST: Json = {
    "repo": DID,
    "collection": "app.bsky.feed.post",
    "rkey": "3lfhope",
    "record": {"text": "One in five.", "createdAt": "2027-01-11T09:00:00.000Z"},
    "swapRecord": None,
}


def connected(platform: FakePlatform, **values: str) -> Bluesky:
    known = {"did": DID, "access": "access-1", "refresh": "refresh-1"}
    return Bluesky(
        platform.session(), handle="@hope.example", password="app-pass-word", **{**known, **values}
    )


def names(platform: FakePlatform) -> list[str]:
    return [asked.path.rpartition("/")[2] for asked in platform.asked]


def test_freezes_the_whole_record_before_anything_is_public() -> None:
    platform = FakePlatform(UPLOADED)

    request = connected(platform).prepare(a_post(), KEY)

    record = request["record"]
    assert names(platform) == ["com.atproto.repo.uploadBlob"]
    assert platform.last.headers["Content-Type"] == "image/png"
    assert request["swapRecord"] is None
    assert record["createdAt"] == "2027-01-11T09:00:00.000Z"
    assert record["langs"] == ["en"]
    assert record["embed"]["images"] == [
        {
            "image": BLOB,
            "alt": "White words on blue: one in five.",
            "aspectRatio": {"width": 1080, "height": 1350},
        }
    ]


def test_prepares_the_same_request_however_often() -> None:
    first = connected(FakePlatform(UPLOADED)).prepare(a_post(), KEY)
    second = connected(FakePlatform(UPLOADED)).prepare(a_post(), KEY)

    assert first == second


def test_chooses_another_place_for_another_delivery_of_the_same_second() -> None:
    keys = {record_key(JANUARY_11, f"delivery {number}") for number in range(100)}

    assert len(keys) == 100
    assert all(re.fullmatch("[234567a-j][234567a-z]{12}", key) for key in keys)


def test_places_later_posts_behind_earlier_ones() -> None:
    later = record_key(JANUARY_11 + timedelta(seconds=1), "a")

    assert record_key(JANUARY_11, "b") < later


def test_tells_links_and_hashtags_in_bytes() -> None:
    post = a_post(text="Ünïted ❤️ https://example.org/a. #Hoffnung!", pictures=())

    record = connected(FakePlatform()).prepare(post, KEY)["record"]

    shown = [
        record["text"].encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        for facet in record["facets"]
    ]
    assert shown == ["https://example.org/a", "#Hoffnung"]
    assert record["facets"][0]["features"] == [
        {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a"}
    ]
    assert record["facets"][1]["features"] == [
        {"$type": "app.bsky.richtext.facet#tag", "tag": "Hoffnung"}
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pictures": (a_picture(data=b"x" * 1_000_000),)}, "1,000,000 bytes"),
        ({"pictures": (a_picture(mime_type="image/gif"),)}, "is GIF"),
        ({"pictures": (a_picture(),) * 5}, "takes 4 pictures"),
        ({"at": None}, "time it bears"),
    ],
)
def test_refuses_what_it_cannot_send_unchanged(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(SendError, match=reason) as caught:
        connected(FakePlatform()).prepare(a_post(**changes), KEY)

    assert caught.value.verdict is Verdict.PERMANENT


def test_publishes_the_frozen_request() -> None:
    platform = FakePlatform(PUT)

    receipt = connected(platform).publish(REQUEST, KEY)

    assert receipt == Receipt(
        remote_id=URI, url="https://bsky.app/profile/hope.example/post/3lfhope"
    )
    assert platform.last.json == REQUEST


def test_takes_its_own_record_for_a_success() -> None:
    there = (200, {"uri": URI, "value": {**REQUEST["record"], "langs": ["en"]}})
    platform = FakePlatform((400, {"error": "InvalidSwap", "message": "swap"}), there)

    assert connected(platform).publish(REQUEST, KEY).remote_id == URI


def test_does_not_take_another_record_for_a_success() -> None:
    there = (200, {"uri": URI, "value": {"text": "Other words"}})
    platform = FakePlatform((400, {"error": "InvalidSwap", "message": "swap"}), there)

    with pytest.raises(SendError, match="Another text") as caught:
        connected(platform).publish(REQUEST, KEY)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_passes_a_conflict_on_when_nothing_stands_there() -> None:
    platform = FakePlatform(
        (400, {"error": "InvalidSwap", "message": "swap"}), (400, {"error": "RecordNotFound"})
    )

    with pytest.raises(SendError) as caught:
        connected(platform).publish(REQUEST, KEY)

    assert caught.value.verdict is Verdict.DUPLICATE


def test_finds_the_post_without_any_token() -> None:
    platform = FakePlatform((200, {"uri": URI, "value": REQUEST["record"]}))

    receipt = connected(platform, access="").find(REQUEST, KEY, JANUARY_11)

    assert receipt is not None
    assert receipt.remote_id == URI
    assert "Authorization" not in platform.last.headers


def test_knows_for_certain_that_a_post_is_not_out() -> None:
    platform = FakePlatform((400, {"error": "RecordNotFound", "message": "no"}))

    assert connected(platform).find(REQUEST, KEY, JANUARY_11) is None


def test_cannot_know_while_the_server_fails() -> None:
    with pytest.raises(SendError) as caught:
        connected(FakePlatform((502, ""))).find(REQUEST, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.NOT_SENT


def test_renews_an_access_that_ran_out_and_hands_the_new_one_over() -> None:
    platform = FakePlatform(EXPIRED, SESSION, PUT)
    bluesky = connected(platform)

    bluesky.publish(REQUEST, KEY)

    assert names(platform)[1] == "com.atproto.server.refreshSession"
    assert platform.asked[1].headers["Authorization"] == "Bearer refresh-1"
    assert platform.last.headers["Authorization"] == "Bearer access-2"
    assert bluesky.credentials() == {"did": DID, "access": "access-2", "refresh": "refresh-2"}


def test_logs_in_anew_when_the_refresh_token_ran_out_too() -> None:
    platform = FakePlatform(EXPIRED, EXPIRED, SESSION, PUT)

    connected(platform).publish(REQUEST, KEY)

    assert names(platform)[2] == "com.atproto.server.createSession"
    assert platform.asked[2].json == {"identifier": "hope.example", "password": "app-pass-word"}


def test_does_not_log_in_again_when_renewing_fails_for_another_reason() -> None:
    platform = FakePlatform(EXPIRED, (503, ""))

    with pytest.raises(SendError) as caught:
        connected(platform).publish(REQUEST, KEY)

    assert caught.value.verdict is Verdict.NOT_SENT


def test_logs_in_the_first_time_and_learns_its_identifier() -> None:
    platform = FakePlatform(SESSION)

    request = connected(platform, did="", access="", refresh="").prepare(a_post(pictures=()), KEY)

    assert request["repo"] == DID


def test_logs_in_when_there_is_no_refresh_token() -> None:
    platform = FakePlatform(EXPIRED, SESSION, PUT)

    connected(platform, refresh="").publish(REQUEST, KEY)

    assert names(platform)[1] == "com.atproto.server.createSession"


def test_keeps_quiet_about_credentials_that_did_not_change() -> None:
    assert connected(FakePlatform()).credentials() == {}


def test_verifies_the_password_itself_not_an_older_token() -> None:
    platform = FakePlatform(SESSION, (200, {"did": DID, "handle": "hope.example"}))

    account = connected(platform).verify()

    assert names(platform)[0] == "com.atproto.server.createSession"
    assert (account.remote_id, account.name) == (DID, "@hope.example")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, {"error": "AuthenticationRequired", "message": "Invalid"}), "Make a new app pass"),
        ((401, {"error": "AuthFactorTokenRequired", "message": "x"}), "Use an app password"),
        ((401, {"error": "AccountTakedown", "message": "x"}), "closed or locked"),
    ],
)
def test_says_why_nobody_gets_in(answer: Any, words: str) -> None:
    with pytest.raises(SendError, match=words) as caught:
        connected(FakePlatform(answer)).verify()

    assert caught.value.verdict is Verdict.REAUTH


def test_says_when_the_account_is_not_active() -> None:
    platform = FakePlatform(SESSION, (200, {"did": DID, "active": False}))

    with pytest.raises(SendError, match="not active"):
        connected(platform).verify()


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ((400, {"error": "InvalidRequest", "message": "too long"}), Verdict.PERMANENT),
        ((400, {"error": "BlobNotFound", "message": "gone"}), Verdict.NOT_SENT),
        ((413, {"error": "PayloadTooLarge"}), Verdict.PERMANENT),
        ((429, {"error": "RateLimitExceeded"}), Verdict.RATE_LIMITED),
        ((500, {"error": "InternalServerError"}), Verdict.AMBIGUOUS),
        ((502, "<html>"), Verdict.AMBIGUOUS),
        ((200, ""), Verdict.AMBIGUOUS),
        (requests.ReadTimeout(), Verdict.AMBIGUOUS),
        (requests.ConnectTimeout(), Verdict.NOT_SENT),
    ],
)
def test_gives_each_answer_its_verdict(answer: Any, verdict: Verdict) -> None:
    with pytest.raises(SendError) as caught:
        connected(FakePlatform(answer)).publish(REQUEST, KEY)

    assert caught.value.verdict is verdict


def test_reads_when_the_limit_ends() -> None:
    renewed = str(int((JANUARY_11 + timedelta(seconds=90)).timestamp()))
    platform = FakePlatform((429, {"error": "RateLimitExceeded"}, {"RateLimit-Reset": renewed}))

    with pytest.raises(SendError) as caught:
        connected(platform).publish(REQUEST, KEY)

    assert caught.value.retry_after == 90


def test_asks_for_the_numbers_of_25_posts_at_a_time() -> None:
    first = {"uri": URI, "likeCount": 4, "repostCount": 1, "replyCount": 0, "quoteCount": 0}
    platform = FakePlatform((200, {"posts": [first]}), (200, {"posts": []}))
    receipts = [Receipt(remote_id=f"at://{DID}/x/{number}", url="") for number in range(26)]

    numbers = connected(platform).engagement(receipts)

    assert [len(asked.query["uris"]) for asked in platform.asked] == [25, 1]
    assert numbers == {URI: {"likes": 4, "reposts": 1, "replies": 0, "quotes": 0}}


def test_deletes_by_the_place_of_the_post() -> None:
    platform = FakePlatform((200, {}))

    connected(platform).delete(Receipt(remote_id=URI, url=""))

    assert platform.last.json == {
        "repo": DID,
        "collection": "app.bsky.feed.post",
        "rkey": "3lfhope",
    }
