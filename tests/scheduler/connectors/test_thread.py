"""A thread is made once, whatever breaks, and taken up at the part that is missing."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from content.captions.thread import as_thread
from scheduler.connectors.base import Connector, Receipt, SendError, Verdict
from tests.scheduler.connectors.cases import opened
from tests.scheduler.connectors.fake_platform import FakePlatform
from tests.scheduler.connectors.samples import JANUARY_11, KEY, a_post

POST = a_post(
    text=as_thread(("One in five. 1/3", "Learn the signs. 2/3", "Call. 3/3")), pictures=()
)
ME = (200, {"id": "7"})


def status(number: int, text: str, parent: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "url": f"https://masto.example/@hope/{number}",
        "content": f"<p>{text}</p>",
        "created_at": "2027-01-11T09:00:05.000Z",
        "in_reply_to_id": str(parent) if parent else None,
        "media_attachments": [],
        **changes,
    }


FIRST = status(1, "One in five. 1/3")
SECOND = status(2, "Learn the signs. 2/3", 1)
THIRD = status(3, "Call. 3/3", 2)


def posted(platform: FakePlatform) -> list[Any]:
    return [asked for asked in platform.asked if asked.method == "POST"]


def mastodon(platform: FakePlatform) -> tuple[Connector, Any]:
    connector = opened("mastodon", platform)
    return connector, connector.prepare(POST, KEY)


def test_each_part_answers_the_one_before_with_a_key_of_its_own() -> None:
    platform = FakePlatform(ME, (200, []), (200, FIRST), (200, SECOND), (200, THIRD))
    connector, request = mastodon(platform)

    receipt = connector.publish(request, KEY)

    sent = posted(platform)
    assert receipt == Receipt(remote_id="1+2+3", url="https://masto.example/@hope/1")
    assert [one.json.get("in_reply_to_id") for one in sent] == [None, "1", "2"]
    assert [one.json["status"] for one in sent] == list(POST.parts)
    assert len({one.headers["Idempotency-Key"] for one in sent}) == 3
    assert all("thread" not in one.json for one in sent)


@pytest.mark.parametrize(
    "answer", [requests.ReadTimeout(), (502, "<html>"), (429, {}), (422, {"error": "no"})]
)
def test_once_a_part_is_out_no_failure_says_that_nothing_is(answer: Any) -> None:
    connector, request = mastodon(FakePlatform(ME, (200, []), (200, FIRST), answer))

    with pytest.raises(SendError, match="1 of 3 posts of the thread are out") as caught:
        connector.publish(request, KEY)

    assert caught.value.verdict is Verdict.AMBIGUOUS


@pytest.mark.parametrize(
    ("standing", "missing"),
    [([], 3), ([FIRST], 2), ([SECOND, FIRST], 1), ([THIRD, SECOND, FIRST], 0)],
)
def test_is_taken_up_at_the_part_that_is_missing(standing: list[Any], missing: int) -> None:
    answers = [FIRST, SECOND, THIRD][3 - missing :] if missing else []
    platform = FakePlatform(ME, (200, standing), *[(200, one) for one in answers])
    connector, request = mastodon(platform)

    receipt = connector.publish(request, KEY)

    assert receipt.remote_id == "1+2+3"
    assert len(posted(platform)) == missing


def test_what_an_older_campaign_said_is_not_taken_for_a_part() -> None:
    old = status(0, "One in five. 1/3", created_at="2026-12-11T09:00:05.000Z")
    platform = FakePlatform(ME, (200, [old]), (200, FIRST), (200, SECOND), (200, THIRD))
    connector, request = mastodon(platform)

    connector.publish(request, KEY)

    assert len(posted(platform)) == 3


@pytest.mark.parametrize(
    ("standing", "whole"),
    [([THIRD, SECOND, FIRST], True), ([SECOND, FIRST], False), ([THIRD, SECOND], False)],
)
def test_is_found_only_where_it_is_whole(
    standing: list[Any],
    whole: bool,  # noqa: FBT001  # parametrized
) -> None:
    connector, request = mastodon(FakePlatform(ME, (200, standing), (200, [])))

    assert (connector.find(request, KEY, JANUARY_11) is not None) is whole


def test_its_numbers_are_those_of_its_first_post_and_it_is_deleted_from_its_end() -> None:
    platform = FakePlatform((200, [{"id": "1", "favourites_count": 4}]), *[(200, {})] * 3)
    connector, receipt = opened("mastodon", platform), Receipt(remote_id="1+2+3", url="")

    assert connector.engagement([receipt]) == {"1+2+3": {"likes": 4}}
    connector.delete(receipt)
    assert [asked.path[-2:] for asked in platform.asked[1:]] == ["/3", "/2", "/1"]


def uri(rkey: str) -> str:
    return f"at://did:plc:hope/app.bsky.feed.post/{rkey}"


def put(rkey: str) -> tuple[int, Any]:
    return 200, {"uri": uri(rkey), "cid": f"cid-{rkey}"}


def test_bluesky_gives_each_part_a_place_and_names_root_and_parent() -> None:
    platform = FakePlatform(put("a"), put("b"), put("c"))
    connector = opened("bluesky", platform)
    request = connector.prepare(POST, KEY)

    receipt = connector.publish(request, KEY)

    records = [asked.json["record"] for asked in platform.asked]
    root = {"uri": uri("a"), "cid": "cid-a"}
    assert receipt.remote_id == f"{uri('a')}+b+c"
    assert [record.get("reply") for record in records] == [
        None,
        {"root": root, "parent": root},
        {"root": root, "parent": {"uri": uri("b"), "cid": "cid-b"}},
    ]
    assert len({asked.json["rkey"] for asked in platform.asked}) == 3
    assert "thread" not in platform.asked[0].json


def test_bluesky_is_whole_only_when_every_place_is_taken() -> None:
    connector = opened("bluesky", FakePlatform())
    request = connector.prepare(POST, KEY)
    frozen = [request["record"], *(part["record"] for part in request["thread"])]
    there = [(200, {"uri": uri(str(n)), "value": one}) for n, one in enumerate(frozen)]
    missing = (400, {"error": "RecordNotFound"})

    whole = opened("bluesky", FakePlatform(*there)).find(request, KEY, JANUARY_11)
    part = opened("bluesky", FakePlatform(*there[:2], missing)).find(request, KEY, JANUARY_11)

    assert whole is not None
    assert part is None


def test_bluesky_deletes_every_part() -> None:
    platform = FakePlatform(*[(200, {})] * 3)

    opened("bluesky", platform).delete(Receipt(remote_id=f"{uri('a')}+b+c", url=""))

    assert [asked.json["rkey"] for asked in platform.asked] == ["c", "b", "a"]
