from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.x import X
from tests.scheduler.connectors.cases import opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_picture, a_post

FOUR_KEYS = {
    "api_key": "api-key-1",
    "api_secret": "api-secret-1",
    "token": "token-1",
    "token_secret": "token-secret-1",
}
ME = (200, {"data": {"id": "42", "username": "hope"}})
REQUEST = {
    "text": "One in five. https://example.org/facts #EndTrafficking",
    "media": {"media_ids": ["m1"]},
}


def post(**changes: Any) -> dict[str, Any]:
    return {
        "id": "5",
        "text": "One in five. https://t.co/abc #EndTrafficking https://t.co/pic",
        "attachments": {"media_keys": ["3_m1"]},
        **changes,
    }


def problem(status: int, **body: Any) -> tuple[int, Any]:
    return status, {"title": "no", "status": status, **body}


def test_uploads_each_picture_and_says_its_alt_text_in_a_call_of_its_own() -> None:
    platform = FakePlatform((200, {"data": {"id": "m1"}}), (200, {"data": {}}))

    request = opened("x", platform).prepare(a_post(), KEY)

    assert request["media"] == {"media_ids": ["m1"]}
    assert platform.asked[0].path == "/2/media/upload"
    assert "tweet_image" in platform.asked[0].text
    told = {"id": "m1", "metadata": {"alt_text": {"text": A_PICTURE.alt_text}}}
    assert platform.asked[1].json == told


def test_pays_for_no_call_where_there_is_no_alt_text() -> None:
    platform = FakePlatform((200, {"data": {"id": "m1"}}))

    opened("x", platform).prepare(a_post(pictures=(a_picture(alt_text=""),)), KEY)

    assert platform.is_done


def test_signs_with_four_keys_without_showing_the_secret_ones() -> None:
    platform = FakePlatform((201, {"data": {"id": "5"}}))

    X(platform.session(), **FOUR_KEYS).publish(REQUEST, KEY)

    signed = platform.last.headers["Authorization"]
    assert signed.startswith("OAuth ")
    assert 'oauth_consumer_key="api-key-1"' in signed
    assert 'oauth_signature_method="HMAC-SHA1"' in signed
    assert "api-secret-1" not in signed
    assert "token-secret-1" not in signed
    assert platform.last.json == REQUEST


def test_signs_uploads_as_well() -> None:
    platform = FakePlatform((200, {"data": {"id": "m1"}}), (200, {}))

    X(platform.session(), **FOUR_KEYS).prepare(a_post(), KEY)

    assert platform.asked[0].headers["Content-Type"].startswith("multipart/form-data")
    assert A_PICTURE.data in platform.asked[0].body


@pytest.mark.parametrize("level", ["read", "read-write", ""])
def test_keys_that_may_only_read_are_found_at_once(level: str) -> None:
    status, body = ME
    headers = {"x-access-level": level} if level else {}
    connector = X(FakePlatform((status, body, headers)).session(), **FOUR_KEYS)

    if level == "read":
        with pytest.raises(SendError, match="may only read"):
            connector.verify()
    else:
        assert connector.verify().name == "@hope"


def test_three_keys_are_not_enough() -> None:
    with pytest.raises(SendError, match="one is missing"):
        X(FakePlatform().session(), **{**FOUR_KEYS, "token": ""})


