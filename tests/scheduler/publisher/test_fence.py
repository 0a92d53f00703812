"""One delivery through the fence, and everything that can befall it on the way."""

from __future__ import annotations

import pytest

from scheduler import clock
from scheduler.domain.delivery import State
from scheduler.publisher.rounds import send_due
from scheduler.store.health import health
from tests.scheduler.publisher.feed import Fault, Feed
from tests.scheduler.publisher.place import Place


def test_what_is_due_is_published_once_with_its_picture(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    delivery = place.a_delivery(channel, text="Hello")

    report = send_due(place.office, "test")

    assert (report.published, report.moved) == (1, 1)
    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}
    assert place.history(delivery) == ["claim", "accept"]


def test_a_round_from_cron_shows_that_something_wakes_the_publisher(place: Place) -> None:
    send_due(place.office, "test")

    with place.office.sessions() as session:
        assert health(session, place.office.now(), wall=clock.now()).ok


@pytest.mark.parametrize(
    "fault",
    [Fault(after=True), Fault(after=True, status=502), Fault(after=True, status=200, body="{")],
    ids=["cut off", "502", "half an answer"],
)
def test_a_lost_answer_is_looked_up_and_not_sent_again(
    place: Place, feed: Feed, fault: Fault
) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    feed.faults = [fault]

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}
    assert feed.requests["POST /api/v1/statuses"] == 1
    assert place.attempts(delivery)[0].outcome == "found"


def test_what_was_lost_before_it_arrived_is_sent_again_after_looking_long_enough(
    place: Place, feed: Feed
) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    feed.faults = [Fault()]

    send_due(place.office, "test")
    doubtful = place.delivery(delivery).state
    for _ in range(8):
        place.watch.forward(seconds=61)
        send_due(place.office, "test")

    assert doubtful is State.UNCONFIRMED
    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}
    assert feed.requests["POST /api/v2/media"] == 1, "the frozen request is sent once more"


def test_a_post_that_shows_late_is_found_and_not_sent_again(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    feed.faults, feed.hides = [Fault(after=True)], True

    send_due(place.office, "test")
    place.watch.forward(seconds=61)
    send_due(place.office, "test")
    feed.hides = False
    place.watch.forward(seconds=121)
    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}
    assert place.history(delivery) == ["claim", "lose_track", "accept"]


def test_a_pause_that_the_platform_asks_for_is_kept_to_the_second(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    first, second = place.a_delivery(channel), place.a_delivery(channel)
    feed.faults = [Fault(status=429, headers={"Retry-After": "90"})]

    send_due(place.office, "test")
    place.watch.forward(seconds=89)
    send_due(place.office, "test")
    waiting = (place.delivery(first).state, place.delivery(second).state)
    place.watch.forward(seconds=1)
    send_due(place.office, "test")

    assert waiting == (State.SCHEDULED, State.SCHEDULED)
    assert place.delivery(first).state is State.PUBLISHED
    assert place.delivery(second).state is State.PUBLISHED
    assert feed.requests["POST /api/v1/statuses"] == 3


def test_a_refusal_stops_the_post_with_the_platforms_own_reason(place: Place, feed: Feed) -> None:
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    feed.faults = [Fault(status=422, body='{"error": "Text is too rude"}')]

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.FAILED
    assert "Text is too rude" in place.note(delivery)


def test_access_that_was_taken_back_parks_the_channel_and_holds_what_is_due(
    place: Place, feed: Feed
) -> None:
    channel = place.a_channel(server=feed.url)
    first, second = place.a_delivery(channel), place.a_delivery(channel)
    feed.upload_faults = [Fault(status=401)]

    send_due(place.office, "test")
    send_due(place.office, "test")

    assert place.delivery(first).state is State.HELD
    assert place.delivery(second).state is State.HELD
    assert "Connect the channel again" in place.note(first)
    assert feed.posts == []


def test_a_server_that_is_down_is_tried_again_with_growing_pauses(place: Place) -> None:
    delivery = place.a_delivery(place.a_channel(server="http://127.0.0.1:9"))
    waits = []

    for _ in range(4):
        send_due(place.office, "test")
        again = place.delivery(delivery).retry_at
        assert again is not None
        waits.append((again - place.watch()).total_seconds())
        place.watch.forward(minutes=20)

    assert place.delivery(delivery).state is State.SCHEDULED
    assert waits == sorted(waits)
    assert waits[0] < 7
    assert waits[-1] > 25


def test_a_hand_off_waits_for_a_person_when_it_is_due(place: Place) -> None:
    delivery = place.a_delivery(place.a_channel("handoff"))

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.UNCONFIRMED
    assert "post this by hand" in place.note(delivery)
    request = place.attempts(delivery)[0].request
    assert request is not None
    assert request["text"] == "Post number 1."
