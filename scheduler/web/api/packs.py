"""Content packs: made and fetched, another organization's taken over, newer ones brought in."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from pydantic import Field, StrictBool
from starlette.responses import Response

from content.cards.model import Format
from content.factsheets.model import ContactRole
from scheduler.actions import keeping_packs, making_packs, taking_over
from scheduler.actions.partner_brands import check_contact, clean_logo, kit_of
from scheduler.actions.taking_over import TakeOver
from scheduler.domain.pack_build import BuildState, OwnBrand, OwnContact, Wishes
from scheduler.domain.roles import Permission
from scheduler.store import pack_builds
from scheduler.store.pack_builds import PackBuild
from scheduler.web.api.brands import ColoursIn, LogosIn
from scheduler.web.api.caller import Caller, Planner, Reader, Writer
from scheduler.web.api.paging import FIRST, After, Limit, Name, Number, page_of
from scheduler.web.api.shapes import MOST, Given, Page, Shape
from scheduler.web.routes.pack_import import LARGEST_PACK
from scheduler.web.routes.packs import sent
from scheduler.web.workshop import Workshop

router = APIRouter(tags=["Packs"])

AT_ONCE = 500  # builds that are listed; they last a week
IN_MEMORY = 1 << 22  # bytes of an upload before it goes to a file
ZIP = "application/zip"
PACK: dict[int | str, dict[str, Any]] = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}
UPLOAD = {
    "requestBody": {
        "required": True,
        "description": "The pack itself; with an Idempotency-Key at most 12 MB.",
        "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class ContactIn(Given):
    """A line or place of one's own; it needs a phone number or an address."""

    name: str = Field(min_length=1, max_length=200)
    role: ContactRole = ContactRole.HOTLINE
    phone: str = Field(default="", max_length=200)
    url: str = Field(default="", max_length=200)
    region: str = Field(default="", max_length=6, description="Like US-OR, or US")


class OwnBrandIn(Given):
    name: str = Field(min_length=1, max_length=60)
    colours: ColoursIn
    footer: str = Field(default="", max_length=120)
    url: str = Field(default="", max_length=300)
    logos: LogosIn = Field(default_factory=LogosIn)
    contacts: list[ContactIn] = Field(default_factory=list, max_length=10)


class WishesIn(Given):
    """Empty lists are everything there is. With ``brand`` every card is drawn anew with it."""

    formats: list[Format] = Field(default_factory=list, max_length=len(Format))
    platforms: list[str] = Field(default_factory=list, max_length=30)
    post_ids: list[Annotated[int, Field(strict=True, ge=1, le=MOST)]] = Field(
        default_factory=list, max_length=500
    )
    drafts: StrictBool = False
    brand: OwnBrandIn | None = None


class BuildOut(Shape):
    """``address`` is where the pack is fetched, null until its state is "ready"."""

    key: str
    campaign_id: int
    state: BuildState
    done: int
    of: int
    notes: list[str]
    trouble: str
    size: int
    asked_at: datetime
    expires_at: datetime
    address: str | None


class PackChangeOut(Shape):
    what: str
    subject: str
    before: str
    after: str


class NewerOut(Shape):
    """``key`` says yes to these changes within a day; null where nothing would change."""

    changes: list[PackChangeOut]
    key: str | None


class KeyIn(Given):
    key: str = Field(min_length=1, max_length=100)


class UpdatedOut(Shape):
    """``changed`` are posts that are drafts now, as the newer pack has them."""

    changed: list[int]


class TakenOverOut(Shape):
    campaign_id: int
    posts: int
    signer: str
    notes: list[str]


