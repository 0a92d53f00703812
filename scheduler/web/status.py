"""How a delivery stands, in one word and one sign: what the post's and its own state add up to."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum, auto
from typing import assert_never

from scheduler.domain.delivery import State
from scheduler.domain.post import PostState
from scheduler.web.language import _, later


class Status(StrEnum):
    """In order of urgency: what needs a person most comes first."""

    UNCONFIRMED = auto()
    FAILED = auto()
    MISSED = auto()
    HELD = auto()
    EXPIRED = auto()
    CHANGES_ASKED = auto()
    DRAFT = auto()
    IN_REVIEW = auto()
    SENDING = auto()
    APPROVED = auto()
    PUBLISHED = auto()
    CANCELLED = auto()
    ARCHIVED = auto()


ICONS = {
    Status.UNCONFIRMED: "question",
    Status.FAILED: "alert",
    Status.MISSED: "missed",
    Status.HELD: "pause",
    Status.EXPIRED: "missed",
    Status.CHANGES_ASKED: "undo",
    Status.DRAFT: "pen",
    Status.IN_REVIEW: "clock",
    Status.SENDING: "send",
    Status.APPROVED: "check-circle",
    Status.PUBLISHED: "send",
    Status.CANCELLED: "cross",
    Status.ARCHIVED: "box",
}
_OF_DELIVERY = {
    State.SENDING: Status.SENDING,
    State.PUBLISHED: Status.PUBLISHED,
    State.UNCONFIRMED: Status.UNCONFIRMED,
    State.HELD: Status.HELD,
    State.MISSED: Status.MISSED,
    State.FAILED: Status.FAILED,
    State.CANCELLED: Status.CANCELLED,
}


def status_of(post: PostState, delivery: State, *, changes_asked: bool = False) -> Status:
    """A delivery that has not moved yet stands as its post stands."""
    if delivery is not State.SCHEDULED:
        return _OF_DELIVERY[delivery]
    match post:
        case PostState.DRAFT:
            return Status.CHANGES_ASKED if changes_asked else Status.DRAFT
        case PostState.IN_REVIEW:
            return Status.IN_REVIEW
        case PostState.APPROVED:
            return Status.APPROVED
        case PostState.EXPIRED:
            return Status.EXPIRED
        case PostState.ARCHIVED:
            return Status.ARCHIVED
        case _:
            assert_never(post)


def most_urgent(statuses: Iterable[Status]) -> Status:
    return min(statuses, key=URGENCY.__getitem__)


URGENCY = {status: place for place, status in enumerate(Status)}


NAMES = {
    Status.UNCONFIRMED: later("Unconfirmed"),
    Status.FAILED: later("Failed"),
    Status.MISSED: later("Missed"),
    Status.HELD: later("Held"),
    Status.EXPIRED: later("Expired"),
    Status.CHANGES_ASKED: later("Changes asked"),
    Status.DRAFT: later("Draft"),
    Status.IN_REVIEW: later("Needs review"),
    Status.SENDING: later("Sending"),
    Status.APPROVED: later("Approved"),
    Status.PUBLISHED: later("Published"),
    Status.CANCELLED: later("Cancelled"),
    Status.ARCHIVED: later("Archived"),
}


def name(status: Status) -> str:
    return _(NAMES[status])


def name_of_state(state: State) -> str:
    """Name a delivery's own state, whatever its post is like."""
    return _("Scheduled") if state is State.SCHEDULED else name(_OF_DELIVERY[state])
