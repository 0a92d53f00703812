"""How many posts an account may still make, counted from what left on every machine."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.store import attempts, channels

A_DAY = timedelta(hours=24)


def quota_renewed_at(session: Session, channel_id: int, now: datetime) -> datetime | None:
    """Return when the channel may post again; None where nothing stands against it now.

    The limit is what the platform said of this account when it was connected. A day is any 24
    hours, as platforms count it.
    """
    limit = channels.any_channel(session, channel_id).limits.get("posts_per_day")
    if not isinstance(limit, int) or limit <= 0:
        return None
    left = attempts.left_since(session, channel_id, now - A_DAY)
    return left[-limit] + A_DAY if len(left) >= limit else None
