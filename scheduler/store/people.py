"""Organizations and their members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.domain.roles import Role
from scheduler.store.tables import MemberRow, OrganizationRow, PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    id: int
    slug: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    person_id: int
    organization_id: int
    role: Role
    name: str
    email: str


def add_organization(session: Session, *, slug: str, name: str, zone: str, at: datetime) -> int:
    row = OrganizationRow(
        slug=slug,
        name=name,
        zone=zone,
        created_at=at,
    )
    session.add(row)
    session.flush()  # the organization's id, for its first member
    return row.id


def organization(session: Session, organization_id: int) -> Organization:
    return _organization(session.get_one(OrganizationRow, organization_id))


def organizations(session: Session) -> list[Organization]:
    rows = session.scalars(select(OrganizationRow).order_by(OrganizationRow.id))
    return [_organization(row) for row in rows]


def organization_by_slug(session: Session, slug: str) -> Organization | None:
    row = session.scalar(select(OrganizationRow).where(OrganizationRow.slug == slug))
    return None if row is None else _organization(row)


def put_person(
    session: Session, *, email: str, name: str, password_hash: str | None, at: datetime
) -> int:
    """Return the id of the person with this address, made now if there was none."""
    row = session.scalar(select(PersonRow).where(PersonRow.email == email.lower()))
    if row is None:
        row = PersonRow(email=email.lower(), name=name, password_hash=password_hash, created_at=at)
        session.add(row)
        session.flush()  # the person's id, for the membership
    return row.id


def put_member(session: Session, *, organization_id: int, person_id: int, role: Role) -> None:
    """Make somebody a member, or give a member another role."""
    row = session.scalar(
        select(MemberRow).where(
            MemberRow.organization_id == organization_id, MemberRow.person_id == person_id
        )
    )
    if row is None:
        session.add(MemberRow(organization_id=organization_id, person_id=person_id, role=role))
    else:
        row.role = role
        row.removed_at = None


def remove_member(session: Session, organization_id: int, person_id: int, *, at: datetime) -> None:
    session.execute(
        update(MemberRow)
        .where(MemberRow.organization_id == organization_id, MemberRow.person_id == person_id)
        .values(removed_at=at)
    )


def members(session: Session, organization_id: int) -> list[Membership]:
    found = session.execute(
        select(MemberRow, PersonRow)
        .join(PersonRow, PersonRow.id == MemberRow.person_id)
        .where(MemberRow.organization_id == organization_id, MemberRow.removed_at.is_(None))
        .order_by(MemberRow.id)
    )
    return [
        Membership(
            person_id=person.id,
            organization_id=row.organization_id,
            role=row.role,
            name=person.name,
            email=person.email,
        )
        for row, person in found
    ]


def _organization(row: OrganizationRow) -> Organization:
    return Organization(
        id=row.id,
        slug=row.slug,
        name=row.name,
        zone=row.zone,
    )
