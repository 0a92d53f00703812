"""Who calls, and how long a caption is."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException

from content.captions.counting import measure
from content.captions.limits import limit_for
from content.captions.model import CaptionError
from scheduler.domain.roles import PERMISSIONS
from scheduler.store import people
from scheduler.web.api.caller import Reader
from scheduler.web.api.shapes import LengthIn, LengthOut, Me, OrganizationOut

router = APIRouter(tags=["Start"])


@router.get("/me")
def me(caller: Reader) -> Me:
    """Say for whom the token acts, in which organization, and what it may do."""
    member, program = caller.member, caller.program
    with caller.office.sessions() as session:
        organization = people.organization(session, member.organization_id)
    return Me(
        person_id=member.person_id,
        name=member.name,
        email=member.email,
        role=member.role,
        may=sorted(PERMISSIONS[member.role]),
        scopes=sorted(program.scopes),
        token_ends=program.ends,
        organization=OrganizationOut.model_validate(organization),
    )


@router.post("/length")
def length(_caller: Reader, given: LengthIn) -> LengthOut:
    """Count a caption as the platform does."""
    try:
        found = measure(given.text, limit_for(given.platform))
    except CaptionError as error:
        raise HTTPException(404, str(error)) from error
    return LengthOut.model_validate(found)
