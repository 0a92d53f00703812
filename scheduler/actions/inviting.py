"""Bring people into an organization by a link they open themselves, and take people out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from scheduler.actions.logins import hash_password
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.domain.roles import Permission, Role
from scheduler.store import audit, invitations, logins, people
from scheduler.store.invitations import Invitation

LASTS = timedelta(days=7)


class InvitationError(ActionError):
    """An invitation that cannot be accepted: it is unknown, used, revoked or over."""


def invite(office: Office, member: Member, email: str, role: Role) -> tuple[int, str]:
    """Return an invitation's number and its token, which is shown once."""
    member.needs(Permission.MANAGE_PEOPLE)
    if "@" not in email:
        raise ActionError(f"{email!r} is no e-mail address.")
    token, at = secrets.token_urlsafe(32), office.now()
    with office.sessions.begin() as session:
        number = invitations.add(
            session,
            member.organization_id,
            email=email.strip().lower(),
            role=role,
            made_by_id=member.person_id,
            token_sha256=_sha256(token),
            at=at,
            expires_at=at + LASTS,
        )
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="invited",
            subject=f"invitation {number}",
            note=f"{email.strip().lower()} as {role}",
        )
    return number, token


def invitation_of(office: Office, token: str) -> Invitation:
    """Return what an invitation offers. Raises ``InvitationError`` when it no longer does."""
    with office.sessions() as session:
        found = invitations.by_token(session, _sha256(token))
    if found is None or not found.is_open(office.now()):
        raise InvitationError(
            "This invitation does not hold (any more).", "Ask who sent it for a new one."
        )
    return found


def accept(office: Office, token: str, *, name: str, password: str) -> Member:
    """Join the organization; a person who has an account keeps their name and password."""
    invitation, at = invitation_of(office, token), office.now()
    if not name.strip():
        raise ActionError("Say your name.", "It stands beside every decision you make.")
    hashed = hash_password(password)
    with office.sessions.begin() as session:
        if not invitations.use(session, invitation.id, at=at):
            raise InvitationError("This invitation was used already.", "Log in instead.")
        person_id = people.put_person(
            session, email=invitation.email, name=name.strip(), password_hash=hashed, at=at
        )
        known = logins.password_of(session, invitation.email)
        if known is not None and known[1] is None:  # came by a review link before
            logins.set_password(session, person_id, hashed)
        people.put_member(
            session,
            organization_id=invitation.organization_id,
            person_id=person_id,
            role=invitation.role,
        )
        audit.append(
            session,
            invitation.organization_id,
            at=at,
            person_id=person_id,
            what="joined",
            subject=f"invitation {invitation.id}",
            note=f"as {invitation.role}",
        )
    return Member(
        person_id=person_id,
        organization_id=invitation.organization_id,
        role=invitation.role,
        name=name.strip(),
        email=invitation.email,
    )


def revoke_invitation(office: Office, member: Member, invitation_id: int) -> None:
    member.needs(Permission.MANAGE_PEOPLE)
    at = office.now()
    with office.sessions.begin() as session:
        if not invitations.revoke(session, member.organization_id, invitation_id, at=at):
            raise NotFoundError(f"There is no open invitation {invitation_id}.")
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="invitation revoked",
            subject=f"invitation {invitation_id}",
        )


def invitations_of(office: Office, member: Member) -> Sequence[Invitation]:
    member.needs(Permission.MANAGE_PEOPLE)
    with office.sessions() as session:
        return invitations.invitations(session, member.organization_id)


def remove_member(office: Office, member: Member, person_id: int) -> None:
    """Take somebody out at once: their logins here end with the next request.

    Raises ``ActionError`` for the last owner, whom nobody could replace.
    """
    member.needs(Permission.MANAGE_PEOPLE)
    at = office.now()
    with office.sessions.begin() as session:
        there = people.members(session, member.organization_id)
        leaving = next((one for one in there if one.person_id == person_id), None)
        if leaving is None:
            raise NotFoundError("There is no such member.", "'awareness member list' shows them.")
        owners = [one for one in there if one.role is Role.OWNER]
        if leaving.role is Role.OWNER and len(owners) == 1:
            raise ActionError("This is the last owner.", "Make somebody else an owner first.")
        people.remove_member(session, member.organization_id, person_id, at=at)
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="member removed",
            subject=f"person {person_id}",
            note=leaving.email,
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
