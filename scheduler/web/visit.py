"""A request by somebody who is logged in: who acts, where they read, how a page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from scheduler.actions import linking, logins
from scheduler.actions.office import Member, NotAllowedError, Office
from scheduler.domain.roles import Permission, may
from scheduler.store import overview
from scheduler.web import pages
from scheduler.web.language import _


class NotLoggedInError(Exception):
    """Nobody is logged in, or no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the program was started with."""

    office: Office
    sandbox_url: str | None
    public_base_url: str

    def is_secure(self, request: Request) -> bool:
        return self.public_base_url.startswith("https:") or request.url.scheme == "https"

    def cookie(self, request: Request) -> str:
        # The __Host- prefix binds a cookie to this host; browsers accept it over https only.
        return "__Host-awareness" if self.is_secure(request) else "awareness_login"

    def guest_cookie(self, request: Request) -> str:
        return "__Host-awareness-guest" if self.is_secure(request) else "awareness_guest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    request: Request
    site: Site
    member: Member

    @property
    def office(self) -> Office:
        return self.site.office

    @property
    def is_guest(self) -> bool:
        """Say whether they came by a review link: then they see its posts and no more."""
        return self.member.only_posts is not None

    def may(self, permission: Permission) -> bool:
        return may(self.member.role, permission)

    def page(self, template: str, *, status_code: int = 200, **words: Any) -> Response:
        """Draw a page with the organization's name, what waits and what is paused around it."""
        with self.office.sessions() as session:
            seen = overview.overview(
                session,
                self.member.organization_id,
                self.member.person_id,
                only=self.member.only_posts,
            )
        permissions = {p.value: self.may(p) and not self.is_guest for p in Permission}
        permissions[Permission.REVIEW] = self.may(Permission.REVIEW)
        around = {
            "member": self.member,
            "guest": self.is_guest,
            "overview": seen,
            "zone": seen.organization.zone,
            "may": permissions,
            "sandbox_url": self.site.sandbox_url,
            "said": self.request.query_params.get("said", ""),
        }
        return pages.render(
            self.request, template, status_code=status_code, words={**around, **words}
        )


def site_of(request: Request) -> Site:
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def visit_of(request: Request) -> Visit:
    """Return the visit of a member. Guests of a review link are told that it opens no more."""
    visit = reviewing_visit_of(request)
    if visit.is_guest:
        raise NotAllowedError(
            _("Your link opens the posts to review, nothing else."),
            _("Ask who sent it if you need more."),
        )
    return visit


def reviewing_visit_of(request: Request) -> Visit:
    """Return the visit of a member, or of a guest who opened a review link in this browser."""
    site = site_of(request)
    token = request.cookies.get(site.cookie(request), "")
    member = logins.member_for(site.office, token) if token else None
    if member is None:
        browser = request.cookies.get(site.guest_cookie(request), "")
        guest = linking.guest_for(site.office, browser) if browser else None
        member = guest.member if guest else None
    if member is None:
        raise NotLoggedInError
    return Visit(request=request, site=site, member=member)


Visitor = Annotated[Visit, Depends(visit_of)]
ReviewVisitor = Annotated[Visit, Depends(reviewing_visit_of)]
Here = Annotated[Site, Depends(site_of)]


def go(address: str) -> Response:
    """Answer a form with the page to read next."""
    return RedirectResponse(address, status_code=303)


def own_path(address: str, otherwise: str = "/") -> str:
    """Return ``address`` when it is a path of this site, so that no link leads people away."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and "\\" not in address else otherwise
