"""Rows into domain values."""

from __future__ import annotations

from scheduler.domain.delivery import Delivery
from scheduler.store.tables import DeliveryRow


def delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=row.id,
        post_id=row.post_id,
        channel_id=row.channel_id,
        key=row.key,
        due_at=row.due_at,
        local_time=row.local_time,
        zone=row.zone,
        window_opens=row.window_opens,
        window_closes=row.window_closes,
        format=row.format,
        state=row.state,
        tries=row.tries,
        retry_at=row.retry_at,
        approved_digest=row.approved_digest,
        late_allowed=row.late_allowed,
    )
