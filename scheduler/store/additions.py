"""What a draft gains when its campaign gains a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.store import posts
from scheduler.store.posts import NewAsset, NewDelivery
from scheduler.store.tables import AssetRow, CaptionRow, DeliveryRow


def channels_of(session: Session, post_id: int) -> set[int]:
    """Return the channels a post has a delivery for, given up or not."""
    return set(
        session.scalars(select(DeliveryRow.channel_id).where(DeliveryRow.post_id == post_id))
    )


def add_captions(session: Session, post_id: int, written: Mapping[str, str]) -> None:
    """Store captions for platforms the post has none for; what people wrote stays."""
    there = set(session.scalars(select(CaptionRow.platform).where(CaptionRow.post_id == post_id)))
    session.add_all(
        CaptionRow(post_id=post_id, platform=platform, text=text)
        for platform, text in written.items()
        if platform not in there
    )


def add_missing_assets(session: Session, post_id: int, assets: Sequence[NewAsset]) -> None:
    """Store pictures in formats the post does not have yet."""
    there = set(session.scalars(select(AssetRow.format).where(AssetRow.post_id == post_id)))
    posts.add_assets(session, post_id, [one for one in assets if one.format not in there])


def add_deliveries(session: Session, post_id: int, new: Sequence[NewDelivery]) -> None:
    session.add_all(
        DeliveryRow(
            post_id=post_id,
            channel_id=one.channel_id,
            key=one.key,
            due_at=one.due_at,
            local_time=one.local_time,
            zone=one.zone,
            window_opens=one.window_opens,
            window_closes=one.window_closes,
            format=one.format,
            state=State.SCHEDULED,
        )
        for one in new
    )
