"""Pictures on Bluesky: bytes with a content id, looked at when a record names them."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NoPictureError, look_at
from scheduler.sandbox.platforms import bluesky_sessions as sessions
from scheduler.sandbox.platforms.bluesky_words import NAME, cid, raise_invalid, raise_named
from scheduler.sandbox.world import Account, World

MAX_BLOB_BYTES = 5_242_880


def upload_blob(call: Call) -> Answer:
    """Take bytes in; whether they fit a record is only looked at when there is one."""
    account = sessions.owner(call)
    if not call.content_type:
        raise_invalid("Request encoding (Content-Type) required but not provided")
    if len(call.body) > MAX_BLOB_BYTES:
        raise_named(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "PayloadTooLarge", "request entity too large"
        )
    try:
        seen = look_at(call.body)
        kept: Json = {"mime": seen.mime, "width": seen.width, "height": seen.height}
    except NoPictureError:
        kept = {"mime": call.content_type, "width": 0, "height": 0}
    link = cid(sha256(call.body).digest(), raw=True)
    kept |= {"sha256": call.world.database.keep_picture(call.body), "size": len(call.body)}
    call.world.database.put((NAME, "blob", f"{account['did']} {link}"), kept, account.name)
    blob = {
        "$type": "blob",
        "ref": {"$link": link},
        "mimeType": kept["mime"],
        "size": kept["size"],
    }
    return Answer({"blob": blob})


def picture_of(world: World, account: Account, image: Json) -> Picture:
    link = image["image"]["ref"]["$link"]
    kept = world.database.get((NAME, "blob", f"{account['did']} {link}"))
    if kept is None:
        raise_named(HTTPStatus.BAD_REQUEST, "BlobNotFound", f"Could not find blob: {link}")
    if (kept["mime"], kept["size"]) != (image["image"]["mimeType"], image["image"]["size"]):
        raise_named(
            HTTPStatus.BAD_REQUEST,
            "InvalidMimeType",
            f"Referenced Mimetype does not match stored blob. Expected: {kept['mime']}",
        )
    return Picture(
        sha256=kept["sha256"],
        mime=kept["mime"],
        width=kept["width"],
        height=kept["height"],
        size=kept["size"],
        alt=image["alt"],
        media_id=link,
    )
