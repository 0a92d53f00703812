"""Pictures on their way into a status on Mastodon: uploaded, worked on, described.

Real servers work on a picture after the upload: 202 and no address, until a look finds it ready.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox.call import Answer, Call, Form, RefusedError
from scheduler.sandbox.database import Json
from scheduler.sandbox.pictures import NoPictureError, look_at
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
    kept = {
        "account": account.name,
        "sha256": call.world.database.keep_picture(upload.data),
        "mime": seen.mime,
        "width": seen.width,
        "height": seen.height,
        "size": len(upload.data),
        "description": description,
        "polls_left": call.world.knobs.media_polls,
        "used_by": "",
    }
    call.world.database.put((NAME, "media", media_id), kept, account.name)
    status = HTTPStatus.ACCEPTED if not_ready(kept) else HTTPStatus.OK
    return Answer(attachment(call.world, media_id, kept), status)


def show_media(call: Call, account: Account) -> Answer:
    media_id, kept = _unused(call, account)
    if not not_ready(kept):
        return Answer(attachment(call.world, media_id, kept))
    answer = Answer(attachment(call.world, media_id, kept), HTTPStatus.PARTIAL_CONTENT)
    kept["polls_left"] -= 1
    call.world.database.put((NAME, "media", media_id), kept, account.name)
    return answer


def edit_media(call: Call, account: Account, form: Form) -> Answer:
    """Describe a picture after its upload; possible until it is in a status."""
    media_id, kept = _unused(call, account)
    kept["description"] = _description(form) or kept["description"]
    call.world.database.put((NAME, "media", media_id), kept, account.name)
    return Answer(attachment(call.world, media_id, kept))


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


def attachment(world: World, media_id: str, kept: Json) -> Json:
    """Return the MediaAttachment entity."""
    url = f"{world.url}/_sandbox/pictures/{kept['sha256']}"
    width, height = kept["width"], kept["height"]
    size = {
        "width": width,
        "height": height,
        "size": f"{width}x{height}",
        "aspect": width / height,
    }
    return {
        "id": media_id,
        "type": "image",
        "url": None if kept.get("polls_left") else url,
        "preview_url": None if kept.get("polls_left") else url,
        "remote_url": None,
        "meta": {"original": size, "small": size},
        "description": kept["description"] or None,
        "blurhash": "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH",
    }
