"""Addresses that want to be told what became of deliveries, and how far they were told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.store.tables import (
    ChannelRow,
    DeliveryEventRow,
    DeliveryRow,
    PostRow,
    ReceiptRow,
    WebhookRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """``locked_secret`` opens only with the installation's vault."""

    id: int
    organization_id: int
    url: str
    locked_secret: str
    topics: tuple[str, ...]
    seen_event_id: int
    failures: int
    retry_at: datetime | None
    trouble: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A move of a delivery, as it is told."""

    event_id: int
    went_to: State
    at: datetime
    note: str
    delivery_id: int
    post_id: int
    campaign_id: int
    title: str
    platform: str
    channel: str
    url: str


def add(
    session: Session,
    organization_id: int,
    *,
    url: str,
    locked_secret: str,
    topics: Sequence[str],
    at: datetime,
) -> int:
    """Store a webhook; it is told what happens from now on, nothing of before."""
    latest = session.scalar(select(func.max(DeliveryEventRow.id))) or 0
    row = WebhookRow(
        organization_id=organization_id,
        url=url,
        secret=locked_secret,
        topics=list(topics),
        seen_event_id=latest,
        made_at=at,
    )
    session.add(row)
    session.flush()  # the webhook's id, for the caller
    return row.id


def webhooks(session: Session, organization_id: int) -> list[Webhook]:
    rows = session.scalars(
        select(WebhookRow)
        .where(WebhookRow.organization_id == organization_id, WebhookRow.removed_at.is_(None))
        .order_by(WebhookRow.id)
    )
    return [_webhook(row) for row in rows]


def due(session: Session, now: datetime) -> list[Webhook]:
    """Return the webhooks of all organizations that may be called now."""
    rows = session.scalars(
        select(WebhookRow).where(
            WebhookRow.removed_at.is_(None),
            WebhookRow.retry_at.is_(None) | (WebhookRow.retry_at <= now),
        )
    )
    return [_webhook(row) for row in rows]


def happened(
    session: Session, webhook: Webhook, states: Collection[State], *, after: int, limit: int
) -> list[Happened]:
    """Return what happened in order since the webhook was made, behind the event ``after``."""
    found = session.execute(
        select(DeliveryEventRow, DeliveryRow, PostRow, ChannelRow, ReceiptRow.url)
        .join(DeliveryRow, DeliveryRow.id == DeliveryEventRow.delivery_id)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(ReceiptRow, ReceiptRow.delivery_id == DeliveryRow.id)
        .where(
            DeliveryEventRow.id > after,
            DeliveryEventRow.at >= webhook.made_at,
            DeliveryEventRow.went_to.in_(states),
            PostRow.organization_id == webhook.organization_id,
        )
        .order_by(DeliveryEventRow.id)
        .limit(limit)
    )
    return [
        Happened(
            event_id=event.id,
            went_to=event.went_to,
            at=event.at,
            note=event.note,
            delivery_id=delivery.id,
            post_id=post.id,
            campaign_id=post.campaign_id,
            title=post.title,
            platform=channel.platform,
            channel=channel.name,
            url=url or "",
        )
        for event, delivery, post, channel, url in found
    ]


def note_told(session: Session, webhook_id: int, event_id: int) -> None:
    session.execute(
        update(WebhookRow)
        .where(WebhookRow.id == webhook_id)
        .values(seen_event_id=event_id, failures=0, retry_at=None, trouble="")
    )


def note_trouble(session: Session, webhook: Webhook, trouble: str, retry_at: datetime) -> None:
    session.execute(
        update(WebhookRow)
        .where(WebhookRow.id == webhook.id)
        .values(failures=webhook.failures + 1, retry_at=retry_at, trouble=trouble[:500])
    )


def remove(session: Session, organization_id: int, webhook_id: int, *, at: datetime) -> bool:
    """Say whether there was such a webhook."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(WebhookRow)
            .where(
                WebhookRow.id == webhook_id,
                WebhookRow.organization_id == organization_id,
                WebhookRow.removed_at.is_(None),
            )
            .values(removed_at=at, secret="")
        ),
    )
    return result.rowcount == 1


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(
        id=row.id,
        organization_id=row.organization_id,
        url=row.url,
        locked_secret=row.secret,
        topics=tuple(row.topics),
        seen_event_id=row.seen_event_id,
        failures=row.failures,
        retry_at=row.retry_at,
        trouble=row.trouble,
        made_at=row.made_at,
    )
