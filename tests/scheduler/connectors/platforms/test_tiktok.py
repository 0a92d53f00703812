from __future__ import annotations

from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.tiktok import TikTok
from tests.scheduler.connectors.cases import opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import KEY, a_picture, a_post

A_JPEG = a_picture(mime_type="image/jpeg", url="https://media.example/1.jpg")


def ok(**data: Any) -> tuple[int, Any]:
    return 200, {"data": data, "error": {"code": "ok"}}


def no(code: str, status: int = 400) -> tuple[int, Any]:
    return status, {"data": {}, "error": {"code": code, "message": "words", "log_id": "1"}}


def direct(platform: FakePlatform, **values: str) -> TikTok:
    return TikTok(
        platform.session(), access="tt-token-1", mode="at once", sleep=lambda _: None, **values
    )


def test_by_default_the_pictures_go_to_the_inbox() -> None:
    request = opened("tiktok", FakePlatform()).prepare(
        a_post(pictures=(A_JPEG, A_JPEG), title="One in five"), KEY
    )

    assert request["post_mode"] == "MEDIA_UPLOAD"
    assert request["source_info"]["photo_images"] == [A_JPEG.url, A_JPEG.url]
    assert request["post_info"]["title"] == "One in five"


def test_asks_what_the_account_allows_before_posting_at_once() -> None:
    platform = FakePlatform(ok(privacy_level_options=["SELF_ONLY"], comment_disabled=True))

    request = direct(platform, viewers="SELF_ONLY").prepare(a_post(pictures=(A_JPEG,)), KEY)

    assert request["post_info"]["privacy_level"] == "SELF_ONLY"
    assert request["post_info"]["disable_comment"] is True


def test_says_which_viewers_are_allowed() -> None:
    platform = FakePlatform(ok(privacy_level_options=["SELF_ONLY"]))

    with pytest.raises(SendError, match="these viewers only: SELF_ONLY"):
        direct(platform).prepare(a_post(pictures=(A_JPEG,)), KEY)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pictures": ()}, "without a picture"),
        ({"pictures": (a_picture(url="https://m.example/1.png"),)}, "takes JPEG and WEBP"),
        ({"pictures": (A_JPEG,) * 36}, "takes 35"),
        ({"pictures": (A_JPEG,), "title": "x" * 91}, "title has 91"),
    ],
)
def test_refuses_what_tiktok_would(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SendError, match=words):
        opened("tiktok", FakePlatform()).prepare(a_post(**changes), KEY)


def test_waits_for_the_outcome_and_knows_the_post() -> None:
    working = ok(status="PROCESSING_DOWNLOAD")
    done = ok(status="PUBLISH_COMPLETE", publicaly_available_post_id=["77"])
    platform = FakePlatform(ok(publish_id="v1"), working, working, done)

    receipt = direct(platform).publish({}, KEY)

    assert receipt.remote_id == "77"
    assert receipt.url.endswith("/photo/77")


@pytest.mark.parametrize("answer", [(500, {}), no("rate_limit_exceeded", 429)])
def test_a_look_that_fails_does_not_undo_what_tiktok_took(answer: Any) -> None:
    platform = FakePlatform(ok(publish_id="v1"), answer)

    assert direct(platform).publish({}, KEY) == Receipt(remote_id="v1", url="")


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [("photo_pull_failed", Verdict.PERMANENT), ("spam_risk_too_many_posts", Verdict.QUOTA)],
)
def test_says_why_it_came_to_nothing(reason: str, verdict: Verdict) -> None:
    platform = FakePlatform(ok(publish_id="v1"), ok(status="FAILED", fail_reason=reason))

    with pytest.raises(SendError, match=reason) as caught:
        direct(platform).publish({}, KEY)

    assert caught.value.verdict is verdict


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("access_token_invalid", Verdict.REAUTH),
        ("scope_not_authorized", Verdict.REAUTH),
        ("url_ownership_unverified", Verdict.PERMANENT),
        ("unaudited_client_can_only_post_to_private_accounts", Verdict.PERMANENT),
        ("picture_size_check_failed", Verdict.PERMANENT),
        ("rate_limit_exceeded", Verdict.RATE_LIMITED),
        ("spam_risk_too_many_pending_share", Verdict.QUOTA),
        ("reached_active_user_cap", Verdict.QUOTA),
        ("internal_error", Verdict.AMBIGUOUS),
        ("a_new_code", Verdict.PERMANENT),
    ],
)
def test_gives_each_code_its_verdict(code: str, verdict: Verdict) -> None:
    with pytest.raises(SendError) as caught:
        direct(FakePlatform(no(code))).publish({}, KEY)

    assert (caught.value.verdict, caught.value.code) == (verdict, code)


def test_renews_with_what_tiktok_calls_the_apps_key() -> None:
    fresh = {"access_token": "new", "refresh_token": "r2", "expires_in": 7200}
    platform = FakePlatform(
        no("access_token_invalid", 401), (200, fresh), ok(user={"open_id": "1"})
    )
    connector = TikTok(
        platform.session(), access="a", refresh="r1", client_id="the-key", client_secret="s"
    )

    connector.verify()

    assert platform.asked[1].form["client_key"] == "the-key"
    assert connector.credentials()["refresh"] == "r2"


def test_numbers_are_read_of_public_posts_where_allowed() -> None:
    receipts = [
        Receipt(remote_id="77", url="https://www.tiktok.com/@/photo/77"),
        Receipt(remote_id="v1", url=""),  # in somebody's inbox
    ]
    told = ok(videos=[{"id": "77", "view_count": 5, "like_count": 1}])

    platform = FakePlatform(told, no("scope_not_authorized", 401))
    assert direct(platform).engagement(receipts) == {"77": {"views": 5, "likes": 1}}
    assert direct(platform).engagement(receipts) == {}


def test_says_that_a_person_deletes() -> None:
    with pytest.raises(SendError, match="in the app"):
        direct(FakePlatform()).delete(Receipt(remote_id="77", url=""))
