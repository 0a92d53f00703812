"""The pool of threads: what fails makes room, and no channel keeps a thread for itself."""

from __future__ import annotations

import threading

from scheduler.domain.delivery import State
from scheduler.publisher.dispatching import IN_A_ROW, Dispatcher, send_some
from scheduler.publisher.worker import Worker
from tests.scheduler.publisher.place import Place


def test_work_that_fails_makes_room_for_the_next(place: Place) -> None:
    ended, done = threading.Semaphore(0), threading.Event()
    dispatcher = Dispatcher(Worker(office=place.office), 1, ended.release)

    def fails() -> None:
        raise RuntimeError("a fault of ours")

    begun = dispatcher.run("first", "mastodon", fails)
    assert ended.acquire(timeout=10)
    next_begun = dispatcher.run("second", "mastodon", done.set)

    assert begun
    assert next_begun
    assert done.wait(10)
    assert dispatcher.stop(10)


def test_a_channel_leaves_its_thread_to_others_after_some_posts(place: Place) -> None:
    channel = place.a_channel("handoff")
    made = [place.a_delivery(channel) for _ in range(IN_A_ROW + 1)]
    worker = Worker(office=place.office)

    several, rest, nothing = (send_some(worker, channel) for _ in range(3))

    assert (several, rest, nothing) == (IN_A_ROW, 1, 0)
    assert {place.delivery(one).state for one in made} == {State.UNCONFIRMED}


def test_who_is_to_stop_begins_nothing(place: Place) -> None:
    channel = place.a_channel("handoff")
    delivery = place.a_delivery(channel)
    worker = Worker(office=place.office)
    worker.stopping.set()

    dealt_with = send_some(worker, channel)

    assert dealt_with == 0
    assert place.history(delivery) == []
