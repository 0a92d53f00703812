"""What platforms count is kept by all workers together, and people see how much is left."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler.actions.budgeting import limits_of
from scheduler.domain.budget import Counted, Spent
from scheduler.domain.delivery import State
from scheduler.publisher.budget import forget_spent
from scheduler.publisher.claiming import Claim, claim_next
from scheduler.publisher.engagement import collect
from scheduler.publisher.rounds import send_due, send_round
from scheduler.publisher.worker import Worker
from scheduler.store import channels, due, spendings
from scheduler.store.channels import Channel
from scheduler.store.tables import ReceiptRow, SpendingRow
from tests.scheduler.publisher.feed import Fault, Feed
from tests.scheduler.publisher.place import Place


def channel_of(place: Place, channel_id: int) -> Channel:
    with place.office.sessions() as session:
        return channels.any_channel(session, channel_id)


def spend(place: Place, channel_id: int, spent: Spent) -> None:
    limits = limits_of(channel_of(place, channel_id))
    with place.office.sessions.begin() as session:
        spendings.add(session, limits, spent, at=place.watch())


def spent(place: Place) -> list[Spent]:
    with place.office.sessions() as session:
        found = session.scalars(select(SpendingRow).order_by(SpendingRow.id))
        return [Spent(posts=one.posts, requests=one.requests, uploads=one.uploads) for one in found]


def an_app_channel(place: Place, blog: str, client_id: str = "our app") -> int:
    """Connect a blog; all blogs share the requests of the app they were let in with."""
    values = {"blog": blog, "access": "a", "refresh": "r", "client_id": client_id}
    return place.a_channel("tumblr", values)


def test_a_try_counts_for_what_it_asked(place: Place, feed: Feed) -> None:
    place.a_delivery(place.a_channel(server=feed.url), pictures=2)

    send_due(place.office, "test")

    assert spent(place) == [Spent(posts=1, requests=3, uploads=2)]


def test_what_did_not_leave_is_no_post(place: Place, feed: Feed) -> None:
    place.a_delivery(place.a_channel(server=feed.url))
    feed.upload_faults = [Fault(status=503)]

    send_due(place.office, "test")

    assert spent(place) == [Spent(requests=1, uploads=1)]


def test_a_look_counts_too(place: Place, feed: Feed) -> None:
    place.a_delivery(place.a_channel(server=feed.url), pictures=0)
    feed.faults = [Fault(after=True)]
    feed.hides = True
    send_due(place.office, "test")
    place.watch.forward(seconds=10)
    feed.hides = False

    send_due(place.office, "test")

    try_, look = spent(place)
    assert try_.posts == 1
    assert look.posts == 0
    assert look.requests > 0


def test_two_workers_keep_the_pictures_an_account_may_send(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    spend(place, channel, Spent(uploads=27))
    place.watch.forward(minutes=18)
    made = [place.a_delivery(channel, pictures=2) for _ in range(3)]

    with ThreadPoolExecutor(2) as pool:
        for worker in (Worker(office=place.office), Worker(office=place.office)):
            pool.submit(send_round, worker)
    waiting = channel_of(place, channel)
    place.watch.forward(minutes=11, seconds=59)
    send_due(place.office, "test")
    before = [place.delivery(one).state for one in made]
    place.watch.forward(seconds=1)
    send_due(place.office, "test")

    assert feed.requests["POST /api/v2/media"] == 6
    assert "30 uploads in 30 minutes of one account" in waiting.trouble
    assert "it goes on at 2027-01-11 15:00:00 UTC" in waiting.trouble
    assert before == [State.PUBLISHED, State.SCHEDULED, State.SCHEDULED]
    assert {place.delivery(one).state for one in made} == {State.PUBLISHED}
    assert channel_of(place, channel).trouble == ""


def test_what_waits_for_a_limit_is_no_fault_of_the_publisher(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    spend(place, channel, Spent(uploads=30))
    place.watch.forward(minutes=1)
    for _ in range(2):
        place.a_delivery(channel)
    send_due(place.office, "test")
    place.watch.forward(minutes=10)

    with place.office.sessions() as session:
        while_it_rests = due.oldest_waiting(session, place.watch())
        place.watch.forward(minutes=20)
        after_it = due.oldest_waiting(session, place.watch())

    assert while_it_rests is None
    assert after_it == place.watch() - timedelta(minutes=30)


def test_what_cannot_wait_for_the_next_window_is_missed_with_the_reason(
    place: Place, feed: Feed
) -> None:
    channel = place.a_channel(server=feed.url)
    spend(place, channel, Spent(uploads=30))
    delivery = place.a_delivery(channel, window=timedelta(minutes=20))

    send_due(place.office, "test")

    assert place.delivery(delivery).state is State.MISSED
    assert "30 uploads in 30 minutes" in place.note(delivery)


def test_workers_that_claim_at_once_share_the_last_requests_of_an_app(place: Place) -> None:
    several = [an_app_channel(place, f"blog{number}") for number in range(4)]
    for channel in several:
        place.a_delivery(channel)
    spend(place, several[0], Spent(requests=300 - 9))  # two tries ask 8
    together = threading.Barrier(len(several))

    def claim(channel: int) -> object:
        together.wait(10)
        return claim_next(Worker(office=place.office), channel)

    with ThreadPoolExecutor(len(several)) as pool:
        claims = [one for one in pool.map(claim, several) if isinstance(one, Claim)]

    assert len(claims) == 2
    resting = [channel_of(place, one) for one in several]
    assert sum("300 requests in a minute of one app" in one.trouble for one in resting) == 2


def test_another_app_has_requests_of_its_own(place: Place) -> None:
    ours, theirs = an_app_channel(place, "ours"), an_app_channel(place, "theirs", "their app")
    place.a_delivery(ours)
    place.a_delivery(theirs)
    spend(place, ours, Spent(requests=300))
    worker = Worker(office=place.office)

    assert claim_next(worker, ours) is None
    assert isinstance(claim_next(worker, theirs), Claim)


def test_a_worker_that_dies_in_the_middle_leaves_its_try_counted(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    place.a_delivery(channel)

    claim_next(Worker(office=place.office), channel)  # and is never heard of again

    assert spent(place) == [Spent(posts=1, requests=4, uploads=1)]


def test_reading_numbers_gives_way_to_posts(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    for _ in range(3):
        place.a_delivery(channel, pictures=0)
    send_due(place.office, "test")
    spend(place, channel, Spent(requests=150 - 3))

    read = collect(place.office)
    place.a_delivery(channel, pictures=0)
    report = send_due(place.office, "test")
    place.watch.forward(minutes=5)
    read_later = collect(place.office)

    assert read == 0
    assert report.published == 1
    assert read_later == 4


def test_the_numbers_read_longest_ago_come_first_where_there_is_little_room(
    place: Place, feed: Feed
) -> None:
    channel = place.a_channel(server=feed.url)
    made = []
    for _ in range(3):
        made.append(place.a_delivery(channel, pictures=0))
        send_due(place.office, "test")
        place.watch.forward(minutes=10)
    spend(place, channel, Spent(requests=150 - 2))

    assert collect(place.office) == 1
    with place.office.sessions() as session:
        read = session.scalars(
            select(ReceiptRow.delivery_id).where(ReceiptRow.read_at.is_not(None))
        )
        assert list(read) == made[:1]


def test_what_an_account_was_told_of_its_day_stands_above_what_is_told_to_all(
    place: Place,
) -> None:
    channel = place.a_channel("linkedin", {"access": "a"})
    known = channel_of(place, channel)
    (told,) = limits_of(replace(known, limits={"posts_per_day": 7})).allowances

    assert (told.of, told.count) == (Counted.POSTS, 7)


def test_what_lies_in_no_window_any_more_is_forgotten(place: Place, feed: Feed) -> None:
    channel = place.a_channel(server=feed.url)
    spend(place, channel, Spent(posts=1))
    place.watch.forward(hours=24)
    spend(place, channel, Spent(posts=2))
    place.watch.forward(hours=2)

    forget_spent(place.office)

    assert spent(place) == [Spent(posts=2)]


@pytest.mark.parametrize("platform", ["webhook", "handoff"])
def test_where_nothing_is_counted_nothing_is_written(place: Place, platform: str) -> None:
    values = {"url": "https://example.org/in", "secret": "s" * 32, "where": "the board"}
    channel = place.a_channel(platform, values)
    place.a_delivery(channel)

    claim_next(Worker(office=place.office), channel)

    assert spent(place) == []
