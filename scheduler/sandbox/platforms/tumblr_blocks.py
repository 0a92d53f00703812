"""The blocks a post on Tumblr is made of.

Source: https://github.com/tumblr/docs/blob/master/npf-spec.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from scheduler.sandbox.call import Upload
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Picture
from scheduler.sandbox.pictures import NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.world import World

NAME = "tumblr"
MAX_TEXT = 4096
MAX_ALT = 4096
MAX_BLOCKS = 1000
MAX_BYTES = 10 * 1024 * 1024
_MIME = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class BlockError(ValueError):
    """A block is not as the specification has it."""


def read(
    world: World, content: Any, uploads: Sequence[Upload]
) -> tuple[list[Json], tuple[Picture, ...]]:
    """Return the blocks as they are kept, and the pictures in them. Raises ``BlockError``."""
    if not isinstance(content, list) or not content:
        raise BlockError("content must be a list of blocks")
    if len(content) > MAX_BLOCKS:
        raise BlockError(f"content has more than {MAX_BLOCKS} blocks")
    sent = {one.name: one for one in uploads}
    kept: list[Json] = []
    pictures: list[Picture] = []
    for block in content:
        kind = block.get("type") if isinstance(block, dict) else None
        if kind == "text":
            _check_text(block)
            kept.append(block)
        elif kind == "image":
            picture = _picture(world, block, sent)
            pictures.append(picture)
            kept.append({**block, "media": [_media(world, picture)]})
        else:
            raise BlockError(f"there is no block of type {kind} here")
    return kept, tuple(pictures)


def words(content: Sequence[Json]) -> str:
    return "\n\n".join(str(block["text"]) for block in content if block["type"] == "text")


def _check_text(block: Json) -> None:
    text = block.get("text")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise BlockError(f"a text block has at most {MAX_TEXT} characters")
    for mark in block.get("formatting") or []:
        if not 0 <= mark.get("start", -1) < mark.get("end", -1) <= len(text):
            raise BlockError("formatting lies outside of the text")
        if mark.get("type") == "link" and not str(mark.get("url")).startswith("http"):
            raise BlockError("a link needs a web address")


def _picture(world: World, block: Json, sent: dict[str, Upload]) -> Picture:
    alt = str(block.get("alt_text") or "")
    if len(alt) > MAX_ALT:
        raise BlockError(f"alt_text has at most {MAX_ALT} characters")
    media = block.get("media") or []
    named = media[0] if isinstance(media, list) and media else media or {}
    if "identifier" in named:
        upload = sent.get(str(named["identifier"]))
        if upload is None:
            raise BlockError(f"no part of the form is called {named['identifier']}")
        return _taken(world, upload, alt)
    kept = world.database.get((NAME, "media", str(named.get("media_key"))))
    if kept is None:
        raise BlockError("the media is neither sent nor known")
    return replace(Picture(**kept), alt=alt)


def _taken(world: World, upload: Upload, alt: str) -> Picture:
    try:
        seen = look_at(upload.data)
    except NoPictureError as error:
        raise BlockError("that is no picture") from error
    if seen.mime not in _MIME or len(upload.data) > MAX_BYTES:
        raise BlockError("the picture has a wrong type or more than 10 MB")
    digest = sha256(upload.data).hexdigest()
    picture = keep(
        world.database, upload.data, seen, alt=alt, media_id=f"{digest[:32]}:{digest[32:48]}"
    )
    world.database.put((NAME, "media", picture.media_id), as_kept(picture))
    return picture


def _media(world: World, picture: Picture) -> Json:
    return {
        "media_key": picture.media_id,
        "type": picture.mime,
        "width": picture.width,
        "height": picture.height,
        "url": f"{world.url}/_sandbox/pictures/{picture.sha256}",
        "has_original_dimensions": True,
    }
