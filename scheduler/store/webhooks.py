"""Addresses that want to be told what became of deliveries, and how far they were told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, func, select, text, update
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

MOST = 2**31 - 1  # the highest number an event can have


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
            _is_free(now),
        )
    )
    return [_webhook(row) for row in rows]


def latest_event(session: Session, *, before: datetime | None = None) -> int:
    """Return the number of the latest event, or of the latest before that time."""
    question = select(func.max(DeliveryEventRow.id))
    if before is not None:
        question = question.where(DeliveryEventRow.at < before)
    return session.scalar(question) or 0


def all_written(session: Session, mark: int = 0) -> tuple[int, bool]:
    """Return a mark of now, and whether everything has ended that was being written at ``mark``.

    Numbers are given out in order, but on a server what got a lower one may be committed later.
    SQLite lets one write at a time.
    """
    if session.get_bind().dialect.name != "postgresql":
        return 1, True
    row = session.execute(
        text(
            "SELECT pg_snapshot_xmax(s)::text::bigint, pg_snapshot_xmin(s)::text::bigint "
            "FROM (SELECT pg_current_snapshot() AS s) AS now"
        )
    ).one()
    return int(row[0]), int(row[1]) >= mark > 0


def happened(
    session: Session,
    webhook: Webhook,
    states: Collection[State],
    *,
    after: int,
    limit: int,
    upto: int = MOST,
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
            DeliveryEventRow.id <= upto,
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


def take(session: Session, webhook: Webhook, *, now: datetime, until: datetime) -> bool:
    """Let one process tell a webhook, as it was read; False where another does or just did."""
    return _changed(
        session,
        webhook.id,
        _is_free(now),
        WebhookRow.seen_event_id == webhook.seen_event_id,
        taken_until=until,
    )


def note_told(
    session: Session, webhook_id: int, event_id: int, *, held: datetime, until: datetime | None
) -> bool:
    """Note that an event was told, and hold the webhook on; None: let it go.

    False where it is no longer held since ``held``: removed, or taken over by another process.
    """
    return _changed(
        session,
        webhook_id,
        WebhookRow.taken_until == held,
        seen_event_id=event_id,
        failures=0,
        retry_at=None,
        trouble="",
        taken_until=until,
    )


def note_trouble(
    session: Session, webhook: Webhook, trouble: str, *, held: datetime, retry_at: datetime
) -> None:
    """Note why it was not told, and let it go until ``retry_at``."""
    _changed(
        session,
        webhook.id,
        WebhookRow.taken_until == held,
        failures=webhook.failures + 1,
        retry_at=retry_at,
        trouble=trouble[:500],
        taken_until=None,
    )


def pass_over(session: Session, webhook: Webhook, event_id: int) -> None:
    """Note that nothing up to this event is any of its business."""
    _changed(
        session,
        webhook.id,
        WebhookRow.seen_event_id == webhook.seen_event_id,
        seen_event_id=event_id,
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return WebhookRow.taken_until.is_(None) | (WebhookRow.taken_until <= now)


def _changed(
    session: Session, webhook_id: int, *conditions: ColumnElement[bool], **values: Any
) -> bool:
    result = session.execute(
        update(WebhookRow)
        .where(WebhookRow.id == webhook_id, WebhookRow.removed_at.is_(None), *conditions)
        .values(**values)
    )
    return cast("CursorResult[tuple[()]]", result).rowcount == 1


def remove(session: Session, organization_id: int, webhook_id: int, *, at: datetime) -> bool:
    """Say whether there was such a webhook. Whoever tells it right now stops."""
    return _changed(
        session,
        webhook_id,
        WebhookRow.organization_id == organization_id,
        removed_at=at,
        secret="",
        taken_until=None,
    )


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
