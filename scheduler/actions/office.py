"""What every action works with, and who is acting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session, sessionmaker

from scheduler.connectors.base import Connector
from scheduler.domain.media_address import MediaAddresses
from scheduler.domain.roles import Permission, Role, may
from scheduler.store.media import MediaStore
from scheduler.store.vault import Vault

OpenConnector = Callable[..., Connector]
"""Takes a platform's name and its fields with their values, secrets included; ``keep`` stores
new credentials before they are used."""


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
    """A person acting for one organization.

    ``only_posts`` is set for somebody without an account who came by a review link: they may
    decide on these posts and see nothing else.
    """

    person_id: int
    organization_id: int
    role: Role
    name: str
    email: str
    only_posts: frozenset[int] | None = None

    def needs(self, permission: Permission) -> None:
        """Raise ``NotAllowedError`` unless the member's role has ``permission``."""
        if self.only_posts is not None and permission is not Permission.REVIEW:
            raise NotAllowedError(
                "Your link is for reviewing posts only.", "Ask who sent it for an account."
            )
        if not may(self.role, permission):
            raise NotAllowedError(
                f"Your role ({self.role}) may not do this.",
                "Ask an owner of the organization to do it or to change your role.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The edges, handed in: database, pictures, secrets, time, connectors.

    ``shared`` makes addresses under which platforms fetch pictures, where there is a public one.
    """

    sessions: sessionmaker[Session]
    media: MediaStore
    vault: Vault
    now: Callable[[], datetime]
    open_connector: OpenConnector
    shared: MediaAddresses | None = None
    pack_key: Ed25519PrivateKey | None = None  # signs content packs
    allow_private: bool = False  # may connections lead into a private network?
