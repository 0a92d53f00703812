"""What is still to go out, over all organizations, with the wall time it was planned for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store.tables import CampaignRow, DeliveryRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    delivery_id: int
    post_id: int
    organization_id: int
    local_time: str
    zone: str
    due_at: datetime
    window_opens: datetime
    window_closes: datetime
    is_decided: bool  # people are deciding about it, or have
    rules: Mapping[str, Any]  # the campaign's


def zones(session: Session, now: datetime) -> list[str]:
    """Return the zones of what is to come."""
    found = session.scalars(
        select(DeliveryRow.zone)
        .where(DeliveryRow.state.in_((State.SCHEDULED, State.HELD)), DeliveryRow.due_at > now)
        .distinct()
        .order_by(DeliveryRow.zone)
    )
    return list(found)


def deliveries(session: Session, now: datetime) -> list[Upcoming]:
    """Return what is scheduled or held for a time to come."""
    found = session.execute(
        select(DeliveryRow, PostRow.organization_id, PostRow.state, CampaignRow.rules)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(CampaignRow, CampaignRow.id == PostRow.campaign_id)
        .where(
            DeliveryRow.state.in_((State.SCHEDULED, State.HELD)),
            DeliveryRow.due_at > now,
            PostRow.state != PostState.ARCHIVED,
        )
        .order_by(DeliveryRow.id)
    )
    return [
        Upcoming(
            delivery_id=row.id,
            post_id=row.post_id,
            organization_id=organization_id,
            local_time=row.local_time,
            zone=row.zone,
            due_at=row.due_at,
            window_opens=row.window_opens,
            window_closes=row.window_closes,
            is_decided=state in {PostState.IN_REVIEW, PostState.APPROVED},
            rules=rules,
        )
        for row, organization_id, state, rules in found
    ]


def retime(session: Session, delivery_id: int, due_at: datetime, to: datetime) -> bool:
    """Give a delivery another instant, unless it has left or was moved meanwhile; say so."""
    changed = session.scalars(
        update(DeliveryRow)
        .where(
            DeliveryRow.id == delivery_id,
            DeliveryRow.due_at == due_at,
            DeliveryRow.state.in_((State.SCHEDULED, State.HELD)),
        )
        .values(due_at=to)
        .returning(DeliveryRow.id)
    ).all()
    return bool(changed)


def put_window(session: Session, delivery_id: int, opens: datetime, closes: datetime) -> None:
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id)
        .values(window_opens=opens, window_closes=closes)
    )
