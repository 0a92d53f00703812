from __future__ import annotations

from typing import Any

import pytest
import requests

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.telegram import Telegram
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_picture, a_post

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CHAT = {"id": -1001234, "type": "channel", "title": "Hope", "username": "hope"}


def connected(platform: FakePlatform, **values: str) -> Telegram:
    return Telegram(platform.session(), **{"token": TOKEN, "chat": "@hope", **values})


def message(number: int, **chat: Any) -> dict[str, Any]:
    return {"message_id": number, "chat": chat or CHAT}


def result(value: Any) -> tuple[int, Any]:
    return 200, {"ok": True, "result": value}


def published(platform: FakePlatform, **changes: Any) -> Receipt:
    telegram = connected(platform)
    return telegram.publish(telegram.prepare(a_post(**changes), KEY), KEY)


def test_sends_one_picture_with_its_caption() -> None:
    platform = FakePlatform(result(message(5)))

    receipt = published(platform)

    assert receipt == Receipt(remote_id="-1001234/5", url="https://t.me/hope/5")
    assert platform.last.path.endswith("/sendPhoto")
    assert "One in five." in platform.last.text
    assert "small picture" in platform.last.text


def test_sends_an_album_as_one_post_and_deletes_all_of_it() -> None:
    gone = (400, {"ok": False, "description": "Bad Request: message to delete not found"})
    platform = FakePlatform(result([message(5), message(6)]), gone, result([]))

    receipt = published(platform, pictures=(a_picture(), a_picture(data=b"other")))
    connected(platform).delete(receipt)

    assert platform.asked[0].path.endswith("/sendMediaGroup")
    assert platform.asked[0].text.count("attach://file") == 2
    assert [asked.json["message_id"] for asked in platform.asked[1:]] == [5, 6]


def test_sends_words_alone() -> None:
    platform = FakePlatform(result(message(5, id=-1007, type="supergroup")))

    receipt = published(platform, pictures=())

    assert platform.last.path.endswith("/sendMessage")
    assert receipt.url == "https://t.me/c/7/5"


def test_writes_descriptions_into_the_caption_where_wanted() -> None:
    telegram = connected(FakePlatform(), descriptions="in the caption")

    request = telegram.prepare(a_post(), KEY)

    assert request["text"].endswith(A_PICTURE.alt_text)


def test_refuses_a_caption_that_would_not_fit() -> None:
    with pytest.raises(SendError, match="takes 1,024") as caught:
        connected(FakePlatform()).prepare(a_post(text="x" * 1023 + "\N{BLUE HEART}"), KEY)

    assert caught.value.verdict is Verdict.PERMANENT


@pytest.mark.parametrize(("width", "height"), [(6000, 5000), (2100, 100)])
def test_refuses_a_shape_that_telegram_does_not_take(width: int, height: int) -> None:
    post = a_post(pictures=(a_picture(width=width, height=height),))

    with pytest.raises(SendError, match=f"{width}x{height}"):
        connected(FakePlatform()).prepare(post, KEY)


def test_takes_more_words_where_there_is_no_picture() -> None:
    request = connected(FakePlatform()).prepare(a_post(text="x" * 4096, pictures=()), KEY)

    assert len(request["text"]) == 4096


def test_asks_for_the_pictures_again_after_a_restart() -> None:
    request = connected(FakePlatform()).prepare(a_post(), KEY)

    with pytest.raises(SendError, match="prepared again") as caught:
        connected(FakePlatform()).publish(request, KEY)

    assert caught.value.verdict is Verdict.NOT_SENT


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ((400, {"ok": False, "description": "Bad Request: chat not found"}), Verdict.PERMANENT),
        ((401, {"ok": False, "description": "Unauthorized"}), Verdict.REAUTH),
        ((404, {"ok": False, "description": "Not Found"}), Verdict.REAUTH),
        ((403, {"ok": False, "description": "bot was kicked"}), Verdict.PERMANENT),
        ((400, {"ok": False, "parameters": {"migrate_to_chat_id": -1009}}), Verdict.PERMANENT),
        ((502, "<html>"), Verdict.AMBIGUOUS),
        ((200, {"ok": True, "result": True}), Verdict.AMBIGUOUS),
        (requests.ReadTimeout(), Verdict.AMBIGUOUS),
    ],
)
def test_gives_each_answer_its_verdict(answer: Any, verdict: Verdict) -> None:
    with pytest.raises(SendError) as caught:
        published(FakePlatform(answer))

    assert caught.value.verdict is verdict
    assert TOKEN not in caught.value.message


def test_waits_as_long_as_telegram_says_in_its_answer() -> None:
    answer = (429, {"ok": False, "parameters": {"retry_after": 35}})

    with pytest.raises(SendError) as caught:
        published(FakePlatform(answer))

    assert (caught.value.verdict, caught.value.retry_after) == (Verdict.RATE_LIMITED, 35)


def test_leaves_a_doubt_to_a_person() -> None:
    with pytest.raises(SendError, match="Look there") as caught:
        connected(FakePlatform()).find({}, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_verifies_that_the_bot_may_post() -> None:
    me = result({"id": 1, "username": "hope_bot"})
    platform = FakePlatform(
        me, result(CHAT), result({"status": "administrator", "can_post_messages": True})
    )

    account = connected(platform).verify()

    assert (account.name, account.url) == ("Hope", "https://t.me/hope")


def test_says_when_the_bot_may_not_post() -> None:
    me = result({"id": 1, "username": "hope_bot"})
    platform = FakePlatform(me, result(CHAT), result({"status": "member"}))

    with pytest.raises(SendError, match="@hope_bot may not post in @hope"):
        connected(platform).verify()
