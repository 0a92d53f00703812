"""What an engine does beside sending, where no web app runs."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler import clock
from scheduler.publisher.chores import chores
from scheduler.publisher.distributed import DistributedEngine
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.publisher.rounds import send_due
from scheduler.settings import read_settings
from scheduler.store import webhooks
from scheduler.store.database import open_database
from tests.scheduler.listening_program import a_listener
from tests.scheduler.publisher.place import a_place


@pytest.mark.parametrize("kind", ["embedded", "distributed"])
def test_programs_are_told_by_whoever_publishes(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    distributed = kind == "distributed"
    url = request.getfixturevalue("postgresql_url" if distributed else "sqlite_url")
    database = open_database(url)
    place = a_place(database.sessions, tmp_path, now=clock.now)
    office = replace(place.office, allow_private=True)
    beside = chores(office, read_settings({}, data_dir=str(tmp_path)))
    engine: EmbeddedEngine | DistributedEngine
    if distributed:
        engine = DistributedEngine(office, database.engine.url, chores=beside)
    else:
        engine = EmbeddedEngine(office, chores=beside)
    with a_listener() as listener:
        with office.sessions.begin() as session:
            webhooks.add(
                session,
                place.organization_id,
                url=listener.url,
                locked_secret=office.vault.lock({"secret": "s"}),
                topics=["attention"],
                at=clock.now(),
            )
        delivery = place.a_delivery(place.a_channel("handoff"), due=clock.now())
        send_due(office, "test")

        engine.start()
        until = time.monotonic() + 10
        while not listener.heard and time.monotonic() < until:
            time.sleep(0.02)
        engine.stop()

    database.close()
    ((_, body),) = listener.heard
    assert json.loads(body)["delivery"] == delivery
