"""A running sandbox whose clock the test moves, and a person who talks to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

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

    def turn_back(self) -> None:
        self._now = JANUARY_11


@pytest.fixture(scope="session")
def _clock() -> SlowClock:
    return SlowClock()


@pytest.fixture(scope="session")
def _sandbox(
    tmp_path_factory: pytest.TempPathFactory, _clock: SlowClock
) -> Iterator[RunningSandbox]:
    running = serve_sandbox(tmp_path_factory.mktemp("sandbox"), "127.0.0.1", 0, now=_clock)
    yield running
    running.stop()


@pytest.fixture
def clock(_clock: SlowClock) -> SlowClock:
    return _clock


@pytest.fixture
def sandbox(_sandbox: RunningSandbox, _clock: SlowClock) -> RunningSandbox:
    """A sandbox that has forgotten what other tests did with it."""
    _clock.turn_back()
    _sandbox.reset()
    return _sandbox


@pytest.fixture
def visitor(sandbox: RunningSandbox) -> Iterator[Visitor]:
    with Visitor(sandbox.url) as somebody:
        yield somebody
