"""What a program may do with a person's token: never more than the person may."""

from __future__ import annotations

from enum import StrEnum, auto


class Scope(StrEnum):
    READ = auto()
    WRITE = auto()  # fact sheets, captions, comments, submitting
    REVIEW = auto()  # decisions on posts
    PLAN = auto()  # campaigns, moves, pauses
    SETTLE = auto()  # deliveries that stand still
    HOOKS = auto()  # webhooks


class Topic(StrEnum):
    """What a webhook is told of."""

    PUBLISHED = auto()
    FAILED = auto()
    ATTENTION = auto()  # unconfirmed, held or missed: somebody must decide
