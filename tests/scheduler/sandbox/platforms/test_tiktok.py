"""TikTok's rules, asked for with a plain HTTP client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.platforms.public_pictures import Served, public_pictures
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


class Creator:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self._visitor = visitor
        self._headers = {"Authorization": f"Bearer {sandbox.account('tiktok')['access']}"}

    def post(self, path: str, value: Any = None) -> Said:
        return self._visitor.post(f"/tiktok/v2/{path}", value, **self._headers)

    def publish(self, *addresses: str, **changes: Any) -> Said:
        info = {"title": "One", "description": "One in five.", "privacy_level": "SELF_ONLY"}
        told = {
            "media_type": "PHOTO",
            "post_mode": "DIRECT_POST",
            "post_info": {**info, **changes.pop("info", {})},
            "source_info": {
                "source": "PULL_FROM_URL",
                "photo_images": list(addresses),
                "photo_cover_index": 0,
            },
            **changes,
        }
        return self.post("post/publish/content/init/", told)

    def status(self, publish_id: str) -> Any:
        answer = self.post("post/publish/status/fetch/", {"publish_id": publish_id})
        return answer.json["data"]


@pytest.fixture
def creator(sandbox: RunningSandbox, visitor: Visitor) -> Creator:
    return Creator(sandbox, visitor)


@pytest.fixture
def host() -> Iterator[Served]:
    with public_pictures() as served:
        yield served


def test_photos_are_pulled_and_the_post_gets_a_number(
    creator: Creator, host: Served, visitor: Visitor
) -> None:
    visitor.post("/_sandbox/knobs", {"media_polls": 1})
    addresses = [host.put(f"/{one}.jpg", a_picture(one, kind="JPEG")) for one in ("red", "blue")]

    publish_id = creator.publish(*addresses).json["data"]["publish_id"]
    first, second = creator.status(publish_id), creator.status(publish_id)

    [post] = visitor.posts()
    assert first == {"status": "PROCESSING_DOWNLOAD"}
    assert second["status"] == "PUBLISH_COMPLETE"
    assert second["publicaly_available_post_id"] == [int(post["remote_id"])]
    assert post["alt_texts"] == [None, None]


def test_a_draft_waits_in_the_inbox(creator: Creator, host: Served, visitor: Visitor) -> None:
    address = host.put("/card.jpg", a_picture(kind="JPEG"))

    answer = creator.publish(address, post_mode="MEDIA_UPLOAD")

    publish_id = answer.json["data"]["publish_id"]
    assert creator.status(publish_id)["status"] == "SEND_TO_USER_INBOX"
    assert visitor.posts()[0]["remote_id"] == publish_id


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (a_picture(), 200, "file_format_check_failed"),
        (b"no picture", 200, "file_format_check_failed"),
        (a_picture(kind="JPEG"), 302, "photo_pull_failed"),
        (a_picture(kind="JPEG") + bytes(20_000_001), 200, "picture_size_check_failed"),
    ],
)
def test_a_picture_that_cannot_be_taken_fails_later(
    creator: Creator, host: Served, visitor: Visitor, data: bytes, status: int, reason: str
) -> None:
    address = host.put("/card", data, status=status)

    publish_id = creator.publish(address).json["data"]["publish_id"]

    assert creator.status(publish_id) == {"status": "FAILED", "fail_reason": reason}
    assert visitor.posts() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"media_type": "VIDEO"}, "invalid_params"),
        ({"info": {"title": "🙂" * 46}}, "invalid_params"),
        ({"info": {"description": "x" * 4001}}, "invalid_params"),
        ({"info": {"privacy_level": "EVERYBODY"}}, "privacy_level_option_mismatch"),
        ({"source_info": {"source": "FILE_UPLOAD"}}, "invalid_params"),
        ({"source_info": {"source": "PULL_FROM_URL", "photo_images": []}}, "invalid_params"),
    ],
)
def test_a_request_of_another_shape_is_refused(
    creator: Creator, host: Served, changes: dict[str, Any], code: str
) -> None:
    answer = creator.publish(host.put("/card.jpg", a_picture(kind="JPEG")), **changes)

    assert answer.json["error"]["code"] == code


def test_what_the_creator_allows_is_told(creator: Creator) -> None:
    told = creator.post("post/publish/creator_info/query/").json["data"]

    assert "SELF_ONLY" in told["privacy_level_options"]


def test_a_token_lasts_two_hours(creator: Creator, clock: SlowClock) -> None:
    clock.wait(timedelta(hours=2))

    answer = creator.post("post/publish/creator_info/query/")

    assert (answer.status, answer.json["error"]["code"]) == (401, "access_token_invalid")


def test_inits_can_be_held_to_six_a_minute(
    creator: Creator, host: Served, visitor: Visitor
) -> None:
    visitor.post("/_sandbox/quotas", {"platform": "tiktok", "quota": "inits"})
    address = host.put("/card.jpg", a_picture(kind="JPEG"))

    codes = [creator.publish(address).json["error"]["code"] for _ in range(7)]

    assert codes == ["ok"] * 6 + ["rate_limit_exceeded"]
