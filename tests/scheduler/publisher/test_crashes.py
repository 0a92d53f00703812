"""A process that dies at any point loses nothing and doubles nothing.

Real processes, killed for real. The long sweep over random instants is in the benches.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler import clock
from scheduler.domain.delivery import State
from scheduler.publisher.worker import Point
from scheduler.store.database import open_database
from tests.scheduler.publisher.feed import a_feed
from tests.scheduler.publisher.place import Place, a_place
from tests.scheduler.publisher.sender import an_engine

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def a_sender(kind: str, url: str, folder: Path, dies_at: str) -> Iterator[subprocess.Popen[bytes]]:
    module = "tests.scheduler.publisher.sender"
    with subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", module, kind, url, str(folder), dies_at],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_settled(place: Place, delivery_id: int, seconds: float = 20) -> State:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        state = place.delivery(delivery_id).state
        if state not in {State.SCHEDULED, State.SENDING, State.UNCONFIRMED}:
            return state
        time.sleep(0.05)
    return place.delivery(delivery_id).state


@pytest.mark.parametrize(
    ("kind", "point"),
    [
        *(("embedded", point) for point in Point),
        ("distributed", Point.LEAVING),
        ("distributed", Point.ANSWERED),
    ],
)
def test_killed_at_a_point_of_the_fence_and_started_again_it_is_out_once(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, point: Point
) -> None:
    name = "postgresql_url" if kind == "distributed" else "sqlite_url"
    url: str = request.getfixturevalue(name)
    database = open_database(url)
    place = a_place(database.sessions, tmp_path, now=clock.now)
    with a_feed() as feed:
        delivery = place.a_delivery(place.a_channel(server=feed.url), due=clock.now(), text="Hi")

        with a_sender(kind, url, tmp_path, point) as process:
            died = process.wait(30)
        engine = an_engine(kind, database, place.office)
        engine.start()
        state = wait_until_settled(place, delivery)
        engine.stop()

        assert died == -9
        assert state is State.PUBLISHED
        assert feed.copies == {"Hi": 1}
    database.close()
