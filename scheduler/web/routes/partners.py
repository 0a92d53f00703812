"""A partner's page, opened by its link alone: look, make the pack its own, send numbers back."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from content.brand import Palette
from content.cards.model import Format
from content.packs.numbers import METRICS, one_row
from scheduler.actions import hearing_partners, making_packs, partner_links
from scheduler.actions.office import ActionError
from scheduler.actions.partner_brands import kit_of
from scheduler.actions.sharing_packs import pack_of_campaign
from scheduler.domain.pack_build import BuildState, OwnBrand, Wishes
from scheduler.store.media import MediaError
from scheduler.store.pack_builds import PackBuild
from scheduler.store.partner_links import PartnerLink
from scheduler.store.post_page import shows_picture
from scheduler.web import pages
from scheduler.web.partner_form import CONTACT_ROLES, CONTACT_ROWS, SHAPES, brand_of, wishes_of
from scheduler.web.routes.brands import COLOURS, contrasts
from scheduler.web.routes.packs import sent, table
from scheduler.web.showroom import showroom_of
from scheduler.web.thumbnails import Thumbnails
from scheduler.web.visit import Here, Site, go
from scheduler.web.workshop import workshop_of

router = APIRouter()

PREVIEW_WIDTH = 384
NEW = "new"  # in place of a design's key: nothing is kept yet
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PRIVATE = {"cache-control": "private, max-age=3600", "x-robots-tag": "noindex"}


@router.get("/partner/{token}")
def show(request: Request, site: Here, token: str) -> Response:
    link = partner_links.link_of(site.office, token)
    return _page(request, site, link, token, None)


@router.post("/partner/{token}")
async def start(request: Request, site: Here, token: str) -> Response:
    """Have the pack made, as it stands or with what was typed; or keep a design to look at."""
    link = partner_links.link_of(site.office, token)
    async with request.form(max_files=4, max_fields=60) as form:
        wishes, only_look = await wishes_of(form, site.office, {})
    build = await run_in_threadpool(
        making_packs.ask_by_link, site.office, link, wishes, only_look=only_look
    )
    workshop_of(request).wake()
    return go(f"/partner/{token}/packs/{build.key}")


@router.get("/partner/{token}/packs/{key}")
def follow(request: Request, site: Here, token: str, key: str) -> Response:
    """Show a design to go on with, or how far its pack is."""
    link = partner_links.link_of(site.office, token)
    build = making_packs.build_of_link(site.office, link, key)
    if build.is_going:
        workshop_of(request).wake()  # whoever began it may have stopped
    if build.state is BuildState.DESIGN:
        return _page(request, site, link, token, build)
    words = {"link": link, "token": token, "build": build}
    return pages.render(request, "partner_pack.html", words=words)


@router.post("/partner/{token}/packs/{key}")
async def change(request: Request, site: Here, token: str, key: str) -> Response:
    link = partner_links.link_of(site.office, token)
    build = making_packs.build_of_link(site.office, link, key)
    kept = dict(build.wishes.brand.logos) if build.wishes.brand else {}
    async with request.form(max_files=4, max_fields=60) as form:
        wishes, only_look = await wishes_of(form, site.office, kept)
    await run_in_threadpool(
        making_packs.change_design, site.office, link, build, wishes, only_look=only_look
    )
    workshop_of(request).wake()
    return go(f"/partner/{token}/packs/{key}")


@router.get("/partner/{token}/packs/{key}/pack.zip")
def download(site: Here, token: str, key: str) -> Response:
    link = partner_links.link_of(site.office, token)
    return sent(site.office, making_packs.build_of_link(site.office, link, key))


@router.get("/partner/{token}/packs/{key}/card.webp")
def card(request: Request, site: Here, token: str, key: str, n: int = 0) -> Response:
    """Draw a card of the pack with the colours and words of the form as they are now."""
    link = partner_links.link_of(site.office, token)
    kit = kit_of(_typed(request, site, link, key), site.office.media)
    template, cards = making_packs.cards_for(site.office, link, kit)
    if not cards:
        raise HTTPException(404)
    data = showroom_of(request).picture(
        cards[n % len(cards)], kit, template, Format.PORTRAIT, PREVIEW_WIDTH
    )
    return Response(data, media_type="image/webp", headers=_PRIVATE)


@router.get("/partner/{token}/packs/{key}/contrast")
def contrast(request: Request, site: Here, token: str, key: str) -> Response:
    link = partner_links.link_of(site.office, token)
    kit = kit_of(_typed(request, site, link, key), site.office.media)
    return JSONResponse({"pairs": contrasts(kit.palette), "notes": kit.notes})


@router.get("/partner/{token}/pictures/{sha256}")
def picture(request: Request, site: Here, token: str, sha256: str) -> Response:
    """Show an approved card small. Nothing else of the organization can be asked for."""
    link = partner_links.link_of(site.office, token)
    if not _SHA256.fullmatch(sha256):
        raise HTTPException(404)
    shared = partner_links.shared_posts(site.office, link)
    with site.office.sessions() as session:
        if shows_picture(session, link.organization_id, sha256, only=shared) is None:
            raise HTTPException(404)
    thumbnails = request.app.state.thumbnails
    assert isinstance(thumbnails, Thumbnails)
    try:
        data = thumbnails.webp(sha256, PREVIEW_WIDTH)
    except MediaError as error:
        raise HTTPException(404) from error
    return Response(data, media_type="image/webp", headers=_PRIVATE)


@router.get("/partner/{token}/numbers.csv")
def numbers_table(site: Here, token: str) -> Response:
    link = partner_links.link_of(site.office, token)
    member = partner_links.member_of(link)
    return table(hearing_partners.numbers_table(site.office, member, link.campaign_id))


@router.post("/partner/{token}/numbers")
async def take_numbers(request: Request, site: Here, token: str) -> Response:
    """Take one post's numbers from the form, or a table that was filled in."""
    link = partner_links.link_of(site.office, token)
    async with request.form(max_files=1, max_fields=20) as form:
        upload = form.get("file")
        if isinstance(upload, UploadFile) and upload.filename:
            data = await upload.read()
        else:
            text = {name: value for name, value in form.items() if isinstance(value, str)}
            which, _colon, platform = text.get("what", "").rpartition(":")
            data = one_row(which, platform, text.get("posted_on", ""), text)
    await run_in_threadpool(hearing_partners.take_numbers_by_link, site.office, link, data)
    return go(f"/partner/{token}?said=numbers#numbers")


