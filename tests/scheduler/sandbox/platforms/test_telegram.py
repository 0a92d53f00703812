"""Telegram's rules, asked for with a plain HTTP client."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scheduler.sandbox.platforms.telegram_markup import MarkupError, parse
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


class Bot:
    def __init__(self, visitor: Visitor, fields: dict[str, str]) -> None:
        self._visitor = visitor
        self.chat = fields["chat"]
        self.path = f"/telegram/bot{fields['token']}"

    def call(self, method: str, **values: Any) -> Said:
        return self._visitor.post(f"{self.path}/{method}", {"chat_id": self.chat, **values})

    def send(self, method: str, files: dict[str, bytes], **fields: str) -> Said:
        told = {"chat_id": self.chat, **fields}
        return self._visitor.upload(f"{self.path}/{method}", told, files)


@pytest.fixture
def bot(sandbox: RunningSandbox, visitor: Visitor) -> Bot:
    return Bot(visitor, sandbox.account("telegram"))


def test_a_wrong_token_and_a_wrong_chat_are_refused(bot: Bot, visitor: Visitor) -> None:
    assert visitor.get("/telegram/bot1:none/getMe").json["error_code"] == 401
    assert bot.call("getChat", chat_id="@elsewhere").json["description"].endswith("chat not found")


@pytest.mark.parametrize(
    ("text", "mode", "status"),
    [
        ("x" * 4096, "", 200),
        ("x" * 4097, "", 400),
        ("*" + "x" * 4096 + "*", "MarkdownV2", 200),  # the marks do not count
        ("", "", 400),
        ("One. Two!", "MarkdownV2", 400),
        ("One\\. Two\\!", "MarkdownV2", 200),
        ("<b>One</b> & two", "HTML", 200),
        ("<h1>One</h1>", "HTML", 400),
        ("One", "Latin", 400),
    ],
)
def test_a_message_is_counted_after_its_markup(bot: Bot, text: str, mode: str, status: int) -> None:
    answer = bot.call("sendMessage", text=text, **({"parse_mode": mode} if mode else {}))

    assert answer.status == status, answer.content


@pytest.mark.parametrize(
    ("markup", "text", "kinds"),
    [
        ("*a _b_*", "a b", ["italic", "bold"]),
        ("__a__ ||b||", "a b", ["underline", "spoiler"]),
        ("[words](https://example.org/a_b)", "words", ["text_link"]),
        ("`a.b`", "a.b", ["code"]),
        (">quoted\nrest", "quoted\nrest", []),
        ("👩‍👩‍👧 *b*", "👩‍👩‍👧 b", ["bold"]),
    ],
)
def test_markdown_becomes_words_and_entities(markup: str, text: str, kinds: list[str]) -> None:
    plain, entities = parse(markup, "MarkdownV2")

    assert (plain, [one["type"] for one in entities]) == (text, kinds)


@pytest.mark.parametrize("markup", ["*a", "a_b", "[a]", "`a", "a.b", "*a _b*_"])
def test_markdown_that_is_not_closed_or_escaped_is_refused(markup: str) -> None:
    with pytest.raises(MarkupError):
        parse(markup, "MarkdownV2")


def test_an_entity_is_counted_in_utf16_units(bot: Bot) -> None:
    inside = [{"type": "bold", "offset": 0, "length": 2}]
    outside = [{"type": "bold", "offset": 1, "length": 2}]

    assert bot.call("sendMessage", text="🙂", entities=inside).status == 200
    assert bot.call("sendMessage", text="🙂", entities=outside).status == 400


def test_a_photo_has_bounds(bot: Bot) -> None:
    def send(data: bytes, caption: str = "") -> str:
        files, named = {"f": data}, "attach://f"
        return str(
            bot.send("sendPhoto", files, photo=named, caption=caption).json.get("description", "")
        )

    assert send(a_picture(), "x" * 1024) == ""
    assert "caption is too long" in send(a_picture(), "x" * 1025)
    assert "PHOTO_INVALID_DIMENSIONS" in send(a_picture(size=(210, 10)))
    assert "IMAGE_PROCESS_FAILED" in send(b"no picture")
    assert "too big for a photo" in send(a_picture() + bytes(10_500_000))


def test_an_album_is_one_post_of_several_messages(bot: Bot, visitor: Visitor) -> None:
    files = {"a": a_picture("red"), "b": a_picture("blue")}
    media = [{"type": "photo", "media": f"attach://{name}"} for name in files]
    media[0]["caption"] = "One in five."

    messages = bot.send("sendMediaGroup", files, media=json.dumps(media)).json["result"]

    [post] = visitor.posts()
    assert len({one["media_group_id"] for one in messages}) == 1
    assert (post["text"], len(post["pictures"])) == ("One in five.", 2)
    assert post["alt_texts"] == [None, None]
    assert bot.call("deleteMessage", message_id=messages[0]["message_id"]).json["result"] is True
    assert visitor.posts() == []


def test_one_picture_is_no_album(bot: Bot) -> None:
    media = json.dumps([{"type": "photo", "media": "attach://a"}])

    assert bot.send("sendMediaGroup", {"a": a_picture()}, media=media).status == 400


def test_a_photo_can_be_sent_again_by_its_file_id(bot: Bot) -> None:
    sent = bot.send("sendPhoto", {"f": a_picture()}, photo="attach://f").json["result"]

    again = bot.call("sendPhoto", photo=sent["photo"][0]["file_id"], caption="Again.")

    assert again.json["result"]["caption"] == "Again."
    assert bot.call("sendPhoto", photo="none").status == 400


def test_a_quota_says_how_long_to_wait(bot: Bot, visitor: Visitor) -> None:
    order = {"platform": "telegram", "quota": "messages", "limit": 1, "seconds": 30}
    visitor.post("/_sandbox/quotas", order)
    bot.call("sendMessage", text="One.")

    answer = bot.call("sendMessage", text="Two.")

    assert (answer.status, answer.json["parameters"]) == (429, {"retry_after": 30})
