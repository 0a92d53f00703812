"""The way of one delivery through the fence: claim, prepare, leave, publish once, record."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from scheduler.actions.opening import open_channel
from scheduler.connectors.base import Connector, Json, Outgoing, Receipt, SendError, Verdict
from scheduler.connectors.listening import heard_by
from scheduler.connectors.registry import FieldError, UnknownPlatformError
from scheduler.domain.attempt import Attempt, Outcome
from scheduler.domain.delivery import Delivery
from scheduler.publisher import endings
from scheduler.publisher.claiming import Claim, claim_next
from scheduler.publisher.endings import Ending
from scheduler.publisher.gate import objection
from scheduler.publisher.hearing import Hearing
from scheduler.publisher.lookup import found
from scheduler.publisher.packing import outgoing
from scheduler.publisher.recording import record_ending
from scheduler.publisher.waiting import next_look
from scheduler.publisher.worker import Point, Worker
from scheduler.store import attempts, due
from scheduler.store.attempts import LostAttemptError
from scheduler.store.media import MediaError, MediaPlaceError
from scheduler.store.vault import VaultError

logger = logging.getLogger(__name__)

STOPPING = "The program was stopped before the post left; it is sent after the next start."
NO_LONGER = "While it was made ready it was paused or changed, or its window closed."
SLEPT = "The machine slept just before the post left; it is sent now."


class _NotNowError(Exception):
    """Something ends this try before anything left."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.note)
        self.ending = ending


def send_next(worker: Worker, channel_id: int) -> Delivery | None:
    """Send what waits longest on a channel and return it as it stands then.

    None when there is nothing that may leave, or another worker was faster.
    """
    claim = claim_next(worker, channel_id)
    if not isinstance(claim, Claim):
        return claim
    with worker.leases.kept(claim.holder, claim.attempt.id):
        worker.reached(Point.CLAIMED)
        moved = record_ending(worker, claim, _sent(worker, claim))
    worker.reached(Point.RECORDED)
    return moved


def _sent(worker: Worker, claim: Claim) -> Ending:
    send = _Send(worker, claim)
    with heard_by(send.hearing):
        ending = _through(worker, claim, send)
    spent = send.hearing.tally.total(posts=int(send.left is not None))
    ending = replace(ending, spent=spent, sent=send.left)
    return endings.resting(ending, claim.health, send.hearing.rests_until)


def _through(worker: Worker, claim: Claim, send: _Send) -> Ending:
    try:
        return send.through()
    except _NotNowError as stop:
        return stop.ending
    except LostAttemptError as error:
        return endings.handed_back(str(error))
    except Exception as error:  # the worker's loop: a bug of ours must not take others down
        logger.exception("sending failed", extra={"delivery_id": claim.delivery.id})
        what = f"This program failed ({type(error).__name__})"
        return endings.broke(what, claim.delivery, worker.office.now(), left=bool(send.left))


