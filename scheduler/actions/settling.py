"""Deliveries that stand still until a person decides."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from scheduler.actions.office import ActionError, ChangedError, Member, NotFoundError, Office
from scheduler.domain.attempt import Outcome
from scheduler.domain.delivery import TRANSITIONS, Delivery, Event, State
from scheduler.domain.roles import Permission
from scheduler.store import attempts, deliveries, receipts
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.receipts import StoredReceipt


def settle(office: Office, member: Member, delivery_id: int, *, url: str | None) -> None:
    """Say of a delivery in doubt, or handed over, that it is out at ``url``, or that it is not.

    What is not out is sent again while its window is open. Raises ``ActionError`` for a link that
    is none, ``ChangedError`` when nobody is in doubt about it any more.
    """
    member.needs(Permission.SETTLE)
    link = _link(url)
    with office.sessions.begin() as session:
        delivery = _delivery(session, member, delivery_id)
        if delivery.state is not State.UNCONFIRMED:
            raise ChangedError(
                f"Delivery {delivery_id} is {delivery.state}: there is nothing to settle.",
                "Look at it again.",
            )
        at = office.now()
        attempt = attempts.latest(session, delivery_id)
        left = attempts.that_left(session, delivery_id)
        # The doubt may be about an earlier try: the newest one then ended before it left.
        in_doubt = next((one for one in left if one.may_be_public), None)
        note = f"{member.name} says it is {'out' if link else 'not out'}"
        for attempt_id in {one.id for one in (attempt, in_doubt) if one is not None}:
            attempts.learn(session, attempt_id, Outcome.BY_HAND, note=note, look_at=None)
        event = Event.ACCEPT if link else Event.POSTPONE
        said = link or "it is not out: send it again"
        _record(session, delivery, event, Move(at=at, note=said, person_id=member.person_id))
        if link:
            receipts.add(
                session,
                StoredReceipt(
                    delivery_id=delivery.id,
                    channel_id=delivery.channel_id,
                    remote_id="",
                    url=link,
                    at=at,
                ),
                digest=delivery.approved_digest,
                request_sha256=attempt.request_sha256 if attempt else "",
                person_id=member.person_id,
            )


def retry(office: Office, member: Member, delivery_id: int) -> None:
    """Schedule a held, missed or failed delivery again: it leaves as soon as it may.

    Raises ``ActionError`` when its window has closed: then it needs a new time.
    """
    member.needs(Permission.PLAN)
    with office.sessions.begin() as session:
        delivery = _delivery(session, member, delivery_id)
        at = office.now()
        if Event.RELEASE not in TRANSITIONS[delivery.state]:
            raise ActionError(f"Delivery {delivery_id} is {delivery.state}: it cannot be retried.")
        if at >= delivery.window_closes:
            raise ActionError(
                "The time it was approved for is over.", "Give its post a new time instead."
            )
        note = f"{member.name} lets it go"
        release_in(session, delivery, Move(at=at, note=note, person_id=member.person_id))


def cancel(office: Office, member: Member, delivery_id: int) -> None:
    """Give a delivery up. Raises ``ActionError`` while it is on its way, or when it is out."""
    member.needs(Permission.PLAN)
    with office.sessions.begin() as session:
        delivery = _delivery(session, member, delivery_id)
        if Event.CANCEL not in TRANSITIONS[delivery.state]:
            raise ActionError(
                f"Delivery {delivery_id} is {delivery.state}: it cannot be cancelled."
            )
        attempt = attempts.latest(session, delivery_id)
        if attempt is not None and attempt.look_at is not None:
            note = f"{member.name} gave it up"
            attempts.learn(session, attempt.id, Outcome.BY_HAND, note=note, look_at=None)
        move = Move(at=office.now(), note="given up", person_id=member.person_id)
        _record(session, delivery, Event.CANCEL, move)


def release_in(session: Session, delivery: Delivery, move: Move) -> Delivery:
    """Schedule what stood still again, within a transaction the caller holds.

    It may then leave although its moment has passed, as long as its window is open.
    """
    deliveries.allow_late(session, delivery.id)
    return _record(session, delivery, Event.RELEASE, move)


def release_channel_in(session: Session, channel_id: int, move: Move) -> int:
    """Release what was held on a channel that works again; return how many that is."""
    held = [one for one in deliveries.held_on(session, channel_id) if move.at < one.window_closes]
    for delivery in held:
        release_in(session, delivery, move)
    return len(held)


def _record(session: Session, delivery: Delivery, event: Event, move: Move) -> Delivery:
    try:
        return deliveries.record(session, delivery, event, move)
    except StaleDeliveryError as error:
        raise ChangedError(
            f"Delivery {delivery.id} has just been moved by somebody else.", "Look at it again."
        ) from error


def _delivery(session: Session, member: Member, delivery_id: int) -> Delivery:
    found = deliveries.of_organization(session, member.organization_id, delivery_id)
    if found is None:
        raise NotFoundError(f"There is no delivery {delivery_id}.")
    return found


def _link(url: str | None) -> str | None:
    if url is None:
        return None
    text = url.strip()
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in text:
        raise ActionError(
            f"{text!r} is no link to a post.", "Paste the whole address, beginning with https://."
        )
    return text
