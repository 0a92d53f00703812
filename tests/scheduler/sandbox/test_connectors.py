"""The program's connectors and the sandbox, written from the same facts by nobody in common."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from scheduler.connectors.base import Connector, Outgoing, Picture, SendError, Verdict
from scheduler.connectors.registry import open_connector
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import JANUARY_11, SlowClock
from tests.scheduler.sandbox.visitor import Visitor, a_picture

KEY = "0d5f2c7e9a4b4c1e8f3a6b7c8d9e0f12"
BOTH = pytest.mark.parametrize("platform", ["mastodon", "bluesky"])


def connected(sandbox: RunningSandbox, platform: str) -> Connector:
    return open_connector(platform, sandbox.account(platform), allow_private=True)


def a_post(**changes: Any) -> Outgoing:
    picture = Picture(
        data=a_picture(),
        mime_type="image/png",
        alt_text="White words on blue: one in five.",
        width=108,
        height=135,
    )
    values: dict[str, Any] = {
        "text": "One in five é👩‍👩‍👧. https://example.org/facts #EndTrafficking",
        "pictures": (picture,),
        "language": "en",
        "at": JANUARY_11,
    }
    return Outgoing(**{**values, **changes})


@BOTH
def test_a_post_arrives_once_with_picture_and_alt_text(
    sandbox: RunningSandbox, visitor: Visitor, platform: str
) -> None:
    connector, outgoing = connected(sandbox, platform), a_post()
    account = connector.verify()

    receipt = connector.publish(connector.prepare(outgoing, KEY), KEY)

    [post] = visitor.posts()
    assert account.remote_id
    assert post["remote_id"] == receipt.remote_id
    assert post["text"] == outgoing.text
    assert post["alt_texts"] == ["White words on blue: one in five."]
    assert post["sha256"] == [sha256(a_picture()).hexdigest()]
    page = visitor.get(receipt.url.removeprefix(sandbox.url))
    assert page.status == 303


@BOTH
def test_the_same_key_twice_is_one_post(
    sandbox: RunningSandbox, visitor: Visitor, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)

    receipts = {connector.publish(request, KEY) for _ in range(3)}

    assert len(receipts) == 1
    assert len(visitor.posts()) == 1


@BOTH
def test_a_post_whose_answer_was_lost_is_found(
    sandbox: RunningSandbox, visitor: Visitor, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)
    visitor.fault(platform=platform, route="publish", fault="drop", when="after")

    with pytest.raises(SendError) as doubt:
        connector.publish(request, KEY)

    found = connector.find(request, KEY, JANUARY_11)
    assert doubt.value.verdict is Verdict.AMBIGUOUS
    assert found is not None
    assert [post["remote_id"] for post in visitor.posts()] == [found.remote_id]


@BOTH
def test_a_post_that_never_arrived_is_not_found(
    sandbox: RunningSandbox, visitor: Visitor, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)
    visitor.fault(platform=platform, route="publish", fault="drop", when="before")

    with pytest.raises(SendError):
        connector.publish(request, KEY)

    assert connector.find(request, KEY, JANUARY_11) is None
    assert visitor.posts() == []


@BOTH
def test_reactions_on_the_feed_come_back_as_engagement(
    sandbox: RunningSandbox, visitor: Visitor, platform: str
) -> None:
    connector = connected(sandbox, platform)
    receipt = connector.publish(connector.prepare(a_post(), KEY), KEY)
    which = {"platform": platform, "remote_id": receipt.remote_id, "text": "Thank you."}

    for action in ("like", "like", "repost", "reply"):
        assert visitor.post(f"/_sandbox/{action}", which).status == 200

    numbers = connector.engagement([receipt])[receipt.remote_id]
    assert (numbers["likes"], numbers["reposts"], numbers["replies"]) == (2, 1, 1)


@BOTH
def test_a_deleted_post_is_no_live_copy(
    sandbox: RunningSandbox, visitor: Visitor, platform: str
) -> None:
    connector = connected(sandbox, platform)
    receipt = connector.publish(connector.prepare(a_post(), KEY), KEY)

    connector.delete(receipt)
    connector.delete(receipt)

    assert visitor.posts() == []
    assert visitor.get("/_sandbox/copies").json["live"] == 0


def test_a_picture_that_is_still_worked_on_is_waited_for(
    sandbox: RunningSandbox, visitor: Visitor
) -> None:
    visitor.post("/_sandbox/knobs", {"media_polls": 1})
    connector = connected(sandbox, "mastodon")

    connector.publish(connector.prepare(a_post(), KEY), KEY)

    assert visitor.posts()[0]["alt_texts"] == ["White words on blue: one in five."]


def test_a_session_that_ran_out_is_renewed(
    sandbox: RunningSandbox, visitor: Visitor, clock: SlowClock
) -> None:
    connector = connected(sandbox, "bluesky")
    connector.verify()

    clock.wait(timedelta(hours=3))
    connector.publish(connector.prepare(a_post(), KEY), KEY)

    assert len(visitor.posts()) == 1
    assert visitor.get("/_sandbox/requests").json["requests"]["bluesky refresh"] == 1
