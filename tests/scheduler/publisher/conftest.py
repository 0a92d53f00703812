"""What most tests of the publisher need: a platform that can break, a place to publish from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.scheduler.publisher.feed import Feed, a_feed
from tests.scheduler.publisher.place import Place, a_place


@pytest.fixture
def place(sessions: sessionmaker[Session], tmp_path: Path) -> Place:
    return a_place(sessions, tmp_path)


@pytest.fixture
def feed(place: Place) -> Iterator[Feed]:
    with a_feed(now=place.watch) as running:
        yield running
