"""Invitations to join an organization."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session

from scheduler.domain.roles import Role
from scheduler.store.tables import InvitationRow, OrganizationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    id: int
    organization_id: int
    organization: str
    email: str
    role: Role
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


def add(  # noqa: PLR0913  # an invitation is exactly these facts
    session: Session,
    organization_id: int,
    *,
    email: str,
    role: Role,
    made_by_id: int,
    token_sha256: str,
    at: datetime,
    expires_at: datetime,
) -> int:
    row = InvitationRow(
        organization_id=organization_id,
        email=email,
        role=role,
        made_by_id=made_by_id,
        token_sha256=token_sha256,
        made_at=at,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()  # the invitation's id, for the caller
    return row.id


def by_token(session: Session, token_sha256: str) -> Invitation | None:
    found = _invitations(session, InvitationRow.token_sha256 == token_sha256)
    return found[0] if found else None


def invitations(session: Session, organization_id: int) -> list[Invitation]:
    """Return the organization's invitations, the newest first."""
    return _invitations(session, InvitationRow.organization_id == organization_id)


def use(session: Session, invitation_id: int, *, at: datetime) -> bool:
    """Say whether the invitation was still open; only the first to use it is told so."""
    return _changed(session, InvitationRow.id == invitation_id, used_at=at)


def revoke(session: Session, organization_id: int, invitation_id: int, *, at: datetime) -> bool:
    """Say whether there was such an invitation that was still open."""
    condition = (InvitationRow.id == invitation_id) & (
        InvitationRow.organization_id == organization_id
    )
    return _changed(session, condition, revoked_at=at)


def _changed(session: Session, condition: ColumnElement[bool], **values: datetime) -> bool:
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(InvitationRow)
            .where(condition, InvitationRow.used_at.is_(None), InvitationRow.revoked_at.is_(None))
            .values(**values)
        ),
    )
    return result.rowcount == 1


def _invitations(session: Session, condition: ColumnElement[bool]) -> list[Invitation]:
    found = session.execute(
        select(InvitationRow, OrganizationRow.name)
        .join(OrganizationRow, OrganizationRow.id == InvitationRow.organization_id)
        .where(condition)
        .order_by(InvitationRow.id.desc())
    )
    return [
        Invitation(
            id=row.id,
            organization_id=row.organization_id,
            organization=organization,
            email=row.email,
            role=row.role,
            made_at=row.made_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            revoked_at=row.revoked_at,
        )
        for row, organization in found
    ]