class _Send:
    """One try, and how far it came."""

    def __init__(self, worker: Worker, claim: Claim) -> None:
        self._worker = worker
        self._office = worker.office
        self._claim = claim
        self.left: Attempt | None = None  # the try as it left
        several = len(claim.content.pictures) > 1
        self.hearing = Hearing(self._office, claim.attempt, claim.before, several=several)

    def through(self) -> Ending:
        claim = self._claim
        connector = self._opened()
        outgoing = self._outgoing()
        if connector.capabilities.by_hand:
            return self._to_a_person(connector, outgoing)
        found = self._already_public(connector)
        if found is not None:
            return endings.published(found, Outcome.FOUND)
        request = self._request(connector, outgoing)
        self._worker.reached(Point.PREPARED)
        since = self._leave(request)
        self._worker.reached(Point.LEAVING)
        self._is_still_ours(since)
        try:
            receipt = connector.publish(request, claim.delivery.key)
        except SendError as error:
            self._worker.reached(Point.ANSWERED)
            return self._after(error, connector, request)
        self._worker.reached(Point.ANSWERED)
        return endings.published(receipt)

    def _opened(self) -> Connector:
        channel = self._claim.channel
        with self._office.sessions() as session:
            reason = objection(session, self._claim.content, at=self._office.now())
        if reason:
            raise _NotNowError(endings.stopped(reason))
        try:
            return open_channel(self._office, channel)
        except (VaultError, FieldError, UnknownPlatformError) as error:
            again = SendError(Verdict.REAUTH, str(error))
            raise _NotNowError(self._refused(again)) from error

    def _outgoing(self) -> Outgoing:
        try:
            return outgoing(self._office, self._claim.content)
        except MediaPlaceError as error:  # of no picture in particular, and may pass
            what, now = str(error).rstrip("."), self._office.now()
            ending = endings.broke(what, self._claim.delivery, now, left=False)
            raise _NotNowError(ending) from error
        except MediaError as error:
            raise _NotNowError(endings.stopped(str(error))) from error

    def _to_a_person(self, connector: Connector, outgoing: Outgoing) -> Ending:
        request = self._prepared(connector, outgoing)
        with self._office.sessions.begin() as session:
            attempts.prepare(session, self._claim.attempt, request)
        return endings.handed_over(self._claim.channel.name)

    def _already_public(self, connector: Connector) -> Receipt | None:
        """Look first where an earlier request left and nobody knows what became of it."""
        earlier = self._claim.earlier
        if earlier is None or not connector.capabilities.finds:
            return None
        try:
            return found(self._office, connector, earlier, earlier.request or {})
        except SendError as error:
            if error.verdict is Verdict.AMBIGUOUS and earlier.outcome == Outcome.BY_HAND:
                return None  # the platform cannot tell; a person has looked
            if error.verdict is Verdict.AMBIGUOUS:
                ending = endings.unsure(error, None)
                raise _NotNowError(ending) from error
            raise _NotNowError(self._refused(error)) from error

    def _request(self, connector: Connector, outgoing: Outgoing) -> Json:
        """Return the request to send: the one that may have left already, else a fresh one.

        The same frozen request once more lets the platform itself refuse a second copy: by the
        record's place, the container's id, the pictures that are attached already.
        """
        claim, earlier = self._claim, self._claim.earlier
        again = (
            earlier is not None
            and (connector.capabilities.finds or connector.capabilities.repeats_safely)
            and earlier.digest == claim.attempt.digest
            and not claim.refused
        )
        if again and earlier is not None and earlier.request is not None:
            return earlier.request
        return self._prepared(connector, outgoing)

    def _prepared(self, connector: Connector, outgoing: Outgoing) -> Json:
        try:
            return connector.prepare(outgoing, self._claim.delivery.key)
        except SendError as error:
            raise _NotNowError(self._refused(error)) from error

    def _leave(self, request: Json) -> datetime:
        """Commit that the request leaves now, unless something forbade it meanwhile."""
        if self._worker.stopping.is_set():
            raise _NotNowError(endings.handed_back(STOPPING))
        with self._office.sessions.begin() as session:
            at = self._office.now()
            if not due.may_still_leave(session, self._claim.delivery.id, at):
                raise _NotNowError(endings.handed_back(NO_LONGER))
            left = attempts.leave(session, self._claim.attempt, request, at=at)
        self.left = left
        return at

    def _is_still_ours(self, since: datetime) -> None:
        """Stop where the machine slept right before sending: others may have taken over."""
        if self._office.now() - since > self._worker.lease / 2:
            self.left = None
            raise _NotNowError(endings.handed_back(SLEPT))

    def _after(self, error: SendError, connector: Connector, request: Json) -> Ending:
        if error.verdict not in {Verdict.AMBIGUOUS, Verdict.DUPLICATE}:
            return self._refused(error)
        if connector.capabilities.finds:
            return self._after_a_look(error, connector, request)
        if connector.capabilities.repeats_safely and error.verdict is Verdict.AMBIGUOUS:
            return endings.sent_again(
                error, self._claim.delivery, self._claim.health, self._office.now()
            )
        return endings.unsure(error, None)

    def _after_a_look(self, error: SendError, connector: Connector, request: Json) -> Ending:
        now = self._office.now()
        look_at = next_look(1, now, self._worker.looks)
        try:
            receipt = found(self._office, connector, self._claim.attempt, request)
        except SendError as trouble:
            return endings.unsure(error, None if trouble.verdict is Verdict.AMBIGUOUS else look_at)
        if receipt is not None:
            return endings.published(receipt, Outcome.FOUND)
        if connector.capabilities.repeats_safely and error.verdict is Verdict.AMBIGUOUS:
            return endings.sent_again(error, self._claim.delivery, self._claim.health, now)
        return endings.unsure(error, look_at)

    def _refused(self, error: SendError) -> Ending:
        return endings.refused(error, self._claim.delivery, self._claim.health, self._office.now())
