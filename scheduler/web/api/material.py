"""Who calls, and what campaigns are made from."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException

from content.captions.counting import measure
from content.captions.limits import limit_for
from content.captions.model import CaptionError
from scheduler.actions import importing
from scheduler.actions.finding import sheet_of
from scheduler.store import channels, sheets
from scheduler.web.api.caller import Reader, Writer
from scheduler.web.api.paging import Number
from scheduler.web.api.shapes import (
    ChannelOut,
    LengthIn,
    LengthOut,
    Me,
    NamedOut,
    SheetIn,
    SheetOut,
    SheetWhole,
)

router = APIRouter()


@router.get("/me")
def me(caller: Reader) -> Me:
    member = caller.member
    return Me(
        name=member.name,
        email=member.email,
        role=member.role,
        organization=member.organization_id,
    )


@router.get("/factsheets")
def list_sheets(caller: Reader) -> list[SheetOut]:
    """Every version of every sheet, the newest first."""
    with caller.office.sessions() as session:
        every = sheets.sheets(session, caller.member.organization_id)
    return [SheetOut.model_validate(one) for one in every]


@router.get("/factsheets/{number}")
def show_sheet(caller: Reader, number: Number) -> SheetWhole:
    """One sheet with its items, contacts and warnings."""
    with caller.office.sessions() as session:
        return SheetWhole.model_validate(sheet_of(session, caller.member, number))


@router.post("/factsheets", status_code=201)
def import_sheet(caller: Writer, given: SheetIn) -> SheetOut:
    """Import a sheet; the same name again is its next version, the same text changes nothing."""
    stored = importing.import_factsheet(
        caller.office, caller.member, given.text.encode("utf-8", "replace"), given.name
    )
    return SheetOut.model_validate(stored)


@router.get("/brands")
def list_brands(caller: Reader) -> list[NamedOut]:
    with caller.office.sessions() as session:
        every = sheets.brands(session, caller.member.organization_id)
    return [NamedOut.model_validate(one) for one in every]


@router.get("/channels")
def list_channels(caller: Reader) -> list[ChannelOut]:
    """Connected accounts and what is wrong with them; secrets are never shown."""
    with caller.office.sessions() as session:
        every = channels.channels(session, caller.member.organization_id)
    return [ChannelOut.model_validate(one) for one in every]


@router.post("/length")
def length(_caller: Reader, given: LengthIn) -> LengthOut:
    """Count a caption as the platform does."""
    try:
        found = measure(given.text, limit_for(given.platform))
    except CaptionError as error:
        raise HTTPException(404, str(error)) from error
    return LengthOut.model_validate(found)
