from __future__ import annotations

from typing import Any

import pytest

from scheduler.connectors.base import SendError
from scheduler.connectors.http import call
from scheduler.connectors.listening import Saved, fingerprint, heard_by
from tests.scheduler.connectors.fake_platform import NOW, FakePlatform

URL = "https://example.org/media"


class Ear:
    def __init__(self) -> None:
        self.waits: list[float] = []
        self.known: dict[str, Saved] = {}
        self.uploads: list[int] = []

    def asked(self, uploads: int) -> None:
        self.uploads.append(uploads)

    def spent(self, seconds: float) -> None:
        self.waits.append(seconds)

    def recall(self, part: str) -> Saved | None:
        return self.known.get(part)

    def remember(self, part: str, answer: Saved) -> None:
        self.known[part] = answer


def test_a_part_that_was_answered_is_not_sent_again() -> None:
    platform, ear = FakePlatform((200, {"id": "m1"})), Ear()

    with heard_by(ear):
        answers = [
            call(platform.session(), "POST", URL, data=b"a picture", part=True) for _ in range(2)
        ]

    assert answers == [{"id": "m1"}] * 2
    assert len(platform.asked) == 1


def test_what_is_no_part_is_sent_each_time() -> None:
    platform, ear = FakePlatform((200, {"id": "1"}), (200, {"id": "2"})), Ear()

    with heard_by(ear):
        answers = [call(platform.session(), "POST", URL, data=b"words") for _ in range(2)]

    assert answers == [{"id": "1"}, {"id": "2"}]


def test_a_refusal_is_not_kept() -> None:
    platform, ear = FakePlatform((500, {}), (200, {"id": "m1"})), Ear()

    with heard_by(ear):
        with pytest.raises(SendError):
            call(platform.session(), "POST", URL, data=b"a picture", part=True)
        answer = call(platform.session(), "POST", URL, data=b"a picture", part=True)

    assert answer == {"id": "m1"}


def test_the_last_request_of_a_window_is_told() -> None:
    told = {"RateLimit-Remaining": "0", "Retry-After": "90", "Date": NOW}
    platform, ear = FakePlatform((200, {}, told), (200, {}, {"RateLimit-Remaining": "7"})), Ear()

    with heard_by(ear):
        call(platform.session(), "GET", URL)
        call(platform.session(), "GET", URL)

    assert ear.waits == [90]


@pytest.mark.parametrize(
    ("parts", "uploads"),
    [
        ({}, 0),
        ({"json": {"status": "Hello"}}, 0),
        ({"data": b"{}", "headers": {"Content-Type": "application/json"}}, 0),
        ({"data": b"a picture", "headers": {"Content-Type": "image/png"}}, 1),
        ({"files": {"file": ("card", b"1", "image/png")}}, 1),
        ({"files": [("json", (None, "{}")), ("a", ("a", b"1")), ("b", ("b", b"2"))]}, 2),
    ],
)
def test_each_request_is_told_with_the_pictures_it_carries(
    parts: dict[str, Any], uploads: int
) -> None:
    platform, ear = FakePlatform((200, {})), Ear()

    with heard_by(ear):
        call(platform.session(), "POST", URL, **parts)

    assert ear.uploads == [uploads]


@pytest.mark.parametrize(
    "other",
    [{"data": b"another picture"}, {"json": {"alt": "x"}}, {"files": {"f": ("a", b"1", "t")}}],
)
def test_parts_that_differ_are_told_apart(other: dict[str, Any]) -> None:
    assert fingerprint("POST", URL, other) != fingerprint("POST", URL, {"data": b"a picture"})


def test_a_part_is_the_same_whatever_access_it_goes_out_with() -> None:
    one, other = ({"data": {"alt": "x", "access_token": token}} for token in ("old", "new"))

    assert fingerprint("POST", URL, one) == fingerprint("POST", URL, other)
