"""Who calls: the program behind a bearer token, and the scopes it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from scheduler.actions.office import Member, Office
from scheduler.actions.programming import Program, program_for
from scheduler.domain.scopes import Scope
from scheduler.web.visit import site_of

BEARER = HTTPBearer(
    auto_error=False,
    description="An access token, made on the account page. Its scopes bound what it may do.",
)
Presented = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    office: Office
    member: Member


def calling(scope: Scope) -> Callable[..., Caller]:
    """Return a dependency that gives the caller of a token with ``scope``."""

    def caller(request: Request, presented: Presented) -> Caller:
        office = site_of(request).office
        program = program_for(office, presented.credentials) if presented else None
        if program is None:
            raise HTTPException(
                401, "No access token that holds.", headers={"www-authenticate": "Bearer"}
            )
        _demand(program, scope)
        return Caller(office=office, member=program.member)

    return caller


def _demand(program: Program, scope: Scope) -> None:
    if scope not in program.scopes:
        raise HTTPException(403, f"This token lacks the scope {scope.value!r}.")


Reader = Annotated[Caller, Depends(calling(Scope.READ))]
Writer = Annotated[Caller, Depends(calling(Scope.WRITE))]
Reviewer = Annotated[Caller, Depends(calling(Scope.REVIEW))]
Planner = Annotated[Caller, Depends(calling(Scope.PLAN))]
Settler = Annotated[Caller, Depends(calling(Scope.SETTLE))]
Listener = Annotated[Caller, Depends(calling(Scope.HOOKS))]
