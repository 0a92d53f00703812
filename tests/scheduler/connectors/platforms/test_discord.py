from __future__ import annotations

import json
from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.discord import Discord
from tests.scheduler.connectors.cases import DISCORD_CHANNEL, opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import A_PICTURE, JANUARY_11, KEY, a_picture, a_post

POSTED = (200, {"id": "55", "channel_id": "2"})
WEBHOOK = "https://discord.example/api/v10/webhooks/1/abcdefgh"


def payload(platform: FakePlatform) -> Any:
    part = platform.last.text.split('name="payload_json"')[1].split("\r\n\r\n", 1)[1]
    return json.loads(part.split("\r\n--", 1)[0])


def published(platform: FakePlatform, name: str = "discord", **changes: Any) -> Receipt:
    connector = opened(name, platform)
    return connector.publish(connector.prepare(a_post(**changes), KEY), KEY)


@pytest.mark.parametrize("name", ["discord", "discord_bot"])
def test_pictures_leave_with_the_words_each_with_its_description(name: str) -> None:
    platform = FakePlatform(DISCORD_CHANNEL, POSTED)
    pictures = (a_picture(), a_picture(alt_text="Second.", data=b"other"))

    receipt = published(platform, name, pictures=pictures)

    told = payload(platform)
    assert receipt.url == "https://discord.com/channels/9/2/55"
    assert [one["description"] for one in told["attachments"]] == [A_PICTURE.alt_text, "Second."]
    assert 'name="files[1]"' in platform.last.text


@pytest.mark.parametrize("name", ["discord", "discord_bot"])
def test_no_caption_rings_the_phones_of_a_server(name: str) -> None:
    platform = FakePlatform(DISCORD_CHANNEL, POSTED)

    published(platform, name, text="@everyone look", pictures=())

    assert platform.last.json["allowed_mentions"] == {"parse": []}


def test_a_webhook_asks_for_the_message_and_posts_into_its_thread() -> None:
    platform = FakePlatform(DISCORD_CHANNEL, POSTED, (200, {"reactions": [{"count": 2}]}))
    discord = Discord(platform.session(), webhook=f"{WEBHOOK}?thread_id=7")

    receipt = discord.publish(discord.prepare(a_post(pictures=()), KEY), KEY)
    numbers = discord.engagement([receipt])

    assert platform.asked[1].query == {"wait": ["true"], "thread_id": ["7"]}
    assert platform.last.query == {"thread_id": ["7"]}
    assert numbers == {"55": {"reactions": 2}}


def test_speaks_the_version_it_was_written_for() -> None:
    platform = FakePlatform(DISCORD_CHANNEL)
    unversioned = "https://discord.example/api/webhooks/1/abcdefgh"

    Discord(platform.session(), webhook=unversioned).verify()

    assert platform.last.path == "/api/v10/webhooks/1/abcdefgh"


def test_a_bot_sends_the_same_nonce_with_every_try() -> None:
    platform = FakePlatform(DISCORD_CHANNEL, POSTED, POSTED)
    bot = opened("discord_bot", platform)
    request = bot.prepare(a_post(pictures=()), KEY)

    bot.publish(request, KEY)
    bot.publish(request, KEY)

    first, second = platform.asked[1].json, platform.asked[2].json
    assert first["nonce"] == second["nonce"]
    assert len(first["nonce"]) <= 25
    assert first["enforce_nonce"] is True


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ((404, {"code": 10015, "message": "Unknown Webhook"}), Verdict.REAUTH),
        ((401, {"code": 50027, "message": "Invalid Webhook Token"}), Verdict.REAUTH),
        ((401, {"code": 0, "message": "401: Unauthorized"}), Verdict.REAUTH),
        ((403, {"code": 50013, "message": "Missing Permissions"}), Verdict.PERMANENT),
        ((400, {"code": 50035, "message": "Invalid Form Body"}), Verdict.PERMANENT),
        ((400, {"code": 40005, "message": "Request entity too large"}), Verdict.PERMANENT),
    ],
)
def test_gives_each_code_its_verdict(answer: Any, verdict: Verdict) -> None:
    with pytest.raises(SendError) as caught:
        published(FakePlatform(DISCORD_CHANNEL, answer))

    assert caught.value.verdict is verdict
    assert "abcdefgh" not in caught.value.message


def test_waits_fractions_of_a_second() -> None:
    answer = (429, {"retry_after": 0.65}, {"X-RateLimit-Reset-After": "0.65"})

    with pytest.raises(SendError) as caught:
        published(FakePlatform(DISCORD_CHANNEL, answer))

    assert caught.value.retry_after == 0.65


def test_refuses_a_caption_longer_than_discord_takes() -> None:
    with pytest.raises(SendError, match="takes 2,000"):
        published(FakePlatform(), text="x" * 2001, pictures=())


ME = (200, {"id": "42"})
REQUEST = {"content": "One in five.", "pictures": [{}], "guild": "9"}


def message(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "channel_id": "2",
        "content": "One in five.",
        "author": {"id": "42"},
        "attachments": [{}],
        "timestamp": "2027-01-11T09:00:02+00:00",
        **changes,
    }


def test_a_bot_finds_its_message() -> None:
    others = [message(1, author={"id": "7"}), message(2, attachments=[]), message(3, content="x")]
    platform = FakePlatform(ME, (200, [*others, message(4)]))

    found = opened("discord_bot", platform).find(REQUEST, KEY, JANUARY_11)

    assert found is not None
    assert found.remote_id == "4"


@pytest.mark.parametrize("page", [[], [message(1, timestamp="2027-01-11T08:00:00+00:00")]])
def test_a_bot_knows_when_it_is_not_there(page: list[Any]) -> None:
    platform = FakePlatform(ME, (200, page))

    assert opened("discord_bot", platform).find(REQUEST, KEY, JANUARY_11) is None


def test_a_bot_reads_on_and_gives_up_in_a_channel_without_end() -> None:
    page = [message(number, content="chatter") for number in range(100, 0, -1)]
    platform = FakePlatform(ME, *[(200, page)] * 5)

    with pytest.raises(SendError, match="too busy") as caught:
        opened("discord_bot", platform).find(REQUEST, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS
    assert platform.last.query["before"] == ["1"]


@pytest.mark.parametrize("name", ["discord", "discord_bot"])
def test_a_message_that_is_gone_has_no_numbers_and_is_deleted_already(name: str) -> None:
    gone = (404, {"code": 10008, "message": "Unknown Message"})
    connector = opened(name, FakePlatform(gone, gone))
    receipt = Receipt(remote_id="55", url="")

    assert connector.engagement([receipt]) == {}
    connector.delete(receipt)


@pytest.mark.parametrize("name", ["discord", "discord_bot"])
def test_says_where_it_posts(name: str) -> None:
    answers = [DISCORD_CHANNEL] if name == "discord" else [ME, DISCORD_CHANNEL]

    account = opened(name, FakePlatform(*answers)).verify()

    assert account.url == "https://discord.com/channels/9/2"
    assert account.remote_id
