"""What people did with the posts: the newest reading of each number, by post, item and kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.store.tables import (
    ChannelRow,
    DeliveryRow,
    PostItemRow,
    PostRow,
    ReadingRow,
    ReceiptRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFigures:
    """``figures`` holds only numbers the platform reported: a missing one is not zero."""

    delivery_id: int
    post_id: int
    title: str
    kind: str
    platform: str
    channel: str
    local_time: str
    state: State
    url: str
    figures: Mapping[str, int]
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Sums over the deliveries of one post, one item or one kind."""

    key: str
    label: str
    published: int
    figures: Mapping[str, int]


SEEN = frozenset({"views", "impressions", "reach"})
"""Metrics that count eyes, each platform in its own way; no sum may mix them with deeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One number at one time, of a post of one kind."""

    delivery_id: int
    kind: str
    metric: str
    value: int
    read_at: datetime


def interactions(figures: Mapping[str, int]) -> int | None:
    """Sum what people did; None when no platform reported anything of that sort."""
    deeds = [value for metric, value in figures.items() if metric not in SEEN]
    return sum(deeds) if deeds else None


def readings(session: Session, campaign_id: int) -> list[Reading]:
    """Return every number of the campaign's posts that counts deeds, in order of time."""
    found = session.execute(
        select(
            ReadingRow.delivery_id,
            PostRow.kind,
            ReadingRow.metric,
            ReadingRow.value,
            ReadingRow.read_at,
        )
        .join(DeliveryRow, DeliveryRow.id == ReadingRow.delivery_id)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(PostRow.campaign_id == campaign_id, ReadingRow.metric.not_in(SEEN))
        .order_by(ReadingRow.read_at, ReadingRow.id)
    )
    return [Reading(**row) for row in found.mappings()]


def by_delivery(session: Session, campaign_id: int) -> list[DeliveryFigures]:
    """Return every delivery of the campaign with its newest figures, in order of time."""
    newest = (
        select(ReadingRow.delivery_id, ReadingRow.metric, func.max(ReadingRow.id).label("id"))
        .join(DeliveryRow, DeliveryRow.id == ReadingRow.delivery_id)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(PostRow.campaign_id == campaign_id)
        .group_by(ReadingRow.delivery_id, ReadingRow.metric)
        .subquery()
    )
    figures: dict[int, dict[str, int]] = defaultdict(dict)
    read_at: dict[int, datetime] = {}
    for reading in session.scalars(select(ReadingRow).join(newest, newest.c.id == ReadingRow.id)):
        figures[reading.delivery_id][reading.metric] = reading.value
        read_at[reading.delivery_id] = max(
            reading.read_at, read_at.get(reading.delivery_id, reading.read_at)
        )
    found = session.execute(
        select(DeliveryRow, PostRow, ChannelRow, ReceiptRow.url)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(ReceiptRow, ReceiptRow.delivery_id == DeliveryRow.id)
        .where(PostRow.campaign_id == campaign_id)
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    )
    return [
        DeliveryFigures(
            delivery_id=delivery.id,
            post_id=post.id,
            title=post.title,
            kind=post.kind,
            platform=channel.platform,
            channel=channel.name,
            local_time=delivery.local_time,
            state=delivery.state,
            url=url or "",
            figures=dict(sorted(figures[delivery.id].items())),
            read_at=read_at.get(delivery.id),
        )
        for delivery, post, channel, url in found
    ]


def by_post(deliveries: Iterable[DeliveryFigures]) -> list[Figures]:
    return _sums((str(row.post_id), row.title, row) for row in deliveries)


def by_kind(deliveries: Iterable[DeliveryFigures]) -> list[Figures]:
    return _sums((row.kind, row.kind.replace("_", " "), row) for row in deliveries)


def by_item(session: Session, deliveries: Iterable[DeliveryFigures]) -> list[Figures]:
    """Sum by the claim of the fact sheet that the posts were made of."""
    rows = list(deliveries)
    items = session.scalars(
        select(PostItemRow).where(PostItemRow.post_id.in_({row.post_id for row in rows}))
    ).all()
    return _sums(
        (item.item_key, item.text, row)
        for item in items
        for row in rows
        if row.post_id == item.post_id
    )


def _sums(rows: Iterable[tuple[str, str, DeliveryFigures]]) -> list[Figures]:
    labels: dict[str, str] = {}
    published: dict[str, int] = defaultdict(int)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, label, row in rows:
        labels.setdefault(key, label)
        published[key] += row.state is State.PUBLISHED
        for metric, value in row.figures.items():
            sums[key][metric] += value
    return [
        Figures(key=key, label=label, published=published[key], figures=dict(sums[key]))
        for key, label in labels.items()
    ]
