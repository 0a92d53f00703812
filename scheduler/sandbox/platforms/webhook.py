"""A receiver of webhooks that checks Standard Webhooks signatures.

A message is taken once for its ``webhook-id``; the same again gets the same answer. The signature
is HMAC-SHA256 over id, timestamp and body. How old a message is goes unchecked, since the clock of
the sandbox may be another than the sender's. Pictures come as base64 or by address, each with its
alt text. Source: https://github.com/standard-webhooks/standard-webhooks
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any, NoReturn

from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.fetching import UnreachableError, fetch
from scheduler.sandbox.ledger import NewPost, Picture
from scheduler.sandbox.pictures import NoPictureError, keep, look_at
from scheduler.sandbox.world import Account, World

NAME = "webhook"


def _refuse(status: int, message: str) -> NoReturn:
    raise RefusedError(Answer({"error": message}, status))


def receive(call: Call) -> Answer:
    account = call.world.account_with(NAME, "path", call.path["path"])
    if account is None:
        _refuse(HTTPStatus.NOT_FOUND, "Nobody listens here.")
    message_id = _checked(call, account)
    try:
        told = call.json()
    except UnreadableError:
        _refuse(HTTPStatus.BAD_REQUEST, "The body is no JSON.")
    if not isinstance(told.get("type"), str) or not isinstance(told.get("data"), dict):
        _refuse(HTTPStatus.BAD_REQUEST, "A message has a type and data.")
    if "text" not in told["data"]:
        return Answer({"received": told["type"]})
    world = call.world
    place = (NAME, "message", f"{account.name} {message_id}")
    pictures = _pictures(world, told["data"])
    with world.database.change():
        seen = world.database.get(place)
        if seen is None:
            seen = _accept(world, account, told["data"], message_id, pictures)
            world.database.put(place, seen, account.name)
    return Answer(seen)


def _checked(call: Call, account: Account) -> str:
    """Return the id of a message whose signature is right."""
    message_id = call.headers.get("webhook-id", "")
    moment = call.headers.get("webhook-timestamp", "")
    if not message_id or not moment.isdigit():
        _refuse(HTTPStatus.BAD_REQUEST, "webhook-id and webhook-timestamp are missing.")
    key = base64.b64decode(account["secret"].removeprefix("whsec_"))
    signed = f"{message_id}.{moment}.".encode() + call.body
    wanted = "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()
    given = call.headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given):
        _refuse(HTTPStatus.UNAUTHORIZED, "The signature does not match.")
    return message_id


def _accept(
    world: World, account: Account, data: Json, message_id: str, pictures: tuple[Picture, ...]
) -> Json:
    number = str(world.next_number())
    url = f"{world.url}/webhook/posts/{number}"
    kept = {name: value for name, value in data.items() if name != "media"}
    world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=number,
            text=str(data["text"]),
            url=url,
            key=message_id,
            pictures=pictures,
            body=kept,
        )
    )
    return {"id": number, "url": url}


def _pictures(world: World, data: Json) -> tuple[Picture, ...]:
    media, alts = data.get("media") or [], data.get("alt_texts") or []
    if len(media) != len(alts):
        _refuse(HTTPStatus.BAD_REQUEST, "Each picture has one alt text.")
    return tuple(_picture(world, one, alt) for one, alt in zip(media, alts, strict=True))


def _picture(world: World, told: Json, alt: Any) -> Picture:
    data = _bytes(told)
    digest = sha256(data).hexdigest()
    if told.get("sha256", digest) != digest:
        _refuse(HTTPStatus.BAD_REQUEST, "A picture is not the one its sha256 names.")
    try:
        seen = look_at(data)
    except NoPictureError:
        _refuse(HTTPStatus.BAD_REQUEST, "That is no picture.")
    return keep(world.database, data, seen, alt=str(alt))


def _bytes(told: Json) -> bytes:
    try:
        if "base64" in told:
            return base64.b64decode(str(told["base64"]), validate=True)
        return fetch(str(told.get("url", ""))).data
    except (binascii.Error, UnreachableError):
        _refuse(HTTPStatus.BAD_REQUEST, "A picture could not be read.")


def _values(world: World, name: str) -> Mapping[str, str]:
    secret = base64.b64encode(secrets.token_bytes(32)).decode()
    return {"path": secrets.token_urlsafe(16), "secret": f"whsec_{secret}"}


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {"url": f"{world.url}/webhook/hooks/{account['path']}", "secret": account["secret"]}


def _refusal(status: int, retry_after: float) -> Answer:
    headers = {"retry-after": f"{retry_after:g}"} if retry_after else {}
    return Answer({"error": HTTPStatus(status).phrase}, status, headers)


WEBHOOK = Platform(
    name=NAME,
    title="Webhook",
    routes=(Route("POST", "/hooks/{path}", "publish", receive, blocks=True),),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=lambda: Answer({"error": "Unauthorized"}, HTTPStatus.UNAUTHORIZED),
    pages=("/posts/{id}",),
)
