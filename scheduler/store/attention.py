"""What stands still until a person decides, each with what came of the last try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store.overview import needs_a_person
from scheduler.store.tables import (
    AssetRow,
    ChannelRow,
    DeliveryEventRow,
    DeliveryRow,
    PostRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    delivery_id: int
    post_id: int
    title: str
    kind: str
    sha256: str
    platform: str
    channel: str
    channel_id: int
    account_url: str
    trouble: str  # the channel's, in plain words
    parked: bool  # the channel sends nothing until it is connected again
    state: State
    post_state: PostState
    local_time: str
    zone: str
    due_at: datetime
    window_closes: datetime
    note: str  # why it stands still
    since: datetime | None


def stuck(session: Session, organization_id: int, *, limit: int = 100) -> list[Stuck]:
    """Return deliveries that need a person: what may be public already comes first."""
    few = session.scalars(
        select(DeliveryRow.id)
        .where(needs_a_person(organization_id))
        .order_by(*_urgent_first())
        .limit(limit)
    ).all()
    found = session.execute(
        select(DeliveryRow, PostRow, ChannelRow, AssetRow.sha256)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(
            AssetRow,
            (AssetRow.post_id == PostRow.id)
            & (AssetRow.format == DeliveryRow.format)
            & (AssetRow.position == 0),
        )
        .where(DeliveryRow.id.in_(few))
        .order_by(*_urgent_first())
    ).all()
    why = _latest_notes(session, [delivery.id for delivery, _, _, _ in found])
    return [
        Stuck(
            delivery_id=delivery.id,
            post_id=post.id,
            title=post.title,
            kind=post.kind,
            sha256=sha256 or "",
            platform=channel.platform,
            channel=channel.name,
            channel_id=channel.id,
            account_url=channel.account_url,
            trouble=channel.trouble,
            parked=channel.parked,
            state=delivery.state,
            post_state=post.state,
            local_time=delivery.local_time,
            zone=delivery.zone,
            due_at=delivery.due_at,
            window_closes=delivery.window_closes,
            note=why.get(delivery.id, ("", None))[0],
            since=why.get(delivery.id, ("", None))[1],
        )
        for delivery, post, channel, sha256 in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """A post that nobody approved before its moment passed."""

    post_id: int
    title: str
    kind: str
    local_time: str


def expired(session: Session, organization_id: int, *, limit: int = 100) -> list[Expired]:
    """Return posts whose moment passed in review, the latest first."""
    first = (
        select(func.min(DeliveryRow.local_time))
        .where(DeliveryRow.post_id == PostRow.id)
        .scalar_subquery()
    )
    found = session.execute(
        select(PostRow, first)
        .where(PostRow.organization_id == organization_id, PostRow.state == PostState.EXPIRED)
        .order_by(PostRow.id.desc())
        .limit(limit)
    )
    return [
        Expired(post_id=post.id, title=post.title, kind=post.kind, local_time=local or "")
        for post, local in found
    ]


def _urgent_first() -> tuple[ColumnElement[Any], ...]:
    return (
        DeliveryRow.state != State.UNCONFIRMED,
        DeliveryRow.due_at.expression,
        DeliveryRow.id.expression,
    )


def _latest_notes(
    session: Session, delivery_ids: list[int]
) -> dict[int, tuple[str, datetime | None]]:
    newest = (
        select(func.max(DeliveryEventRow.id))
        .where(DeliveryEventRow.delivery_id.in_(delivery_ids))
        .group_by(DeliveryEventRow.delivery_id)
    )
    rows = session.scalars(select(DeliveryEventRow).where(DeliveryEventRow.id.in_(newest)))
    return {row.delivery_id: (row.note, row.at) for row in rows}
