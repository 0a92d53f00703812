"""The dated plan of a campaign: which place is taken, and moving a post to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import NOT_LEFT, State
from scheduler.domain.post import PostState
from scheduler.store.tables import AssetRow, CampaignRow, DeliveryRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenSlot:
    """When a post of the plan goes out first; ``kind`` is what it is about.

    ``is_fixed``: planning again must not move it, because people moved, submitted or approved
    it, or because it left on some channel. ``slot_time`` is where the plan has it; channels with
    hours of their own may have it later. ``is_pinned``: people moved it.
    """

    post_id: int
    plan_key: str
    kind: str
    local_time: str
    zone: str
    due_at: datetime
    window_opens: datetime
    window_closes: datetime
    title: str = ""
    reason: str = ""
    post_state: PostState = PostState.DRAFT
    is_fixed: bool = False
    is_pinned: bool = False
    has_left: bool = False
    slot_time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTime:
    """When a post goes out on one channel. ``channel_id`` 0: on all."""

    due_at: datetime
    local_time: str
    window_opens: datetime
    window_closes: datetime
    zone: str
    channel_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDelivery:
    """A delivery with what tells it apart in a calendar."""

    delivery_id: int
    post_id: int
    campaign_id: int
    channel_id: int
    plan_key: str
    title: str
    local_time: str
    zone: str
    due_at: datetime
    state: State


def slots(session: Session, campaign_id: int) -> list[TakenSlot]:
    """Return one slot for each post of the campaign that is not archived, earliest first."""
    found = session.execute(
        select(DeliveryRow, PostRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(
            PostRow.campaign_id == campaign_id,
            PostRow.state != PostState.ARCHIVED,
            DeliveryRow.state != State.CANCELLED,
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    ).all()
    first = {post.id: (delivery, post) for delivery, post in reversed(found)}
    left = {post.id for delivery, post in found if delivery.state not in NOT_LEFT}
    waiting = {
        post.id
        for delivery, post in found
        if delivery.state in {State.SCHEDULED, State.MISSED}  # a draft's moment may pass
    }
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
            title=post.title,
            reason=post.reason,
            post_state=post.state,
            is_fixed=post.pinned
            or post.state is not PostState.DRAFT
            or post.id in left
            or post.id not in waiting,
            is_pinned=post.pinned,
            has_left=post.id in left,
            slot_time=post.slot_time,
        )
        for delivery, post in first.values()
    ]
    return sorted(taken, key=lambda slot: (slot.due_at, slot.post_id))


def on_channels(
    session: Session, organization_id: int, channel_ids: Sequence[int], since: datetime
) -> list[PlannedDelivery]:
    """Return what is planned or out on these channels from ``since`` on, over all campaigns."""
    found = session.execute(
        select(DeliveryRow, PostRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(
            PostRow.organization_id == organization_id,
            PostRow.state != PostState.ARCHIVED,
            DeliveryRow.channel_id.in_(channel_ids),
            DeliveryRow.due_at >= since,
            DeliveryRow.state.not_in((State.CANCELLED, State.FAILED, State.MISSED)),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    )
    return [_planned(delivery, post) for delivery, post in found]


def of_post(session: Session, post_id: int) -> list[PlannedDelivery]:
    """Return a post's deliveries that are not cancelled, by channel."""
    found = session.execute(
        select(DeliveryRow, PostRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(DeliveryRow.post_id == post_id, DeliveryRow.state != State.CANCELLED)
        .order_by(DeliveryRow.channel_id)
    )
    return [_planned(delivery, post) for delivery, post in found]


def is_taken(session: Session, campaign_id: int, plan_key: str) -> bool:
    """Say whether a place in the plan has its post. Others who ask wait for this transaction."""
    session.execute(select(CampaignRow.id).where(CampaignRow.id == campaign_id).with_for_update())
    there = select(PostRow.id).where(
        PostRow.campaign_id == campaign_id, PostRow.plan_key == plan_key
    )
    return session.scalar(there.limit(1)) is not None


def keys(session: Session, campaign_id: int) -> frozenset[str]:
    """Return every place of the plan that is taken."""
    return frozenset(
        session.scalars(select(PostRow.plan_key).where(PostRow.campaign_id == campaign_id))
    )


def deliveries_by_post(session: Session, campaign_id: int) -> dict[int, list[PlannedDelivery]]:
    """Return a campaign's deliveries that are not cancelled, by post."""
    found: dict[int, list[PlannedDelivery]] = {}
    for delivery, post in session.execute(
        select(DeliveryRow, PostRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(PostRow.campaign_id == campaign_id, DeliveryRow.state != State.CANCELLED)
        .order_by(DeliveryRow.channel_id)
    ):
        found.setdefault(post.id, []).append(_planned(delivery, post))
    return found


def move(session: Session, post_id: int, to: ChannelTime) -> int:
    """Give what has not left yet of a post another time; return how many deliveries that is."""
    question = update(DeliveryRow).where(
        DeliveryRow.post_id == post_id, DeliveryRow.state.in_(NOT_LEFT)
    )
    if to.channel_id:
        question = question.where(DeliveryRow.channel_id == to.channel_id)
    moved = session.scalars(
        question.values(
            due_at=to.due_at,
            local_time=to.local_time,
            zone=to.zone,
            window_opens=to.window_opens,
            window_closes=to.window_closes,
            retry_at=None,
            late_allowed=False,
        ).returning(DeliveryRow.id)
    ).all()
    return len(moved)


def explain(
    session: Session, post_id: int, reason: str, *, pinned: bool, slot_time: str | None = None
) -> None:
    """Note why a post stands where it stands; ``pinned`` when a person put it there."""
    session.execute(
        update(PostRow)
        .where(PostRow.id == post_id)
        .values(reason=reason[:500], pinned=pinned, slot_time=slot_time)
    )


def planned_with(session: Session, campaign_id: int) -> Mapping[str, Any] | None:
    """Return what the campaign was last planned with, if it was planned to the end."""
    return session.scalar(select(CampaignRow.planned_with).where(CampaignRow.id == campaign_id))


def note_planned(session: Session, campaign_id: int, frame: Mapping[str, Any]) -> None:
    session.execute(
        update(CampaignRow).where(CampaignRow.id == campaign_id).values(planned_with=dict(frame))
    )


def archived_keys(session: Session, campaign_id: int) -> set[str]:
    """Return the places of the plan whose posts people took out for good."""
    return set(
        session.scalars(
            select(PostRow.plan_key).where(
                PostRow.campaign_id == campaign_id, PostRow.state == PostState.ARCHIVED
            )
        )
    )


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


def _planned(delivery: DeliveryRow, post: PostRow) -> PlannedDelivery:
    return PlannedDelivery(
        delivery_id=delivery.id,
        post_id=post.id,
        campaign_id=post.campaign_id,
        channel_id=delivery.channel_id,
        plan_key=post.plan_key,
        title=post.title,
        local_time=delivery.local_time,
        zone=delivery.zone,
        due_at=delivery.due_at,
        state=delivery.state,
    )
