"""Messages of Telegram's Bot API: the words, the pictures, and what comes back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any, NoReturn

from scheduler.sandbox.call import Answer, Form, RefusedError, Upload
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Picture
from scheduler.sandbox.pictures import NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.platforms.telegram_markup import MarkupError, parse
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.words import utf16_units
from scheduler.sandbox.world import Account, World

NAME = "telegram"
MAX_CAPTION = 1024
MAX_TEXT = 4096
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_SIDES = 10_000
MAX_RATIO = 20
MESSAGES = Quota("messages", 20, timedelta(minutes=1))


def refused(status: int, description: str, **parameters: object) -> Answer:
    body: Json = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Answer(body, status)


def refuse(description: str, status: int = HTTPStatus.BAD_REQUEST) -> NoReturn:
    prefix = "Bad Request: " if status == HTTPStatus.BAD_REQUEST else ""
    raise RefusedError(refused(status, prefix + description))


def too_many(retry_after: float) -> Answer:
    seconds = max(int(retry_after), 1)
    answer = refused(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"Too Many Requests: retry after {seconds}",
        retry_after=seconds,
    )
    return answer.with_headers({"retry-after": str(seconds)})


def listed(form: Form, name: str) -> list[Any]:
    try:
        value = json.loads(form.get(name) or "[]")
    except ValueError:
        value = None
    if not isinstance(value, list):
        refuse(f"can't parse {name} JSON object")
    return value


def caption(form: Form) -> tuple[str, list[Json]]:
    return words(form, "caption", "caption_entities", MAX_CAPTION, "message caption is too long")


def words(
    form: Form, name: str, entities_name: str, most: int, too_long: str
) -> tuple[str, list[Json]]:
    """Return the words without their markup, and what the markup says of them."""
    text, mode = form.get(name), form.get("parse_mode")
    entities: list[Json] = listed(form, entities_name)
    if mode:
        try:
            text, entities = parse(text, mode)
        except MarkupError as error:
            refuse(f"can't parse entities: {error}")
    for entity in entities:
        end = entity.get("offset", 0) + entity.get("length", 0)
        if not 0 <= entity.get("offset", -1) < end <= utf16_units(text):
            refuse(f"entity at {entity.get('offset')} lies outside of the text")
    if len(text) > most:
        refuse(too_long)
    return text, entities


def photo(world: World, form: Form, named: str) -> Picture:
    """Return the picture that a parameter names: a part of the form, or one sent before."""
    if named.startswith("attach://"):
        upload = form.upload(named.removeprefix("attach://"))
        if upload is None:
            refuse("there is no photo in the request")
        return _taken(world, upload)
    if named.startswith(("http://", "https://")):
        refuse("failed to get HTTP URL content")
    kept = world.database.get((NAME, "file", named))
    if kept is None:
        refuse("wrong file identifier/HTTP URL specified")
    return Picture(**kept)


def _taken(world: World, upload: Upload) -> Picture:
    size = len(upload.data)
    if size > MAX_PHOTO_BYTES:
        refuse(
            f"file of size {size} bytes is too big for a photo; the maximum size is 10485760 bytes"
        )
    try:
        seen = look_at(upload.data)
    except NoPictureError:
        refuse("IMAGE_PROCESS_FAILED")
    sides = (seen.width, seen.height)
    if sum(sides) > MAX_SIDES or max(sides) > MAX_RATIO * min(sides):
        refuse("PHOTO_INVALID_DIMENSIONS")
    file_id = f"AgACAgQ{secrets.token_urlsafe(24)}"
    picture = keep(world.database, upload.data, seen, media_id=file_id)
    world.database.put((NAME, "file", file_id), as_kept(picture))
    return picture


def publish(
    world: World,
    account: Account,
    text: str,
    entities: Sequence[Json],
    pictures: Sequence[Picture],
) -> list[Json]:
    """Make the messages of one post and return them as Telegram does."""
    budget = world.quotas.spend(NAME, account.name, MESSAGES, max(len(pictures), 1))
    if budget.exceeded:
        raise RefusedError(too_many((budget.reset - world.now()).total_seconds()))
    place, date = account["chat_id"], int(world.now().timestamp())
    group = str(world.next_number()) if len(pictures) > 1 else ""
    numbers = [world.count(NAME, place) for _ in range(max(len(pictures), 1))]
    remote_id = f"{place}/{'+'.join(str(number) for number in numbers)}"
    world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=remote_id,
            text=text,
            url=f"{world.url}/telegram/{account['chat'].removeprefix('@')}/{numbers[0]}",
            pictures=tuple(pictures),
            body={"entities": list(entities), "date": date},
        )
    )
    for number in numbers:
        world.database.put((NAME, "message", f"{place}/{number}"), {"post": remote_id})
    messages = []
    for position, number in enumerate(numbers):
        first = position == 0
        one = message(account, number, date, text if first else "", entities if first else ())
        if pictures:
            one["photo"] = [_photo_size(pictures[position])]
            if first and text:
                one["caption"] = one.pop("text")
        if group:
            one["media_group_id"] = group
        messages.append(one)
    return messages


def message(account: Account, number: int, date: int, text: str, entities: Sequence[Json]) -> Json:
    place = chat(account)
    shown: Json = {"message_id": number, "sender_chat": place, "chat": place, "date": date}
    if text:
        shown |= {"text": text, "entities": list(entities)}
    return shown


def _photo_size(picture: Picture) -> Json:
    return {
        "file_id": picture.media_id,
        "file_unique_id": picture.media_id[-16:],
        "width": picture.width,
        "height": picture.height,
        "file_size": picture.size,
    }


def user(account: Account) -> Json:
    name = f"{account.name}_bot"
    return {"id": int(account["bot_id"]), "is_bot": True, "first_name": name, "username": name}


def chat(account: Account) -> Json:
    return {
        "id": int(account["chat_id"]),
        "title": account.name,
        "username": account["chat"].removeprefix("@"),
        "type": "channel",
    }
