"""What keeps a delivery from leaving, at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scheduler.actions import pausing
from scheduler.domain.delivery import State
from scheduler.domain.pause import PauseScope
from scheduler.domain.post import PostState
from scheduler.publisher.rounds import send_due
from scheduler.store import channels, posts
from scheduler.store.tables import AssetRow, CaptionRow, Table
from tests.scheduler.publisher.feed import Feed
from tests.scheduler.publisher.place import Place


def test_what_nobody_approved_never_leaves(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), approved=False)

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.SCHEDULED
    assert feed.requests == {}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (CaptionRow, {"text": "Something nobody approved"}),
        (AssetRow, {"alt_text": "Another alt text"}),
        (AssetRow, {"sha256": "0" * 64}),
    ],
    ids=["caption", "alt text", "picture"],
)
def test_what_changed_behind_the_approval_is_held(
    place: Place, feed: Feed, table: type[Table], change: dict[str, str]
) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    with place.office.sessions.begin() as session:
        session.execute(update(table).values(change))

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.HELD
    assert "no longer what was approved" in place.note(delivery)
    assert feed.requests == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [({"contrast": 3.2}, "contrast of 3.2 to 1"), ({"smallest_text": 18}, "18 pixels high")],
    ids=["contrast", "text size"],
)
def test_a_card_that_is_hard_to_see_is_held_although_it_was_approved(
    place: Place, feed: Feed, change: dict[str, float], said: str
) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    with place.office.sessions.begin() as session:
        session.execute(update(AssetRow).values(change))

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.HELD
    assert said in place.note(delivery)
    assert feed.requests == {}


def lose(place: Place) -> None:
    for path in Path(place.office.media._shelf.place).rglob("*"):
        if path.is_file():
            path.unlink()


def alter(place: Place) -> None:
    for path in Path(place.office.media._shelf.place).rglob("*"):
        if path.is_file():
            path.write_bytes(b"another picture")


@pytest.mark.parametrize(("spoil", "said"), [(lose, "missing"), (alter, "altered")])
def test_a_picture_that_is_not_the_approved_one_never_leaves(
    place: Place, feed: Feed, spoil: Callable[[Place], None], said: str
) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    spoil(place)

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.HELD
    assert said in place.note(delivery)
    assert feed.requests == {}


@pytest.mark.parametrize("scope", list(PauseScope))
def test_a_pause_keeps_back_what_it_covers_and_lets_go_when_it_ends(
    place: Place, feed: Feed, scope: PauseScope
) -> None:
    channel = place.a_channel(server=feed.url)
    delivery = place.a_delivery(channel)
    target = {
        PauseScope.EVERYTHING: "",
        PauseScope.CAMPAIGN: str(place.campaign_id),
        PauseScope.CHANNEL: str(channel),
        PauseScope.PLATFORM: "mastodon",
        PauseScope.TOPIC: "human_trafficking",
    }[scope]
    pause = pausing.pause(place.office, place.member, scope, target, "a crisis")

    send_due(place.office, "test")
    paused = place.delivery(delivery).state
    pausing.resume(place.office, place.member, pause)
    send_due(place.office, "test")

    assert paused is State.SCHEDULED
    assert place.delivery(delivery).state is State.PUBLISHED


def test_a_pause_of_something_else_keeps_nothing_back(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    pausing.pause(place.office, place.member, PauseScope.PLATFORM, "bluesky", "a crisis")

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.PUBLISHED


def test_a_removed_channel_holds_what_was_meant_for_it(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    delivery = place.a_delivery(channel)
    with place.office.sessions.begin() as session:
        channels.remove(session, channel, at=place.watch())

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.HELD
    assert "removed" in place.note(delivery)


def test_a_closed_window_is_missed_and_never_sent_late(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), window=timedelta(hours=2))
    place.watch.forward(hours=2)

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.MISSED
    assert feed.posts == []


@pytest.mark.parametrize(
    ("rules", "hours_late", "state"),
    [
        ({"missed_rule": "late", "late_hours": 6}, 5, State.PUBLISHED),
        ({"missed_rule": "late", "late_hours": 6}, 7, State.MISSED),
        ({"missed_rule": "ask"}, 1, State.MISSED),
        ({"missed_rule": "skip"}, 1, State.CANCELLED),
    ],
)
def test_the_campaign_says_what_becomes_of_a_missed_moment(
    place: Place, feed: Feed, rules: dict[str, object], hours_late: int, state: State
) -> None:
    place.set_rules(**rules)
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    place.watch.forward(hours=hours_late)

    send_due(place.office, "test")

    assert place.delivery(delivery).state is state
    assert bool(feed.posts) == (state is State.PUBLISHED)


def test_a_post_nobody_decided_on_in_time_leaves_the_queue(place: Place) -> None:
    delivery = place.a_delivery(place.a_channel("handoff"), approved=False)
    post_id = place.delivery(delivery).post_id
    place.submit(post_id)
    place.watch.forward(hours=13)

    send_due(place.office, "test")

    with place.office.sessions() as session:
        post = posts.post(session, place.organization_id, post_id)
    assert place.delivery(delivery).state is State.MISSED
    assert "before it was approved" in place.note(delivery)
    assert post is not None
    assert post.state is PostState.EXPIRED


def test_what_the_checks_object_to_now_is_held_with_their_reason(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), text="word " * 200)

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.HELD
    assert "500" in place.note(delivery)
    assert feed.requests == {}


def test_a_pause_that_begins_while_pictures_are_uploaded_still_stops_the_post(
    place: Place, feed: Feed
) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    stop = (PauseScope.EVERYTHING, "", "a crisis")
    feed.reached = lambda _: pausing.pause(place.office, place.member, *stop)

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.SCHEDULED
    assert feed.posts == []


def test_a_post_that_is_edited_while_pictures_are_uploaded_does_not_leave(
    place: Place, feed: Feed
) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    feed.reached = lambda _: place.edit(place.delivery(delivery).post_id)

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.SCHEDULED
    assert feed.posts == []
