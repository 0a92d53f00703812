"""Take a partner's pack in: drafts of a new campaign, or what a newer pack changes in one."""

from __future__ import annotations

from datetime import date
from typing import IO, Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from starlette.responses import Response

from scheduler.actions import keeping_packs, taking_over
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError
from scheduler.actions.taking_over import TakeOver
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import zone_names
from scheduler.store import campaigns, channels, packs, people, sheets
from scheduler.web.language import _
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()

LARGEST_PACK = 512 * 1024 * 1024


@router.get("/packs/import")
def offer(visit: Visitor) -> Response:
    visit.member.needs(Permission.PLAN)
    return visit.page("pack_import.html", done=None, **_choices(visit))


@router.post("/packs/import", max_body_size=LARGEST_PACK)
def take_over(  # noqa: PLR0913  # one field for each fact
    visit: Visitor,
    *,
    file: UploadFile | None = None,
    name: Annotated[str, Form()] = "",
    brand_id: Annotated[int, Form()] = 0,
    channels: Annotated[list[int] | None, Form()] = None,
    first_day: Annotated[str, Form()] = "",
    last_day: Annotated[str, Form()] = "",
    zone: Annotated[str, Form()] = "",
) -> Response:
    done = taking_over.take_over(
        visit.office,
        visit.member,
        _uploaded(file),
        TakeOver(
            name=name.strip(),
            brand_kit_id=brand_id,
            channel_ids=tuple(channels or ()),
            zone=zone,
            first_day=_day(first_day),
            last_day=_day(last_day),
        ),
    )
    return visit.page("pack_import.html", done=done, **_choices(visit))


@router.post("/packs/campaigns/{campaign_id}/newer", max_body_size=LARGEST_PACK)
def compare(visit: Visitor, campaign_id: int, file: UploadFile | None = None) -> Response:
    """Show what a newer pack would change, and keep it until somebody says yes."""
    with visit.office.sessions() as session:
        campaign_of(session, visit.member, campaign_id)
    upload = _uploaded(file)
    changes = taking_over.preview_update(visit.office, visit.member, campaign_id, upload)
    key = keeping_packs.keep(visit.office, visit.member, campaign_id, upload) if changes else ""
    return visit.page("pack_newer.html", changes=changes, key=key, campaign_id=campaign_id)


@router.post("/packs/campaigns/{campaign_id}/update")
def update(visit: Visitor, campaign_id: int, key: Annotated[str, Form()] = "") -> Response:
    with keeping_packs.kept(visit.office, visit.member, campaign_id, key) as pack:
        taking_over.update(visit.office, visit.member, campaign_id, pack)
    return go(f"/campaigns/{campaign_id}?said=campaign_changed")


def _uploaded(file: UploadFile | None) -> IO[bytes]:
    if file is None or not file.filename:
        raise ActionError(_("There is no pack."), _("Choose a ZIP file."))
    return file.file


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ActionError(_("A day is written like 2027-01-11.")) from None


def _choices(visit: Visit) -> dict[str, Any]:
    organization_id = visit.member.organization_id
    with visit.office.sessions() as session:
        every = campaigns.campaigns(session, organization_id)
        return {
            "brands": sheets.brands(session, organization_id),
            "channels": channels.channels(session, organization_id),
            "taken": [one for one in every if packs.imported(session, one.id) is not None],
            "zones": zone_names(),
            "own_zone": people.organization(session, organization_id).zone,
        }
