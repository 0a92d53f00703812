"""LinkedIn's rules, asked for with a plain HTTP client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.sandbox.platforms.linkedin_text import LittleTextError, plain
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor, a_picture


class Member:
    def __init__(self, sandbox: RunningSandbox, visitor: Visitor) -> None:
        self.visitor = visitor
        self._url = sandbox.url
        access = sandbox.account("linkedin")["access"]
        self.headers = {"Authorization": f"Bearer {access}", "LinkedIn-Version": "202609"}
        person = visitor.get("/linkedin/v2/userinfo", **self.headers).json["sub"]
        self.author = f"urn:li:person:{person}"

    def post(self, commentary: str = "One in five.", **changes: Any) -> Said:
        told = {
            "author": self.author,
            "commentary": commentary,
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "lifecycleState": "PUBLISHED",
            **changes,
        }
        return self.visitor.post("/linkedin/rest/posts", told, **self.headers)

    def get(self, path: str) -> Said:
        return self.visitor.get(f"/linkedin/rest/{path}", **self.headers)

    def image(self, data: bytes) -> str:
        order = {"initializeUploadRequest": {"owner": self.author}}
        path = "/linkedin/rest/images?action=initializeUpload"
        value = self.visitor.post(path, order, **self.headers).json["value"]
        place = value["uploadUrl"].removeprefix(self._url)
        assert self.visitor.ask("PUT", place, data, **self.headers).status == 201
        return str(value["image"])


@pytest.fixture
def member(sandbox: RunningSandbox, visitor: Visitor) -> Member:
    return Member(sandbox, visitor)


@pytest.mark.parametrize(
    ("version", "status", "code"),
    [
        ("", 400, "VERSION_MISSING"),
        ("202512", 426, "NONEXISTENT_VERSION"),
        ("202702", 426, "NONEXISTENT_VERSION"),
        ("later", 426, "NONEXISTENT_VERSION"),
    ],
)
def test_a_version_lives_for_a_year(member: Member, version: str, status: int, code: str) -> None:
    member.headers["LinkedIn-Version"] = version

    answer = member.get("posts?q=author")

    assert (answer.status, answer.json["code"]) == (status, code)


def test_a_version_ends_in_the_middle_of_its_month(member: Member, clock: SlowClock) -> None:
    member.headers["LinkedIn-Version"] = "202601"

    assert member.post().status == 201
    clock.wait(timedelta(days=5))
    assert member.post("Another.").status == 426


def test_the_urn_comes_in_a_header_and_finds_the_post(member: Member) -> None:
    answer = member.post()

    urn = answer.headers["x-restli-id"]
    assert (answer.status, answer.content) == (201, b"")
    assert member.get(f"posts/{urn.replace(':', '%3A')}").json["commentary"] == "One in five."


def test_the_same_words_name_the_post_that_has_them(member: Member, clock: SlowClock) -> None:
    urn = member.post().headers["x-restli-id"]

    again = member.post()

    assert (again.status, again.json["message"]) == (422, f"Content is a duplicate of {urn}")
    clock.wait(timedelta(days=1))
    assert member.post().status == 201


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("One \\(in\\) five.", "One (in) five."),
        ("Read #EndIt now", "Read #EndIt now"),
        ("{hashtag|\\#|EndIt} now", "#EndIt now"),
        ("With @[Our Page](urn:li:organization:7).", "With Our Page."),
        ("a\\_b \\\\", "a_b \\"),
    ],
)
def test_little_text_is_read_as_people_see_it(sent: str, read: str) -> None:
    assert plain(sent) == read


@pytest.mark.parametrize("sent", ["One (in five)", "a_b", "50% *", "# alone", "@somebody", "a|b"])
def test_an_unescaped_character_is_refused(member: Member, sent: str) -> None:
    with pytest.raises(LittleTextError):
        plain(sent)
    assert member.post(sent).status == 422


def test_the_commentary_is_counted_as_sent(member: Member) -> None:
    assert member.post("\\(" * 1500).status == 201
    assert member.post("\\(" * 1501).json["code"] == "FIELD_LENGTH_TOO_LONG"


@pytest.mark.parametrize(
    "changes",
    [
        {"visibility": "EVERYBODY"},
        {"lifecycleState": "DRAFT"},
        {"distribution": {}},
        {"content": {"media": {"id": "urn:li:image:none"}}},
        {"content": {"multiImage": {"images": [{"id": "urn:li:image:none"}]}}},
    ],
)
def test_a_post_of_another_shape_is_refused(member: Member, changes: dict[str, Any]) -> None:
    assert member.post(**changes).status == 422


def test_only_the_own_name_may_be_used(member: Member) -> None:
    answer = member.post(author="urn:li:person:somebody")

    assert (answer.status, answer.json["code"]) == (403, "ACCESS_DENIED")


def test_images_are_uploaded_described_and_waited_for(member: Member, visitor: Visitor) -> None:
    visitor.post("/_sandbox/knobs", {"media_polls": 1})
    urns = [member.image(a_picture(colour)) for colour in ("red", "blue")]
    images = [{"id": urn, "altText": f"Words {number}."} for number, urn in enumerate(urns)]
    content = {"multiImage": {"images": images}}

    early = member.post(content=content)
    looks = [member.get(f"images/{urns[0]}").json["status"] for _ in range(2)]
    member.get(f"images/{urns[1]}")

    assert early.status == 422
    assert looks == ["PROCESSING", "AVAILABLE"]
    assert member.post(content=content).status == 201
    assert visitor.posts()[0]["alt_texts"] == ["Words 0.", "Words 1."]


def test_what_is_no_picture_fails_in_processing(member: Member) -> None:
    urn = member.image(b"no picture")

    assert member.get(f"images/{urn}").json["status"] == "PROCESSING_FAILED"


def test_too_long_an_alt_text_is_refused(member: Member) -> None:
    media = {"id": member.image(a_picture()), "altText": "x" * 4087}

    assert member.post(content={"media": media}).status == 422


def test_a_deleted_post_is_gone(member: Member, visitor: Visitor) -> None:
    path = f"/linkedin/rest/posts/{member.post().headers['x-restli-id']}"

    assert visitor.ask("DELETE", path, None, **member.headers).status == 204
    assert visitor.get(path, **member.headers).status == 404


def test_a_token_lasts_sixty_days(member: Member, clock: SlowClock) -> None:
    clock.wait(timedelta(days=60))
    member.headers["LinkedIn-Version"] = "202702"

    assert member.post().json["code"] == "EXPIRED_ACCESS_TOKEN"
