"""Tries of deliveries: begun with a lease, frozen before they leave, ended once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, insert, select, update
from sqlalchemy.orm import Session

from scheduler.domain.attempt import Attempt, Outcome, Step
from scheduler.domain.delivery import Delivery, State
from scheduler.store.tables import AttemptRow, DeliveryRow
from scheduler.store.tables.base import bare

_ATTEMPTS = bare(AttemptRow)
_BEGIN = insert(_ATTEMPTS).returning(_ATTEMPTS.c.id)


class LostAttemptError(Exception):
    """The attempt is no longer ours: its lease ran out and others have dealt with it."""

    def __init__(self, attempt_id: int) -> None:
        super().__init__(f"attempt {attempt_id} was taken over after its lease had run out")
        self.attempt_id = attempt_id


def begin(
    session: Session, delivery: Delivery, *, worker: str, at: datetime, lease_until: datetime
) -> Attempt:
    """Open a try of a delivery that has just been claimed."""
    facts: dict[str, Any] = {
        "delivery_id": delivery.id,
        "channel_id": delivery.channel_id,
        "number": delivery.tries,
        "key": delivery.key,
        "step": Step.CLAIMED,
        "worker": worker,
        "digest": delivery.approved_digest,
        "claimed_at": at,
        "lease_until": lease_until,
    }
    attempt_id = session.scalars(_BEGIN, facts).one()
    return Attempt(id=attempt_id, request=None, request_sha256="", **facts)


def prepare(session: Session, attempt: Attempt, request: Mapping[str, Any]) -> None:
    """Keep what was prepared so far. Raises ``LostAttemptError``."""
    _step(session, attempt, Step.PREPARED, (Step.CLAIMED, Step.PREPARED), request=dict(request))


def leave(
    session: Session, attempt: Attempt, request: Mapping[str, Any], *, at: datetime
) -> Attempt:
    """Freeze the request and note that it leaves now. Return the try as it leaves.

    Raises ``LostAttemptError`` when somebody else has taken the delivery over: then it must not.
    """
    sha256 = request_sha256(request)
    _step(
        session,
        attempt,
        Step.LEAVING,
        (Step.CLAIMED, Step.PREPARED),
        request=dict(request),
        request_sha256=sha256,
        left_at=at,
    )
    return replace(
        attempt, step=Step.LEAVING, request=dict(request), request_sha256=sha256, left_at=at
    )


def end(
    session: Session,
    attempt_id: int,
    outcome: Outcome,
    *,
    at: datetime,
    note: str = "",
    look_at: datetime | None = None,
) -> None:
    """Close a try, or correct how it closed when somebody took it for cut off."""
    session.execute(
        update(_ATTEMPTS)
        .where(_ATTEMPTS.c.id == attempt_id)
        .values(step=Step.ENDED, outcome=outcome, note=note, ended_at=at, look_at=look_at)
    )


def learn(
    session: Session, attempt_id: int, outcome: Outcome, *, note: str, look_at: datetime | None
) -> None:
    """Note what came out later about a try that has ended."""
    session.execute(
        update(_ATTEMPTS)
        .where(_ATTEMPTS.c.id == attempt_id)
        .values(outcome=outcome, note=note, look_at=look_at)
    )


def renew(session: Session, attempt_ids: Collection[int], lease_until: datetime) -> None:
    session.execute(
        update(_ATTEMPTS)
        .where(_ATTEMPTS.c.id.in_(attempt_ids), _ATTEMPTS.c.step != Step.ENDED)
        .values(lease_until=lease_until)
    )


def cut_off(session: Session, now: datetime, *, but: Collection[int] = ()) -> list[Attempt]:
    """Return the open tries whose lease ran out; ``but`` are those still being worked on."""
    rows = session.scalars(
        select(AttemptRow)
        .where(
            AttemptRow.step.in_((Step.CLAIMED, Step.PREPARED, Step.LEAVING)),
            AttemptRow.lease_until <= now,
            AttemptRow.id.not_in(but),
        )
        .order_by(AttemptRow.id)
    )
    return [_attempt(row) for row in rows]


def to_look_for(session: Session, now: datetime, limit: int) -> list[Attempt]:
    """Return tries whose post is to be looked for on the platform now."""
    rows = session.scalars(
        select(AttemptRow)
        .join(DeliveryRow, DeliveryRow.id == AttemptRow.delivery_id)
        .where(AttemptRow.look_at <= now, DeliveryRow.state == State.UNCONFIRMED)
        .order_by(AttemptRow.look_at, AttemptRow.id)
        .limit(limit)
    )
    return [_attempt(row) for row in rows]


def take_look(session: Session, attempt: Attempt, *, again_at: datetime) -> bool:
    """Claim one look for a post; False when somebody else has."""
    result = session.execute(
        update(_ATTEMPTS)
        .where(
            _ATTEMPTS.c.id == attempt.id,
            _ATTEMPTS.c.lookups == attempt.lookups,
            _ATTEMPTS.c.look_at == attempt.look_at,
        )
        .values(lookups=attempt.lookups + 1, look_at=again_at)
    )
    return cast("CursorResult[tuple[()]]", result).rowcount == 1


def attempt(session: Session, attempt_id: int) -> Attempt | None:
    row = session.get(AttemptRow, attempt_id, populate_existing=True)
    return None if row is None else _attempt(row)


def latest(session: Session, delivery_id: int) -> Attempt | None:
    row = session.scalar(
        select(AttemptRow)
        .where(AttemptRow.delivery_id == delivery_id)
        .order_by(AttemptRow.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return None if row is None else _attempt(row)


def that_left(session: Session, delivery_id: int) -> list[Attempt]:
    """Return the tries of which a request left, the newest first."""
    rows = session.scalars(
        select(AttemptRow)
        .where(AttemptRow.delivery_id == delivery_id, AttemptRow.left_at.is_not(None))
        .order_by(AttemptRow.number.desc())
    )
    return [_attempt(row) for row in rows]


def left_since(session: Session, channel_id: int, since: datetime) -> list[datetime]:
    """Return when requests to publish left on a channel, oldest first."""
    return list(
        session.scalars(
            select(AttemptRow.left_at)
            .where(AttemptRow.channel_id == channel_id, AttemptRow.left_at > since)
            .order_by(AttemptRow.left_at)
        )
    )


def count_open(session: Session) -> int:
    question = select(func.count()).where(
        AttemptRow.step.in_((Step.CLAIMED, Step.PREPARED, Step.LEAVING))
    )
    return session.scalar(question) or 0


def request_sha256(request: Mapping[str, Any]) -> str:
    """Return the fingerprint of a request as it leaves."""
    text = json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _step(
    session: Session, attempt: Attempt, to: Step, came_from: tuple[Step, ...], **values: Any
) -> None:
    result = session.execute(
        update(_ATTEMPTS)
        .where(
            _ATTEMPTS.c.id == attempt.id,
            _ATTEMPTS.c.step.in_(came_from),
            _ATTEMPTS.c.worker == attempt.worker,
        )
        .values(step=to, **values)
    )
    if cast("CursorResult[tuple[()]]", result).rowcount != 1:
        raise LostAttemptError(attempt.id)


def _attempt(row: AttemptRow) -> Attempt:
    return Attempt(
        id=row.id,
        delivery_id=row.delivery_id,
        channel_id=row.channel_id,
        number=row.number,
        key=row.key,
        step=row.step,
        worker=row.worker,
        digest=row.digest,
        request=row.request,
        request_sha256=row.request_sha256 or "",
        claimed_at=row.claimed_at,
        lease_until=row.lease_until,
        left_at=row.left_at,
        lookups=row.lookups or 0,
        look_at=row.look_at,
        outcome=row.outcome or "",
    )
