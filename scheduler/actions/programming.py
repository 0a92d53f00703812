"""Let programs act for a person: make, use and revoke access tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.actions.office import ActionError, Member, NotAllowedError, NotFoundError, Office
from scheduler.domain.scopes import Scope
from scheduler.store import audit, programs
from scheduler.store.programs import AccessToken

LONGEST = timedelta(days=366)
USED_EVERY = timedelta(minutes=5)  # how finely the last use is kept
PREFIX = "awareness_"  # lets scanners of leaked secrets know one when they see it


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Who acts through a token, within which scopes, and until when."""

    member: Member
    scopes: frozenset[Scope]
    ends: datetime


def make_token(
    office: Office,
    member: Member,
    name: str,
    scopes: Iterable[Scope],
    lasts: timedelta,
    *,
    within: Program | None = None,
) -> tuple[int, str]:
    """Return the token's number and the token, which is shown once.

    A program that makes one names itself as ``within``: what it makes is no wider and ends no
    later. Raises ``ActionError`` for a missing name, no scope, or a time longer than a year.
    """
    wanted = sorted(set(scopes))
    if within is not None and (wider := set(wanted) - within.scopes):
        raise NotAllowedError(
            f"A token cannot give the scope {min(wider).value!r}, which it does not have itself.",
            "Make that token on the account page.",
        )
    if not name.strip():
        raise ActionError("A token needs a name.", "Say which program uses it.")
    if not wanted:
        raise ActionError("A token needs a scope.", f"Choose among {', '.join(Scope)}.")
    if not timedelta(0) < lasts <= LONGEST:
        raise ActionError("A token lasts up to a year.", "Choose another time.")
    token, at = PREFIX + secrets.token_urlsafe(32), office.now()
    until = at + lasts if within is None else min(at + lasts, within.ends)
    with office.sessions.begin() as session:
        number = programs.add_token(
            session,
            organization_id=member.organization_id,
            person_id=member.person_id,
            name=name.strip()[:120],
            token_sha256=_sha256(token),
            scopes=wanted,
            at=at,
            until=until,
        )
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="access token made",
            subject=f"access token {number}",
            note=f"{name.strip()[:120]}: {', '.join(wanted)}",
        )
    return number, token


def tokens_of(office: Office, member: Member) -> Sequence[AccessToken]:
    """Return the member's own tokens."""
    with office.sessions() as session:
        return programs.tokens(session, member.organization_id, member.person_id)


def revoke_token(office: Office, member: Member, token_id: int) -> None:
    at = office.now()
    with office.sessions.begin() as session:
        mine = (member.organization_id, member.person_id)
        if not programs.revoke_token(session, *mine, token_id, at=at):
            raise NotFoundError(f"You have no access token {token_id}.")
        audit.append(
            session,
            member.organization_id,
            at=at,
            person_id=member.person_id,
            what="access token revoked",
            subject=f"access token {token_id}",
        )


def program_for(office: Office, token: str) -> Program | None:
    """Return who acts, or None for a token that is unknown, over or revoked."""
    now = office.now()
    with office.sessions() as session:
        found = programs.by_token(session, _sha256(token), now)
    if found is None:
        return None
    known, membership = found
    if known.used_at is None or now - known.used_at > USED_EVERY:
        with office.sessions.begin() as session:
            programs.note_use(session, known.id, now)
    member = Member(
        person_id=membership.person_id,
        organization_id=membership.organization_id,
        role=membership.role,
        name=membership.name,
        email=membership.email,
    )
    scopes = frozenset(Scope(one) for one in known.scopes)
    return Program(member=member, scopes=scopes, ends=known.expires_at)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
