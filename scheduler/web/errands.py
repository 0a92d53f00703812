"""Long work started from a page: it goes on when the page is left and can be come back to.

How far it is stands in the database, so every process sees it and a restart does not hide it.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi import Request

from scheduler.actions.office import ActionError, Office
from scheduler.store import errands
from scheduler.store.database import OutOfUseError, out_of_use
from scheduler.store.errands import Errand
from scheduler.store.media import MediaPlaceError

logger = logging.getLogger(__name__)

Tell = Callable[[int, int, str], None]
"""Told how much of how much is done, and what was done last."""

Work = Callable[[Tell], Mapping[str, Any]]
"""Returns what the page shows in the end, as JSON can hold it."""

EACH = 1.0  # seconds between signs of life
SHOWN = timedelta(hours=12)  # so long a page tells what came of it


@dataclass(slots=True)
class _Run:
    """What the thread that works tells the thread that writes it down."""

    id: str
    progress: tuple[int, int, str] = (0, 0, "")
    is_over: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: int, of: int, last: str) -> None:
        self.progress = (done, of, last)


class Errands:
    """At most one run of a name at a time in an organization, whichever process it is in.

    Work that a restart cut short says so on its page and is begun again there: it must do only
    what is left.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    def start(self, organization_id: int, name: str, work: Work) -> bool:
        """Begin, unless it goes on already; say whether it was begun."""
        run = _Run(secrets.token_hex(16))
        with self._office.sessions.begin() as session:
            at = self._office.now()
            if not errands.begin(session, organization_id, name, run.id, at):
                return False
        context = copy_context()  # the language of the request
        for target, title in ((self._work, "errand"), (self._write_down, "errand-beat")):
            threading.Thread(
                target=context.copy().run,
                args=(target, run, work),
                name=f"{title}-{name}",
                daemon=True,
            ).start()
        return True

    def find(self, organization_id: int, name: str) -> Errand | None:
        """Return the newest run, as long as it is news."""
        now = self._office.now()
        with self._office.sessions() as session:
            found = errands.find(session, organization_id, name, now)
        is_old = found and found.ended_at and found.ended_at < now - SHOWN
        return None if is_old else found

    def _work(self, run: _Run, work: Work) -> None:
        result: Mapping[str, Any] = {}
        trouble: Mapping[str, Any] = {}
        try:
            result = work(run.tell)
        except ActionError as error:
            trouble = {"message": error.message, "hint": error.hint}
        except (MediaPlaceError, OutOfUseError) as error:  # a full disk, say
            trouble = {
                "message": out_of_use(error) if isinstance(error, OutOfUseError) else str(error),
                "hint": "What was made so far is safe. Start it again when that is mended.",
            }
        except Exception:  # the thread's last line: it must say that it ended
            logger.exception("An errand failed", extra={"action": "errand_failed"})
            trouble = {
                "message": "Something broke on our side.",
                "hint": "What was made so far is safe. Start it again.",
            }
        run.is_over.set()
        with self._office.sessions.begin() as session:
            at = self._office.now()
            errands.beat(session, run.id, run.progress, at)
            errands.end(session, run.id, result=result, trouble=trouble, at=at)

    def _write_down(self, run: _Run, _work: Work) -> None:
        while not run.is_over.wait(EACH):
            try:
                with self._office.sessions.begin() as session:
                    if not errands.beat(session, run.id, run.progress, self._office.now()):
                        return
            except Exception:  # the database may be away for a moment; the work goes on
                logger.exception("An errand's progress is lost", extra={"action": "errand_mute"})


def errands_of(request: Request) -> Errands:
    found = request.app.state.errands
    assert isinstance(found, Errands)
    return found
