"""Posts that wait for review while their time comes nearer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store import posts
from scheduler.store.posts import Post
from scheduler.store.tables import DeliveryRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Approaching:
    """``due_at`` (UTC) and ``local_time`` (in ``zone``) are those of the first delivery."""

    post: Post
    due_at: datetime
    local_time: str
    zone: str


def in_review_due_before(session: Session, horizon: datetime) -> list[Approaching]:
    """Return posts in review whose first delivery is due before ``horizon``, earliest first."""
    first = (
        select(DeliveryRow.post_id, func.min(DeliveryRow.due_at).label("due_at"))
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(PostRow.state == PostState.IN_REVIEW, DeliveryRow.state != State.CANCELLED)
        .group_by(DeliveryRow.post_id)
        .subquery()
    )
    found = session.execute(
        select(PostRow, first.c.due_at, func.min(DeliveryRow.local_time), DeliveryRow.zone)
        .join(first, first.c.post_id == PostRow.id)
        .join(
            DeliveryRow,
            (DeliveryRow.post_id == PostRow.id) & (DeliveryRow.due_at == first.c.due_at),
        )
        .where(first.c.due_at < horizon)
        .group_by(PostRow.id, first.c.due_at, DeliveryRow.zone)
        .order_by(first.c.due_at, PostRow.id)
    ).all()
    return [
        Approaching(post=posts.from_row(row), due_at=due_at, local_time=local_time, zone=zone)
        for row, due_at, local_time, zone in found
    ]
