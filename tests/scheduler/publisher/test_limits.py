"""Limits of platforms: kept over all workers, told where people look, never run into twice."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from scheduler.domain.delivery import State
from scheduler.publisher.rounds import send_due
from scheduler.store import channels
from scheduler.store.channels import Channel
from scheduler.store.tables import ChannelRow
from tests.scheduler.publisher.feed import Fault, Feed
from tests.scheduler.publisher.place import Place


def channel_of(place: Place, channel_id: int) -> Channel:
    with place.office.sessions() as session:
        return channels.any_channel(session, channel_id)


def limit(place: Place, channel_id: int, posts_per_day: int) -> None:
    with place.office.sessions.begin() as session:
        question = update(ChannelRow).where(ChannelRow.id == channel_id)
        session.execute(question.values(limits={"posts_per_day": posts_per_day}))


def test_a_day_that_is_used_up_ends_24_hours_after_its_first_post(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    limit(place, channel, 2)
    place.set_rules(missed_rule="late", late_hours=30)
    made = []
    for _ in range(3):
        made.append(place.a_delivery(channel, window=timedelta(hours=30)))
        send_due(place.office, "test")
        place.watch.forward(minutes=10)
    waiting = channel_of(place, channel)

    place.watch.forward(hours=23, minutes=29)
    send_due(place.office, "test")
    before = place.delivery(made[2]).state
    place.watch.forward(minutes=1)
    send_due(place.office, "test")

    assert "takes no more posts of this account today" in waiting.trouble
    assert before is State.SCHEDULED
    assert place.delivery(made[2]).state is State.PUBLISHED
    assert channel_of(place, channel).trouble == ""


def test_what_cannot_wait_for_the_next_day_is_missed_with_the_reason(
    place: Place, feed: Feed
) -> None:
    channel = place.a_channel(server=feed.url)
    limit(place, channel, 1)
    first, second = place.a_delivery(channel), place.a_delivery(channel)

    send_due(place.office, "test")

    assert place.delivery(first).state is State.PUBLISHED
    assert place.delivery(second).state is State.MISSED
    assert "no more posts of this account today; it goes on at 2027-01-12" in place.note(second)


def test_the_last_request_of_a_window_makes_the_channel_wait_for_the_next(
    place: Place, feed: Feed
) -> None:
    channel = place.a_channel(server=feed.url)
    first, second = place.a_delivery(channel), place.a_delivery(channel)
    feed.headers = {"X-RateLimit-Remaining": "0", "Retry-After": "120"}

    send_due(place.office, "test")
    feed.headers = {}
    resting = channel_of(place, channel)
    place.watch.forward(seconds=119)
    send_due(place.office, "test")
    before = place.delivery(second).state
    place.watch.forward(seconds=1)
    send_due(place.office, "test")

    assert place.delivery(first).state is State.PUBLISHED
    assert resting.blocked_until is not None
    assert "takes the next request at" in resting.trouble
    assert before is State.SCHEDULED
    assert place.delivery(second).state is State.PUBLISHED


def test_a_channel_that_fails_again_and_again_rests_and_says_why(place: Place) -> None:
    channel = place.a_channel(server="http://127.0.0.1:9")
    for _ in range(3):
        place.a_delivery(channel)

    send_due(place.office, "test")

    found = channel_of(place, channel)
    assert found.failures == 3
    assert found.rests(place.watch())
    assert "No connection" in found.trouble


def test_a_channel_that_works_again_forgets_its_failures(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    delivery = place.a_delivery(channel)
    feed.upload_faults = [Fault(status=503)]

    send_due(place.office, "test")
    failing = channel_of(place, channel)
    place.watch.forward(minutes=1)
    send_due(place.office, "test")

    assert failing.failures == 1
    assert place.delivery(delivery).state is State.PUBLISHED
    assert channel_of(place, channel).failures == 0


def test_a_carousel_goes_on_at_the_picture_that_is_missing(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), pictures=3)
    feed.upload_faults = [Fault(after=True, status=200, body=OK.format(n)) for n in (1, 2)]
    feed.upload_faults += [Fault(status=503)]

    send_due(place.office, "test")
    uploaded = feed.requests["POST /api/v2/media"]
    place.watch.forward(minutes=1)
    send_due(place.office, "test")

    assert uploaded == 3
    assert feed.requests["POST /api/v2/media"] == 4
    assert place.delivery(delivery).state is State.PUBLISHED
    attached = [one["id"] for one in feed.posts[0]["media_attachments"]]
    assert attached[:2] == ["p1", "p2"]


OK = '{{"id": "p{}", "url": "x", "description": "x"}}'


def test_parts_of_long_ago_are_sent_anew(place: Place, feed: Feed) -> None:
    place.a_delivery(place.a_channel(server=feed.url), pictures=2)
    feed.upload_faults = [Fault(after=True, status=200, body=OK.format(1)), Fault(status=503)]

    send_due(place.office, "test")
    place.watch.forward(hours=1)
    send_due(place.office, "test")

    assert feed.requests["POST /api/v2/media"] == 4


def test_what_comes_late_leaves_with_room_between_and_never_in_a_burst(
    place: Place, feed: Feed
) -> None:
    channel = place.a_channel(server=feed.url)
    place.set_rules(missed_rule="late", late_hours=6)
    made = [place.a_delivery(channel, window=timedelta(hours=12)) for _ in range(3)]
    place.watch.forward(hours=3)  # the machine was off

    out = []
    for _ in range(5):
        send_due(place.office, "test")
        out.append(sum(place.delivery(one).state is State.PUBLISHED for one in made))
        place.watch.forward(minutes=10)

    assert out == [1, 1, 2, 2, 3]


def test_what_is_due_at_the_same_time_is_not_kept_apart(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    made = [place.a_delivery(channel) for _ in range(3)]

    send_due(place.office, "test")

    assert {place.delivery(one).state for one in made} == {State.PUBLISHED}


def test_what_finds_no_room_before_its_window_closes_is_missed_with_the_reason(
    place: Place, feed: Feed
) -> None:
    place.set_rules(missed_rule="late", late_hours=6)
    channel = place.a_channel(server=feed.url)
    late = place.watch() - timedelta(hours=1)
    first = place.a_delivery(channel, due=late)
    second = place.a_delivery(channel, due=late, window=timedelta(minutes=70))

    send_due(place.office, "test")

    assert place.delivery(first).state is State.PUBLISHED
    assert place.delivery(second).state is State.MISSED
    assert "no room left" in place.note(second)
    assert len(feed.posts) == 1
