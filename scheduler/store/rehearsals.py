"""What a play of a campaign needs of its deliveries: everything but the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import Delivery
from scheduler.domain.post import PostState
from scheduler.store import rows
from scheduler.store.campaigns import sheet_of_post
from scheduler.store.tables import (
    AssetRow,
    CampaignRow,
    CaptionRow,
    ChannelRow,
    DeliveryRow,
    FactSheetRow,
    PostRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    delivery: Delivery
    campaign_id: int
    topic: str
    title: str
    post_state: PostState
    platform: str
    channel: str
    is_removed: bool
    posts_per_day: int  # what the platform said of this account; 0 where it said nothing
    caption: str
    link: str
    alt_texts: int


def deliveries(
    session: Session, organization_id: int, campaign_id: int, since: datetime
) -> list[Rehearsed]:
    """Return a campaign's deliveries, and others' from ``since`` on that use its channels."""
    channels = select(DeliveryRow.channel_id).join(PostRow, PostRow.id == DeliveryRow.post_id)
    found = session.execute(
        select(DeliveryRow, PostRow, ChannelRow, FactSheetRow.topic, CaptionRow.text)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(CampaignRow, CampaignRow.id == PostRow.campaign_id)
        .join(FactSheetRow, FactSheetRow.id == sheet_of_post())
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(
            CaptionRow,
            (CaptionRow.post_id == PostRow.id) & (CaptionRow.platform == ChannelRow.platform),
        )
        .where(
            PostRow.organization_id == organization_id,
            PostRow.state != PostState.ARCHIVED,
            or_(
                PostRow.campaign_id == campaign_id,
                (DeliveryRow.due_at >= since)
                & DeliveryRow.channel_id.in_(channels.where(PostRow.campaign_id == campaign_id)),
            ),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    ).all()
    alts = _alt_texts(session, [post.id for _, post, _, _, _ in found])
    return [
        Rehearsed(
            delivery=rows.delivery(delivery),
            campaign_id=post.campaign_id,
            topic=topic,
            title=post.title,
            post_state=post.state,
            platform=channel.platform,
            channel=channel.name,
            is_removed=channel.removed_at is not None or channel.parked,
            posts_per_day=_number(channel.limits.get("posts_per_day")),
            caption=caption or "",
            link=post.link,
            alt_texts=alts.get((post.id, delivery.format), 0),
        )
        for delivery, post, channel, topic, caption in found
    ]


def _number(said: object) -> int:
    return said if isinstance(said, int) and said > 0 else 0


def _alt_texts(session: Session, post_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    counted = session.execute(
        select(AssetRow.post_id, AssetRow.format, func.count())
        .where(AssetRow.post_id.in_(set(post_ids)), AssetRow.alt_text != "")
        .group_by(AssetRow.post_id, AssetRow.format)
    )
    return {(post_id, format_name): count for post_id, format_name, count in counted}
