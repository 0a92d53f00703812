"""One's own access tokens. A token makes none that is wider or lasts longer than itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from pydantic import Field

from scheduler.actions import programming
from scheduler.domain.scopes import Scope
from scheduler.web.api.caller import TokenKeeper
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import Given, Page, Shape

router = APIRouter(prefix="/tokens", tags=["Tokens"])


class TokenIn(Given):
    name: str = Field(min_length=1, max_length=120, description="Which program uses it")
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    days: int = Field(strict=True, default=90, ge=1, le=366)


class TokenOut(Shape):
    id: int
    name: str
    scopes: list[Scope]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


class TokenMade(Shape):
    id: int
    token: str = Field(description="Shown only now")


@router.get("")
def list_tokens(
    caller: TokenKeeper, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[TokenOut]:
    """List the person's own tokens in this organization; the tokens themselves are not kept."""
    every = programming.tokens_of(caller.office, caller.member)
    return page_of(request, every, after, limit, TokenOut.model_validate, lambda one: one.id)


@router.post("", status_code=201)
def make(caller: TokenKeeper, given: TokenIn) -> TokenMade:
    """Make a token with some of this token's scopes, which ends no later than this one."""
    number, token = programming.make_token(
        caller.office,
        caller.member,
        given.name,
        given.scopes,
        timedelta(days=given.days),
        within=caller.program,
    )
    return TokenMade(id=number, token=token)


@router.delete("/{number}", status_code=204)
def revoke(caller: TokenKeeper, number: Number) -> None:
    """Revoke one of the person's own tokens at once."""
    programming.revoke_token(caller.office, caller.member, number)
