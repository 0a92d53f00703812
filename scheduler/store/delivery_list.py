"""Deliveries as people look at them: what, where, when, how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.store.tables import ChannelRow, DeliveryRow, PostRow, ReceiptRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDelivery:
    id: int
    post_id: int
    title: str
    channel: str
    platform: str
    state: State
    tries: int
    local_time: str
    zone: str
    due_at: datetime
    retry_at: datetime | None
    url: str


def deliveries(
    session: Session,
    organization_id: int,
    *,
    campaign_id: int | None = None,
    states: Sequence[State] = (),
    limit: int = 1000,
) -> list[ListedDelivery]:
    """Return the organization's deliveries in order of time, at most ``limit``."""
    question = (
        select(DeliveryRow, PostRow.title, ChannelRow, ReceiptRow.url)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(ReceiptRow, ReceiptRow.delivery_id == DeliveryRow.id)
        .where(PostRow.organization_id == organization_id)
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
    )
    if campaign_id is not None:
        question = question.where(PostRow.campaign_id == campaign_id)
    if states:
        question = question.where(DeliveryRow.state.in_(states))
    return [
        ListedDelivery(
            id=row.id,
            post_id=row.post_id,
            title=title,
            channel=channel.name,
            platform=channel.platform,
            state=row.state,
            tries=row.tries,
            local_time=row.local_time,
            zone=row.zone,
            due_at=row.due_at,
            retry_at=row.retry_at,
            url=url or "",
        )
        for row, title, channel, url in session.execute(question)
    ]
