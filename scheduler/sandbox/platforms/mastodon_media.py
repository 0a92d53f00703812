"""Pictures on their way into a status on Mastodon: uploaded, worked on, described.

Real servers work on a picture after the upload: 202 and no address, until a look finds it ready.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox.call import Answer, Call, Form, RefusedError
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.world import Account, World

NAME = "mastodon"
MAX_DESCRIPTION = 1500
MAX_BYTES = 16 * 1024 * 1024
MAX_PIXELS = 33_177_600
MIME_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")


def _refuse(status: int, error: str) -> NoReturn:
    raise RefusedError(Answer({"error": error}, status))


def _invalid(problem: str) -> NoReturn:
    _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, f"Validation failed: {problem}")


def media_of(world: World, account: Account, media_id: str) -> Json | None:
    """Return an upload of this account, used or not."""
    kept = world.database.get((NAME, "media", media_id))
    return kept if kept is not None and kept["account"] == account.name else None


def not_ready(kept: Json) -> bool:
    return int(kept["polls_left"]) > 0


def store_media(call: Call, account: Account, form: Form) -> Answer:
    """Take a picture in: 200 when it is ready at once, 202 when somebody has to come back."""
    upload = form.upload("file")
    if upload is None or not upload.data:
        _invalid("File can't be blank")
    if len(upload.data) > MAX_BYTES:
        _invalid("File file size must be less than 16 MB")
    try:
        seen = look_at(upload.data)
    except NoPictureError:
        _invalid("File content type is invalid")
    if seen.mime not in MIME_TYPES:
        _invalid("File content type is invalid")
    if seen.width * seen.height > MAX_PIXELS:
        _invalid(f"File {seen.width}x{seen.height} images are not supported")
    description = _description(form)
    media_id = str(call.world.next_number())
    picture = keep(call.world.database, upload.data, seen, alt=description, media_id=media_id)
    kept = {
        "account": account.name,
        "picture": as_kept(picture),
        "polls_left": call.world.knobs.media_polls,
        "used_by": "",
    }
    call.world.database.put((NAME, "media", media_id), kept, account.name)
    status = HTTPStatus.ACCEPTED if not_ready(kept) else HTTPStatus.OK
    return Answer(_shown(call.world, kept), status)


def show_media(call: Call, account: Account) -> Answer:
    media_id, kept = _unused(call, account)
    if not not_ready(kept):
        return Answer(_shown(call.world, kept))
    answer = Answer(_shown(call.world, kept), HTTPStatus.PARTIAL_CONTENT)
    kept["polls_left"] -= 1
    call.world.database.put((NAME, "media", media_id), kept, account.name)
    return answer


def edit_media(call: Call, account: Account, form: Form) -> Answer:
    """Describe a picture after its upload; possible until it is in a status."""
    media_id, kept = _unused(call, account)
    picture = Picture(**kept["picture"])
    described = replace(picture, alt=_description(form) or picture.alt)
    kept["picture"] = as_kept(described)
    call.world.database.put((NAME, "media", media_id), kept, account.name)
    return Answer(_shown(call.world, kept))


def remove_media(call: Call, account: Account) -> Answer:
    media_id, _ = _unused(call, account)
    call.world.database.drop((NAME, "media", media_id))
    return Answer({})


def _unused(call: Call, account: Account) -> tuple[str, Json]:
    media_id = call.path["id"]
    kept = media_of(call.world, account, media_id)
    if kept is None or kept["used_by"]:
        _refuse(HTTPStatus.NOT_FOUND, "Record not found")
    return media_id, kept


def _description(form: Form) -> str:
    description = form.get("description").strip()
    if len(description) > MAX_DESCRIPTION:
        _invalid(f"Description is too long (maximum is {MAX_DESCRIPTION} characters)")
    return description


def _shown(world: World, kept: Json) -> Json:
    return attachment(world, Picture(**kept["picture"]), ready=not not_ready(kept))


def attachment(world: World, picture: Picture, *, ready: bool = True) -> Json:
    """Return the MediaAttachment entity."""
    url = f"{world.url}/_sandbox/pictures/{picture.sha256}" if ready else None
    size = {
        "width": picture.width,
        "height": picture.height,
        "size": f"{picture.width}x{picture.height}",
        "aspect": picture.width / picture.height,
    }
    return {
        "id": picture.media_id,
        "type": "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "meta": {"original": size, "small": size},
        "description": picture.alt or None,
        "blurhash": "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH",
    }
