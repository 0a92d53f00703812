"""Long lists in pages: what comes after a number, at most so many."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store.delivery_list import ListedDelivery
from scheduler.store.posts import Post
from scheduler.store.tables import ChannelRow, DeliveryRow, PostRow, ReceiptRow


def posts_after(  # what is asked, and which page of it
    session: Session,
    organization_id: int,
    after: int,
    *,
    campaign_id: int | None = None,
    states: Sequence[PostState] = (),
    limit: int,
) -> list[Post]:
    question = (
        select(PostRow)
        .where(PostRow.organization_id == organization_id, PostRow.id > after)
        .order_by(PostRow.id)
        .limit(limit)
    )
    if campaign_id is not None:
        question = question.where(PostRow.campaign_id == campaign_id)
    if states:
        question = question.where(PostRow.state.in_(states))
    return [
        Post(
            id=row.id,
            organization_id=row.organization_id,
            campaign_id=row.campaign_id,
            plan_key=row.plan_key,
            kind=row.kind,
            title=row.title,
            language=row.language,
            link=row.link,
            reason=row.reason,
            state=row.state,
            revision=row.revision,
            author_id=row.author_id,
        )
        for row in session.scalars(question)
    ]


def deliveries_after(  # what is asked, and which page of it
    session: Session,
    organization_id: int,
    after: int,
    *,
    campaign_id: int | None = None,
    states: Sequence[State] = (),
    limit: int,
) -> list[ListedDelivery]:
    question = (
        select(DeliveryRow, PostRow.title, ChannelRow, ReceiptRow.url)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(ReceiptRow, ReceiptRow.delivery_id == DeliveryRow.id)
        .where(PostRow.organization_id == organization_id, DeliveryRow.id > after)
        .order_by(DeliveryRow.id)
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
