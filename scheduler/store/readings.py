"""Numbers the platforms reported, each with the time it was read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.store.tables import ReadingRow


def add(session: Session, delivery_id: int, numbers: Mapping[str, int], *, at: datetime) -> int:
    """Keep what was reported of one delivery, and return how many numbers that is."""
    session.add_all(
        ReadingRow(delivery_id=delivery_id, metric=metric, value=value, read_at=at)
        for metric, value in numbers.items()
    )
    return len(numbers)
