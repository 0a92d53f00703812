"""What stands in a campaign's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import Decision, PostState
from scheduler.store.tables import AssetRow, ChannelRow, DeliveryRow, PostRow, ReviewRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One delivery as the calendar shows it. ``local_time`` is wall time in ``zone``."""

    delivery_id: int
    post_id: int
    local_time: datetime
    zone: str
    platform: str
    channel: str
    state: State
    post_state: PostState
    kind: str
    title: str
    sha256: str
    changes_asked: bool


def entries(
    session: Session, organization_id: int, campaign_id: int, days: tuple[date, date] | None = None
) -> list[Entry]:
    """Return a campaign's deliveries in order of time; ``days`` are the first and the last."""
    question = (
        select(DeliveryRow, PostRow, ChannelRow, AssetRow.sha256)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(
            AssetRow,
            (AssetRow.post_id == PostRow.id)
            & (AssetRow.format == DeliveryRow.format)
            & (AssetRow.position == 0),
        )
        .where(
            PostRow.campaign_id == campaign_id,
            PostRow.organization_id == organization_id,
            PostRow.state != PostState.ARCHIVED,
        )
        .order_by(DeliveryRow.local_time, DeliveryRow.post_id, DeliveryRow.id)
    )
    if days is not None:
        first, last = days
        question = question.where(
            DeliveryRow.local_time >= first.isoformat(),
            DeliveryRow.local_time < (last + timedelta(days=1)).isoformat(),
        )
    found = session.execute(question).all()
    asked = _changes_asked(session, {post.id for _, post, _, _ in found})
    return [
        Entry(
            delivery_id=delivery.id,
            post_id=post.id,
            local_time=datetime.fromisoformat(delivery.local_time),
            zone=delivery.zone,
            platform=channel.platform,
            channel=channel.name,
            state=delivery.state,
            post_state=post.state,
            kind=post.kind,
            title=post.title,
            sha256=sha256 or "",
            changes_asked=post.id in asked,
        )
        for delivery, post, channel, sha256 in found
    ]


def _changes_asked(session: Session, post_ids: set[int]) -> set[int]:
    """Return the drafts whose newest decision is a request for changes."""
    newest = (
        select(func.max(ReviewRow.id))
        .join(PostRow, PostRow.id == ReviewRow.post_id)
        .where(ReviewRow.post_id.in_(post_ids), PostRow.state == PostState.DRAFT)
        .group_by(ReviewRow.post_id)
    )
    found: Sequence[int] = session.scalars(
        select(ReviewRow.post_id).where(
            ReviewRow.id.in_(newest), ReviewRow.decision == Decision.REQUEST_CHANGES
        )
    ).all()
    return set(found)
