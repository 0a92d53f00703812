"""Who is logged in, who may log in, and who tried too often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.orm import Session

from scheduler.store.people import Membership
from scheduler.store.tables import (
    FailedLoginRow,
    LoginRow,
    MemberRow,
    OrganizationRow,
    PersonRow,
)


@dataclass(frozen=True, slots=True)
class Place:
    """An organization a person belongs to."""

    organization_id: int
    name: str


def password_of(session: Session, email: str) -> tuple[int, str | None] | None:
    """Return the person's id and password hash, or None when nobody has this address."""
    found = session.execute(
        select(PersonRow.id, PersonRow.password_hash).where(PersonRow.email == email)
    ).first()
    return None if found is None else (found[0], found[1])


def set_password(session: Session, person_id: int, password_hash: str) -> None:
    person = session.get_one(PersonRow, person_id)
    person.password_hash = password_hash


def places(session: Session, person_id: int) -> tuple[Place, ...]:
    """Return where a person belongs today, by name."""
    found = session.execute(
        select(OrganizationRow.id, OrganizationRow.name)
        .join(MemberRow, MemberRow.organization_id == OrganizationRow.id)
        .where(MemberRow.person_id == person_id, MemberRow.removed_at.is_(None))
        .order_by(OrganizationRow.name)
    )
    return tuple(Place(organization_id, name) for organization_id, name in found)


def open_login(
    session: Session,
    *,
    token_sha256: str,
    person_id: int,
    organization_id: int,
    at: datetime,
    until: datetime,
) -> None:
    session.add(
        LoginRow(
            token_sha256=token_sha256,
            person_id=person_id,
            organization_id=organization_id,
            created_at=at,
            expires_at=until,
        )
    )


def close_login(session: Session, token_sha256: str) -> None:
    session.execute(delete(LoginRow).where(LoginRow.token_sha256 == token_sha256))


def close_all_logins(session: Session, person_id: int) -> None:
    session.execute(delete(LoginRow).where(LoginRow.person_id == person_id))


def forget_expired(session: Session, now: datetime) -> None:
    session.execute(delete(LoginRow).where(LoginRow.expires_at <= now))


def membership_of_login(session: Session, token_sha256: str, now: datetime) -> Membership | None:
    """Return who a token stands for, as long as the login and the membership last."""
    found = session.execute(_whose_login(), {"token": token_sha256, "now": now}).first()
    if found is None:
        return None
    return Membership(
        person_id=found.id,
        organization_id=found.organization_id,
        role=found.role,
        name=found.name,
        email=found.email,
    )


@cache
def _whose_login() -> Select[*tuple[Any, ...]]:
    """Return the question put together once: every request asks it."""
    return (
        select(
            PersonRow.id, PersonRow.name, PersonRow.email, MemberRow.organization_id, MemberRow.role
        )
        .select_from(MemberRow)
        .join(LoginRow, LoginRow.person_id == MemberRow.person_id)
        .join(PersonRow, PersonRow.id == MemberRow.person_id)
        .where(
            LoginRow.token_sha256 == bindparam("token"),
            LoginRow.expires_at > bindparam("now"),
            LoginRow.organization_id == MemberRow.organization_id,
            MemberRow.removed_at.is_(None),
        )
    )


def move_login(session: Session, token_sha256: str, organization_id: int) -> None:
    login = session.get_one(LoginRow, token_sha256)
    login.organization_id = organization_id


def record_failure(session: Session, who_sha256: str, at: datetime) -> None:
    session.add(FailedLoginRow(who_sha256=who_sha256, at=at))


def failures_since(session: Session, who_sha256: str, since: datetime) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(FailedLoginRow)
            .where(FailedLoginRow.who_sha256 == who_sha256, FailedLoginRow.at > since)
        )
        or 0
    )


def forget_failures(session: Session, who_sha256: str) -> None:
    session.execute(delete(FailedLoginRow).where(FailedLoginRow.who_sha256 == who_sha256))


def forget_old_failures(session: Session, before: datetime) -> None:
    session.execute(delete(FailedLoginRow).where(FailedLoginRow.at <= before))
