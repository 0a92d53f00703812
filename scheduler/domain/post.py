"""What people review: the states of a post and what moves it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType

from scheduler.domain.delivery import ForbiddenTransitionError


class PostState(StrEnum):
    DRAFT = auto()
    IN_REVIEW = auto()
    APPROVED = auto()
    EXPIRED = auto()
    ARCHIVED = auto()


class PostEvent(StrEnum):
    SUBMIT = auto()
    APPROVE = auto()
    REQUEST_CHANGES = auto()
    WITHDRAW = auto()  # a reviewer takes an approval back
    EDIT = auto()
    EXPIRE = auto()
    REOPEN = auto()  # a stricter policy asks for more approvals than there are
    ARCHIVE = auto()


class Decision(StrEnum):
    APPROVE = auto()
    REQUEST_CHANGES = auto()
    REJECT = auto()  # it is not to go out in any form


POST_TRANSITIONS: Mapping[PostState, Mapping[PostEvent, PostState]] = MappingProxyType(
    {
        PostState.DRAFT: {
            PostEvent.SUBMIT: PostState.IN_REVIEW,
            PostEvent.EDIT: PostState.DRAFT,
            PostEvent.ARCHIVE: PostState.ARCHIVED,
        },
        PostState.IN_REVIEW: {
            PostEvent.APPROVE: PostState.APPROVED,
            PostEvent.WITHDRAW: PostState.IN_REVIEW,
            PostEvent.REQUEST_CHANGES: PostState.DRAFT,
            PostEvent.EDIT: PostState.DRAFT,
            PostEvent.EXPIRE: PostState.EXPIRED,
            PostEvent.ARCHIVE: PostState.ARCHIVED,
        },
        PostState.APPROVED: {
            PostEvent.WITHDRAW: PostState.IN_REVIEW,
            PostEvent.REOPEN: PostState.IN_REVIEW,
            PostEvent.EDIT: PostState.DRAFT,
            PostEvent.REQUEST_CHANGES: PostState.DRAFT,
            PostEvent.ARCHIVE: PostState.ARCHIVED,
        },
        PostState.EXPIRED: {
            PostEvent.SUBMIT: PostState.IN_REVIEW,
            PostEvent.EDIT: PostState.DRAFT,
            PostEvent.ARCHIVE: PostState.ARCHIVED,
        },
        PostState.ARCHIVED: {},
    }
)


def post_after(state: PostState, event: PostEvent) -> PostState:
    """Return the state that ``event`` leads to."""
    try:
        return POST_TRANSITIONS[state][event]
    except KeyError:
        raise ForbiddenTransitionError(state, event) from None
