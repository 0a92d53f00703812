"""Everything on record about one delivery."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.store.tables import (
    AttemptRow,
    ChannelRow,
    DeliveryEventRow,
    DeliveryRow,
    PersonRow,
    PostRow,
    ReceiptRow,
    ReviewRow,
)


def of_delivery(session: Session, organization_id: int, delivery_id: int) -> dict[str, Any] | None:
    """Return plain values: times as ISO instants in UTC, people by their address."""
    found = session.execute(
        select(DeliveryRow, PostRow, ChannelRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .where(DeliveryRow.id == delivery_id, PostRow.organization_id == organization_id)
    ).first()
    if found is None:
        return None
    delivery, post, channel = found
    return {
        "delivery": delivery.id,
        "post": post.id,
        "title": post.title,
        "platform": channel.platform,
        "channel": channel.name,
        "account": channel.account_name,
        "planned_for": f"{delivery.local_time} {delivery.zone}",
        "state": delivery.state.value,
        "approved_digest": delivery.approved_digest,
        "approvals": _approvals(session, post.id),
        "receipt": _receipt(session, delivery.id),
        "attempts": _attempts(session, delivery.id),
        "history": _history(session, delivery.id),
    }


def _approvals(session: Session, post_id: int) -> list[dict[str, Any]]:
    found = session.execute(
        select(ReviewRow, PersonRow.email)
        .join(PersonRow, PersonRow.id == ReviewRow.person_id)
        .where(ReviewRow.post_id == post_id)
        .order_by(ReviewRow.id)
    )
    return [
        {
            "who": email,
            "decision": review.decision.value,
            "post_digest": review.digest,
            "comment": review.comment,
            "at": review.at.isoformat(),
            "stands": review.void_at is None,
        }
        for review, email in found
    ]


def _receipt(session: Session, delivery_id: int) -> dict[str, Any] | None:
    row = session.get(ReceiptRow, delivery_id)
    if row is None:
        return None
    confirmed_by = session.get(PersonRow, row.person_id) if row.person_id else None
    return {
        "remote_id": row.remote_id,
        "url": row.url,
        "digest": row.digest,
        "request_sha256": row.request_sha256,
        "confirmed_by": confirmed_by.email if confirmed_by else None,
        "at": row.at.isoformat(),
    }


def _attempts(session: Session, delivery_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(AttemptRow).where(AttemptRow.delivery_id == delivery_id).order_by(AttemptRow.number)
    )
    return [
        {
            "number": row.number,
            "worker": row.worker,
            "digest": row.digest,
            "request_sha256": row.request_sha256,
            "claimed_at": row.claimed_at.isoformat(),
            "left_at": row.left_at.isoformat() if row.left_at else None,
            "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            "outcome": row.outcome,
            "answer": row.note,
            "lookups": row.lookups,
        }
        for row in rows
    ]


def _history(session: Session, delivery_id: int) -> list[dict[str, Any]]:
    found = session.execute(
        select(DeliveryEventRow, PersonRow.email)
        .outerjoin(PersonRow, PersonRow.id == DeliveryEventRow.person_id)
        .where(DeliveryEventRow.delivery_id == delivery_id)
        .order_by(DeliveryEventRow.id)
    )
    return [
        {
            "at": row.at.isoformat(),
            "event": row.event.value,
            "from": row.came_from.value,
            "to": row.went_to.value,
            "who": email or "the publisher",
            "note": row.note,
        }
        for row, email in found
    ]
