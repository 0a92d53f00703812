"""Images on LinkedIn: an address for the bytes, some processing, then one post."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.platforms.linkedin_access import (
    NAME,
    check_author,
    owner,
    refuse,
    told_in,
    versioned,
)
from scheduler.sandbox.world import World

MAX_ALT = 4086
MAX_PIXELS = 36_152_320
_MIME = {"image/jpeg", "image/png", "image/gif"}


def start_upload(call: Call) -> Answer:
    account = versioned(call)
    if call.query.get("action") != "initializeUpload":
        refuse(HTTPStatus.BAD_REQUEST, "The parameter action is missing")
    request = told_in(call).get("initializeUploadRequest") or {}
    check_author(account, request.get("owner"))
    number = secrets.token_urlsafe(16)
    urn = f"urn:li:image:{number}"
    kept = {"status": "WAITING_UPLOAD", "polls_left": call.world.knobs.media_polls}
    call.world.database.put((NAME, "image", urn), kept, account.name)
    url = f"{call.world.url}/linkedin/dms-uploads/{number}"
    expires = int((call.world.now() + timedelta(days=1)).timestamp() * 1000)
    return Answer({"value": {"uploadUrlExpiresAt": expires, "uploadUrl": url, "image": urn}})


def upload(call: Call) -> Answer:
    account = owner(call)
    place = (NAME, "image", f"urn:li:image:{call.path['number']}")
    kept = call.world.database.get(place)
    if kept is None:
        refuse(HTTPStatus.NOT_FOUND, "There is no such upload")
    try:
        seen = look_at(call.body)
        usable = seen.mime in _MIME and seen.width * seen.height < MAX_PIXELS
    except NoPictureError:
        usable = False
    if usable:
        urn = f"urn:li:image:{call.path['number']}"
        picture = keep(call.world.database, call.body, seen, media_id=urn)
        kept |= {"status": "AVAILABLE", "picture": as_kept(picture)}
    else:
        kept["status"] = "PROCESSING_FAILED"
    call.world.database.put(place, kept, account.name)
    return Answer(b"", HTTPStatus.CREATED)


def image(call: Call) -> Answer:
    account = versioned(call)
    place = (NAME, "image", call.path["urn"])
    kept = call.world.database.get(place)
    if kept is None:
        refuse(HTTPStatus.NOT_FOUND, "Image not found")
    status = _status(kept)
    if status == "PROCESSING":
        left = {**kept, "polls_left": kept["polls_left"] - 1}
        call.world.database.put(place, left, account.name)
    return Answer({"id": call.path["urn"], "status": status})


def _status(kept: Json) -> str:
    waiting = kept["status"] == "AVAILABLE" and kept["polls_left"] > 0
    return "PROCESSING" if waiting else str(kept["status"])


def picture_of(world: World, told: Json) -> Picture:
    urn, alt = str(told.get("id")), str(told.get("altText") or "")
    kept = world.database.get((NAME, "image", urn))
    if kept is None or _status(kept) != "AVAILABLE":
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, f"{urn} is not available")
    if len(alt) > MAX_ALT:
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "altText is too long", "FIELD_LENGTH_TOO_LONG")
    return replace(Picture(**kept["picture"]), alt=alt)
