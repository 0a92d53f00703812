"""Photos of a Page: sent or fetched, kept unpublished, attached to one post."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.sandbox.call import Call, UnreadableError
from scheduler.sandbox.database import Json
from scheduler.sandbox.fetching import UnreachableError, fetch
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NoPictureError, keep, look_at
from scheduler.sandbox.platforms.meta import owner, refuse
from scheduler.sandbox.world import Account, World

NAME = "facebook"
MAX_PHOTO_BYTES = 10 * 1024 * 1024
_MIME = {"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"}


def page_of(call: Call) -> Account:
    account = owner(call, NAME)
    if call.path["id"] not in {account["page"], "me"}:
        refuse(200, "(#200) The user hasn't authorized the application to perform this action")
    return account


def unused(world: World, account: Account, number: str) -> Json:
    kept = world.database.get((NAME, "photo", number))
    if kept is None:
        refuse(100, f"(#100) Invalid media_fbid {number}")
    if kept["used_by"]:
        refuse(100, "(#100) These photos were already posted.", subcode=1366051)
    return kept


def photo_in(call: Call, told: Mapping[str, str]) -> Picture:
    alt = told.get("alt_text_custom", "")
    try:
        upload = call.form.upload("source") if call.body else None
        data = upload.data if upload else fetch(told.get("url", "")).data
    except UnreadableError:
        refuse(100, "Invalid parameter")
    except UnreachableError:
        refuse(324, "(#324) Missing or invalid image file", subcode=2069019)
    try:
        seen = look_at(data)
    except NoPictureError:
        refuse(324, "(#324) Missing or invalid image file")
    if seen.mime not in _MIME or len(data) > MAX_PHOTO_BYTES:
        refuse(1, "Photo has a wrong format or size", subcode=1366046)
    return keep(call.world.database, data, seen, alt=alt)
