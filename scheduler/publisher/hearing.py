"""What a try learns from its connector's requests: limits that are spent, parts that are done."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from scheduler.actions.office import Office
from scheduler.connectors.listening import Saved
from scheduler.domain.attempt import Attempt
from scheduler.publisher.budget import Tally
from scheduler.store import attempts

PARTS = "parts"  # where an attempt keeps them, until its request is frozen there
PARTS_LAST = timedelta(minutes=50)  # platforms clear uploads away that no post uses for an hour


class Hearing:
    """Listens for one try. ``several`` says that a post has parts worth keeping, one by one."""

    def __init__(
        self, office: Office, attempt: Attempt, before: Attempt | None, *, several: bool
    ) -> None:
        self._office = office
        self._attempt = attempt
        self._several = several
        self._known = _parts_of(before, attempt, office.now()) if several else {}
        self._met: Counter[str] = Counter()
        self._kept: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self.rests_until: datetime | None = None
        self.tally = Tally()

    def asked(self, uploads: int) -> None:
        self.tally.asked(uploads)

    def spent(self, seconds: float) -> None:
        self.rests_until = self._office.now() + timedelta(seconds=seconds)

    def recall(self, part: str) -> Saved | None:
        # Equal requests of one post, such as for two places to upload to, are told apart by order.
        self._met[part] += 1
        name = self._names[part] = f"{part} {self._met[part]}"
        saved: Saved | None = self._known.get(name)
        if saved is not None:
            self._keep(name, saved)
        return saved

    def remember(self, part: str, answer: Saved) -> None:
        self._keep(self._names[part], answer)

    def _keep(self, name: str, answer: Saved) -> None:
        if not self._several:
            return
        self._kept[name] = answer
        with self._office.sessions.begin() as session:
            attempts.prepare(session, self._attempt, {PARTS: self._kept})


def _parts_of(before: Attempt | None, attempt: Attempt, now: datetime) -> dict[str, Any]:
    """Return what the try before had done of the same post, if nothing of it left."""
    if before is None or before.left_at is not None or before.request is None:
        return {}
    if before.digest != attempt.digest or now - before.claimed_at > PARTS_LAST:
        return {}
    parts = before.request.get(PARTS, {})
    return dict(parts)
