"""Packs for partners: have them made, leave and come back, hand out links, take numbers in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import IO, Annotated

from fastapi import APIRouter, Form, HTTPException, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from content.cards.model import Format
from scheduler.actions import hearing_partners, making_packs, partner_links
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Office
from scheduler.domain.pack_build import BuildState, Wishes
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.store import campaigns, channels, pack_builds, packs, posts
from scheduler.store.media import MediaError
from scheduler.store.pack_builds import PackBuild
from scheduler.web.language import _
from scheduler.web.visit import Visit, Visitor, go
from scheduler.web.workshop import workshop_of

router = APIRouter()

AT_ONCE = 20  # builds on the page
_PART = 1 << 18  # bytes of a pack in memory while it is sent


@router.get("/packs")
def show(visit: Visitor) -> Response:
    return _show(visit)


@router.get("/packs/campaigns/{campaign_id}")
def choose(visit: Visitor, campaign_id: int) -> Response:
    """Offer what a pack of this campaign may hold, and show what partners sent back."""
    with visit.office.sessions() as session:
        campaign = campaign_of(session, visit.member, campaign_id)
        there = posts.of_campaign(session, campaign_id)
        sums = packs.partner_sums(session, campaign_id)
        platforms = {one.platform for one in channels.of_campaign(session, campaign_id)}
    shown = [one for one in there if one.state is not PostState.ARCHIVED]
    return visit.page(
        "pack_choose.html",
        campaign=campaign,
        posts=shown,
        formats=Format,
        platforms=sorted(platforms),
        sums=sums,
    )


@router.post("/packs/campaigns/{campaign_id}")
def ask(
    visit: Visitor,
    campaign_id: int,
    *,
    formats: Annotated[list[Format] | None, Form()] = None,
    platforms: Annotated[list[str] | None, Form()] = None,
    post_ids: Annotated[list[int] | None, Form()] = None,
    drafts: Annotated[bool, Form()] = False,
) -> Response:
    wishes = Wishes(
        formats=tuple(one.value for one in formats or ()),
        platforms=tuple(platforms or ()),
        post_ids=tuple(post_ids or ()),
        approved_only=not drafts,
    )
    making_packs.ask(visit.office, visit.member, campaign_id, wishes)
    workshop_of(visit.request).wake()
    return go("/packs")


@router.get("/packs/builds/{key}/pack.zip")
def download(visit: Visitor, key: str) -> Response:
    return sent(visit.office, making_packs.build_of(visit.office, visit.member, key))


@router.post("/packs/links")
def make_link(
    visit: Visitor,
    *,
    campaign_id: Annotated[int, Form()],
    partner: Annotated[str, Form()],
    days: Annotated[int, Form()] = 60,
    numbers: Annotated[bool, Form()] = False,
) -> Response:
    """Show the new link's address once: only its hash is stored."""
    new = partner_links.make_link(
        visit.office,
        visit.member,
        campaign_id,
        partner=partner,
        lasts=timedelta(days=days),
        takes_numbers=numbers,
    )
    base = visit.site.public_base_url or str(visit.request.base_url)
    return _show(visit, made=(partner.strip(), f"{base.rstrip('/')}/partner/{new.token}"))


@router.post("/packs/links/{link_id}/revoke")
def revoke(visit: Visitor, link_id: int) -> Response:
    partner_links.revoke_link(visit.office, visit.member, link_id)
    return go("/packs")


@router.get("/packs/campaigns/{campaign_id}/numbers.csv")
def numbers_table(visit: Visitor, campaign_id: int) -> Response:
    return table(hearing_partners.numbers_table(visit.office, visit.member, campaign_id))


@router.post("/packs/campaigns/{campaign_id}/numbers")
async def take_numbers(
    visit: Visitor,
    campaign_id: int,
    partner: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
) -> Response:
    """Take in a table that a partner filled in and sent by mail."""
    data = await file.read() if file is not None else b""
    await run_in_threadpool(
        hearing_partners.take_numbers, visit.office, visit.member, campaign_id, partner, data
    )
    return go(f"/packs/campaigns/{campaign_id}")


def sent(office: Office, build: PackBuild) -> Response:
    """Send a pack that is ready, a part at a time. Raises ``ActionError`` while it is not."""
    if build.state is not BuildState.READY:
        raise ActionError(_("The pack is not ready."), _("Look again in a moment."))
    try:
        file = office.media.open(build.sha256)
    except MediaError as error:
        raise HTTPException(404) from error
    headers = {
        "content-disposition": f'attachment; filename="content-pack-{build.id}.zip"',
        "content-length": str(build.size),
        "content-encoding": "identity",  # its pictures are compressed already
    }
    return StreamingResponse(_parts(file), media_type="application/zip", headers=headers)


def table(data: bytes) -> Response:
    return Response(
        data,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="numbers.csv"'},
    )


def _show(visit: Visit, made: tuple[str, str] | None = None) -> Response:
    organization_id = visit.member.organization_id
    with visit.office.sessions() as session:
        builds = pack_builds.of_organization(session, organization_id, AT_ONCE)
        every = campaigns.campaigns(session, organization_id)
        links = partner_links.links_of(session, visit.member)
    if any(build.is_going for build in builds):
        workshop_of(visit.request).wake()  # whoever began it may have stopped
    now = visit.office.now()
    return visit.page(
        "packs.html",
        builds=[one for one in builds if one.expires_at > now or one.is_going],
        campaigns=every,
        names={campaign.id: campaign.name for campaign in every},
        partners={link.id: link.partner for link in links},
        links=[link for link in links if link.works(now)],
        made=made,
        may_plan=visit.may(Permission.PLAN),
    )


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(_PART):
            yield part
