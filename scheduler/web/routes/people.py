"""Who belongs to the organization, who was asked to review, and what it takes to approve."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from scheduler.actions import governing, inviting, linking, organizing
from scheduler.actions.office import ActionError
from scheduler.domain.policy import Policy, PolicyError, PolicyScope
from scheduler.domain.roles import Permission, Role
from scheduler.store import campaigns, people
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()


@router.get("/people")
def show(visit: Visitor) -> Response:
    return _show(visit)


@router.post("/people/role")
def change_role(
    visit: Visitor, person_id: Annotated[int, Form()], role: Annotated[Role, Form()]
) -> Response:
    organizing.change_role(visit.office, visit.member, person_id, role)
    return go("/people?said=role_changed")


@router.post("/people/remove")
def remove(visit: Visitor, person_id: Annotated[int, Form()]) -> Response:
    inviting.remove_member(visit.office, visit.member, person_id)
    return go("/people?said=removed")


@router.post("/people/invitations")
def invite(
    visit: Visitor, email: Annotated[str, Form()], role: Annotated[Role, Form()]
) -> Response:
    """Show the new invitation's address once: only its hash is stored."""
    _number, token = inviting.invite(visit.office, visit.member, email, role)
    return _show(visit, made=(email.strip(), _address(visit, f"/join/{token}")))


@router.post("/people/invitations/{invitation_id}/revoke")
def revoke_invitation(visit: Visitor, invitation_id: int) -> Response:
    inviting.revoke_invitation(visit.office, visit.member, invitation_id)
    return go("/people")


@router.post("/people/links")
def make_link(
    visit: Visitor,
    name: Annotated[str, Form()],
    email: Annotated[str, Form()],
    campaign_id: Annotated[int, Form()],
    days: Annotated[int, Form()] = 14,
) -> Response:
    new = linking.make_link(
        visit.office,
        visit.member,
        name=name,
        email=email,
        campaign_id=campaign_id,
        lasts=timedelta(days=days),
    )
    return _show(visit, made=(name.strip(), _address(visit, f"/r/{new.token}")))


@router.post("/people/links/{link_id}/revoke")
def revoke_link(visit: Visitor, link_id: int) -> Response:
    linking.revoke_link(visit.office, visit.member, link_id)
    return go("/people")


@router.post("/people/policy")
def set_policy(
    visit: Visitor,
    approvals: Annotated[int, Form()],
    four_eyes: Annotated[bool, Form()] = False,  # noqa: FBT002  # a form's tick
) -> Response:
    try:
        policy = Policy(approvals=approvals, four_eyes=four_eyes)
    except PolicyError as error:
        raise ActionError(str(error)) from error
    found = governing.set_policy(visit.office, visit.member, PolicyScope.ORGANIZATION, "", policy)
    return go(f"/people?said=policy_set&reopened={len(found.reopened)}")


def _show(visit: Visit, made: tuple[str, str] | None = None) -> Response:
    manages = visit.may(Permission.MANAGE_PEOPLE)
    governs = visit.may(Permission.GOVERN)
    with visit.office.sessions() as session:
        members = people.members(session, visit.member.organization_id)
        own = campaigns.campaigns(session, visit.member.organization_id)
    every = governing.policies_of(visit.office, visit.member)
    policy = next((one.policy for one in every if one.scope is PolicyScope.ORGANIZATION), Policy())
    now = visit.office.now()
    return visit.page(
        "people.html",
        members=members,
        campaigns=own,
        roles=list(Role),
        policy=policy,
        invitations=[
            one for one in inviting.invitations_of(visit.office, visit.member) if one.is_open(now)
        ]
        if manages
        else [],
        links=[one for one in linking.links_of(visit.office, visit.member) if one.works(now)]
        if governs
        else [],
        made=made,
        reopened=visit.request.query_params.get("reopened", "0"),
    )


def _address(visit: Visit, path: str) -> str:
    base = visit.site.public_base_url or str(visit.request.base_url).rstrip("/")
    return f"{base}{path}"
