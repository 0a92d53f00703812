"""The lexicon of a post on Bluesky, checked field by field.

Source: lexicons/app/bsky/feed/post.json, richtext/facet.json, embed/images.json and
embed/gallery.json in https://github.com/bluesky-social/atproto
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NoReturn

from scheduler.sandbox.database import Json
from scheduler.sandbox.platforms.bluesky_words import COLLECTION, raise_invalid
from scheduler.sandbox.words import graphemes

MAX_GRAPHEMES = 300
MAX_BYTES = 3000
MAX_LANGUAGES = 3
MAX_TAGS = 8
MAX_TAG_GRAPHEMES = 64
MAX_TAG_BYTES = 640
MAX_IMAGES = 4
MAX_GALLERY = 20
MAX_IMAGE_BYTES = 1_000_000  # 2,000,000 since 2026-04; servers before that still run

_TID = re.compile(r"[234567abcdefghij][234567a-z]{12}")
_TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_DATE = re.compile(
    r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{1,20})?(Z|[+-][0-2]\d:[0-5]\d)"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_URI = re.compile(r"[a-z][a-z0-9.+-]*:\S+", re.IGNORECASE)
_FACET = "app.bsky.richtext.facet"


def is_tid(rkey: str) -> bool:
    return _TID.fullmatch(rkey) is not None


def new_tid(number: int) -> str:
    """Return a TID for a number that grows with time."""
    return "".join(_TID_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def check_post(record: Any) -> tuple[Json, list[Json]]:
    """Return the record and its images, or refuse it in the words of the validator."""
    if not isinstance(record, dict):
        raise_invalid('Input must have the property "record"')
    if record.get("$type") != COLLECTION:
        raise_invalid(f"Invalid $type: expected {COLLECTION}, got {record.get('$type')}")
    text = _text(record, "text")
    if len(text.encode()) > MAX_BYTES:
        _wrong("text", f"must not be longer than {MAX_BYTES} bytes")
    if graphemes(text) > MAX_GRAPHEMES:
        _wrong("text", f"must not be longer than {MAX_GRAPHEMES} graphemes")
    _check_date(_text(record, "createdAt"))
    for position, language in enumerate(_list(record, "langs", MAX_LANGUAGES)):
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            _wrong(f"langs/{position}", "must be a well-formed BCP 47 language tag")
    for tag in _list(record, "tags", MAX_TAGS):
        _check_tag("tags", tag)
    for position, facet in enumerate(_list(record, "facets", None)):
        _check_facet(f"facets/{position}", facet, text.encode())
    if "reply" in record:
        _check_reply(record["reply"])
    return record, _images(record.get("embed"))


def _wrong(path: str, problem: str) -> NoReturn:
    raise_invalid(f"Invalid {COLLECTION} record: Record/{path} {problem}")


def _text(record: Json, name: str) -> str:
    value = record.get(name)
    if value is None:
        raise_invalid(f'Invalid {COLLECTION} record: Record must have the property "{name}"')
    if not isinstance(value, str):
        raise_invalid(f"Invalid {COLLECTION} record: Record/{name} must be a string")
    return value


def _list(record: Json, name: str, most: int | None) -> list[Any]:
    value = record.get(name, [])
    if not isinstance(value, list):
        raise_invalid(f"Invalid {COLLECTION} record: Record/{name} must be an array")
    if most is not None and len(value) > most:
        _wrong(name, f"must not have more than {most} elements")
    return value


def _check_date(value: str) -> None:
    try:
        datetime.fromisoformat(value)
        is_one = _DATE.fullmatch(value) is not None
    except ValueError:
        is_one = False
    if not is_one:
        _wrong("createdAt", "must be an valid atproto datetime (both RFC-3339 and ISO-8601)")


def _check_tag(path: str, tag: Any) -> None:
    if not isinstance(tag, str):
        _wrong(path, "must be a string")
    elif len(tag.encode()) > MAX_TAG_BYTES or graphemes(tag) > MAX_TAG_GRAPHEMES:
        _wrong(path, f"must not be longer than {MAX_TAG_GRAPHEMES} graphemes")


def _check_facet(path: str, facet: Any, text: bytes) -> None:
    index = facet.get("index") if isinstance(facet, dict) else None
    ends = [index.get(name) for name in ("byteStart", "byteEnd")] if index else []
    if not ends or any(isinstance(end, bool) or not isinstance(end, int) for end in ends):
        _wrong(f"{path}/index", "must have the integers byteStart and byteEnd")
    start, end = ends
    # A real server lets these pass and apps then show a broken link; here they are an error.
    if not 0 <= start < end <= len(text):
        _wrong(f"{path}/index", f"must lie inside the text of {len(text)} bytes")
    try:
        text[start:end].decode()
        text[:start].decode()
    except UnicodeDecodeError:
        _wrong(f"{path}/index", "must not cut a character")
    features = facet.get("features")
    if not isinstance(features, list) or not features:
        _wrong(f"{path}/features", "must be an array")
    for feature in features:
        _check_feature(f"{path}/features", feature)


def _check_feature(path: str, feature: Any) -> None:
    kind = feature.get("$type") if isinstance(feature, dict) else None
    if kind == f"{_FACET}#link":
        if not _URI.fullmatch(str(feature.get("uri"))):
            _wrong(f"{path}/uri", "must be a uri")
    elif kind == f"{_FACET}#tag":
        _check_tag(f"{path}/tag", feature.get("tag"))
        if str(feature["tag"]).startswith("#"):
            _wrong(f"{path}/tag", "must not start with the hash sign")
    elif kind == f"{_FACET}#mention":
        if not str(feature.get("did")).startswith("did:"):
            _wrong(f"{path}/did", "must be a valid did")
    else:
        _wrong(path, f"must be a known feature, got {kind}")


def _check_reply(reply: Any) -> None:
    for name in ("root", "parent"):
        reference = reply.get(name) if isinstance(reply, dict) else None
        if not isinstance(reference, dict) or not {"uri", "cid"} <= reference.keys():
            _wrong(f"reply/{name}", "must have the properties uri and cid")


def _images(embed: Any) -> list[Json]:
    if embed is None:
        return []
    kind = embed.get("$type") if isinstance(embed, dict) else None
    if kind == "app.bsky.embed.images":
        images, most = embed.get("images"), MAX_IMAGES
    elif kind == "app.bsky.embed.gallery":
        images, most = embed.get("items"), MAX_GALLERY
    elif kind == "app.bsky.embed.external":
        _check_external(embed.get("external"))
        return []
    else:
        raise_invalid(f"Invalid {COLLECTION} record: Record/embed has the unknown $type {kind}")
    if not isinstance(images, list) or not images or len(images) > most:
        raise_invalid(f"Invalid {COLLECTION} record: Record/embed must have 1 to {most} images")
    for image in images:
        _check_image(image, needs_ratio=most == MAX_GALLERY)
    return images


def _check_image(image: Any, *, needs_ratio: bool) -> None:
    path = "embed/images"
    if not isinstance(image, dict) or not isinstance(image.get("alt"), str):
        _wrong(path, 'must have the property "alt"')
    blob = image.get("image")
    if (
        not isinstance(blob, dict)
        or blob.get("$type") != "blob"
        or not isinstance(blob.get("ref"), dict)
        or not isinstance(blob["ref"].get("$link"), str)
    ):
        _wrong(f"{path}/image", "must be a blob")
    if not str(blob.get("mimeType")).startswith("image/"):
        _wrong(f"{path}/image", 'must be of type "image/*"')
    if int(blob.get("size") or 0) > MAX_IMAGE_BYTES:
        problem = f"blob too big (maximum {MAX_IMAGE_BYTES}, got {blob['size']})"
        raise_invalid(f"Invalid {COLLECTION} record: {problem} at $.embed.images")
    ratio = image.get("aspectRatio")
    if ratio is None and not needs_ratio:
        return
    sides = [ratio.get(name) for name in ("width", "height")] if isinstance(ratio, dict) else []
    if not sides or any(not isinstance(side, int) or side < 1 for side in sides):
        _wrong(f"{path}/aspectRatio", "must have a width and a height of at least 1")


def _check_external(external: Any) -> None:
    if not isinstance(external, dict) or not {"uri", "title", "description"} <= external.keys():
        _wrong("embed/external", "must have the properties uri, title and description")
