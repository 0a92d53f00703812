"""Who belongs to the organization, as what, and who was asked to join."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from scheduler.actions import inviting, organizing
from scheduler.domain.roles import Permission, Role
from scheduler.store import people
from scheduler.web.api.caller import Host, Reader
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import Given, Page, Shape

router = APIRouter(tags=["People"])


class PersonOut(Shape):
    person_id: int
    name: str
    email: str
    role: Role


class RoleIn(Given):
    role: Role


class InvitationIn(Given):
    email: str = Field(min_length=3, max_length=254)
    role: Role


class InvitationMade(Shape):
    """``address`` is where the person joins; it is shown only now."""

    id: int
    address: str


class InvitationOut(Shape):
    """``used_at`` and ``revoked_at`` are null while it is open and not over."""

    id: int
    email: str
    role: Role
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@router.get("/people")
def list_people(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[PersonOut]:
    """List the members of the organization with their roles."""
    caller.member.needs(Permission.SEE)
    with caller.office.sessions() as session:
        every = people.members(session, caller.member.organization_id)
    return page_of(
        request, every, after, limit, PersonOut.model_validate, lambda one: one.person_id
    )


@router.put("/people/{number}/role", status_code=204)
def change_role(caller: Host, number: Number, given: RoleIn) -> None:
    """Give a member another role; there is always an owner."""
    organizing.change_role(caller.office, caller.member, number, given.role)


@router.delete("/people/{number}", status_code=204)
def remove(caller: Host, number: Number) -> None:
    """Take somebody out of the organization at once, with their logins and tokens."""
    inviting.remove_member(caller.office, caller.member, number)


@router.get("/invitations")
def list_invitations(
    caller: Host, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[InvitationOut]:
    """List who was asked to join, and what came of it."""
    every = inviting.invitations_of(caller.office, caller.member)
    return page_of(request, every, after, limit, InvitationOut.model_validate, lambda one: one.id)


@router.post("/invitations", status_code=201)
def invite(caller: Host, given: InvitationIn) -> InvitationMade:
    """Ask somebody to join; whoever opens the address chooses their own password."""
    number, token = inviting.invite(caller.office, caller.member, given.email, given.role)
    return InvitationMade(id=number, address=f"{caller.base}/join/{token}")


@router.delete("/invitations/{number}", status_code=204)
def revoke(caller: Host, number: Number) -> None:
    """Take an open invitation back."""
    inviting.revoke_invitation(caller.office, caller.member, number)
