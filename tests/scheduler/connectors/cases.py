"""For each platform: an account, what it answers when all goes well, and how it refuses access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.connectors.base import Connector, Outgoing
from scheduler.connectors.http import Session
from scheduler.connectors.registry import check_fields, connector_class
from tests.scheduler.connectors.fake_platform import Answer, FakePlatform
from tests.scheduler.connectors.samples import a_picture, a_post

SECRET = "whsec_" + "c2VjcmV0" * 4
RUN_OUT = {"error": {"code": 190, "message": "Error validating access token"}}
CHAT = {"id": -1001234, "type": "channel", "title": "Hope", "username": "hope"}
MESSAGE = {"ok": True, "result": {"message_id": 5, "chat": CHAT}}
DISCORD_CHANNEL = (200, {"id": "2", "name": "news", "guild_id": "9", "channel_id": "2"})
KEPT = [
    {"type": "image", "media": [{"url": "https://64.media.tumblr.com/1.png"}], "alt_text": "Words"},
    {"type": "text", "text": "One in five."},
]
READY = (200, {"status_code": "FINISHED", "status": "FINISHED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``prepared`` are the answers up to the publish request of ``post``, ``published`` its own.

    ``afterwards`` answers what is only read once the post is out.
    """

    values: Mapping[str, str]
    prepared: tuple[Answer, ...] = ()
    published: Answer
    afterwards: tuple[Answer, ...] = ()
    remote_id: str
    run_out: tuple[Answer, ...] = ((401, {"error": "unauthorized", "message": "Unauthorized"}),)
    post: Outgoing = field(default_factory=a_post)


def with_address(mime_type: str = "image/jpeg") -> Outgoing:
    return a_post(pictures=(a_picture(mime_type=mime_type, url="https://media.example/1.jpg"),))


