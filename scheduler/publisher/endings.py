"""What the end of a try means: for the delivery, for the try, and for the channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from scheduler.connectors.base import Receipt, SendError, Verdict
from scheduler.domain.attempt import Attempt, Outcome
from scheduler.domain.budget import NOTHING, Spent
from scheduler.domain.delivery import Delivery, Event
from scheduler.publisher.waiting import REST, after_pause, backoff, rest
from scheduler.store.turns import ChannelHealth

QUOTA_LASTS = timedelta(hours=24)  # where a platform does not say when a quota is renewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """``health`` is the channel's from now on; None leaves it as it is.

    ``sent`` is the try as it left, where it did; ``spent`` is what it asked of the platform.
    """

    event: Event
    outcome: Outcome
    note: str = ""
    receipt: Receipt | None = None
    retry_at: datetime | None = None
    look_at: datetime | None = None
    health: ChannelHealth | None = None
    sent: Attempt | None = None
    spent: Spent = NOTHING


def published(receipt: Receipt, outcome: Outcome = Outcome.ACCEPTED) -> Ending:
    note = "it is public" if outcome is Outcome.ACCEPTED else "it was public already"
    return Ending(
        event=Event.ACCEPT, outcome=outcome, note=note, receipt=receipt, health=ChannelHealth()
    )


def stopped(reason: str) -> Ending:
    """Our own checks object: a person must mend the cause."""
    return Ending(event=Event.HOLD, outcome=Outcome.STOPPED, note=reason)


def handed_back(reason: str) -> Ending:
    """Nothing left and nothing is wrong: whoever comes next may send it."""
    return Ending(event=Event.POSTPONE, outcome=Outcome.STOPPED, note=reason)


def handed_over(where: str) -> Ending:
    return Ending(
        event=Event.LOSE_TRACK,
        outcome=Outcome.BY_HAND,
        note=f"It is time to post this by hand on {where}. Say here when it is out.",
    )


def broke(what: str, delivery: Delivery, now: datetime, *, left: bool) -> Ending:
    """Our own program failed in the middle."""
    if left:
        return Ending(
            event=Event.LOSE_TRACK,
            outcome=Outcome.CUT_OFF,
            note=f"{what} while the post was on its way: it may be public or not.",
            look_at=now,
        )
    return Ending(
        event=Event.POSTPONE,
        outcome=Outcome.STOPPED,
        note=f"{what}. Nothing was sent; it is tried again.",
        retry_at=now + backoff(delivery.tries, delivery.key),
    )


def unsure(error: SendError, look_at: datetime | None) -> Ending:
    """Nobody can tell yet whether it is public; None: the platform never can."""
    return Ending(
        event=Event.LOSE_TRACK,
        outcome=Outcome(error.verdict),
        note=error.message,
        look_at=look_at,
    )


def sent_again(
    error: SendError, delivery: Delivery, health: ChannelHealth, now: datetime
) -> Ending:
    """It is not to be found, or cannot be there twice: the same request may leave once more."""
    return Ending(
        event=Event.POSTPONE,
        outcome=Outcome.NOT_FOUND,
        note=f"{error.message} The same request is sent again; it cannot make a second post.",
        retry_at=after_pause(now, error.retry_after, backoff(delivery.tries, delivery.key)),
        health=failing(health, error.message, now),
    )


def refused(error: SendError, delivery: Delivery, health: ChannelHealth, now: datetime) -> Ending:
    """A call failed and for certain nothing was published."""
    event, note, retry_at = Event.POSTPONE, error.message, None
    match error.verdict:
        case Verdict.NOT_SENT | Verdict.RATE_LIMITED | Verdict.AMBIGUOUS | Verdict.DUPLICATE:
            wait = backoff(delivery.tries, delivery.key)
            retry_at = after_pause(now, error.retry_after, wait)
        case Verdict.QUOTA:
            retry_at = after_pause(now, error.retry_after, QUOTA_LASTS)
            renewed = f"{retry_at:%Y-%m-%d %H:%M} UTC"
            note = f"{error.message} It goes on when the quota is renewed, {renewed}."
        case Verdict.REAUTH:
            event = Event.HOLD
        case Verdict.PERMANENT:
            event = Event.REJECT
        case _:
            assert_never(error.verdict)
    return Ending(
        event=event,
        outcome=Outcome(error.verdict),
        note=note,
        retry_at=retry_at,
        health=met(health, error, now, retry_at),
    )


def met(
    health: ChannelHealth, error: SendError, now: datetime, until: datetime | None = None
) -> ChannelHealth:
    """Return how a channel fares after this error: it waits, rests, or is parked."""
    match error.verdict:
        case Verdict.NOT_SENT | Verdict.AMBIGUOUS | Verdict.DUPLICATE:
            return failing(health, error.message, now)
        case Verdict.RATE_LIMITED | Verdict.QUOTA:
            until = until or after_pause(now, error.retry_after, REST)
            return replace(health, trouble=error.message, blocked_until=until)
        case Verdict.REAUTH:
            return ChannelHealth(trouble=error.message, parked=True)
        case Verdict.PERMANENT:
            return health
        case _:
            assert_never(error.verdict)


def resting(ending: Ending, health: ChannelHealth, until: datetime | None) -> Ending:
    """Let the channel rest too where an answer told that it was the last one for now."""
    if until is None:
        return ending
    found = ending.health or health
    if found.parked or (found.blocked_until is not None and found.blocked_until >= until):
        return ending
    trouble = found.trouble or f"The platform takes the next request at {until:%H:%M:%S} UTC."
    return replace(ending, health=replace(found, blocked_until=until, trouble=trouble))


def failing(health: ChannelHealth, trouble: str, now: datetime) -> ChannelHealth:
    """Count a failure of the platform; after some in a row the channel rests."""
    failures = health.failures + 1
    pause = rest(failures)
    return ChannelHealth(
        failures=failures,
        trouble=trouble,
        blocked_until=health.blocked_until if pause is None else now + pause,
    )
