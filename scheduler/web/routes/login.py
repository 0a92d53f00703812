"""Log in and out, and what a person sets for themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import Response

from scheduler.actions import logins, programming, second_steps
from scheduler.actions.logins import CodeNeededError
from scheduler.actions.office import ActionError
from scheduler.domain.roles import Permission
from scheduler.domain.scopes import Scope
from scheduler.store.logins import places
from scheduler.web import pages
from scheduler.web.gate import LANGUAGE_COOKIE
from scheduler.web.visit import Here, ReviewVisitor, Site, Visit, Visitor, go, own_path

router = APIRouter()

A_YEAR = timedelta(days=365)


@router.get("/")
def front(visit: ReviewVisitor) -> Response:
    """Start where the person's work is: reviewers at what waits, planners at the calendar."""
    plans = visit.may(Permission.PLAN) or not visit.may(Permission.REVIEW)
    return go("/calendar" if plans else "/review")


@router.get("/more")
def more(visit: Visitor) -> Response:
    """Show where else to go, on screens too narrow for a long menu."""
    return visit.page("more.html")


@router.get("/login")
def form(request: Request, next: str = "/", said: str = "") -> Response:  # noqa: A002  # the address's own word
    words = {"next": own_path(next), "email": "", "problem": None, "said": said}
    return pages.render(request, "login.html", words=words)


@router.post("/login")
def log_in(
    request: Request,
    site: Here,
    email: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002  # the field's own word
) -> Response:
    try:
        token = logins.log_in(site.office, email, password)
    except CodeNeededError as needed:
        asked = {"next": own_path(next), "ticket": needed.ticket, "problem": None}
        return pages.render(request, "login_code.html", words=asked)
    except ActionError as error:
        words = {"next": own_path(next), "email": email, "problem": error, "said": ""}
        return pages.render(request, "login.html", status_code=422, words=words)
    answer = go(own_path(next))
    _set_cookie(answer, request, site, token)
    return answer


@router.post("/login/code")
def log_in_with_code(
    request: Request,
    site: Here,
    ticket: Annotated[str, Form()],
    code: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002  # the field's own word
) -> Response:
    try:
        token = logins.log_in_with_code(site.office, ticket, code)
    except ActionError as error:
        words = {"next": own_path(next), "ticket": ticket, "problem": error}
        return pages.render(request, "login_code.html", status_code=422, words=words)
    answer = go(own_path(next))
    _set_cookie(answer, request, site, token)
    return answer


@router.post("/account/second-step")
def set_up_second_step(visit: Visitor) -> Response:
    """Show the QR code for the person's phone; nothing is asked until a code of it was given."""
    begun = second_steps.begin(visit.office, visit.member)
    drawn = segno.make(begun.address, error="m").svg_inline(scale=5, light="#ffffff")
    return visit.page("second_step.html", begun=begun, picture=Markup(drawn), spare=())  # noqa: S704  # our own drawing


@router.post("/account/second-step/confirm")
def confirm_second_step(visit: Visitor, code: Annotated[str, Form()]) -> Response:
    """Turn it on and show the spare codes once."""
    spare = second_steps.confirm(visit.office, visit.member, code)
    return visit.page("second_step.html", begun=None, picture="", spare=spare)


@router.post("/account/second-step/off")
def turn_second_step_off(visit: Visitor, code: Annotated[str, Form()]) -> Response:
    second_steps.turn_off(visit.office, visit.member, code)
    return go("/account")


@router.post("/logout")
def log_out(visit: Visitor) -> Response:
    cookie = visit.site.cookie(visit.request)
    logins.log_out(visit.office, visit.request.cookies[cookie])
    answer = go("/login")
    answer.delete_cookie(cookie, path="/", secure=visit.site.is_secure(visit.request))
    return answer


@router.get("/account")
def account(visit: Visitor) -> Response:
    return _account(visit)


@router.post("/account/tokens")
def make_token(
    visit: Visitor,
    name: Annotated[str, Form()],
    scopes: Annotated[list[Scope] | None, Form()] = None,
    days: Annotated[int, Form(ge=1, le=366)] = 90,
) -> Response:
    """Show a new access token once: only its hash is stored."""
    _number, token = programming.make_token(
        visit.office, visit.member, name, scopes or (), timedelta(days=days)
    )
    return _account(visit, made=token)


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token(visit: Visitor, token_id: int) -> Response:
    programming.revoke_token(visit.office, visit.member, token_id)
    return go("/account")


@router.post("/account/organization")
def switch(visit: Visitor, organization_id: Annotated[int, Form()]) -> Response:
    token = visit.request.cookies[visit.site.cookie(visit.request)]
    logins.switch_organization(visit.office, token, visit.member, organization_id)
    return go("/")


@router.post("/account/password")
def change_password(
    visit: Visitor, old: Annotated[str, Form()], new: Annotated[str, Form()]
) -> Response:
    logins.change_password(visit.office, visit.member, old, new)
    return go("/login")


@router.post("/language")
def set_language(
    request: Request,
    site: Here,
    language: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002  # the field's own word
) -> Response:
    answer = go(own_path(next))
    answer.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=int(A_YEAR.total_seconds()),
        secure=site.is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return answer


def _account(visit: Visit, made: str = "") -> Response:
    with visit.office.sessions() as session:
        belongs = places(session, visit.member.person_id)
    return visit.page(
        "account.html",
        places=belongs,
        tokens=programming.tokens_of(visit.office, visit.member),
        scopes=list(Scope),
        made=made,
        second_step=second_steps.is_on(visit.office, visit.member.person_id),
    )


def _set_cookie(answer: Response, request: Request, site: Site, token: str) -> None:
    answer.set_cookie(
        site.cookie(request),
        token,
        max_age=int(logins.LASTS.total_seconds()),
        path="/",
        secure=site.is_secure(request),
        httponly=True,
        samesite="lax",
    )
