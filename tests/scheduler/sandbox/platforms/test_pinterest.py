"""Pinterest's rules, asked for with a plain HTTP client."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest

from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.platforms.public_pictures import public_pictures
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


def source(data: bytes | None = None, mime: str = "image/jpeg") -> dict[str, Any]:
    card = a_picture(kind="JPEG") if data is None else data
    return {
        "source_type": "image_base64",
        "content_type": mime,
        "data": b64encode(card).decode(),
    }


class Member:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self._visitor = visitor
        fields = sandbox.account("pinterest")
        self.board = fields["board"]
        self.headers = {"Authorization": f"Bearer {fields['access']}"}

    def ask(self, method: str, path: str, value: Any = None) -> Said:
        body = None if value is None else json.dumps(value).encode()
        kind = {"Content_Type": "application/json"}
        return self._visitor.ask(method, f"/pinterest/v5/{path}", body, **kind, **self.headers)

    def pin(self, **changes: Any) -> Said:
        told = {"board_id": self.board, "title": "One in five", "media_source": source(), **changes}
        return self.ask(
            "POST", "pins", {name: one for name, one in told.items() if one is not None}
        )


@pytest.fixture
def member(sandbox: RunningSandbox, visitor: Visitor) -> Member:
    return Member(sandbox, visitor)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"title": "x" * 100}, 201),
        ({"title": "x" * 101}, 400),
        ({"description": "x" * 800}, 201),
        ({"description": "x" * 801}, 400),
        ({"alt_text": "x" * 501}, 400),
        ({"link": "https://example.org/" + "x" * 2030}, 400),
        ({"link": "ftp://example.org"}, 400),
        ({"colour": "red"}, 400),
        ({"media_source": None}, 400),
        ({"media_source": source(mime="image/webp")}, 400),
        ({"media_source": source(b"no picture")}, 400),
        ({"media_source": {**source(), "data": "no base64"}}, 400),
        ({"board_id": "1"}, 404),
    ],
)
def test_a_pin_has_bounds(member: Member, changes: dict[str, Any], status: int) -> None:
    answer = member.pin(**changes)

    assert answer.status == status, answer.content
    assert status == 201 or isinstance(answer.json["code"], int)


def test_nothing_guards_against_the_same_pin(member: Member, visitor: Visitor) -> None:
    member.pin()
    member.pin()

    assert visitor.get("/_sandbox/copies").json["most"] == 2


def test_several_pictures_share_an_alt_text(member: Member, visitor: Visitor) -> None:
    items = [{name: one for name, one in source().items() if name != "source_type"}] * 2
    several = {"source_type": "multiple_image_base64", "items": items, "index": 0}

    assert member.pin(media_source=several, alt_text="Both.").status == 201
    assert member.pin(media_source={**several, "items": items[:1]}).status == 400
    assert visitor.posts()[0]["alt_texts"] == ["Both.", "Both."]


def test_a_picture_may_be_fetched(member: Member) -> None:
    with public_pictures() as host:
        address = host.put("/card.jpg", a_picture(kind="JPEG"))
        fetched = member.pin(media_source={"source_type": "image_url", "url": address})
        missing = member.pin(media_source={"source_type": "image_url", "url": f"{host.url}/none"})

    assert (fetched.status, missing.status) == (201, 400)


def test_a_pin_is_found_mended_and_deleted(member: Member, visitor: Visitor) -> None:
    number = member.pin(alt_text="Wrong.").json["id"]

    assert [
        one["id"] for one in member.ask("GET", f"boards/{member.board}/pins").json["items"]
    ] == [number]
    member.ask("PATCH", f"pins/{number}", {"alt_text": "Right."})
    assert visitor.posts()[0]["alt_texts"] == ["Right."]
    assert member.ask("DELETE", f"pins/{number}").status == 204
    assert member.ask("GET", f"pins/{number}").json["code"] == 50


def test_a_long_board_has_a_bookmark(member: Member) -> None:
    for number in range(3):
        member.pin(title=f"Number {number}")

    assert member.ask("GET", f"boards/{member.board}/pins?page_size=2").json["bookmark"]
    assert member.ask("GET", f"boards/{member.board}/pins?page_size=3").json["bookmark"] is None
    assert member.ask("GET", f"boards/{member.board}/pins?page_size=251").status == 400


def test_metrics_come_when_asked_for(member: Member, visitor: Visitor) -> None:
    number = member.pin().json["id"]
    visitor.post("/_sandbox/repost", {"platform": "pinterest", "remote_id": number})

    plain = member.ask("GET", f"pins/{number}").json
    told = member.ask("GET", f"pins/{number}?pin_metrics=true").json

    assert "pin_metrics" not in plain
    assert told["pin_metrics"]["lifetime_metrics"]["save"] == 1


def test_a_token_lasts_thirty_days(member: Member, clock: SlowClock) -> None:
    clock.wait(timedelta(days=30))

    answer = member.ask("GET", "user_account")

    assert (answer.status, answer.json) == (401, {"code": 2, "message": "Authentication failed."})