async def uploaded(request: Request) -> AsyncIterator[IO[bytes]]:
    """Give the body as a file. Raises 415 for what does not say that it is a pack."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {ZIP, "application/octet-stream"}:
        raise HTTPException(415, "The body is to be a content pack (application/zip).")
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        async for part in request.stream():
            file.write(part)
        file.seek(0)
        yield file


Upload = Annotated[IO[bytes], Depends(uploaded)]


@router.get("/packs/builds")
def list_builds(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[BuildOut]:
    """List the packs that were asked for and can still be had, or are being made."""
    caller.member.needs(Permission.SEE)
    with caller.office.sessions() as session:
        every = pack_builds.of_organization(session, caller.member.organization_id, AT_ONCE)
    now = caller.office.now()
    there = [one for one in every if one.expires_at > now or one.is_going]
    return page_of(request, there, after, limit, _build, lambda one: one.id)


@router.post("/campaigns/{number}/packs", status_code=202)
def ask(caller: Writer, request: Request, number: Number, given: WishesIn) -> BuildOut:
    """Have a campaign's pack made in the background, also with another organization's brand."""
    wishes = Wishes(
        formats=tuple(one.value for one in given.formats),
        platforms=tuple(given.platforms),
        post_ids=tuple(given.post_ids),
        approved_only=not given.drafts,
    )
    if given.brand is not None:
        wishes = replace(wishes, brand=_brand(caller, given.brand))
    build = making_packs.ask(caller.office, caller.member, number, wishes)
    _workshop(request).wake()
    return _build(build)


@router.get("/packs/builds/{key}")
def follow(caller: Reader, key: Name) -> BuildOut:
    """Say how far a pack is."""
    return _build(making_packs.build_of(caller.office, caller.member, key))


@router.get("/packs/builds/{key}/pack.zip", response_class=Response, responses=PACK)
def download(caller: Reader, key: Name) -> Response:
    """Fetch a pack that is ready."""
    return sent(caller.office, making_packs.build_of(caller.office, caller.member, key))


@router.post("/packs/import", status_code=201, max_body_size=LARGEST_PACK, openapi_extra=UPLOAD)
def take_over(  # noqa: PLR0913  # one query for each fact
    caller: Planner,
    upload: Upload,
    *,
    name: Annotated[str, Query(max_length=200)] = "",
    brand_id: Annotated[int, Query(ge=1, le=MOST)],
    channel: Annotated[list[int], Query(max_length=50)],
    first_day: date | None = None,
    last_day: date | None = None,
    zone: Annotated[str, Query(max_length=60)] = "",
) -> TakenOverOut:
    """Make a campaign of drafts from another organization's pack; never approved, never at once."""
    into = TakeOver(
        name=name.strip(),
        brand_kit_id=brand_id,
        channel_ids=tuple(channel),
        zone=zone,
        first_day=first_day,
        last_day=last_day,
    )
    done = taking_over.take_over(caller.office, caller.member, upload, into)
    return TakenOverOut.model_validate(done)


@router.post("/campaigns/{number}/packs/newer", max_body_size=LARGEST_PACK, openapi_extra=UPLOAD)
def compare(caller: Planner, upload: Upload, number: Number) -> NewerOut:
    """Say what a newer pack would change in a campaign made from an older one, and keep it."""
    found = taking_over.preview_update(caller.office, caller.member, number, upload)
    key = keeping_packs.keep(caller.office, caller.member, number, upload) if found else None
    return NewerOut(changes=[PackChangeOut.model_validate(one) for one in found], key=key)


@router.post("/campaigns/{number}/packs/update")
def update(caller: Planner, number: Number, given: KeyIn) -> UpdatedOut:
    """Bring a newer pack that was compared into what has not gone out yet."""
    with keeping_packs.kept(caller.office, caller.member, number, given.key) as pack:
        changed = taking_over.update(caller.office, caller.member, number, pack)
    return UpdatedOut(changed=list(changed))


def _brand(caller: Caller, given: OwnBrandIn) -> OwnBrand:
    """Return the brand, checked. Raises ``ActionError`` for what cannot be drawn."""
    found = {"light": given.logos.light, "dark": given.logos.dark}
    cleaned = {ground: clean_logo(data) for ground, data in found.items() if data is not None}
    brand = OwnBrand(
        name=given.name,
        colours=given.colours.model_dump(),
        footer=given.footer,
        url=given.url,
        logos={ground: caller.office.media.put(data) for ground, data in cleaned.items()},
        contacts=tuple(OwnContact(**one.model_dump(mode="json")) for one in given.contacts),
    )
    for contact in brand.contacts:
        check_contact(contact)
    kit_of(brand, caller.office.media)
    return brand


def _build(one: PackBuild) -> BuildOut:
    ready = one.state is BuildState.READY
    return BuildOut(
        key=one.key,
        campaign_id=one.campaign_id,
        state=one.state,
        done=one.done,
        of=one.of,
        notes=list(one.notes),
        trouble=one.trouble,
        size=one.size,
        asked_at=one.asked_at,
        expires_at=one.expires_at,
        address=f"/api/v1/packs/builds/{one.key}/pack.zip" if ready else None,
    )


def _workshop(request: Request) -> Workshop:
    found = request.app.state.workshop
    assert isinstance(found, Workshop)
    return found
