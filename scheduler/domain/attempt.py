"""One try of a delivery, step by step through the fence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any


class Step(StrEnum):
    """How far a try came. From LEAVING on the post may be public."""

    CLAIMED = auto()
    PREPARED = auto()
    LEAVING = auto()
    ENDED = auto()


class Outcome(StrEnum):
    """How a try ended. The upper ones are what a connector calls a failed call."""

    NOT_SENT = auto()
    RATE_LIMITED = auto()
    AMBIGUOUS = auto()
    DUPLICATE = auto()
    REAUTH = auto()
    PERMANENT = auto()
    QUOTA = auto()
    ACCEPTED = auto()
    FOUND = auto()  # it was looked for, and it is public
    NOT_FOUND = auto()  # it was looked for long enough, and it is not
    STOPPED = auto()  # by our own checks, before anything left
    CUT_OFF = auto()  # the process ended in the middle
    BY_HAND = auto()  # a person posts it, or said what they see


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    id: int
    delivery_id: int
    channel_id: int
    number: int
    key: str
    step: Step
    worker: str
    digest: str
    request: dict[str, Any] | None
    request_sha256: str
    claimed_at: datetime
    lease_until: datetime
    left_at: datetime | None = None
    lookups: int = 0
    look_at: datetime | None = None
    outcome: str = ""

    @property
    def may_be_public(self) -> bool:
        """Say whether a request left and nothing has told for certain what came of it."""
        return self.left_at is not None and self.outcome in _IN_DOUBT

    def is_to_be_looked_for(self, now: datetime) -> bool:
        return self.look_at is not None and self.look_at <= now


_IN_DOUBT = frozenset(
    {"", Outcome.AMBIGUOUS, Outcome.DUPLICATE, Outcome.CUT_OFF, Outcome.NOT_FOUND, Outcome.BY_HAND}
)
