"""One post to one channel at one time: its states, what moves it, and when it is too late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from types import MappingProxyType


class State(StrEnum):
    SCHEDULED = auto()
    SENDING = auto()
    PUBLISHED = auto()
    UNCONFIRMED = auto()
    HELD = auto()
    MISSED = auto()
    FAILED = auto()
    CANCELLED = auto()


class Event(StrEnum):
    CLAIM = auto()
    ACCEPT = auto()
    POSTPONE = auto()
    LOSE_TRACK = auto()
    HOLD = auto()
    REJECT = auto()
    MISS = auto()
    RELEASE = auto()
    CANCEL = auto()


class ForbiddenTransitionError(Exception):
    """Somebody asked for a move the table does not have."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{event} cannot happen to what is {state}")
        self.state = state
        self.event = event


# A delivery in SENDING may already be public. Nothing leads from there straight back to
# SENDING: only a connector's answer, or a person, may say it was not sent.
TRANSITIONS: Mapping[State, Mapping[Event, State]] = MappingProxyType(
    {
        State.SCHEDULED: {
            Event.CLAIM: State.SENDING,
            Event.HOLD: State.HELD,
            Event.MISS: State.MISSED,
            Event.CANCEL: State.CANCELLED,
        },
        State.SENDING: {
            Event.ACCEPT: State.PUBLISHED,
            Event.POSTPONE: State.SCHEDULED,
            Event.LOSE_TRACK: State.UNCONFIRMED,
            Event.HOLD: State.HELD,
            Event.REJECT: State.FAILED,
        },
        State.UNCONFIRMED: {
            Event.ACCEPT: State.PUBLISHED,
            Event.POSTPONE: State.SCHEDULED,
            Event.CANCEL: State.CANCELLED,
        },
        State.HELD: {Event.RELEASE: State.SCHEDULED, Event.CANCEL: State.CANCELLED},
        State.MISSED: {Event.RELEASE: State.SCHEDULED, Event.CANCEL: State.CANCELLED},
        State.FAILED: {Event.RELEASE: State.SCHEDULED, Event.CANCEL: State.CANCELLED},
        State.PUBLISHED: {},
        State.CANCELLED: {},
    }
)

PUNCTUAL = timedelta(minutes=15)
"""So much later nobody would say that a moment was missed; retries need some room too."""

OPEN = frozenset({State.SCHEDULED, State.SENDING, State.UNCONFIRMED, State.HELD, State.MISSED})
"""States a person or the publisher still has to deal with."""

NOT_LEFT = frozenset({State.SCHEDULED, State.HELD, State.MISSED, State.FAILED})
"""States in which nothing is on its way and nothing is out: it may move, or be given up."""


def after(state: State, event: Event) -> State:
    """Return the state that ``event`` leads to."""
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise ForbiddenTransitionError(state, event) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """``due_at``, ``retry_at`` and the window are UTC; ``local_time`` is the wall time in ``zone``.

    ``key`` is chosen when the delivery is planned and stays the same over all attempts.
    ``approved_digest`` is empty until the post is approved as it stands. ``late_allowed`` says
    that a person wants it out although its moment passed, as long as the window is open.
    """

    id: int
    post_id: int
    channel_id: int
    key: str
    due_at: datetime
    local_time: str
    zone: str
    window_opens: datetime
    window_closes: datetime
    format: str
    state: State = State.SCHEDULED
    tries: int = 0
    retry_at: datetime | None = None
    approved_digest: str = ""
    late_allowed: bool = False

    def __post_init__(self) -> None:
        for name in ("due_at", "window_opens", "window_closes"):
            if getattr(self, name).utcoffset() is None:
                raise ValueError(f"{name} needs a timezone")

    def window_is_open(self, now: datetime) -> bool:
        return self.window_opens <= now < self.window_closes

    def last_moment(self, lateness: timedelta) -> datetime:
        """Return until when it may leave, if a missed moment may be late by ``lateness``."""
        if self.late_allowed:
            return self.window_closes
        return min(self.window_closes, self.due_at + max(lateness, PUNCTUAL))
