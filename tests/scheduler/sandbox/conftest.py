"""A running sandbox whose clock the test moves, and a person who talks to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.sandbox.server import RunningSandbox, serve_sandbox
from tests.scheduler.sandbox.visitor import Visitor

JANUARY_11 = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


class SlowClock:
    """Stands still until it is told how much time has passed."""

    def __init__(self) -> None:
        self._now = JANUARY_11

    def __call__(self) -> datetime:
        return self._now

    def wait(self, time: timedelta) -> None:
        self._now += time


@pytest.fixture
def clock() -> SlowClock:
    return SlowClock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: SlowClock) -> Iterator[RunningSandbox]:
    running = serve_sandbox(tmp_path / "sandbox", "127.0.0.1", 0, now=clock)
    yield running
    running.stop()


@pytest.fixture
def visitor(sandbox: RunningSandbox) -> Iterator[Visitor]:
    with Visitor(sandbox.url) as somebody:
        yield somebody
