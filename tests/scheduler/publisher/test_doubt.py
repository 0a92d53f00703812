"""Doubt about a post, and answers that come when others have taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from scheduler.actions.settling import retry, settle
from scheduler.domain.delivery import State
from scheduler.publisher.reconciling import look_for, recover
from scheduler.publisher.rounds import send_due, send_round
from scheduler.publisher.sending import send_next
from scheduler.publisher.worker import Point, Worker
from scheduler.store import attempts, turns
from scheduler.store.tables import ChannelRow
from tests.scheduler.publisher.feed import Fault, Feed
from tests.scheduler.publisher.place import Place

TAKEN = Fault(status=422, body='{"error": "Validation failed: already attached"}')


def in_doubt(place: Place, feed: Feed, *faults: Fault) -> int:
    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    feed.faults = list(faults) or [Fault()]
    send_due(place.office, "test")
    assert place.delivery(delivery).state is State.UNCONFIRMED
    return delivery


def other_worker(place: Place) -> Worker:
    return Worker(office=place.office)


def test_an_answer_ends_the_doubt_of_a_worker_that_took_over(place: Place, feed: Feed) -> None:
    def reached(point: Point) -> None:
        if point is Point.ANSWERED:  # the machine slept longer than its lease
            place.watch.forward(seconds=40)
            recover(other_worker(place))

    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    send_round(Worker(office=place.office, reached=reached))

    assert place.history(delivery) == ["claim", "lose_track", "accept"]
    assert feed.copies == {"Hello": 1}


def test_an_answer_after_everything_was_settled_changes_nothing(place: Place, feed: Feed) -> None:
    def reached(point: Point) -> None:
        if point is Point.ANSWERED:
            place.watch.forward(seconds=40)
            send_due(place.office, "other")

    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    send_round(Worker(office=place.office, reached=reached))

    assert place.history(delivery) == ["claim", "lose_track", "accept"]
    assert feed.copies == {"Hello": 1}


def test_a_clock_that_is_ahead_does_not_send_again_what_is_still_on_its_way(
    place: Place, feed: Feed
) -> None:
    ahead = replace(place.office, now=lambda: place.watch() + timedelta(minutes=10))

    def reached(point: Point) -> None:
        if point is Point.LEAVING:  # another machine takes its lease for run out long ago
            for _ in range(3):
                send_round(Worker(office=ahead))

    delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
    send_round(Worker(office=place.office, reached=reached))

    assert place.history(delivery) == ["claim", "lose_track", "accept"]
    assert feed.copies == {"Hello": 1}


def test_what_may_be_out_leaves_again_as_it_left_also_after_a_try_that_did_not_leave(
    place: Place, feed: Feed
) -> None:
    delivery = in_doubt(place, feed)
    for _ in range(5):
        place.watch.forward(minutes=2)
        feed.list_status = 503 if place.delivery(delivery).state is State.SCHEDULED else 200
        send_due(place.office, "test")
    feed.list_status = 200
    place.watch.forward(minutes=2)
    send_due(place.office, "test")

    tries = place.attempts(delivery)
    left = [one for one in tries if one.left_at is not None]
    assert place.delivery(delivery).state is State.PUBLISHED
    assert len(tries) > len(left) == 2
    assert left[0].request == left[1].request
    assert feed.requests["POST /api/v2/media"] == 1


@pytest.mark.parametrize("later", [429, 422])
def test_what_may_be_out_is_looked_for_also_after_a_later_try_was_turned_away(
    place: Place, feed: Feed, later: int
) -> None:
    feed.hides = True  # the platform has taken it, but does not show it for long
    delivery = in_doubt(place, feed, Fault(after=True), Fault(status=later))
    for _ in range(6):
        place.watch.forward(minutes=2)
        send_due(place.office, "test")
        if len(place.attempts(delivery)) == 2:
            break
    turned_away = place.delivery(delivery).state
    if turned_away is State.FAILED:
        retry(place.office, place.member, delivery)

    feed.hides = False
    place.watch.forward(minutes=20)
    send_due(place.office, "test")

    assert [one.outcome for one in place.attempts(delivery)][1] in {"rate_limited", "permanent"}
    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}


def test_what_cannot_leave_again_as_it_left_is_made_ready_anew(place: Place, feed: Feed) -> None:
    gone = Fault(status=422, body='{"error": "Files have not finished processing."}')
    delivery = in_doubt(place, feed, Fault(), gone)

    for _ in range(8):
        place.watch.forward(minutes=2)
        send_due(place.office, "test")

    assert [one.outcome for one in place.attempts(delivery)][1:] == ["not_sent", "accepted"]
    assert feed.requests["POST /api/v2/media"] == 2
    assert feed.copies == {"Hello": 1}


def test_a_person_settles_the_doubt_about_an_earlier_try_for_good(
    place: Place, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = in_doubt(place, feed)
    while place.delivery(delivery).state is State.UNCONFIRMED:
        place.watch.forward(minutes=2)
        with place.office.sessions() as session:
            looks = attempts.to_look_for(session, place.watch(), 1)
        look_for(Worker(office=place.office), looks[0])
    monkeypatch.setattr("scheduler.connectors.platforms.mastodon._PAGES", 0)  # too many to look at

    send_due(place.office, "test")
    asked = place.delivery(delivery).state
    settle(place.office, place.member, delivery, url=None)
    send_due(place.office, "test")

    assert asked is State.UNCONFIRMED
    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}


def test_a_refusal_that_comes_late_lets_it_be_sent_again(place: Place, feed: Feed) -> None:
    def reached(point: Point) -> None:
        if point is Point.ANSWERED:
            place.watch.forward(seconds=40)
            recover(other_worker(place))

    delivery = place.a_delivery(place.a_channel(server=feed.url))
    feed.faults = [Fault(status=422)]
    send_round(Worker(office=place.office, reached=reached))

    assert place.history(delivery)[:3] == ["claim", "lose_track", "postpone"]


def test_a_machine_that_slept_just_before_sending_does_not_send(place: Place, feed: Feed) -> None:
    def reached(point: Point) -> None:
        if point is Point.LEAVING:
            place.watch.forward(seconds=20)

    channel = place.a_channel(server=feed.url)
    delivery = place.a_delivery(channel)
    send_next(Worker(office=place.office, reached=reached), channel)

    assert place.delivery(delivery).state is State.SCHEDULED
    assert feed.posts == []


def test_who_lost_the_lease_before_it_left_does_not_send(place: Place, feed: Feed) -> None:
    def reached(point: Point) -> None:
        if point is Point.PREPARED:
            place.watch.forward(seconds=40)
            recover(other_worker(place))

    channel = place.a_channel(server=feed.url)
    delivery = place.a_delivery(channel)
    send_next(Worker(office=place.office, reached=reached), channel)

    assert place.delivery(delivery).state is State.SCHEDULED
    assert feed.posts == []


def test_a_stop_hands_back_what_has_not_left(place: Place, feed: Feed) -> None:
    worker = Worker(office=place.office)
    delivery = place.a_delivery(place.a_channel(server=feed.url))
    stopping = Worker(
        office=place.office, stopping=worker.stopping, reached=lambda _: worker.stopping.set()
    )

    send_round(stopping)

    assert place.delivery(delivery).state is State.SCHEDULED
    assert "sent after the next start" in place.note(delivery)
    assert feed.posts == []


@pytest.mark.parametrize("status", [503, 429])
def test_a_platform_that_cannot_be_asked_now_is_asked_later(
    place: Place, feed: Feed, status: int
) -> None:
    feed.list_status = status
    delivery = in_doubt(place, feed, Fault(after=True))

    for _ in range(4):
        place.watch.forward(minutes=2)
        send_due(place.office, "test")
    still = place.delivery(delivery).state
    feed.list_status = 200
    place.watch.forward(hours=1)
    send_due(place.office, "test")

    assert still is State.UNCONFIRMED
    assert place.delivery(delivery).state is State.PUBLISHED
    assert feed.copies == {"Hello": 1}


def test_a_duplicate_that_is_not_to_be_found_waits_for_a_person(place: Place, feed: Feed) -> None:
    delivery = in_doubt(place, feed, TAKEN, TAKEN, TAKEN)

    for _ in range(6):
        place.watch.forward(minutes=2)
        send_due(place.office, "test")

    assert place.delivery(delivery).state is State.UNCONFIRMED
    assert place.attempts(delivery)[-1].look_at is None


def test_secrets_that_do_not_open_leave_the_doubt_to_a_person(place: Place, feed: Feed) -> None:
    delivery = in_doubt(place, feed)
    with place.office.sessions.begin() as session:
        session.execute(update(ChannelRow).values(secrets="another key's"))

    place.watch.forward(minutes=1)
    send_due(place.office, "test")

    attempt = place.attempts(delivery)[-1]
    assert place.delivery(delivery).state is State.UNCONFIRMED
    assert (attempt.look_at, "AWARENESS_SECRET_KEY" in attempt.note) == (None, True)


def test_a_look_waits_while_somebody_else_speaks_for_the_channel(place: Place, feed: Feed) -> None:
    delivery = in_doubt(place, feed)
    attempt = place.attempts(delivery)[-1]
    place.watch.forward(minutes=1)
    now = place.watch()
    with place.office.sessions.begin() as session:
        turns.take(session, attempt.channel_id, "x", now=now, until=now + timedelta(days=1))
        found = attempts.attempt(session, attempt.id)

    assert found is not None
    assert look_for(Worker(office=place.office), found) is None
    assert place.attempts(delivery)[-1].lookups == 0


def test_two_that_look_at_once_look_once(place: Place, feed: Feed) -> None:
    delivery = in_doubt(place, feed)
    place.watch.forward(minutes=1)
    with place.office.sessions() as session:
        found = attempts.attempt(session, place.attempts(delivery)[-1].id)
    assert found is not None

    look_for(Worker(office=place.office), found)
    asked = feed.requests.total()
    look_for(Worker(office=place.office), found)

    assert feed.requests.total() == asked
