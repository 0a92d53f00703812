from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.webhook import Webhook
from tests.scheduler.connectors.cases import SECRET
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_picture, a_post

MOMENT = 1_799_658_000
URL = "https://hooks.example/take/abcdef"


def connected(platform: FakePlatform, secret: str = SECRET) -> Webhook:
    return Webhook(platform.session(), url=URL, secret=secret, clock=lambda: float(MOMENT))


def published(platform: FakePlatform, secret: str = SECRET, **changes: Any) -> Receipt:
    webhook = connected(platform, secret)
    return webhook.publish(webhook.prepare(a_post(**changes), KEY), KEY)


def signature(secret: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{KEY}.{MOMENT}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_signs_the_very_bytes_that_leave() -> None:
    platform = FakePlatform((200, {}))

    published(platform)

    sent = platform.last
    assert isinstance(sent.body, bytes)
    assert sent.headers["webhook-id"] == KEY
    assert sent.headers["webhook-timestamp"] == str(MOMENT)
    assert sent.headers["webhook-signature"] == signature(SECRET, sent.body)


def test_signs_with_both_secrets_while_one_takes_the_others_place() -> None:
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    platform = FakePlatform((200, {}))

    published(platform, f"{SECRET} {other}")

    sent = platform.last
    assert isinstance(sent.body, bytes)
    wanted = f"{signature(SECRET, sent.body)} {signature(other, sent.body)}"
    assert sent.headers["webhook-signature"] == wanted


def test_a_receiver_without_a_secret_gets_no_signature() -> None:
    platform = FakePlatform((200, "ok"))

    published(platform, "")

    assert "webhook-signature" not in platform.last.headers


def test_says_everything_a_receiver_needs() -> None:
    platform = FakePlatform((200, {}))

    published(platform, link="https://example.org/x", title="One in five")

    message = platform.last.json
    data, [picture] = message["data"], message["data"]["media"]
    assert (message["type"], message["timestamp"]) == ("post.due", "2027-01-11T09:00:00+00:00")
    assert data["post_id"] == KEY
    assert data["alt_texts"] == [A_PICTURE.alt_text]
    assert base64.b64decode(picture["base64"]) == A_PICTURE.data
    assert picture["sha256"] == hashlib.sha256(A_PICTURE.data).hexdigest()
    assert (picture["width"], picture["height"]) == (1080, 1350)


def test_names_the_address_of_a_picture_instead_of_carrying_it() -> None:
    platform = FakePlatform((200, {}))

    published(platform, pictures=(a_picture(url="https://hope.example/shared/x.png"),))

    [picture] = platform.last.json["data"]["media"]
    assert picture["url"] == "https://hope.example/shared/x.png"
    assert "base64" not in picture


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        ((200, {"id": "7", "url": "https://blog.example/7"}), ("7", "https://blog.example/7")),
        ((202, "thanks"), (KEY, "")),
        ((204, b""), (KEY, "")),
        ((200, {"url": "javascript:alert(1)"}), (KEY, "")),
        ((200, [1, 2]), (KEY, "")),
    ],
)
def test_takes_any_success_and_a_name_where_there_is_one(
    answer: Any, receipt: tuple[str, str]
) -> None:
    told = published(FakePlatform(answer))

    assert (told.remote_id, told.url) == receipt


def test_a_receiver_that_is_gone_parks_the_channel() -> None:
    with pytest.raises(SendError, match="wants no more posts") as caught:
        published(FakePlatform((410, b"")))

    assert caught.value.verdict is Verdict.REAUTH


@pytest.mark.parametrize("secret", ["whsec_short", "whsec_!!!", "whsec_" + "YQ==" * 40])
def test_a_secret_that_is_none_is_found_at_once(secret: str) -> None:
    with pytest.raises(SendError, match="signing secret is none"):
        connected(FakePlatform(), secret).verify()


def test_greets_a_receiver_without_showing_its_whole_address() -> None:
    platform = FakePlatform((200, {}))

    account = connected(platform).verify()

    assert platform.last.json["type"] == "channel.ping"
    assert (account.name, account.url) == ("hooks.example", "https://hooks.example")
    assert "abcdef" not in str(account)


def test_a_doubt_is_the_receivers_to_clear() -> None:
    with pytest.raises(SendError, match="webhook-id"):
        connected(FakePlatform()).find({}, KEY, JANUARY_11)
