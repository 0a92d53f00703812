"""Both engines: their clock, their threads, their end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import CursorResult, select, text
from sqlalchemy.orm import Session, sessionmaker

from scheduler import clock
from scheduler.clock import SkippingClock
from scheduler.domain.delivery import State
from scheduler.publisher.distributed import DistributedEngine
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.publisher.queueing import set_up
from scheduler.publisher.rounds import send_round
from scheduler.publisher.worker import Worker
from scheduler.store.database import open_database
from scheduler.store.health import health
from scheduler.store.tables import DeliveryRow
from tests.scheduler.publisher.feed import Fault, a_feed
from tests.scheduler.publisher.place import Place, a_place


class Bed:
    """A place to publish from on one kind of engine, in real time."""

    def __init__(self, kind: str, url: str, folder: Path) -> None:
        self.kind = kind
        self.database = open_database(url)
        self.place = a_place(self.database.sessions, folder, now=clock.now)

    @contextmanager
    def running(self, threads: int = 16) -> Iterator[None]:
        engine: EmbeddedEngine | DistributedEngine
        if self.kind == "distributed":
            url = self.database.engine.url
            engine = DistributedEngine(self.place.office, url, threads=threads)
        else:
            engine = EmbeddedEngine(self.place.office, threads=threads)
        engine.start()
        try:
            yield
        finally:
            engine.stop()


@pytest.fixture(params=["embedded on sqlite", "embedded on postgresql", "distributed"])
def bed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bed]:
    database = "sqlite_url" if "sqlite" in request.param else "postgresql_url"
    made = Bed(request.param, request.getfixturevalue(database), tmp_path)
    yield made
    made.database.close()


def wait_for(place: Place, delivery_id: int, state: State, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while place.delivery(delivery_id).state is not state and time.monotonic() < until:
        time.sleep(0.02)
    assert place.delivery(delivery_id).state is state


def test_a_post_leaves_within_a_second_of_its_time(bed: Bed) -> None:
    place = bed.place
    with a_feed() as feed, bed.running():
        due = clock.now() + timedelta(seconds=1.5)
        delivery = place.a_delivery(place.a_channel(server=feed.url), due=due)

        wait_for(place, delivery, State.PUBLISHED)

        late = datetime.fromisoformat(feed.posts[0]["created_at"]) - due
        assert timedelta(0) <= late < timedelta(seconds=1)


def test_the_demos_clock_skips_to_what_is_due_and_keeps_its_time_over_a_restart(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    demo_clock = SkippingClock(clock.now())
    place = a_place(sessions, tmp_path, now=demo_clock.now)
    demo_clock.resume_from(place.office)
    with a_feed(now=demo_clock.now) as feed:
        channel = place.a_channel(server=feed.url)
        days = [clock.now() + timedelta(days=day) for day in (3, 9, 40)]
        made = [place.a_delivery(channel, due=day) for day in days]
        waiting = place.a_delivery(channel, due=clock.now() + timedelta(days=50), approved=False)

        engine = EmbeddedEngine(place.office, clock=demo_clock)
        engine.start()
        engine.wait_idle(20)
        engine.stop()

        assert {place.delivery(one).state for one in made} == {State.PUBLISHED}
        assert place.delivery(waiting).state is State.SCHEDULED
        times = [datetime.fromisoformat(post["created_at"]) for post in feed.posts]
        assert all(
            timedelta(0) <= at - day < timedelta(seconds=5)
            for at, day in zip(times, days, strict=True)
        )

    again = SkippingClock(clock.now())
    again.resume_from(place.office)
    assert days[-1] < again.now() < days[-1] + timedelta(minutes=5)


def test_many_channels_are_served_at_once_and_each_one_post_at_a_time(bed: Bed) -> None:
    place = bed.place
    with a_feed(latency=0.1) as feed:
        made = []
        for number in range(6):
            channel = place.a_channel(server=feed.url, account=f"a{number}")
            made += [place.a_delivery(channel, due=clock.now(), pictures=0) for _ in range(4)]

        with bed.running():
            for one in made:
                wait_for(place, one, State.PUBLISHED, seconds=60)

        assert feed.copies.most_common(1)[0][1] == 1
        assert max(feed.most_at_once.values()) == 1
        assert feed.busiest > 1


def test_a_platform_that_hangs_delays_no_other(bed: Bed) -> None:
    place = bed.place
    with a_feed(latency=3) as slow, a_feed() as quick:
        for number in range(8):
            channel = place.a_channel(server=slow.url, account=f"s{number}")
            place.a_delivery(channel, due=clock.now() - timedelta(minutes=1), pictures=0)
        other = place.a_channel("bluesky", server=quick.url)
        delivery = place.a_delivery(other, due=clock.now())

        with bed.running(threads=4):
            until = time.monotonic() + 2.5
            while quick.requests.total() == 0 and time.monotonic() < until:
                time.sleep(0.02)

            assert quick.requests.total() > 0
    assert place.delivery(delivery).state is not State.SENDING


def test_stopping_lets_a_request_end_and_leaves_the_rest_for_the_next_start(bed: Bed) -> None:
    place = bed.place
    with a_feed(latency=0.5) as feed:
        channel = place.a_channel(server=feed.url)
        made = [place.a_delivery(channel, due=clock.now(), pictures=0) for _ in range(5)]
        with bed.running():
            while not feed.requests["POST /api/v1/statuses"]:
                time.sleep(0.01)

        states = [place.delivery(one).state for one in made]
        assert State.SENDING not in states
        assert states.count(State.PUBLISHED) == len(feed.posts) > 0
        assert State.SCHEDULED in states


def test_health_tells_that_the_clock_ticks_and_that_nothing_is_late(bed: Bed) -> None:
    place = bed.place
    with place.office.sessions() as session:
        before = health(session, clock.now(), wall=clock.now())
    with bed.running():
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with place.office.sessions() as session:
                while_running = health(session, clock.now(), wall=clock.now())
                long_after = health(session, clock.now(), wall=clock.now() + timedelta(minutes=10))
            if while_running.ok:
                break

    assert not before.ok
    assert while_running.ok
    assert "has not ticked since" in long_after.problems[0]


def test_a_clock_that_is_set_back_does_not_put_the_tick_to_sleep(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    place = a_place(sessions, tmp_path, now=clock.now)
    engine = EmbeddedEngine(place.office)
    engine.start()
    time.sleep(0.2)

    engine._ticking._come_at(timedelta(hours=1))  # what the next tick looks like after the step
    until = time.monotonic() + 15
    while engine._silent_for() < 1.5 and time.monotonic() < until:
        time.sleep(0.05)  # it sleeps
    while engine._silent_for() > 1.5 and time.monotonic() < until:
        time.sleep(0.05)
    awake = engine._silent_for() < 1.5
    engine.stop()

    assert awake


def test_a_look_whose_worker_died_with_its_job_is_made_by_another_soon(
    postgresql_url: str, tmp_path: Path
) -> None:
    database = open_database(postgresql_url)
    place = a_place(database.sessions, tmp_path)
    with a_feed(now=place.watch) as feed:
        delivery = place.a_delivery(place.a_channel(server=feed.url), text="Hello")
        feed.faults, feed.list_status = [Fault(after=True)], 503
        send_round(Worker(office=place.office))
        feed.list_status = 200
        place.watch.forward(seconds=6)
        engine = DistributedEngine(place.office, database.engine.url)
        set_up(database.engine.url)
        engine._round()  # its job is put, and taken by a worker that shows signs of life no more
        with database.sessions.begin() as session:
            taken = session.execute(
                text("UPDATE pgqueuer SET status = 'picked', heartbeat = now(), updated = now()")
            )
        in_doubt = place.delivery(delivery).state

        place.watch.forward(seconds=10)
        engine.start()
        try:
            wait_for(place, delivery, State.PUBLISHED)
        finally:
            engine.stop()

        assert (in_doubt, cast("CursorResult[tuple[()]]", taken).rowcount) == (State.UNCONFIRMED, 1)
        assert feed.copies == {"Hello": 1}
    database.close()


def test_a_worker_goes_on_when_the_server_has_closed_all_its_connections(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.publisher.queueing._AGAIN_AFTER", 0.05)
    bed, other = Bed("distributed", postgresql_url, tmp_path), open_database(postgresql_url)
    with a_feed() as feed:
        channel = bed.place.a_channel(server=feed.url)
        before = bed.place.a_delivery(channel, due=clock.now())
        after = bed.place.a_delivery(channel, due=clock.now() + timedelta(seconds=1.5))
        with bed.running(threads=2):
            wait_for(bed.place, before, State.PUBLISHED)
            with other.sessions() as session:
                closed = session.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                ).all()
            until = time.monotonic() + 20
            while len(feed.posts) < 2 and time.monotonic() < until:
                time.sleep(0.02)
        with other.sessions() as session:
            state = session.scalar(select(DeliveryRow.state).where(DeliveryRow.id == after))

        assert len(closed) > 1
        assert (state, len(feed.posts)) == (State.PUBLISHED, 2)
    bed.database.close()
    other.close()


def test_two_workers_share_the_work_and_double_nothing(postgresql_url: str, tmp_path: Path) -> None:
    bed = Bed("distributed", postgresql_url, tmp_path)
    place = bed.place
    with a_feed(latency=0.05) as feed:
        made = []
        for number in range(8):
            channel = place.a_channel(server=feed.url, account=f"a{number}")
            made += [place.a_delivery(channel, due=clock.now(), pictures=0) for _ in range(2)]
        with bed.running(threads=2), bed.running(threads=2):
            for one in made:
                wait_for(place, one, State.PUBLISHED, seconds=60)

        assert feed.copies.most_common(1)[0][1] == 1
        assert len({place.attempts(one)[0].worker for one in made}) == 2
    bed.database.close()
