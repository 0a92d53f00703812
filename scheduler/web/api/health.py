"""Is the publisher alive, and is anything waiting that should be out."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from scheduler import clock
from scheduler.store import health as store
from scheduler.web.api.caller import Reader
from scheduler.web.api.shapes import Shape

router = APIRouter(tags=["Start"])


class HealthOut(Shape):
    """``ticked_at`` is null where no publisher ever ran; ``now`` is the scheduler's time."""

    ok: bool
    now: datetime
    ticked_at: datetime | None
    waiting_since: datetime | None
    problems: list[str]


@router.get("/health")
def health(caller: Reader) -> HealthOut:
    """Say whether the publisher's clock ticks and nothing that may leave is late."""
    office = caller.office
    with office.sessions() as session:
        found = store.health(session, office.now(), wall=clock.now())
    return HealthOut(
        ok=found.ok,
        now=office.now(),
        ticked_at=found.ticked_at,
        waiting_since=found.waiting_since,
        problems=list(found.problems),
    )
