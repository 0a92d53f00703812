"""A bounded pool of threads: one for each channel that has something to send, and no platform
takes them all."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from scheduler.publisher.sending import send_next
from scheduler.publisher.worker import Worker

logger = logging.getLogger(__name__)

IN_A_ROW = 10  # deliveries of one channel before others have their turn


class Shares:
    """Keeps one platform from taking all threads: one that hangs must leave room for others."""

    def __init__(self, threads: int) -> None:
        self._share = max(1, threads - max(1, threads // 4))
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, platform: str) -> bool:
        with self._lock:
            if platform and self._taken[platform] >= self._share:
                return False
            self._taken[platform] += 1
            return True

    def give_back(self, platform: str) -> None:
        with self._lock:
            self._taken[platform] -= 1


class Dispatcher:
    """Runs each piece of work once at a time; what finds no free thread is asked for again."""

    def __init__(self, worker: Worker, threads: int, finished: Callable[[], None]) -> None:
        self._worker = worker
        self._threads = threads
        self._shares = Shares(threads)
        self._finished = finished
        self._pool = ThreadPoolExecutor(threads, "send")
        self._lock = threading.Lock()
        self._none_running = threading.Condition(self._lock)
        self._running: dict[Hashable, str] = {}

    @property
    def is_idle(self) -> bool:
        with self._lock:
            return not self._running

    def send(self, channel_id: int, platform: str) -> bool:
        """Send the channel's due deliveries in a thread; False when that must wait."""
        return self.run(
            ("channel", channel_id), platform, partial(send_some, self._worker, channel_id)
        )

    def run(self, name: Hashable, platform: str, work: Callable[[], object]) -> bool:
        with self._lock:
            if (
                self._worker.stopping.is_set()
                or name in self._running
                or len(self._running) >= self._threads
                or not self._shares.take(platform)
            ):
                return False
            self._running[name] = platform
        self._pool.submit(self._do, name, work)
        return True

    def stop(self, seconds: float) -> bool:
        """Take no more work and let what runs end; say whether it did in time."""
        self._worker.stopping.set()
        self._pool.shutdown(wait=False)
        with self._none_running:
            return self._none_running.wait_for(lambda: not self._running, seconds)

    def _do(self, name: Hashable, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:  # the worker's loop: one failure must not end the others
            logger.exception("a piece of work failed", extra={"work": name})
        finally:
            with self._lock:
                self._shares.give_back(self._running.pop(name))
                self._none_running.notify_all()
            self._finished()


def send_some(worker: Worker, channel_id: int) -> int:
    """Send some of a channel's due deliveries, then leave the thread to others.

    Returns how many were dealt with.
    """
    for dealt_with in range(IN_A_ROW):
        if worker.stopping.is_set() or send_next(worker, channel_id) is None:
            return dealt_with
    return IN_A_ROW