def test_renews_access_that_ran_out_and_keeps_the_new_pair() -> None:
    fresh = {"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 7200}
    platform = FakePlatform(problem(401), (200, fresh), (201, {"data": {"id": "5"}}))
    kept: list[Any] = []
    session = platform.session()
    session.keep = kept.append
    keys = {"client_id": "i", "client_secret": "s"}
    connector = X(session, access="old", refresh="old-refresh", **keys)

    connector.publish(REQUEST, KEY)

    assert kept[0]["refresh"] == "new-refresh"  # before the new access was used
    assert platform.asked[1].headers["Authorization"].startswith("Basic ")
    assert platform.last.headers["Authorization"] == "Bearer new-access"


def test_renews_before_the_end_and_asks_nothing_while_there_is_time() -> None:
    soon = (JANUARY_11 + timedelta(minutes=5)).isoformat()
    fresh = {"access_token": "new", "refresh_token": "r2", "expires_in": 7200}
    platform = FakePlatform((200, fresh))
    connector = X(platform.session(), access="a", refresh="r1", client_id="i", expires_at=soon)

    assert connector.renew(JANUARY_11) is None
    assert connector.renew(JANUARY_11) is None
    assert platform.is_done
    assert connector.credentials()["refresh"] == "r2"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (
            problem(403, detail="You are not allowed to create a Tweet with duplicate content."),
            Verdict.DUPLICATE,
        ),
        (problem(403, detail="Forbidden"), Verdict.PERMANENT),
        (
            problem(403, type="https://api.twitter.com/2/problems/oauth1-permissions"),
            Verdict.PERMANENT,
        ),
        (problem(402, detail="credits"), Verdict.QUOTA),
        (problem(429, type="https://api.x.com/2/problems/usage-capped"), Verdict.QUOTA),
        (problem(429, type="about:blank"), Verdict.RATE_LIMITED),
        (problem(400, detail="text too long"), Verdict.PERMANENT),
    ],
)
def test_gives_each_answer_its_verdict(answer: Any, verdict: Verdict) -> None:
    with pytest.raises(SendError) as caught:
        opened("x", FakePlatform(answer)).publish(REQUEST, KEY)

    assert caught.value.verdict is verdict


def test_waits_until_the_limit_is_renewed() -> None:
    renewed = str(int((JANUARY_11 + timedelta(seconds=90)).timestamp()))
    status, body = problem(429)

    with pytest.raises(SendError) as caught:
        opened("x", FakePlatform((status, body, {"x-rate-limit-reset": renewed}))).publish(
            REQUEST, KEY
        )

    assert caught.value.retry_after == 90


def test_finds_its_post_though_x_rewrote_the_links() -> None:
    platform = FakePlatform(ME, (200, {"data": [post(text="Else"), post()]}))

    found = opened("x", platform).find(REQUEST, KEY, JANUARY_11)

    assert found == Receipt(remote_id="5", url="https://x.com/hope/status/5")
    assert platform.last.query["start_time"] == ["2027-01-11T08:55:00Z"]


@pytest.mark.parametrize("changes", [{"text": "Else"}, {"attachments": {}}])
def test_takes_no_other_post_for_it(changes: dict[str, Any]) -> None:
    platform = FakePlatform(ME, (200, {"data": [post(**changes)], "meta": {}}))

    assert opened("x", platform).find(REQUEST, KEY, JANUARY_11) is None


def test_does_not_claim_to_have_seen_more_than_one_page() -> None:
    platform = FakePlatform(ME, (200, {"data": [], "meta": {"next_token": "n"}}))

    with pytest.raises(SendError, match="too much"):
        opened("x", platform).find(REQUEST, KEY, JANUARY_11)


def test_reads_numbers_by_either_name_and_leaves_out_what_is_gone() -> None:
    told = {
        "data": [{"id": "5", "public_metrics": {"repost_count": 2, "impression_count": 90}}],
        "errors": [{"type": "https://api.x.com/2/problems/resource-not-found"}],
    }
    receipts = [Receipt(remote_id="5", url=""), Receipt(remote_id="6", url="")]

    numbers = opened("x", FakePlatform((200, told))).engagement(receipts)

    assert numbers == {"5": {"reposts": 2, "views": 90}}


def test_refuses_a_text_that_x_counts_as_too_long() -> None:
    with pytest.raises(SendError, match="takes 280"):
        opened("x", FakePlatform()).prepare(a_post(text="字" * 141, pictures=()), KEY)
