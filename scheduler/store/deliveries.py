"""Moving deliveries: the one place that writes their state, each move with its line of history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import Delivery, Event, State, after
from scheduler.store import audit, rows
from scheduler.store.tables import DeliveryEventRow, DeliveryRow, PostRow


class StaleDeliveryError(Exception):
    """Someone else moved the delivery first."""

    def __init__(self, delivery_id: int) -> None:
        super().__init__(f"delivery {delivery_id} was moved by somebody else")
        self.delivery_id = delivery_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """When, why and by whom; without a person it was the publisher."""

    at: datetime
    note: str = ""
    person_id: int | None = None
    retry_at: datetime | None = None


def record(session: Session, delivery: Delivery, event: Event, move: Move) -> Delivery:
    """Move a delivery and log the move.

    Raises ``ForbiddenTransitionError`` for a move the table does not have, and
    ``StaleDeliveryError``, changing nothing, when someone else was faster: moved it, sent it
    once more, or took back the approval it is claimed for.
    """
    moved = replace(
        delivery,
        state=after(delivery.state, event),
        tries=delivery.tries + (event is Event.CLAIM),
        retry_at=move.retry_at,
    )
    question = update(DeliveryRow).where(
        DeliveryRow.id == delivery.id,
        DeliveryRow.state == delivery.state,
        DeliveryRow.tries == delivery.tries,
    )
    if event is Event.CLAIM:
        question = question.where(
            DeliveryRow.approved_digest == delivery.approved_digest,
            DeliveryRow.due_at == delivery.due_at,
        )
    values = {"state": moved.state, "tries": moved.tries, "retry_at": moved.retry_at}
    result = cast("CursorResult[tuple[()]]", session.execute(question.values(values)))
    if result.rowcount != 1:
        raise StaleDeliveryError(delivery.id)
    session.add(
        DeliveryEventRow(
            delivery_id=delivery.id,
            event=event,
            came_from=delivery.state,
            went_to=moved.state,
            person_id=move.person_id,
            note=move.note,
            at=move.at,
        )
    )
    _into_audit(session, moved, event, move)
    return moved


def allow_late(session: Session, delivery_id: int) -> None:
    """Let a delivery leave although its moment passed, as long as its window is open."""
    session.execute(
        update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(late_allowed=True)
    )


def put_off(session: Session, delivery: Delivery, until: datetime) -> None:
    """Let a scheduled delivery wait; it moves nowhere. Somebody faster wins."""
    session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.id == delivery.id,
            DeliveryRow.state == State.SCHEDULED,
            DeliveryRow.tries == delivery.tries,
        )
        .values(retry_at=until)
    )


def delivery(session: Session, delivery_id: int) -> Delivery:
    """Return a delivery. Raises ``LookupError`` when there is none such."""
    row = session.get(DeliveryRow, delivery_id, populate_existing=True)
    if row is None:
        raise LookupError(f"there is no delivery {delivery_id}")
    return rows.delivery(row)


def of_organization(session: Session, organization_id: int, delivery_id: int) -> Delivery | None:
    row = session.scalar(
        select(DeliveryRow)
        .join(PostRow, PostRow.id == DeliveryRow.post_id)
        .where(DeliveryRow.id == delivery_id, PostRow.organization_id == organization_id)
    )
    return None if row is None else rows.delivery(row)


def held_on(session: Session, channel_id: int) -> list[Delivery]:
    """Return what was held on a channel, earliest first."""
    return _found(
        session.scalars(
            select(DeliveryRow)
            .where(DeliveryRow.channel_id == channel_id, DeliveryRow.state == State.HELD)
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
        ).all()
    )


def scheduled_before(session: Session, moment: datetime) -> list[Delivery]:
    """Return what was to leave before ``moment``, earliest first."""
    return _found(
        session.scalars(
            select(DeliveryRow)
            .where(DeliveryRow.state == State.SCHEDULED, DeliveryRow.due_at <= moment)
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
        ).all()
    )


def of_post(session: Session, post_id: int) -> list[Delivery]:
    question = select(DeliveryRow).where(DeliveryRow.post_id == post_id).order_by(DeliveryRow.id)
    return _found(session.scalars(question).all())


def count_moves(session: Session) -> int:
    """Return a number that grows with every move of a delivery."""
    return session.scalar(select(func.max(DeliveryEventRow.id))) or 0


def _found(found: Sequence[DeliveryRow]) -> list[Delivery]:
    return [rows.delivery(row) for row in found]


def _into_audit(session: Session, moved: Delivery, event: Event, move: Move) -> None:
    organization_id = session.scalars(
        select(PostRow.organization_id).where(PostRow.id == moved.post_id)
    ).one()
    audit.append(
        session,
        organization_id,
        at=move.at,
        person_id=move.person_id,
        what=f"delivery {event}",
        subject=f"delivery {moved.id}",
        digest=moved.approved_digest,
        note=move.note,
    )
