"""Long lists in pages: posts and deliveries by number, deliveries in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, select, tuple_
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.store.posts import Post, from_row
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
    return [from_row(row) for row in session.scalars(question)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDelivery:
    """A delivery as people look at it: what, where, when, how far.

    ``trouble`` is its channel's, in plain words, for as long as it waits.
    """

    id: int
    post_id: int
    title: str
    channel: str
    platform: str
    state: State
    post_state: PostState
    tries: int
    local_time: str
    zone: str
    due_at: datetime
    retry_at: datetime | None
    trouble: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two deliveries in order of time: the next page goes on from there."""

    due_at: datetime
    delivery_id: int


def deliveries(
    session: Session,
    organization_id: int,
    *,
    campaign_id: int | None = None,
    states: Sequence[State] = (),
    limit: int = 1000,
) -> list[ListedDelivery]:
    """Return the organization's deliveries in order of time, at most ``limit``."""
    question = _deliveries(organization_id, campaign_id, states)
    return _listed(session, question.order_by(DeliveryRow.due_at, DeliveryRow.id).limit(limit))


def deliveries_after(  # what is asked, and which page of it
    session: Session,
    organization_id: int,
    after: int,
    *,
    campaign_id: int | None = None,
    states: Sequence[State] = (),
    limit: int,
) -> list[ListedDelivery]:
    question = _deliveries(organization_id, campaign_id, states).where(DeliveryRow.id > after)
    return _listed(session, question.order_by(DeliveryRow.id).limit(limit))


def queue(
    session: Session,
    channel_ids: Sequence[int],
    state: State,
    *,
    beyond: Place | None = None,
    latest_first: bool = False,
    limit: int,
) -> list[ListedDelivery]:
    """Return what of some channels is in one state, in order of time or against it.

    Asked by channel and state, as the index is made, so that it takes the same time among
    100,000 deliveries as among a hundred. Posts that left their campaign are not listed.
    """
    when, number = DeliveryRow.due_at, DeliveryRow.id
    place = tuple_(when, number)
    question = _question().where(
        DeliveryRow.channel_id.in_(channel_ids),
        DeliveryRow.state == state,
        PostRow.state != PostState.ARCHIVED,
    )
    if beyond is not None:
        there = tuple_(literal(beyond.due_at, when.type), literal(beyond.delivery_id, number.type))
        question = question.where(place < there if latest_first else place > there)
    ordered = (when.desc(), number.desc()) if latest_first else (when.expression, number.expression)
    return _listed(session, question.order_by(*ordered).limit(limit))


def _deliveries(
    organization_id: int, campaign_id: int | None, states: Sequence[State]
) -> Select[*tuple[Any, ...]]:
    question = _question().where(PostRow.organization_id == organization_id)
    if campaign_id is not None:
        question = question.where(PostRow.campaign_id == campaign_id)
    return question.where(DeliveryRow.state.in_(states)) if states else question


def _question() -> Select[*tuple[Any, ...]]:
    """Select in the order of ``ListedDelivery``."""
    return (
        select(
            DeliveryRow.id,
            DeliveryRow.post_id,
            PostRow.title,
            ChannelRow.name.label("channel"),
            ChannelRow.platform,
            DeliveryRow.state,
            PostRow.state.label("post_state"),
            DeliveryRow.tries,
            DeliveryRow.local_time,
            DeliveryRow.zone,
            DeliveryRow.due_at,
            DeliveryRow.retry_at,
            case((DeliveryRow.state == State.SCHEDULED, ChannelRow.trouble), else_="").label(
                "trouble"
            ),
            func.coalesce(ReceiptRow.url, "").label("url"),
        )
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(ReceiptRow, ReceiptRow.delivery_id == DeliveryRow.id)
    )


def _listed(session: Session, question: Select[*tuple[Any, ...]]) -> list[ListedDelivery]:
    return [ListedDelivery(**row) for row in session.execute(question).mappings()]
