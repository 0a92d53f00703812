"""Decisions on posts, and the approvals that let deliveries leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.domain.delivery import State
from scheduler.domain.post import Decision
from scheduler.store.tables import DeliveryRow, ReviewRow

NOT_YET_SENT = (State.SCHEDULED, State.HELD, State.MISSED, State.FAILED)


def add(  # noqa: PLR0913  # a decision is exactly these facts
    session: Session,
    post_id: int,
    *,
    person_id: int,
    decision: Decision,
    comment: str,
    digest: str,
    at: datetime,
) -> None:
    session.add(
        ReviewRow(
            post_id=post_id,
            person_id=person_id,
            decision=decision,
            comment=comment,
            digest=digest,
            at=at,
        )
    )


def approvers(session: Session, post_id: int, digest: str) -> set[int]:
    """Return who approved exactly what ``digest`` stands for and did not take it back."""
    return set(
        session.scalars(
            select(ReviewRow.person_id).where(
                ReviewRow.post_id == post_id,
                ReviewRow.digest == digest,
                ReviewRow.decision == Decision.APPROVE,
                ReviewRow.void_at.is_(None),
            )
        )
    )


def stands(session: Session, post_id: int, decision: Decision) -> bool:
    """Say whether somebody decided so about the post as it is."""
    found = select(ReviewRow.id).where(
        ReviewRow.post_id == post_id, ReviewRow.decision == decision, ReviewRow.void_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None


def latest_decision(session: Session, post_id: int, person_id: int) -> Decision | None:
    """Return the person's newest decision on the post that still stands."""
    return session.scalar(
        select(ReviewRow.decision)
        .where(
            ReviewRow.post_id == post_id,
            ReviewRow.person_id == person_id,
            ReviewRow.void_at.is_(None),
        )
        .order_by(ReviewRow.id.desc())
        .limit(1)
    )


def void_reviews(
    session: Session, post_id: int, *, at: datetime, person_id: int | None = None
) -> None:
    """Mark decisions as no longer standing: all of them, or one person's."""
    question = update(ReviewRow).where(ReviewRow.post_id == post_id, ReviewRow.void_at.is_(None))
    if person_id is not None:
        question = question.where(ReviewRow.person_id == person_id)
    session.execute(question.values(void_at=at))


def bind_approval(session: Session, delivery_id: int, digest: str) -> None:
    """Let the publisher send this delivery, as ``digest`` and not otherwise."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state.in_(NOT_YET_SENT))
        .values(approved_digest=digest)
    )


def unbind_approvals(session: Session, post_id: int) -> None:
    """Stop the publisher from sending anything of this post that has not left yet."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.post_id == post_id, DeliveryRow.state.in_(NOT_YET_SENT))
        .values(approved_digest="")
    )