CASES: Mapping[str, Case] = {
    "bluesky": Case(
        values={
            "handle": "hope.example",
            "password": "app-pass-word",
            "did": "did:plc:hope",
            "access": "access-token-1",
            "refresh": "refresh-token-1",
        },
        prepared=((200, {"blob": {"$type": "blob", "ref": {"$link": "bafy"}}}),),
        published=(200, {"uri": "at://did:plc:hope/app.bsky.feed.post/3k", "cid": "c"}),
        remote_id="at://did:plc:hope/app.bsky.feed.post/3k",
        run_out=(
            (400, {"error": "ExpiredToken", "message": "Token has expired"}),
            (400, {"error": "ExpiredToken", "message": "Token has expired"}),
            (401, {"error": "AuthenticationRequired", "message": "Invalid password"}),
        ),
    ),
    "discord": Case(
        values={"webhook": "https://discord.example/api/v10/webhooks/1/abcdefgh"},
        prepared=(DISCORD_CHANNEL,),
        published=(200, {"id": "55", "channel_id": "2"}),
        remote_id="55",
        run_out=((404, {"code": 10015, "message": "Unknown Webhook"}),),
    ),
    "discord_bot": Case(
        values={"token": "bot-token-1", "channel": "2"},
        prepared=(DISCORD_CHANNEL,),
        published=(200, {"id": "55", "channel_id": "2"}),
        remote_id="55",
    ),
    "facebook": Case(
        values={"page": "77", "access": "page-token-1"},
        prepared=((200, {"id": "p1"}),),
        published=(200, {"id": "77_1"}),
        remote_id="77_1",
        run_out=((400, RUN_OUT),),
    ),
    "instagram": Case(
        values={"account": "17", "access": "ig-token-1"},
        prepared=((200, {"id": "c1"}), READY),
        published=(200, {"id": "m1"}),
        afterwards=((200, {"permalink": "https://www.instagram.com/p/x/"}),),
        remote_id="m1",
        run_out=((400, RUN_OUT), (400, RUN_OUT)),
        post=with_address(),
    ),
    "linkedin": Case(
        values={"author": "urn:li:person:abc", "access": "li-token-1"},
        prepared=(
            (200, {"value": {"image": "urn:li:image:1", "uploadUrl": "https://up.example/1"}}),
            (201, b""),
            (200, {"status": "AVAILABLE"}),
        ),
        published=(201, b"", {"x-restli-id": "urn:li:share:6"}),
        remote_id="urn:li:share:6",
    ),
    "mastodon": Case(
        values={"server": "https://masto.example", "token": "masto-token-1"},
        prepared=((200, {"id": "m1", "url": "https://masto.example/m1", "description": "x"}),),
        published=(200, {"id": "99", "url": "https://masto.example/@hope/99"}),
        remote_id="99",
    ),
    "pinterest": Case(
        values={"board": "5497558", "access": "pin-token-1"},
        prepared=((200, {"id": "5497558", "name": "Signs"}),),
        published=(201, {"id": "p9"}),
        remote_id="p9",
    ),
    "slack": Case(
        values={"token": "xoxb-1234567", "channel": "C1"},
        prepared=(
            (200, {"ok": True, "upload_url": "https://up.example/1", "file_id": "F1"}),
            (200, "OK - 24"),
        ),
        published=(200, {"ok": True, "files": [{"id": "F1"}]}),
        afterwards=(
            (200, {"ok": True, "file": {"shares": {"public": {"C1": [{"ts": "17.5"}]}}}}),
            (200, {"ok": True, "permalink": "https://hope.slack.com/archives/C1/p17"}),
        ),
        remote_id="C1/17.5",
        run_out=((200, {"ok": False, "error": "token_revoked"}),),
    ),
    "telegram": Case(
        values={"token": "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "chat": "@hope"},
        published=(200, MESSAGE),
        remote_id="-1001234/5",
    ),
    "threads": Case(
        values={"access": "th-token-1"},
        prepared=((200, {"id": "c1"}), READY),
        published=(200, {"id": "m1"}),
        afterwards=((200, {"permalink": "https://www.threads.net/@hope/post/x"}),),
        remote_id="m1",
        run_out=((400, RUN_OUT), (400, RUN_OUT)),
        post=with_address(),
    ),
    "tiktok": Case(
        values={"access": "tt-token-1"},
        published=(200, {"data": {"publish_id": "v1"}, "error": {"code": "ok"}}),
        afterwards=((200, {"data": {"status": "SEND_TO_USER_INBOX"}, "error": {"code": "ok"}}),),
        remote_id="v1",
        run_out=((401, {"error": {"code": "access_token_invalid", "message": "no"}}),),
        post=with_address(),
    ),
    "tumblr": Case(
        values={"blog": "hope", "access": "tumblr-token-1"},
        prepared=(
            (201, {"meta": {"status": 201}, "response": {"id": 8, "id_string": "8"}}),
            (200, {"response": {"state": "draft", "content": KEPT}}),
        ),
        published=(200, {"response": {"id": 8, "id_string": "8"}}),
        remote_id="8",
    ),
    "webhook": Case(
        values={"url": "https://hooks.example/take/abcdef", "secret": SECRET},
        published=(200, {}),
        remote_id="0d5f2c7e9a4b4c1e8f3a6b7c8d9e0f12",
        run_out=((410, b""),),
    ),
    "x": Case(
        values={"access": "x-token-1"},
        prepared=((200, {"data": {"id": "m1"}}), (200, {"data": {}})),
        published=(201, {"data": {"id": "5", "text": "One"}}),
        remote_id="5",
    ),
}


def opened(name: str, platform: FakePlatform, *, session: Session | None = None) -> Connector:
    """Connect to a fake platform, without ever sleeping."""
    cls: Any = connector_class(name)
    values = check_fields(cls.fields, CASES[name].values)
    slept: list[float] = []
    patience = {"sleep": slept.append} if "sleep" in cls.__init__.__annotations__ else {}
    connector: Connector = cls(session or platform.session(), **values, **patience)
    return connector


def answering(name: str, *answers: Answer) -> FakePlatform:
    """A platform on which preparing goes well; ``answers`` come after that."""
    return FakePlatform(*CASES[name].prepared, *answers)
