"""Every connector against the sandbox: whatever breaks, what is out is never said to be not out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from content.captions.thread import as_thread
from scheduler.connectors.base import Connector, Outgoing, Receipt, SendError, Verdict
from scheduler.connectors.registry import connector_class, open_connector, platforms
from scheduler.connectors.signing_in import sign_in_of
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import JANUARY_11
from tests.scheduler.sandbox.test_connectors import a_post, connected, published
from tests.scheduler.sandbox.visitor import Visitor

__all__ = ["a_post"]  # a fixture

ALL = [name for name in PLATFORMS if name in platforms()]
each = pytest.mark.parametrize("platform", ALL)
Post = Callable[..., Outgoing]

AFTER: tuple[dict[str, Any], ...] = (
    {"fault": "drop"},
    {"fault": "cut"},
    {"fault": "truncate"},
    {"fault": "html"},
    {"fault": "empty"},
    {"fault": "huge"},
    {"fault": "status", "status": 500},
    {"fault": "status", "status": 502},
    {"fault": "status", "status": 503},
)
RECEIVER_MAY_SAY_ANYTHING = {"truncate", "html", "empty"}
RENEWS = {"bluesky", "instagram", "threads", "linkedin", "x", "pinterest", "tumblr", "tiktok"}


def sent(connector: Connector, post: Outgoing, key: str) -> Receipt | SendError:
    request = connector.prepare(post, key)
    try:
        return connector.publish(request, key)
    except SendError as error:
        return error


@each
def test_what_is_out_is_never_said_to_be_not_out(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector, post = connected(sandbox, platform), a_post()
    for number, fault in enumerate(AFTER):
        ours = replace(post, text=f"Number {number}. {post.text}", title=f"Number {number}")
        key = f"{number:032x}"
        before = len(published(visitor, platform))
        request = connector.prepare(ours, key)
        visitor.fault(platform=platform, route="publish", when="after", times=1, **fault)

        try:
            outcome: Receipt | SendError = connector.publish(request, key)
        except SendError as error:
            outcome = error

        assert len(published(visitor, platform)) == before + 1, fault
        if isinstance(outcome, SendError):
            assert outcome.verdict is Verdict.AMBIGUOUS, (fault, outcome.message)
            if connector.capabilities.finds:
                assert connector.find(request, key, JANUARY_11) is not None, fault
        else:
            assert platform in {"webhook", "slack", "tumblr"}, fault


@each
def test_a_request_that_leads_elsewhere_is_refused(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), "1" * 32)
    visitor.fault(platform=platform, route="publish", when="before", fault="redirect")

    with pytest.raises(SendError, match="redirects") as caught:
        connector.publish(request, "1" * 32)

    assert caught.value.verdict is Verdict.PERMANENT
    assert published(visitor, platform) == []


@each
def test_access_that_ran_out_is_renewed_where_it_can_be_else_the_channel_waits(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), "2" * 32)
    visitor.fault(platform=platform, route="publish", when="before", fault="expired", times=1)

    try:
        outcome: Receipt | SendError = connector.publish(request, "2" * 32)
    except SendError as error:
        outcome = error

    if isinstance(outcome, Receipt):
        assert platform in RENEWS
        assert connector.credentials()
        assert len(published(visitor, platform)) == 1
    else:
        assert outcome.verdict is Verdict.REAUTH, outcome.message
        assert published(visitor, platform) == []


@each
def test_the_same_request_once_more_is_no_second_post_where_that_is_promised(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str
) -> None:
    if not connector_class(platform).capabilities.repeats_safely:
        pytest.skip("it promises nothing of the kind")
    connector = connected(sandbox, platform)
    request = connector.prepare(a_post(), "3" * 32)
    connector.publish(request, "3" * 32)

    with suppress(SendError):  # some say that they have it already
        connector.publish(request, "3" * 32)

    assert len(published(visitor, platform)) == 1


@each
def test_verifying_says_whose_it_is_and_a_wrong_secret_is_found_at_once(
    sandbox: RunningSandbox, platform: str
) -> None:
    values = sandbox.account(platform)
    secrets = [
        field.name
        for field in connector_class(platform).fields
        if field.secret and values.get(field.name)
    ]

    account = connected(sandbox, platform).verify()

    assert account.remote_id
    assert account.name
    wrong = {name: "wrong-" + "x" * 30 for name in secrets if name != "webhook"}
    if platform in {"discord", "webhook"}:
        wrong = {name: values[name] + "wrong" for name in secrets[:1]}
    with pytest.raises(SendError) as caught:
        open_connector(platform, {**values, **wrong}, allow_private=True).verify()
    assert caught.value.verdict in {Verdict.REAUTH, Verdict.PERMANENT}


@pytest.mark.parametrize("platform", ["mastodon", "bluesky"])
@pytest.mark.parametrize("broken_at", [1, 2, 3])
def test_a_thread_that_broke_off_is_made_whole_and_no_part_twice(
    sandbox: RunningSandbox, visitor: Visitor, a_post: Post, platform: str, broken_at: int
) -> None:
    parts = ("One in five. 1/3", "Learn the signs. 2/3", "Call for help. 3/3")
    connector, post = connected(sandbox, platform), a_post(text=as_thread(parts))
    request = connector.prepare(post, "5" * 32)
    visitor.fault(platform=platform, route="publish", fault="drop", when="after", nth=broken_at)

    with pytest.raises(SendError) as caught:
        connector.publish(request, "5" * 32)
    assert caught.value.verdict is Verdict.AMBIGUOUS
    missing = connector.find(request, "5" * 32, JANUARY_11)
    receipt = connector.publish(request, "5" * 32)

    assert (missing is None) is (broken_at < len(parts))
    assert sorted(one["text"] for one in published(visitor, platform)) == sorted(parts)
    assert connector.find(request, "5" * 32, JANUARY_11) == receipt
    connector.delete(receipt)
    assert published(visitor, platform) == []


def test_alt_text_arrives_wherever_the_platform_takes_it(
    sandbox: RunningSandbox,
    visitor: Visitor,
    a_post: Post,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: Counter[str] = Counter()
    for platform in ALL:
        takes = connector_class(platform).capabilities
        post = a_post(colours=("navy", "maroon")[: takes.max_images])
        connected_to = connected(sandbox, platform)
        sent(connected_to, post, "4" * 32)
        if not takes.alt_text:
            continue
        [arrived] = published(visitor, platform)
        told["pictures"] += len(post.pictures)
        told["platforms"] += 1
        wanted = [picture.alt_text for picture in post.pictures]
        told["delivered"] += sum(
            one == other for one, other in zip(arrived["alt_texts"], wanted, strict=True)
        )

    with capsys.disabled():
        sys.stdout.write(
            f"\nalt text delivered over HTTP: {told['delivered']}/{told['pictures']} pictures "
            f"on {told['platforms']} platforms that take it\n"
        )
    assert told["delivered"] == told["pictures"] > 0
    assert told["platforms"] >= 13


def test_the_platforms_people_use_can_all_be_connected() -> None:
    by_sign_in = {name for name in ALL if sign_in_of(connector_class(name)) is not None}

    assert len(ALL) >= 15
    assert by_sign_in >= {"mastodon", "facebook", "instagram", "threads", "linkedin", "x"}
