"""Who calls: the program behind a bearer token, and the scopes it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from scheduler.actions.office import Member, Office
from scheduler.actions.programming import Program, program_for
from scheduler.domain.scopes import Scope
from scheduler.web.visit import Site, site_of

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="An access token, made on the account page. Its scopes bound what it may do.",
)
Presented = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    office: Office
    program: Program
    base: str  # the address people reach this installation by

    @property
    def member(self) -> Member:
        return self.program.member


def calling(scope: Scope) -> Callable[..., Caller]:
    """Return a dependency that gives the caller of a token with ``scope``."""

    def caller(request: Request, presented: Presented) -> Caller:
        site = site_of(request)
        program = program_for(site.office, presented.credentials) if presented else None
        if program is None:
            raise HTTPException(
                401, "No access token that holds.", headers={"www-authenticate": "Bearer"}
            )
        if scope not in program.scopes:
            raise HTTPException(403, f"This token lacks the scope {scope.value!r}.")
        return Caller(office=site.office, program=program, base=_base(site, request))

    return caller


def _base(site: Site, request: Request) -> str:
    """Return the public address, else the one that was called, without what leads to the API."""
    return site.public_base_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


Reader = Annotated[Caller, Security(calling(Scope.READ), scopes=[Scope.READ])]
Writer = Annotated[Caller, Security(calling(Scope.WRITE), scopes=[Scope.WRITE])]
Reviewer = Annotated[Caller, Security(calling(Scope.REVIEW), scopes=[Scope.REVIEW])]
Planner = Annotated[Caller, Security(calling(Scope.PLAN), scopes=[Scope.PLAN])]
Settler = Annotated[Caller, Security(calling(Scope.SETTLE), scopes=[Scope.SETTLE])]
Listener = Annotated[Caller, Security(calling(Scope.HOOKS), scopes=[Scope.HOOKS])]
Connecting = Annotated[Caller, Security(calling(Scope.CONNECT), scopes=[Scope.CONNECT])]
Governor = Annotated[Caller, Security(calling(Scope.GOVERN), scopes=[Scope.GOVERN])]
Host = Annotated[Caller, Security(calling(Scope.PEOPLE), scopes=[Scope.PEOPLE])]
TokenKeeper = Annotated[Caller, Security(calling(Scope.TOKENS), scopes=[Scope.TOKENS])]
