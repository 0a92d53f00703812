"""Doubt, and how it ends: tries that were cut off, posts that are looked for on the platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.actions.opening import open_channel
from scheduler.connectors.base import SendError, Verdict
from scheduler.connectors.listening import heard_by
from scheduler.connectors.registry import FieldError, UnknownPlatformError
from scheduler.domain.attempt import Attempt, Outcome, Step
from scheduler.domain.delivery import Delivery, Event, State
from scheduler.publisher import endings
from scheduler.publisher.budget import Tally, note
from scheduler.publisher.endings import Ending
from scheduler.publisher.lookup import found
from scheduler.publisher.recording import keep_receipt, persistently
from scheduler.publisher.waiting import backoff, next_look
from scheduler.publisher.worker import Worker
from scheduler.store import attempts, channels, contents, deliveries, turns
from scheduler.store.channels import Channel
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.vault import VaultError

CUT_OFF_BEFORE = "The program was stopped before the post left; it is sent again."
CUT_OFF_AFTER = "The program was stopped while the post was on its way: it may be public or not."


def recover(worker: Worker) -> list[Delivery]:
    """Deal with tries whose lease ran out, as far as they came; return what was moved."""
    with worker.office.sessions() as session:
        now = worker.office.now()
        cut_off = attempts.cut_off(session, now, but=worker.leases.attempts)
    moved = (_recovered(worker, attempt, now) for attempt in cut_off)
    return [delivery for delivery in moved if delivery is not None]


def _recovered(worker: Worker, attempt: Attempt, now: datetime) -> Delivery | None:
    left = attempt.step is Step.LEAVING
    try:
        with worker.office.sessions.begin() as session:
            delivery = deliveries.delivery(session, attempt.delivery_id)
            if delivery.state is not State.SENDING or delivery.tries != attempt.number:
                return None
            note = CUT_OFF_AFTER if left else CUT_OFF_BEFORE
            event = Event.LOSE_TRACK if left else Event.POSTPONE
            attempts.end(
                session,
                attempt.id,
                Outcome.CUT_OFF if left else Outcome.STOPPED,
                at=now,
                note=note,
                look_at=now if left else None,
            )
            return deliveries.record(session, delivery, event, Move(at=now, note=note))
    except StaleDeliveryError:
        return None  # another worker was faster, or its owner came back


def look_for(worker: Worker, attempt: Attempt) -> Delivery | None:
    """Look once for a post in doubt, and decide if that can be decided.

    None when somebody else looks, or speaks for the channel, right now.
    """
    taken = _taken(worker, attempt)
    if taken is None:
        return None
    channel, holder = taken
    with worker.leases.kept(holder):
        with heard_by(tally := Tally()):
            ending = replace(_looked(worker, attempt, channel), spent=tally.total())
        return persistently(worker, lambda: _settled(worker, attempt, ending, channel.id, holder))


def _taken(worker: Worker, attempt: Attempt) -> tuple[Channel, str] | None:
    holder = worker.holder()
    with worker.office.sessions.begin() as session:
        now = worker.office.now()
        content = contents.of_delivery(session, attempt.delivery_id)
        channel = channels.channel(session, content.organization_id, attempt.channel_id)
        if channel is None:
            return None
        if not turns.take(session, channel.id, holder, now=now, until=now + worker.lease):
            return None
        if not attempts.take_look(session, attempt, again_at=now + worker.lease):
            turns.give_back(session, channel.id, holder)
            return None
        return channel, holder


def _looked(worker: Worker, attempt: Attempt, channel: Channel) -> Ending:
    now = worker.office.now()
    # Who got no clear answer has looked once at once; who was cut off has not.
    made = attempt.lookups + (1 if attempt.outcome == Outcome.CUT_OFF else 2)
    again = next_look(made, now, worker.looks)
    try:
        connector = open_channel(worker.office, channel)
    except (VaultError, FieldError, UnknownPlatformError) as error:
        return _for_a_person(str(error))
    try:
        receipt = found(worker.office, connector, attempt, attempt.request or {})
    except SendError as error:
        if connector.capabilities.repeats_safely and not connector.capabilities.finds:
            return _again("Whoever has it already leaves the second one out: it is sent again.")
        return _no_answer(error, again or now + backoff(attempt.lookups + 1, attempt.key))
    if receipt is not None:
        return endings.published(receipt, Outcome.FOUND)
    if again is not None and not connector.capabilities.repeats_safely:
        return _doubt("It was not there yet when we looked.", look_at=again)
    return _not_there(attempt)


def _not_there(attempt: Attempt) -> Ending:
    if attempt.outcome == Outcome.DUPLICATE:
        return _for_a_person("The platform says it has this post, but it is not to be found.")
    return _again("It was looked for on the platform and is not there: it is sent again.")


def _again(note: str) -> Ending:
    return Ending(event=Event.POSTPONE, outcome=Outcome.NOT_FOUND, note=note)


def _no_answer(error: SendError, again: datetime) -> Ending:
    """Nothing was learned: the platform cannot tell, or not now."""
    match error.verdict:
        case Verdict.NOT_SENT | Verdict.RATE_LIMITED | Verdict.QUOTA | Verdict.REAUTH:
            if error.retry_after is not None:
                again += timedelta(seconds=error.retry_after)
            return _doubt(error.message, look_at=again)
        case Verdict.AMBIGUOUS | Verdict.DUPLICATE | Verdict.PERMANENT:
            return _for_a_person(error.message)


def _doubt(note: str, *, look_at: datetime) -> Ending:
    outcome = Outcome.AMBIGUOUS
    return Ending(event=Event.LOSE_TRACK, outcome=outcome, note=note, look_at=look_at)


def _for_a_person(note: str) -> Ending:
    return Ending(event=Event.LOSE_TRACK, outcome=Outcome.AMBIGUOUS, note=note)


def _settled(
    worker: Worker, attempt: Attempt, ending: Ending, channel_id: int, holder: str
) -> Delivery | None:
    with worker.office.sessions.begin() as session:
        turns.give_back(session, channel_id, holder)
        note(session, channel_id, ending.spent, worker.office.now())
        return _learned(session, worker, attempt, ending)


def _learned(session: Session, worker: Worker, attempt: Attempt, ending: Ending) -> Delivery | None:
    now = worker.office.now()
    delivery = deliveries.delivery(session, attempt.delivery_id)
    if delivery.state is not State.UNCONFIRMED or delivery.tries != attempt.number:
        return None  # a person has settled it meanwhile
    doubt = ending.event is Event.LOSE_TRACK
    outcome = Outcome(attempt.outcome) if doubt and attempt.outcome else ending.outcome
    attempts.learn(session, attempt.id, outcome, note=ending.note, look_at=ending.look_at)
    if doubt:
        return None
    move = Move(at=now, note=ending.note, retry_at=ending.retry_at)
    moved = deliveries.record(session, delivery, ending.event, move)
    if ending.receipt is not None:
        keep_receipt(session, moved, attempt, ending, at=now)
    return moved
