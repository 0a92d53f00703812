"""The pictures of a pin: as base64 in the request, or fetched from an address."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from scheduler.sandbox.database import Json
from scheduler.sandbox.fetching import UnreachableError, fetch
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NoPictureError, keep, look_at
from scheduler.sandbox.platforms.pinterest_access import invalid, refuse
from scheduler.sandbox.world import World

MAX_BYTES = 20_000_000
SEVERAL = range(2, 6)


def pictures_in(world: World, source: Any, alt: str) -> tuple[Picture, ...]:
    kind = source.get("source_type") if isinstance(source, dict) else None
    if kind == "image_base64":
        return (_picture(world, _decoded(source), alt),)
    if kind == "image_url":
        return (_picture(world, _fetched(source), alt),)
    if kind not in {"multiple_image_base64", "multiple_image_urls"}:
        invalid(f"media_source.source_type {kind} is not known")
    items: Sequence[Json] = source.get("items") or []
    if len(items) not in SEVERAL:
        invalid("media_source.items must have 2 to 5 items")
    read = _decoded if kind == "multiple_image_base64" else _fetched
    return tuple(_picture(world, read(one), alt) for one in items)


def _decoded(source: Json) -> bytes:
    if source.get("content_type") not in {"image/jpeg", "image/png"}:
        invalid("media_source.content_type must be image/jpeg or image/png")
    try:
        return base64.b64decode(str(source.get("data", "")), validate=True)
    except binascii.Error:
        invalid("media_source.data is no base64")


def _fetched(source: Json) -> bytes:
    try:
        return fetch(str(source.get("url", ""))).data
    except UnreachableError:
        refuse(HTTPStatus.BAD_REQUEST, 235, "Sorry! We could not fetch the image.")


def _picture(world: World, data: bytes, alt: str) -> Picture:
    try:
        seen = look_at(data)
    except NoPictureError:
        refuse(HTTPStatus.BAD_REQUEST, 235, "Sorry! We could not read the image.")
    if seen.mime not in {"image/jpeg", "image/png"} or len(data) > MAX_BYTES:
        invalid("the image must be JPEG or PNG of at most 20 MB")
    return keep(world.database, data, seen, alt=alt)
