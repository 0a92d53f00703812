"""The thread that makes packs: one at a time in each process, whatever is asked for."""

from __future__ import annotations

import logging
import threading

from fastapi import Request

from scheduler.actions.making_packs import make_next, remove_old
from scheduler.actions.office import Office

logger = logging.getLogger(__name__)


class Workshop:
    """What is to be made stands in the database; the thread lives while there is something."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._asked = False

    def wake(self) -> None:
        """Begin with what waits, also with what another process left behind."""
        with self._lock:
            self._asked = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="packs", daemon=True)
                self._thread.start()

    def rest(self, seconds: float) -> None:
        """Wait until everything is made, at most this long."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._asked:
                    self._thread = None
                    return
                self._asked = False
            try:
                while make_next(self._office):
                    pass
                remove_old(self._office)
            except Exception:  # the database may be away; the next visitor wakes it again
                logger.exception("Packs rest", extra={"action": "packs_rest"})


def workshop_of(request: Request) -> Workshop:
    found = request.app.state.workshop
    assert isinstance(found, Workshop)
    return found
