"""Moving deliveries: the one place that writes their state, each move with its line of history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import Delivery, Event, State, after
from scheduler.store import audit, rows
from scheduler.store.tables import DeliveryEventRow, DeliveryRow, PostRow
from scheduler.store.tables.base import bare

# Put together once: every post asks for these moves several times. A move answers with the
# organization whose record it goes into, where it was possible.
_DELIVERY, _LINE = bare(DeliveryRow), insert(bare(DeliveryEventRow))
_MOVE = (
    update(_DELIVERY)
    .where(
        _DELIVERY.c.id == bindparam("which"),
        _DELIVERY.c.state == bindparam("came_from"),
        _DELIVERY.c.tries == bindparam("tried"),
    )
    .values(state=bindparam("to"), tries=bindparam("counted"), retry_at=bindparam("again"))
    .returning(
        select(PostRow.organization_id).where(PostRow.id == _DELIVERY.c.post_id).scalar_subquery()
    )
)
_CLAIM = _MOVE.where(
    _DELIVERY.c.approved_digest == bindparam("approved"), _DELIVERY.c.due_at == bindparam("due")
)


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
    facts: dict[str, object] = {
        "which": delivery.id,
        "came_from": delivery.state,
        "tried": delivery.tries,
        "to": moved.state,
        "counted": moved.tries,
        "again": moved.retry_at,
    }
    session.flush()  # the delivery may be as new as this transaction
    if event is Event.CLAIM:
        facts |= {"approved": delivery.approved_digest, "due": delivery.due_at}
        organization_id = session.scalar(_CLAIM, facts)
    else:
        organization_id = session.scalar(_MOVE, facts)
    if organization_id is None:
        raise StaleDeliveryError(delivery.id)
    line = {
        "delivery_id": delivery.id,
        "event": event,
        "came_from": delivery.state,
        "went_to": moved.state,
        "person_id": move.person_id,
        "note": move.note,
        "at": move.at,
    }
    session.execute(_LINE, line)
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