def _typed(request: Request, site: Site, link: PartnerLink, key: str) -> OwnBrand:
    """Return the brand of the form as it is now, with the logos that were uploaded before."""
    logos: dict[str, str] = {}
    if key != NEW:
        build = making_packs.build_of_link(site.office, link, key)
        logos = dict(build.wishes.brand.logos) if build.wishes.brand else {}
    return brand_of(request.query_params, logos)


def _page(
    request: Request, site: Site, link: PartnerLink, token: str, build: PackBuild | None
) -> Response:
    member = partner_links.member_of(link)
    try:
        content = pack_of_campaign(site.office, member, link.campaign_id, Wishes())
    except ActionError:
        content = None  # nothing is approved yet
    wishes = build.wishes if build else Wishes(formats=tuple(one.value for one in SHAPES[:2]))
    brand = wishes.brand or OwnBrand(
        name=link.partner[:60], colours={key: getattr(Palette(), key) for key in COLOURS}
    )
    kit = kit_of(brand, site.office.media)
    words = {
        "link": link,
        "token": token,
        "key": build.key if build else NEW,
        "content": content,
        "brand": brand,
        "wishes": wishes,
        "colours": COLOURS,
        "pairs": contrasts(kit.palette),
        "notes": kit.notes,
        "shapes": SHAPES,
        "contact_roles": CONTACT_ROLES,
        "contact_rows": CONTACT_ROWS,
        "metrics": METRICS,
        "said": request.query_params.get("said", ""),
    }
    return pages.render(request, "partner.html", words=words)
