"""Which pictures posts that have not gone out yet will need."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import OPEN
from scheduler.store.tables import AssetRow, DeliveryRow


def needed(session: Session) -> dict[str, int]:
    """Return the SHA-256 of each picture still to go out, with a post that shows it."""
    found = session.execute(
        select(AssetRow.sha256, AssetRow.post_id)
        .join(
            DeliveryRow,
            (DeliveryRow.post_id == AssetRow.post_id) & (DeliveryRow.format == AssetRow.format),
        )
        .where(DeliveryRow.state.in_(OPEN))
        .order_by(AssetRow.post_id)
        .distinct()
    )
    return {sha256: post_id for sha256, post_id in found}  # noqa: C416  # rows, not pairs
