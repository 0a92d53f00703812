"""The form of a message on Discord, and how a wrong one is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError, Upload
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture, Post
from scheduler.sandbox.pictures import NO_PICTURE, NoPictureError, keep, look_at
from scheduler.sandbox.world import Account, World

MAX_CONTENT = 2000
MAX_DESCRIPTION = 1024
MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_REQUEST_BYTES = 25 * 1024 * 1024


def refused(status: int, code: int, words: str, **errors: object) -> Answer:
    body: Json = {"message": words, "code": code}
    if errors:
        body["errors"] = errors
    return Answer(body, status)


def raise_code(status: int, code: int, words: str) -> NoReturn:
    raise RefusedError(refused(status, code, words))


def _too_long(path: str, most: int) -> NoReturn:
    problem = {"code": "BASE_TYPE_MAX_LENGTH", "message": f"Must be {most} or fewer in length."}
    raise RefusedError(
        refused(
            HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body", **{path: {"_errors": [problem]}}
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that fits; ``told`` is its JSON as it came."""

    content: str
    files: tuple[tuple[Upload, Json], ...]
    told: Json

    def pictures(self, world: World) -> tuple[Picture, ...]:
        return tuple(_picture(world, upload, named) for upload, named in self.files)


def read_draft(call: Call) -> Draft:
    """Read the JSON or the form of a message and check it against Discord's limits."""
    if len(call.body) > MAX_REQUEST_BYTES:
        raise_code(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, 40005, "Request entity too large")
    told, uploads = _parts(call)
    content = str(told.get("content") or "")
    if len(content) > MAX_CONTENT:
        _too_long("content", MAX_CONTENT)
    if not content.strip() and not uploads and not told.get("embeds"):
        raise_code(HTTPStatus.BAD_REQUEST, 50006, "Cannot send an empty message")
    if len(uploads) > MAX_FILES:
        raise_code(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body")
    named = told.get("attachments") or []
    described = {str(one.get("id")): one for one in named if isinstance(one, dict)}
    if len(described) != len(named) or described.keys() - uploads.keys():
        raise_code(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body")
    for one in described.values():
        if len(str(one.get("description") or "")) > MAX_DESCRIPTION:
            _too_long("attachments", MAX_DESCRIPTION)
    files = tuple((upload, described.get(number, {})) for number, upload in uploads.items())
    if any(len(upload.data) > MAX_FILE_BYTES for upload, _ in files):
        raise_code(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, 40005, "Request entity too large")
    return Draft(content=content, files=files, told=told)


def _parts(call: Call) -> tuple[Json, dict[str, Upload]]:
    try:
        if call.content_type == "application/json":
            return call.json(), {}
        told = json.loads(call.form.get("payload_json") or "{}")
    except (UnreadableError, ValueError):
        raise_code(HTTPStatus.BAD_REQUEST, 50109, "The request body contains invalid JSON.")
    if not isinstance(told, dict):
        raise_code(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body")
    return told, {
        upload.name.removeprefix("files[").removesuffix("]"): upload for upload in call.form.uploads
    }


def _picture(world: World, upload: Upload, named: Json) -> Picture:
    try:
        seen = look_at(upload.data)
    except NoPictureError:
        seen = NO_PICTURE
    return keep(
        world.database,
        upload.data,
        seen,
        alt=str(named.get("description") or ""),
        media_id=str(world.next_number()),
    )


def message(world: World, account: Account, post: Post) -> Json:
    """Return the Message object of a post."""
    shown: Json = {
        "id": post.remote_id,
        "type": 0,
        "channel_id": account["channel"],
        "content": post.text,
        "author": {"id": account["id"], "username": account.name, "bot": True},
        "timestamp": post.created_at.isoformat(),
        "edited_timestamp": None,
        "attachments": [_attachment(world, one) for one in post.pictures],
        "embeds": [],
        "mentions": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
    }
    if account.platform == "discord":
        shown["webhook_id"] = account["id"]
    if post.likes:
        shown["reactions"] = [
            {"count": post.likes, "me": False, "emoji": {"id": None, "name": "❤"}}
        ]
    return shown


def _attachment(world: World, one: Picture) -> Json:
    url = f"{world.url}/_sandbox/pictures/{one.sha256}"
    return {
        "id": one.media_id,
        "filename": f"card.{one.mime.rpartition('/')[2]}",
        "description": one.alt or None,
        "content_type": one.mime,
        "size": one.size,
        "url": url,
        "proxy_url": url,
        "width": one.width,
        "height": one.height,
    }
