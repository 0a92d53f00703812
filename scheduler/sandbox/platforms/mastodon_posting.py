"""A status becomes public: counted, checked, once for a key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

import regex

from scheduler.sandbox.call import Answer, Call, Form, RefusedError
from scheduler.sandbox.knobs import BROKEN, KEPT, REFUSED
from scheduler.sandbox.ledger import NewPost, Picture
from scheduler.sandbox.ledger import Post as StoredPost
from scheduler.sandbox.platforms import mastodon_shapes as shapes
from scheduler.sandbox.platforms.mastodon_access import (
    NAME,
    STATUSES,
    invalid,
    owner,
    read_form,
    refusal,
    refuse,
    spend,
)
from scheduler.sandbox.platforms.mastodon_media import media_of, not_ready
from scheduler.sandbox.words import graphemes, urls
from scheduler.sandbox.world import Account, World

MAX_CHARACTERS = 500
MAX_PICTURES = 4
URL_LENGTH = 23
KEY_LIFE = timedelta(hours=1)
_VISIBILITIES = {"public", "unlisted", "private", "direct"}
_MENTION = regex.compile(r"(@[\w.-]+)@[\w.-]+\w")


def length(text: str) -> int:
    """Count as the server does: clusters, every address 23, a mention without its server."""
    parts: list[str] = []
    done = 0
    for start, end in urls(text):
        parts += [text[done:start], "x" * URL_LENGTH]
        done = end
    parts.append(text[done:])
    return graphemes(_MENTION.sub(r"\1", "".join(parts)))


def create(call: Call) -> Answer:
    """Make a status public: once for a key, for an hour."""
    account = owner(call)
    headers = spend(call, account, STATUSES)
    key = call.headers.get("idempotency-key", "")
    world, habit = call.world, call.world.knobs.keys
    if habit == REFUSED:
        _burn(world, account, key)
    first = _first_with(world, account, key) if habit in {KEPT, BROKEN} else None
    if first is not None and habit == BROKEN:
        raise RefusedError(refusal(HTTPStatus.INTERNAL_SERVER_ERROR, 0))
    post = first or _accept(world, account, read_form(call), key)
    if key and first is None:
        world.database.put(
            (NAME, "key", f"{account.name} {key}"),
            {"remote_id": post.remote_id, "at": world.now().timestamp()},
        )
    return Answer(shapes.status(world, post), headers=headers)


def _first_with(world: World, account: Account, key: str) -> StoredPost | None:
    known = world.database.get((NAME, "key", f"{account.name} {key}")) if key else None
    if known is None or world.now().timestamp() - known["at"] > KEY_LIFE.total_seconds():
        return None
    return world.ledger.live(NAME, str(known["remote_id"]))


def _burn(world: World, account: Account, key: str) -> None:
    """Use a key up before anything else, as Pixelfed does."""
    place = (NAME, "burnt", f"{account.name} {key}")
    if key and world.database.get(place) is not None:
        refuse(HTTPStatus.BAD_REQUEST, "Duplicate idempotency key.")
    world.database.put(place, {}, account.name)


def _accept(world: World, account: Account, form: Form, key: str) -> StoredPost:
    text, warning = form.get("status"), form.get("spoiler_text")
    ids = form.all("media_ids[]")
    pictures = _pictures(world, account, ids)
    check_words(text, warning, has_pictures=bool(pictures))
    visibility = form.get("visibility") or "public"
    if visibility not in _VISIBILITIES:
        invalid("Visibility is not included in the list")
    parent = form.get("in_reply_to_id")
    if parent and world.ledger.live(NAME, parent) is None:
        refuse(
            HTTPStatus.NOT_FOUND, "The post you are trying to reply to does not appear to exist."
        )
    number = str(world.next_number())
    post = world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=number,
            text=text,
            url=shapes.status_url(world, account.name, number),
            key=key,
            pictures=pictures,
            body={
                "visibility": visibility,
                "language": form.get("language") or "en",
                "spoiler_text": warning,
                "sensitive": form.get("sensitive") == "true",
                "in_reply_to_id": parent or None,
            },
        )
    )
    for media_id in ids:
        kept = world.database.get((NAME, "media", media_id)) or {}
        world.database.put((NAME, "media", media_id), {**kept, "used_by": number}, account.name)
    return post


def check_words(text: str, warning: str, *, has_pictures: bool) -> None:
    if not text.strip() and not has_pictures:
        invalid("Text can't be blank")
    if length(warning + text) > MAX_CHARACTERS:
        invalid(f"Text character limit of {MAX_CHARACTERS} exceeded")


def _pictures(world: World, account: Account, ids: Sequence[str]) -> tuple[Picture, ...]:
    if len(ids) > MAX_PICTURES:
        invalid("Cannot attach more than 4 files")
    found = {one: media_of(world, account, one) for one in ids}
    missing = [one for one, kept in found.items() if kept is None or kept.get("used_by")]
    if missing or len(found) < len(ids):
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"Media {', '.join(missing or ids)} not found or already attached to another post",
        )
    kept_ones = {one: kept for one, kept in found.items() if kept is not None}
    if any(not_ready(kept) for kept in kept_ones.values()):
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Cannot attach files that have not finished processing. Try again in a moment!",
        )
    return tuple(Picture(**kept["picture"]) for kept in kept_ones.values())
