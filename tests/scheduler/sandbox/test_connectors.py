"""The program's connectors and the sandbox, written from the same facts by nobody in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from scheduler.connectors.base import Connector, Outgoing, Picture, SendError, Verdict
from scheduler.connectors.registry import connector_class, open_connector
from scheduler.connectors.registry import platforms as connectable
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import JANUARY_11, SlowClock
from tests.scheduler.sandbox.visitor import Visitor, a_picture

KEY = "0d5f2c7e9a4b4c1e8f3a6b7c8d9e0f12"
ALT = "White words on blue: one in five."
A_CARD = a_picture(size=(400, 500), kind="JPEG")
BOTH_KNOW = [name for name in PLATFORMS if name in connectable()]
FIND = [name for name in BOTH_KNOW if connector_class(name).capabilities.finds]
# TikTok lets no program delete, and a receiver of webhooks does with a post what it likes.
DELETE = [name for name in BOTH_KNOW if name not in {"tiktok", "webhook"}]
REPEATABLE = ["mastodon", "bluesky", "discord_bot", "webhook"]

Post = Callable[..., Outgoing]


def connected(sandbox: RunningSandbox, platform: str) -> Connector:
    return open_connector(platform, sandbox.account(platform), allow_private=True)


@pytest.fixture
def a_post(sandbox: RunningSandbox, visitor: Visitor) -> Post:
    """Make posts whose picture also stands at a public address, for platforms that fetch it."""
    token = {"Authorization": f"Bearer {sandbox.account('mastodon')['token']}"}

    def make(**changes: Any) -> Outgoing:
        colours = changes.pop("colours", ("navy",))
        pictures = []
        for colour in colours:
            data = a_picture(colour, size=(400, 500), kind="JPEG")
            kept = visitor.upload("/mastodon/api/v2/media", {}, {"file": data}, **token).json
            pictures.append(
                Picture(
                    data=data,
                    mime_type="image/jpeg",
                    alt_text=f"{ALT} ({colour})",
                    width=400,
                    height=500,
                    url=kept["url"],
                )
            )
        values: dict[str, Any] = {
            "text": "One in five é👩‍👩‍👧. https://example.org/facts #EndTrafficking",
            "title": "One in five",
            "pictures": tuple(pictures),
            "language": "en",
            "at": JANUARY_11,
        }
        return Outgoing(**{**values, **changes})

    return make


def published(visitor: Visitor, platform: str) -> list[Any]:
    return [post for post in visitor.posts() if post["platform"] == platform]


@pytest.mark.parametrize("platform", BOTH_KNOW)
def test_a_post_arrives_once_with_picture_and_alt_text(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector, outgoing = connected(sandbox, platform), a_post()
    account = connector.verify()

    receipt = connector.publish(connector.prepare(outgoing, KEY), KEY)

    [post] = published(visitor, platform)
    assert account.remote_id
    assert post["remote_id"] == receipt.remote_id
    assert "One in five é👩‍👩‍👧." in post["text"]
    assert post["sha256"] == [sha256(outgoing.pictures[0].data).hexdigest()]
    if connector.capabilities.alt_text:
        assert post["alt_texts"] == [outgoing.pictures[0].alt_text]


@pytest.mark.parametrize("platform", BOTH_KNOW)
def test_several_pictures_arrive_in_their_order_each_with_its_alt_text(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    outgoing = a_post(colours=("navy", "maroon"))
    if connector.capabilities.max_images == 1:
        pytest.skip("one picture is all it takes")

    connector.publish(connector.prepare(outgoing, KEY), KEY)

    [post] = published(visitor, platform)
    assert post["sha256"] == [sha256(one.data).hexdigest() for one in outgoing.pictures]
    if connector.capabilities.alt_text:
        assert post["alt_texts"] == [one.alt_text for one in outgoing.pictures]


@pytest.mark.parametrize("platform", REPEATABLE)
def test_the_same_key_twice_is_one_post(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)

    receipts = {connector.publish(request, KEY) for _ in range(3)}

    assert len(receipts) == 1
    assert len(published(visitor, platform)) == 1


@pytest.mark.parametrize("platform", BOTH_KNOW)
def test_a_lost_answer_is_a_doubt(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)
    visitor.fault(platform=platform, route="publish", fault="drop", when="after")

    with pytest.raises(SendError) as doubt:
        connector.publish(request, KEY)

    assert doubt.value.verdict is Verdict.AMBIGUOUS
    assert len(published(visitor, platform)) == 1


@pytest.mark.parametrize("platform", FIND)
def test_a_post_whose_answer_was_lost_is_found(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)
    visitor.fault(platform=platform, route="publish", fault="drop", when="after")

    with pytest.raises(SendError):
        connector.publish(request, KEY)

    found = connector.find(request, KEY, JANUARY_11)
    assert found is not None
    assert [post["remote_id"] for post in published(visitor, platform)] == [found.remote_id]


@pytest.mark.parametrize("platform", FIND)
def test_a_post_that_never_arrived_is_not_found(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)
    visitor.fault(platform=platform, route="publish", fault="drop", when="before")

    with pytest.raises(SendError):
        connector.publish(request, KEY)

    assert connector.find(request, KEY, JANUARY_11) is None
    assert published(visitor, platform) == []


@pytest.mark.parametrize("platform", BOTH_KNOW)
def test_a_rate_limit_holds_back_for_as_long_as_the_platform_says(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), KEY)
    told = {"status": 429, "retry_after": 120, "when": "before"}
    visitor.fault(platform=platform, route="publish", fault="status", **told)

    with pytest.raises(SendError) as held:
        connector.publish(request, KEY)

    assert held.value.verdict is Verdict.RATE_LIMITED
    assert held.value.retry_after == pytest.approx(120, abs=1)
    assert published(visitor, platform) == []


@pytest.mark.parametrize("platform", BOTH_KNOW)
def test_trouble_of_one_account_is_not_anothers(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    ours, theirs = (
        open_connector(platform, sandbox.account(platform, name), allow_private=True)
        for name in ("awareness", "other")
    )
    requests = [one.prepare(a_post(), KEY) for one in (ours, theirs)]
    told = {"status": 502, "when": "before", "account": "other"}
    visitor.fault(platform=platform, route="publish", fault="status", **told)

    ours.publish(requests[0], KEY)
    with pytest.raises(SendError):
        theirs.publish(requests[1], KEY)

    assert [post["account"] for post in published(visitor, platform)] == ["awareness"]


@pytest.mark.parametrize("platform", DELETE)
def test_a_deleted_post_is_no_live_copy(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    receipt = connector.publish(connector.prepare(a_post(), KEY), KEY)

    connector.delete(receipt)

    assert published(visitor, platform) == []


@pytest.mark.parametrize("platform", FIND)
def test_reactions_on_the_feed_come_back_as_engagement(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    receipt = connector.publish(connector.prepare(a_post(), KEY), KEY)
    which = {"platform": platform, "remote_id": receipt.remote_id, "text": "Thank you."}
    before = connector.engagement([receipt]).get(receipt.remote_id, {})

    for action in ("like", "like", "repost", "reply"):
        assert visitor.post(f"/_sandbox/{action}", which).status == 200

    after = connector.engagement([receipt])[receipt.remote_id]
    assert sum(after.values()) >= sum(before.values()) + 2


def test_a_picture_that_is_still_worked_on_is_waited_for(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post
) -> None:
    outgoing = a_post()
    visitor.post("/_sandbox/knobs", {"media_polls": 1})
    connector = connected(sandbox, "mastodon")

    connector.publish(connector.prepare(outgoing, KEY), KEY)

    assert visitor.posts()[0]["alt_texts"] == [outgoing.pictures[0].alt_text]


def test_a_session_that_ran_out_is_renewed(
    sandbox: RunningSandbox, visitor: Visitor, clock: SlowClock, a_post: Post
) -> None:
    connector = connected(sandbox, "bluesky")
    connector.verify()

    clock.wait(timedelta(hours=3))
    connector.publish(connector.prepare(a_post(), KEY), KEY)

    assert len(visitor.posts()) == 1
    assert visitor.get("/_sandbox/requests").json["requests"]["bluesky refresh"] == 1
