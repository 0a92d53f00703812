"""Files on Slack: an address for the bytes with an alt text, then shared as one message."""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NO_PICTURE, NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.platforms.slack_access import NAME, in_channel, no, ok, opened
from scheduler.sandbox.platforms.slack_messages import publish

MAX_ALT = 1000


def upload_address(call: Call) -> Answer:
    account, form = opened(call)
    if not form.get("filename") or not form.get("length").isdigit():
        no("invalid_arguments")
    if len(form.get("alt_txt")) > MAX_ALT:
        no("alt_txt_too_large")
    file_id, secret = f"F{secrets.token_hex(5).upper()}", secrets.token_urlsafe(24)
    kept = {
        "account": account.name,
        "alt": form.get("alt_txt"),
        "length": int(form.get("length")),
        "name": form.get("filename"),
        "picture": None,
        "shared": "",
    }
    call.world.database.put((NAME, "file", file_id), kept, account.name)
    call.world.database.put((NAME, "address", secret), {"file": file_id}, account.name)
    return ok(upload_url=f"{call.world.url}/slack/upload/v1/{secret}", file_id=file_id)


def upload(call: Call) -> Answer:
    """Take the bytes in. The address is the permission."""
    address = call.world.database.get((NAME, "address", call.path["secret"]))
    if address is None:
        return Answer(b"not found", HTTPStatus.NOT_FOUND)
    place = (NAME, "file", str(address["file"]))
    kept = call.world.database.get(place) or {}
    data = call.body
    if call.content_type == "multipart/form-data" and call.form.uploads:
        data = call.form.uploads[0].data
    if len(data) != kept["length"]:
        return Answer(b"length does not match", HTTPStatus.BAD_REQUEST)
    try:
        seen = look_at(data)
    except NoPictureError:
        seen = NO_PICTURE
    picture = keep(
        call.world.database, data, seen, alt=str(kept["alt"]), media_id=str(address["file"])
    )
    kept["picture"] = as_kept(picture)
    call.world.database.put(place, kept, kept["account"])
    return Answer(f"OK - {len(data)}".encode())


def complete(call: Call) -> Answer:
    """Share uploaded files in the channel: this makes the message."""
    account, form = opened(call)
    try:
        told = json.loads(form.get("files") or "[]")
        ids = [str(one["id"]) for one in told]
    except (ValueError, KeyError, TypeError):
        ids = []
    if not ids:
        no("invalid_arguments")
    if form.get("channel_id"):
        in_channel(account, form.get("channel_id"))
    world = call.world
    files = {one: world.database.get((NAME, "file", one)) for one in ids}
    for kept in files.values():
        if kept is None or not kept["picture"] or kept["shared"]:
            no("file_not_found")
    ready = {one: kept for one, kept in files.items() if kept is not None}
    if form.get("channel_id"):
        pictures = [Picture(**kept["picture"]) for kept in ready.values()]
        moment = publish(world, account, form.get("initial_comment"), pictures)
        for one, kept in ready.items():
            world.database.put((NAME, "file", one), {**kept, "shared": moment}, account.name)
    return ok(files=[{"id": one, "title": kept["name"]} for one, kept in ready.items()])


def file_info(call: Call) -> Answer:
    account, form = opened(call)
    kept = call.world.database.get((NAME, "file", form.get("file")))
    if kept is None or kept["account"] != account.name:
        no("file_not_found")
    place = f"{account['channel']}/{kept['shared']}"
    seen = call.world.ledger.find(NAME, place) if kept["shared"] else None
    shares: Json = {"public": {account["channel"]: [{"ts": kept["shared"]}]}} if seen else {}
    return ok(file={"id": form.get("file"), "name": kept["name"], "shares": shares})
