"""Commit how a try ended, even where somebody else has meanwhile dealt with the delivery."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler.domain.attempt import Attempt, Outcome
from scheduler.domain.delivery import TRANSITIONS, Delivery, Event, State
from scheduler.publisher.claiming import Claim
from scheduler.publisher.endings import Ending
from scheduler.publisher.worker import Worker
from scheduler.store import attempts, deliveries, receipts, spendings, turns
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.receipts import StoredReceipt

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def record_ending(worker: Worker, claim: Claim, ending: Ending) -> Delivery:
    """Move the delivery, close the try, note the channel's health, give the channel free."""

    def write() -> Delivery:
        with worker.office.sessions.begin() as session:
            return _ended(session, worker, claim, ending)

    return persistently(worker, write)


def persistently(worker: Worker, write: Callable[[], Answer]) -> Answer:
    """Do a transaction again while the database cannot be written, or others were faster.

    What a platform has answered is worth some patience. After that the lease runs out, and the
    post is looked for instead.
    """
    for pause in worker.patience:
        try:
            return write()
        except (OperationalError, StaleDeliveryError) as error:
            reason = str(error).partition("\n")[0]
            logger.warning("An outcome could not be stored yet, it is tried again: %s", reason)
            time.sleep(pause)
    return write()


def _ended(session: Session, worker: Worker, claim: Claim, ending: Ending) -> Delivery:
    now = worker.office.now()
    attempt = claim.attempt
    turns.give_back(session, claim.channel.id, claim.holder)
    if claim.spending is not None:
        spendings.settle(session, claim.spending, ending.spent, at=now)
    if ending.health is not None and ending.health != claim.health:
        turns.put_health(session, claim.channel.id, ending.health)
    before = deliveries.delivery(session, attempt.delivery_id)
    event = _event_now(before, attempt, ending.event)
    if event is None:
        if ending.receipt is not None:  # whoever sends it next must look first
            note = f"answered late: {ending.receipt.url}"
            attempts.learn(session, attempt.id, Outcome.AMBIGUOUS, note=note, look_at=None)
        return before
    attempts.end(
        session, attempt.id, ending.outcome, at=now, note=ending.note, look_at=ending.look_at
    )
    if ending.receipt is not None:
        keep_receipt(session, before, attempt, ending, at=now)
    # Last: from here to the commit the organization's other moves wait for their line.
    move = Move(at=now, note=ending.note, retry_at=ending.retry_at)
    return deliveries.record(session, before, event, move)


def _event_now(delivery: Delivery, attempt: Attempt, event: Event) -> Event | None:
    """Return what the outcome means now; None where it changes nothing any more.

    While we were away, by a clock that jumped or a machine that slept, another worker may have
    taken the lease for run out. Its doubt ends with our answer.
    """
    if delivery.tries != attempt.number or delivery.state not in {State.SENDING, State.UNCONFIRMED}:
        logger.warning(
            "an answer came after others had dealt with the delivery",
            extra={"delivery_id": delivery.id, "state": delivery.state, "event": event},
        )
        return None
    if event in TRANSITIONS[delivery.state]:
        return event
    return None if event is Event.LOSE_TRACK else Event.POSTPONE


def keep_receipt(
    session: Session, delivery: Delivery, attempt: Attempt, ending: Ending, *, at: datetime
) -> None:
    """Keep where a post stands, with what was approved and what was sent."""
    if ending.receipt is None:
        raise ValueError("there is no receipt to keep")
    sent = ending.sent or next(iter(attempts.that_left(session, delivery.id)), attempt)
    receipts.add(
        session,
        StoredReceipt(
            delivery_id=delivery.id,
            channel_id=delivery.channel_id,
            remote_id=ending.receipt.remote_id,
            url=ending.receipt.url,
            at=at,
        ),
        digest=sent.digest,
        request_sha256=sent.request_sha256,
    )
