"""Partner organizations: their links to a campaign's pack, and the numbers they send back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field, StrictBool
from starlette.responses import Response

from scheduler.actions import hearing_partners, partner_links
from scheduler.store.partner_links import PartnerLink
from scheduler.web.api.caller import Planner, Reader, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Number, page_of
from scheduler.web.api.shapes import MOST, Given, Page, Shape
from scheduler.web.routes.packs import table

router = APIRouter(tags=["Packs"])

TABLE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


class PartnerLinkIn(Given):
    campaign_id: int = Field(strict=True, ge=1, le=MOST)
    partner: str = Field(min_length=1, max_length=200)
    days: int = Field(strict=True, default=60, ge=1, le=366)
    takes_numbers: StrictBool = False


class PartnerLinkMade(Shape):
    """``address`` is shown only now: only its hash is kept."""

    id: int
    address: str
    expires_at: datetime


class PartnerLinkOut(Shape):
    """``works`` is false once it is over or was closed."""

    id: int
    campaign_id: int
    campaign: str
    partner: str
    takes_numbers: bool
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    works: bool


class NumbersIn(Given):
    """``table`` is the numbers table (CSV) as the partner filled it in."""

    partner: str = Field(min_length=1, max_length=200)
    table: str = Field(max_length=2_000_000)


class NumbersOut(Shape):
    stored: int


@router.get("/partner-links")
def list_links(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[PartnerLinkOut]:
    """List the partners' links; the addresses themselves are not kept."""
    with caller.office.sessions() as session:
        every = partner_links.links_of(session, caller.member)
    now = caller.office.now()
    return page_of(request, every, after, limit, lambda one: _out(one, now), lambda one: one.id)


@router.post("/partner-links", status_code=201)
def make_link(caller: Planner, given: PartnerLinkIn) -> PartnerLinkMade:
    """Make an address at which a partner makes a campaign's pack its own and fetches it."""
    new = partner_links.make_link(
        caller.office,
        caller.member,
        given.campaign_id,
        partner=given.partner,
        lasts=timedelta(days=given.days),
        takes_numbers=given.takes_numbers,
    )
    address = f"{caller.base}/partner/{new.token}"
    return PartnerLinkMade(id=new.id, address=address, expires_at=new.expires_at)


@router.delete("/partner-links/{number}", status_code=204)
def close(caller: Planner, number: Number) -> None:
    """Close a partner's link at once."""
    partner_links.revoke_link(caller.office, caller.member, number)


@router.get("/campaigns/{number}/numbers.csv", response_class=Response, responses=TABLE)
def numbers_table(caller: Reader, number: Number) -> Response:
    """Return the table a partner fills in: a row for each card and platform."""
    return table(hearing_partners.numbers_table(caller.office, caller.member, number))


@router.post("/campaigns/{number}/numbers")
def take_numbers(caller: Writer, number: Number, given: NumbersIn) -> NumbersOut:
    """Store what a partner's posts earned; a newer number of the same card replaces the older."""
    data = given.table.encode("utf-8", "replace")
    stored = hearing_partners.take_numbers(
        caller.office, caller.member, number, given.partner, data
    )
    return NumbersOut(stored=stored)


def _out(one: PartnerLink, now: datetime) -> PartnerLinkOut:
    return PartnerLinkOut(
        id=one.id,
        campaign_id=one.campaign_id,
        campaign=one.campaign,
        partner=one.partner,
        takes_numbers=one.takes_numbers,
        made_at=one.made_at,
        expires_at=one.expires_at,
        revoked_at=one.revoked_at,
        works=one.works(now),
    )
