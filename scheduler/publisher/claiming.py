"""Take the next delivery of a channel, in one transaction, or say why it must not leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.domain.attempt import Attempt, Outcome
from scheduler.domain.delivery import Delivery, Event
from scheduler.publisher.budget import reserve, wait_for
from scheduler.publisher.gate import campaign_of, lateness
from scheduler.publisher.missing import miss
from scheduler.publisher.spacing import room_after
from scheduler.publisher.worker import Worker
from scheduler.store import attempts, channels, contents, deliveries, due, turns
from scheduler.store.channels import Channel
from scheduler.store.contents import DeliveryContent
from scheduler.store.deliveries import Move, StaleDeliveryError
from scheduler.store.turns import ChannelHealth

CHANGED = (
    "What would go out is no longer what was approved: words, pictures, link or time were changed. "
    "Send the post to review again."
)
# Containers and uploads may be gone; some connectors say NOT_SENT so that others are made.
_REFUSED = frozenset({Outcome.PERMANENT, Outcome.NOT_SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that is ours to send.

    ``earlier`` is a try of it that may be public already, whatever came of later ones; ``refused``
    says that what left last cannot leave so again. ``before`` is the try just before this.
    """

    delivery: Delivery
    attempt: Attempt
    content: DeliveryContent
    channel: Channel
    health: ChannelHealth
    holder: str
    earlier: Attempt | None
    refused: bool
    before: Attempt | None
    spending: int | None  # what is counted of the platform's limits for this try


def claim_next(worker: Worker, channel_id: int) -> Claim | Delivery | None:
    """Claim the delivery that waits longest on a channel.

    Returns the delivery instead where it had to be stopped, None where nothing may leave or
    somebody else was faster.
    """
    try:
        with worker.office.sessions.begin() as session:
            now = worker.office.now()
            delivery_id = due.next_due(session, channel_id, now)
            holder = worker.holder()
            until = now + worker.lease
            if delivery_id is None or not turns.take(
                session, channel_id, holder, now=now, until=until
            ):
                return None
            channel = channels.any_channel(session, channel_id)  # its newest tokens: it is ours
            content = contents.of_delivery(session, delivery_id)
            stopped = (
                _stopped(session, content, now)
                or _waits(session, content, channel, now)
                or _comes_after(session, content, now)
            )
            if not stopped:
                return _claimed(session, worker, content, channel, holder, now)
            turns.give_back(session, channel_id, holder)
            return None if stopped is True else stopped
    except (StaleDeliveryError, IntegrityError):
        return None  # another worker has it, or the channel


def _stopped(session: Session, content: DeliveryContent, now: datetime) -> Delivery | None:
    delivery = content.delivery
    if content.digest() != delivery.approved_digest:
        return deliveries.record(session, delivery, Event.HOLD, Move(at=now, note=CHANGED))
    if now <= delivery.last_moment(timedelta(0)):
        return None  # no campaign is stricter than that
    campaign = campaign_of(session, content)
    if now > delivery.last_moment(lateness(campaign)):
        return miss(session, delivery, campaign, now)
    return None


def _waits(
    session: Session, content: DeliveryContent, channel: Channel, now: datetime
) -> Delivery | bool:
    """Say whether a limit is used up; what cannot wait until it is renewed is missed."""
    delivery = content.delivery
    wait = wait_for(session, channel, content, now)
    if wait is None:
        return False
    rests = replace(_health(channel), trouble=wait.why, blocked_until=wait.until)
    turns.put_health(session, channel.id, rests)
    campaign = campaign_of(session, content)
    if wait.until > delivery.last_moment(lateness(campaign)):
        return miss(session, delivery, campaign, now, wait.why)
    deliveries.put_off(session, delivery, wait.until)
    return True


def _comes_after(session: Session, content: DeliveryContent, now: datetime) -> Delivery | bool:
    """Say whether a late delivery must wait; what cannot wait so long is missed."""
    delivery = content.delivery
    begins = room_after(session, delivery, now)
    if begins is None:
        return False
    campaign = campaign_of(session, content)
    if begins > delivery.last_moment(lateness(campaign)):
        why = "After the time in which nothing could leave there was no room left for it."
        return miss(session, delivery, campaign, now, why)
    deliveries.put_off(session, delivery, begins)
    return True


def _claimed(  # a claim is exactly these
    session: Session,
    worker: Worker,
    content: DeliveryContent,
    channel: Channel,
    holder: str,
    now: datetime,
) -> Claim:
    first = content.delivery.tries == 0
    before = None if first else attempts.latest(session, content.delivery.id)
    left = [] if first else attempts.that_left(session, content.delivery.id)
    spending = reserve(session, channel, content, now)
    # Late: from here to the commit the organization's other moves wait for their line of record.
    delivery = deliveries.record(session, content.delivery, Event.CLAIM, Move(at=now))
    attempt = attempts.begin(
        session, delivery, worker=worker.name, at=now, lease_until=now + worker.lease
    )
    return Claim(
        delivery=delivery,
        attempt=attempt,
        content=content,
        channel=channel,
        health=_health(channel),
        holder=holder,
        earlier=next((one for one in left if one.may_be_public), None),
        refused=bool(left) and left[0].outcome in _REFUSED,
        before=before,
        spending=spending,
    )


def _health(channel: Channel) -> ChannelHealth:
    return ChannelHealth(
        failures=channel.failures,
        trouble=channel.trouble,
        blocked_until=channel.blocked_until,
        parked=channel.parked,
    )
