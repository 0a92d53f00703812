"""Organizations and the people in them."""

from __future__ import annotations

import re

from scheduler.actions.logins import hash_password
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.domain.policy import Policy, PolicyScope
from scheduler.domain.roles import Permission, Role
from scheduler.domain.wall_time import ZoneError, check_zone
from scheduler.store import audit, people, policies
from scheduler.store.people import Organization
from scheduler.store.policies import ScopedPolicy

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def create_organization(
    office: Office, name: str, zone: str, *, policy: Policy | None = None
) -> Organization:
    """Set up an organization; it has no members yet."""
    if not name.strip():
        raise ActionError("An organization needs a name.")
    try:
        check_zone(zone)
    except ZoneError as error:
        raise ActionError(str(error)) from error
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "organization"
    with office.sessions.begin() as session:
        if people.organization_by_slug(session, slug):
            raise ActionError(f"There is an organization {name!r} already.", "Choose another name.")
        number = people.add_organization(
            session,
            slug=slug,
            name=name,
            zone=zone,
            at=office.now(),
        )
        policies.put(
            session,
            number,
            ScopedPolicy(scope=PolicyScope.ORGANIZATION, target="", policy=policy or Policy()),
        )
        return people.organization(session, number)


def found_organization(
    office: Office, name: str, zone: str, *, email: str, owner: str, password: str | None
) -> tuple[Organization, Member]:
    """Set up an organization with its first owner.

    Raises ``ActionError`` before anything is stored when the owner cannot be one: an organization
    without an owner could neither be used nor set up again.
    """
    _check_address(email)
    if password:
        hash_password(password)
    organization = create_organization(office, name, zone)
    return organization, add_first_owner(
        office, organization, email=email, name=owner, password=password
    )


def add_first_owner(
    office: Office, organization: Organization, *, email: str, name: str, password: str | None
) -> Member:
    """Give a new organization its owner. Raises ``ActionError`` when it has members already."""
    with office.sessions() as session:
        if people.members(session, organization.id):
            raise ActionError(
                f"{organization.name} has members already.", "An owner can add more people."
            )
    return _add(office, organization.id, email=email, name=name, role=Role.OWNER, password=password)


def add_member(  # a member is exactly these facts
    office: Office, member: Member, *, email: str, name: str, role: Role, password: str | None
) -> Member:
    """Make somebody a member of the acting member's organization, or change their role."""
    member.needs(Permission.MANAGE_PEOPLE)
    return _add(
        office, member.organization_id, email=email, name=name, role=role, password=password
    )


def change_role(office: Office, member: Member, person_id: int, role: Role) -> None:
    """Give a member another role. Raises ``ActionError`` for the last owner."""
    member.needs(Permission.MANAGE_PEOPLE)
    with office.sessions.begin() as session:
        there = people.members(session, member.organization_id)
        owners = {one.person_id for one in there if one.role is Role.OWNER}
        if person_id not in {one.person_id for one in there}:
            raise NotFoundError("There is no such member.", "'awareness member list' shows them.")
        if owners == {person_id} and role is not Role.OWNER:
            raise ActionError("This is the last owner.", "Make somebody else an owner first.")
        people.put_member(
            session, organization_id=member.organization_id, person_id=person_id, role=role
        )
        audit.append(
            session,
            member.organization_id,
            at=office.now(),
            person_id=member.person_id,
            what="role changed",
            subject=f"person {person_id}",
            note=str(role),
        )


def act_as(office: Office, email: str, organization_slug: str = "") -> Member:
    """Return the member with this address, for commands run on the machine itself."""
    with office.sessions() as session:
        if organization_slug and not people.organization_by_slug(session, organization_slug):
            raise NotFoundError(
                f"There is no organization {organization_slug!r}.",
                "'awareness org list' shows them.",
            )
        found = [
            membership
            for organization in people.organizations(session)
            if organization_slug in {"", organization.slug}
            for membership in people.members(session, organization.id)
            if email.lower() in {"", membership.email}
        ]
    if not found:
        raise NotFoundError(
            f"There is no member {email or 'at all'}.",
            "'awareness member list' shows them; 'awareness init' makes the first, and "
            "'awareness db restore FILE' (again, where it was cut short) brings them back.",
        )
    if not email:  # the first owner acts when nobody is named
        found.sort(key=lambda membership: membership.role is not Role.OWNER)
    chosen = found[0]
    return Member(
        person_id=chosen.person_id,
        organization_id=chosen.organization_id,
        role=chosen.role,
        name=chosen.name,
        email=chosen.email,
    )


def _add(  # a member is exactly these facts
    office: Office, organization_id: int, *, email: str, name: str, role: Role, password: str | None
) -> Member:
    _check_address(email)
    hashed = hash_password(password) if password else None
    with office.sessions.begin() as session:
        person_id = people.put_person(
            session, email=email, name=name or email, password_hash=hashed, at=office.now()
        )
        people.put_member(session, organization_id=organization_id, person_id=person_id, role=role)
    return Member(
        person_id=person_id,
        organization_id=organization_id,
        role=role,
        name=name or email,
        email=email.lower(),
    )


def _check_address(email: str) -> None:
    if not _EMAIL.fullmatch(email):
        raise ActionError(f"{email!r} is no e-mail address.")
