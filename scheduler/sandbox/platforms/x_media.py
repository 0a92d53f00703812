"""Pictures on X: uploaded with a category, described by a call of their own, used for a day."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import timedelta

from scheduler.sandbox.call import Answer, Call, UnreadableError
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.platforms.x_access import NAME, invalid, owner, told_in
from scheduler.sandbox.world import Account, World

MAX_ALT = 1000
MAX_BYTES = 5 * 1024 * 1024
MAX_GIF_BYTES = 15 * 1024 * 1024
MEDIA_LIFE = timedelta(days=1)
_MIME = {"image/jpeg", "image/png", "image/webp", "image/gif"}


def upload(call: Call) -> Answer:
    """Take a picture in, as a form or as JSON with base64."""
    account, headers = owner(call)
    data, category = _sent(call)
    if category != "tweet_image":
        invalid("media_category is missing or not one of: tweet_image")
    try:
        seen = look_at(data)
    except NoPictureError:
        invalid("media type unrecognized.")
    most = MAX_GIF_BYTES if seen.mime == "image/gif" else MAX_BYTES
    if seen.mime not in _MIME or len(data) > most:
        invalid(f"File size exceeds {most} bytes or its type is not taken.")
    number = str(call.world.next_number())
    picture = keep(call.world.database, data, seen, alt="", media_id=f"3_{number}")
    kept = {"picture": as_kept(picture), "at": call.world.now().timestamp()}
    call.world.database.put((NAME, "media", f"{account.name} {number}"), kept, account.name)
    told = {
        "id": number,
        "media_key": f"3_{number}",
        "expires_after_secs": int(MEDIA_LIFE.total_seconds()),
        "size": len(data),
    }
    return Answer({"data": told}, headers=headers)


def _sent(call: Call) -> tuple[bytes, str]:
    if call.content_type == "application/json":
        told = told_in(call)
        try:
            data = base64.b64decode(str(told.get("media", "")), validate=True)
        except binascii.Error:
            invalid("media is not base64")
        return data, str(told.get("media_category", ""))
    try:
        media = call.form.upload("media")
    except UnreadableError:
        invalid("The request is neither JSON nor a form.")
    if media is None:
        invalid("media is missing")
    return media.data, call.form.get("media_category")


def describe(call: Call) -> Answer:
    account, headers = owner(call)
    told = told_in(call)
    number = str(told.get("id", ""))
    text = ((told.get("metadata") or {}).get("alt_text") or {}).get("text")
    place = (NAME, "media", f"{account.name} {number}")
    kept = call.world.database.get(place)
    if kept is None:
        invalid("id names no media of yours")
    if not isinstance(text, str) or not 0 < len(text) <= MAX_ALT:
        invalid(f"metadata.alt_text.text must have 1 to {MAX_ALT} characters")
    described = replace(Picture(**kept["picture"]), alt=text)
    call.world.database.put(place, {**kept, "picture": as_kept(described)}, account.name)
    told = {"id": number, "associated_metadata": {"alt_text": {"text": text}}}
    return Answer({"data": told}, headers=headers)


def picture_of(world: World, account: Account, number: object) -> Picture:
    kept = world.database.get((NAME, "media", f"{account.name} {number}"))
    if kept is None or world.now().timestamp() - kept["at"] > MEDIA_LIFE.total_seconds():
        invalid("Your media IDs are invalid.")
    return Picture(**kept["picture"])
