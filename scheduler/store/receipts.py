"""Where published posts stand on the platforms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from scheduler.domain.attempt import Attempt
from scheduler.store.tables import DeliveryRow, ReceiptRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReceipt:
    """``remote_id`` is empty where a person confirmed by a link alone."""

    delivery_id: int
    channel_id: int
    remote_id: str
    url: str
    at: datetime
    read_at: datetime | None = None


def add(
    session: Session,
    receipt: StoredReceipt,
    *,
    digest: str,
    request_sha256: str = "",
    person_id: int | None = None,
) -> None:
    """Keep where a delivery went; ``person_id`` is who confirmed it by hand."""
    session.add(
        ReceiptRow(
            delivery_id=receipt.delivery_id,
            remote_id=receipt.remote_id,
            url=receipt.url,
            digest=digest,
            request_sha256=request_sha256,
            person_id=person_id,
            at=receipt.at,
        )
    )


def remote_ids(session: Session, delivery_ids: Collection[int]) -> dict[int, str]:
    """Return what the platforms call these deliveries' posts; those not out yet are absent."""
    found = session.execute(
        select(ReceiptRow.delivery_id, ReceiptRow.remote_id).where(
            ReceiptRow.delivery_id.in_(delivery_ids)
        )
    )
    return {delivery_id: remote_id for delivery_id, remote_id in found}  # noqa: C416  # rows


def is_of_another(session: Session, attempt: Attempt, remote_id: str) -> bool:
    """Say whether another delivery of the attempt's channel stands under this remote id."""
    question = (
        select(ReceiptRow.delivery_id)
        .join(DeliveryRow, DeliveryRow.id == ReceiptRow.delivery_id)
        .where(
            ReceiptRow.remote_id == remote_id,
            ReceiptRow.delivery_id != attempt.delivery_id,
            DeliveryRow.channel_id == attempt.channel_id,
        )
        .limit(1)
    )
    return session.scalar(question) is not None


def published_since(session: Session, since: datetime) -> list[StoredReceipt]:
    """Return the receipts a platform gave, by channel, newest first."""
    found = session.execute(
        select(ReceiptRow, DeliveryRow.channel_id)
        .join(DeliveryRow, DeliveryRow.id == ReceiptRow.delivery_id)
        .where(ReceiptRow.at >= since, ReceiptRow.remote_id != "")
        .order_by(DeliveryRow.channel_id, ReceiptRow.at.desc(), ReceiptRow.delivery_id)
    )
    return [
        StoredReceipt(
            delivery_id=row.delivery_id,
            channel_id=channel_id,
            remote_id=row.remote_id,
            url=row.url,
            at=row.at,
            read_at=row.read_at,
        )
        for row, channel_id in found
    ]


def mark_read(session: Session, delivery_ids: Collection[int], *, at: datetime) -> None:
    session.execute(
        update(ReceiptRow)
        .where(
            ReceiptRow.delivery_id.in_(delivery_ids),
            or_(ReceiptRow.read_at.is_(None), ReceiptRow.read_at < at),
        )
        .values(read_at=at)
    )
