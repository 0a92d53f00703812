"""What stands in a campaign's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import Decision, PostState
from scheduler.store.tables import AssetRow, ChannelRow, DeliveryRow, PostRow, ReviewRow


class Entry(NamedTuple):
    """One delivery as the calendar shows it. ``local_time`` is wall time in ``zone``.

    A tuple, because a month makes hundreds, and a frozen dataclass takes four times as long.
    """

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
    session: Session,
    organization_id: int,
    campaign_id: int,
    days: tuple[date, date] = (date.min, date.max),
) -> list[Entry]:
    """Return a campaign's deliveries in order of time; ``days`` are the first and the last."""
    first, last = days
    asked = {
        "organization_id": organization_id,
        "campaign_id": campaign_id,
        "first": first.isoformat(),
        "last": f"{last.isoformat()}T24",
    }
    found = session.execute(_question(), asked).all()
    drafts = {row.post_id for row in found if row.post_state is PostState.DRAFT}
    asked_for = _changes_asked(session, drafts)
    return [
        Entry(
            number,
            post_id,
            datetime.fromisoformat(local_time),
            zone,
            platform,
            channel,
            state,
            post_state,
            kind,
            title,
            sha256 or "",
            post_id in asked_for,
        )
        for (
            number,
            post_id,
            local_time,
            zone,
            platform,
            channel,
            state,
            post_state,
            kind,
            title,
            sha256,
        ) in found
    ]


@cache
def _question() -> Select[*tuple[Any, ...]]:
    """Return the question put together once; columns in the order of an entry."""
    return (
        select(
            DeliveryRow.id,
            DeliveryRow.post_id,
            DeliveryRow.local_time,
            DeliveryRow.zone,
            ChannelRow.platform,
            ChannelRow.name,
            DeliveryRow.state,
            PostRow.state.label("post_state"),
            PostRow.kind,
            PostRow.title,
            AssetRow.sha256,
        )
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(
            AssetRow,
            (AssetRow.post_id == PostRow.id)
            & (AssetRow.format == DeliveryRow.format)
            & (AssetRow.position == 0),
        )
        .where(
            PostRow.campaign_id == bindparam("campaign_id", type_=Integer),
            PostRow.organization_id == bindparam("organization_id", type_=Integer),
            PostRow.state != PostState.ARCHIVED,
            DeliveryRow.local_time.between(bindparam("first"), bindparam("last")),
        )
        .order_by(DeliveryRow.local_time, DeliveryRow.post_id, DeliveryRow.id)
    )


def _changes_asked(session: Session, drafts: set[int]) -> set[int]:
    """Return the drafts whose newest decision is a request for changes."""
    if not drafts:
        return set()
    newest = (
        select(func.max(ReviewRow.id))
        .where(ReviewRow.post_id.in_(drafts))
        .group_by(ReviewRow.post_id)
    )
    found: Sequence[int] = session.scalars(
        select(ReviewRow.post_id).where(
            ReviewRow.id.in_(newest), ReviewRow.decision == Decision.REQUEST_CHANGES
        )
    ).all()
    return set(found)
