from __future__ import annotations

from typing import Any

import pytest

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.connectors.platforms.threads import _settle
from tests.scheduler.connectors.cases import READY, opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import JANUARY_11, KEY, a_picture, a_post

A_JPEG = a_picture(mime_type="image/jpeg", url="https://media.example/1.jpg")
REQUEST = {"creation_id": "c1", "text": "One in five."}


def made(number: int) -> tuple[int, Any]:
    return 200, {"id": f"c{number}"}


@pytest.mark.parametrize(
    ("pictures", "kinds"),
    [
        ((), ["TEXT"]),
        ((A_JPEG,), ["IMAGE"]),
        ((A_JPEG, A_JPEG), ["IMAGE", "IMAGE", "CAROUSEL"]),
    ],
)
def test_makes_the_containers_that_a_post_needs(pictures: Any, kinds: list[str]) -> None:
    answers = [one for number in range(len(kinds)) for one in (made(number), READY)]
    platform = FakePlatform(*answers)

    request = opened("threads", platform).prepare(a_post(pictures=pictures), KEY)

    forms = [asked.form for asked in platform.asked if asked.method == "POST"]
    assert [form["media_type"] for form in forms] == kinds
    assert [form.get("alt_text") for form in forms] == [
        A_JPEG.alt_text if kind == "IMAGE" else None for kind in kinds
    ]
    assert request["creation_id"] == f"c{len(kinds) - 1}"
    assert forms[-1]["text"].startswith("One in five.")


def test_refuses_more_links_than_threads_takes() -> None:
    text = " ".join(f"https://example.org/{number}" for number in range(6))

    with pytest.raises(SendError, match="5 links"):
        opened("threads", FakePlatform()).prepare(a_post(text=text, pictures=()), KEY)


def test_counts_an_emoji_by_its_bytes_to_be_safe() -> None:
    text = "x" * 494 + "\N{BLUE HEART}" * 2

    with pytest.raises(SendError, match="takes 500"):
        opened("threads", FakePlatform()).prepare(a_post(text=text, pictures=()), KEY)


def test_finds_what_was_published_by_its_container() -> None:
    listed = {
        "data": [
            {
                "id": "m1",
                "text": "One in five.",
                "permalink": "https://www.threads.net/@hope/post/x",
                "timestamp": "2027-01-11T09:00:03+0000",
            }
        ]
    }
    platform = FakePlatform((200, {"status": "PUBLISHED"}), (200, listed))

    found = opened("threads", platform).find(REQUEST, KEY, JANUARY_11)

    assert found == Receipt(remote_id="m1", url="https://www.threads.net/@hope/post/x")


def test_does_not_guess_where_the_container_is_gone() -> None:
    gone = (400, {"error": {"code": 100, "message": "does not exist"}})
    platform = FakePlatform(gone, (200, {"data": []}))

    with pytest.raises(SendError) as caught:
        opened("threads", platform).find(REQUEST, KEY, JANUARY_11)

    assert caught.value.verdict is Verdict.AMBIGUOUS


def test_trades_access_of_an_hour_for_that_of_two_months() -> None:
    platform = FakePlatform((200, {"access_token": "long", "expires_in": 5_184_000}))

    values = _settle(platform.session(), {"access": "short", "client_secret": "s"})

    assert platform.last.query["grant_type"] == ["th_exchange_token"]
    assert values["access"] == "long"


def test_renews_access_that_was_refused_once_and_goes_on() -> None:
    run_out = (400, {"error": {"code": 190, "message": "expired"}})
    platform = FakePlatform(run_out, (200, {"access_token": "newer"}), (200, {"id": "m1"}), READY)
    connector = opened("threads", platform)

    connector.publish(REQUEST, KEY)

    assert platform.asked[2].form["access_token"] == "newer"
    assert connector.credentials()["access"] == "newer"


def test_verifies_and_reads_insights_and_deletes() -> None:
    quota = (200, {"data": [{"config": {"quota_total": 250}}]})
    told = {"data": [{"name": "views", "values": [{"value": 12}]}]}
    platform = FakePlatform(
        (200, {"id": "9", "username": "hope"}), quota, (200, told), (200, {"success": True})
    )
    connector, receipt = opened("threads", platform), Receipt(remote_id="m1", url="")

    assert connector.verify().url == "https://www.threads.net/@hope"
    assert connector.engagement([receipt]) == {"m1": {"views": 12}}
    connector.delete(receipt)
    assert (platform.last.method, platform.last.path) == ("DELETE", "/v1.0/m1")
