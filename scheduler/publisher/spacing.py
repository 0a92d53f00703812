"""Posts that come late go out one after another with room between: nobody wants ten at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.domain.delivery import Delivery
from scheduler.store import attempts

FRESH = timedelta(minutes=15)  # late by less is no backlog, but a moment's delay
SPACING = timedelta(minutes=20)  # as after a pause, see scheduler/actions/pausing.py


def room_after(session: Session, delivery: Delivery, now: datetime) -> datetime | None:
    """Return when a late delivery may leave, for its channel posted just before; else None.

    After downtime several moments of one channel may have passed while their windows are open.
    """
    if now - delivery.due_at <= FRESH:
        return None
    left = attempts.left_since(session, delivery.channel_id, now - SPACING)
    return left[-1] + SPACING if left else None
