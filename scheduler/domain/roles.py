"""Who may do what in an organization."""

from __future__ import annotations

from enum import StrEnum, auto


class Role(StrEnum):
    OWNER = auto()
    MANAGER = auto()
    CONTRIBUTOR = auto()
    REVIEWER = auto()
    VIEWER = auto()


class Permission(StrEnum):
    SEE = auto()
    WRITE = auto()  # fact sheets, posts, captions
    SUBMIT = auto()
    REVIEW = auto()
    PLAN = auto()  # campaigns, slots, moves
    PAUSE = auto()
    CONNECT = auto()  # channels and their secrets
    SETTLE = auto()  # say of an unconfirmed delivery whether it is out
    GOVERN = auto()  # what it takes to approve
    MANAGE_PEOPLE = auto()


_VIEWER = frozenset({Permission.SEE})
_REVIEWER = _VIEWER | {Permission.REVIEW, Permission.SETTLE}
_CONTRIBUTOR = _VIEWER | {Permission.WRITE, Permission.SUBMIT, Permission.SETTLE}
_MANAGER = (
    _REVIEWER
    | _CONTRIBUTOR
    | {Permission.PLAN, Permission.PAUSE, Permission.CONNECT, Permission.GOVERN}
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.REVIEWER: _REVIEWER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.MANAGER: _MANAGER,
    Role.OWNER: _MANAGER | {Permission.MANAGE_PEOPLE},
}


def may(role: Role, permission: Permission) -> bool:
    return permission in PERMISSIONS[role]
