"""The dated plan of a campaign: which place is taken, and moving a post to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.store.tables import AssetRow, DeliveryRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenSlot:
    """When a post of the plan goes out first; ``kind`` is what it is about."""

    post_id: int
    plan_key: str
    kind: str
    local_time: str
    zone: str
    due_at: datetime
    window_opens: datetime
    window_closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTime:
    due_at: datetime
    local_time: str
    window_opens: datetime
    window_closes: datetime


def slots(session: Session, campaign_id: int) -> list[TakenSlot]:
    """Return one slot for each post of the campaign, earliest first."""
    found = session.execute(
        select(DeliveryRow, PostRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(PostRow.campaign_id == campaign_id, DeliveryRow.state != State.CANCELLED)
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    ).all()
    first = {post.id: (delivery, post) for delivery, post in reversed(found)}
    taken = [
        TakenSlot(
            post_id=post.id,
            plan_key=post.plan_key,
            kind=post.kind,
            local_time=delivery.local_time,
            zone=delivery.zone,
            due_at=delivery.due_at,
            window_opens=delivery.window_opens,
            window_closes=delivery.window_closes,
        )
        for delivery, post in first.values()
    ]
    return sorted(taken, key=lambda slot: (slot.due_at, slot.post_id))


def move(session: Session, post_id: int, to: NewTime) -> int:
    """Give what has not left yet of a post another time; return how many deliveries that is."""
    moved = session.scalars(
        update(DeliveryRow)
        .where(
            DeliveryRow.post_id == post_id,
            DeliveryRow.state.in_((State.SCHEDULED, State.HELD, State.MISSED, State.FAILED)),
        )
        .values(
            due_at=to.due_at,
            local_time=to.local_time,
            window_opens=to.window_opens,
            window_closes=to.window_closes,
        )
        .returning(DeliveryRow.id)
    ).all()
    return len(moved)


def count_pictures(session: Session, campaign_id: int) -> int:
    """Return how many pictures were drawn for the campaign's posts, over all formats."""
    return (
        session.scalar(
            select(func.count())
            .select_from(AssetRow)
            .join(PostRow, PostRow.id == AssetRow.post_id)
            .where(PostRow.campaign_id == campaign_id)
        )
        or 0
    )
