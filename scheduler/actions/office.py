"""What every action works with, and who is acting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from scheduler.connectors.base import Connector
from scheduler.domain.roles import Permission, Role, may
from scheduler.store.media import MediaStore
from scheduler.store.vault import Vault

OpenConnector = Callable[[str, Mapping[str, str]], Connector]
"""Takes a platform's name and its fields with their values, secrets included."""


class ActionError(Exception):
    """Something a person asked for that cannot be done: one sentence, and the way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class NotAllowedError(ActionError):
    """The person's role does not cover this."""


class ChangedError(ActionError):
    """What was decided on is no longer what is there: look again."""


class NotFoundError(ActionError):
    """There is no such thing in this organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person acting for one organization."""

    person_id: int
    organization_id: int
    role: Role
    name: str
    email: str

    def needs(self, permission: Permission) -> None:
        """Raise ``NotAllowedError`` unless the member's role has ``permission``."""
        if not may(self.role, permission):
            raise NotAllowedError(
                f"Your role ({self.role}) may not do this.",
                "Ask an owner of the organization to do it or to change your role.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The edges, handed in: database, pictures, secrets, time, connectors."""

    sessions: sessionmaker[Session]
    media: MediaStore
    vault: Vault
    now: Callable[[], datetime]
    open_connector: OpenConnector
