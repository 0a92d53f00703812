"""Long work started from a page: it goes on when the page is left and can be come back to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field

from scheduler.actions.office import ActionError

logger = logging.getLogger(__name__)

Tell = Callable[[int, int, str], None]
"""Told how much of how much is done, and what was done last."""


@dataclass(slots=True)
class Errand:
    """``result`` is what the work returned, ``trouble`` why it ended early."""

    name: str
    done: int = 0
    of: int = 0
    last: str = ""
    ended: bool = False
    result: object = None
    trouble: ActionError | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def tell(self, done: int, of: int, last: str) -> None:
        with self._lock:
            self.done, self.of, self.last = done, of, last


class Errands:
    """At most one errand of a name at a time; a second call finds the first.

    They live in this process: work that a restart cut short is asked for again, and does only
    what is left.
    """

    def __init__(self) -> None:
        self._errands: dict[str, Errand] = {}
        self._lock = threading.Lock()

    def start(self, name: str, work: Callable[[Tell], object]) -> Errand:
        with self._lock:
            running = self._errands.get(name)
            if running is not None and not running.ended:
                return running
            errand = self._errands[name] = Errand(name)
        context = copy_context()  # the language of the request
        threading.Thread(
            target=context.run, args=(_run, errand, work), name=f"errand-{name}", daemon=True
        ).start()
        return errand

    def find(self, name: str) -> Errand | None:
        with self._lock:
            return self._errands.get(name)


def _run(errand: Errand, work: Callable[[Tell], object]) -> None:
    try:
        errand.result = work(errand.tell)
    except ActionError as error:
        errand.trouble = error
    except Exception:  # the thread's last line: it must say that it ended
        logger.exception(
            "An errand failed", extra={"action": "errand_failed", "errand": errand.name}
        )
        errand.trouble = ActionError(
            "Something broke on our side.", "What was made so far is safe. Start it again."
        )
    finally:
        errand.ended = True
