"""What a program may do with a person's token: never more than the person may."""

from __future__ import annotations

from enum import StrEnum, auto


class Scope(StrEnum):
    READ = auto()
    WRITE = auto()  # fact sheets, brands, captions, comments, submitting, packs
    REVIEW = auto()  # decisions on posts
    PLAN = auto()  # campaigns, moves, pauses, partner links, taking packs over
    SETTLE = auto()  # deliveries that stand still
    HOOKS = auto()  # webhooks
    CONNECT = auto()  # accounts on platforms and their secrets
    GOVERN = auto()  # approval policies, check rules, review links, the audit log
    PEOPLE = auto()  # members, roles, invitations
    TOKENS = auto()  # one's own access tokens: never wider or longer than the token that asks


class Topic(StrEnum):
    """What a webhook is told of."""

    PUBLISHED = auto()
    FAILED = auto()
    ATTENTION = auto()  # unconfirmed, held or missed: somebody must decide
