"""Mastodon 4.7 as its documentation and source describe it.

Statuses are counted in grapheme clusters with 23 for an address, hold at most four pictures that
are ready and not used before, and a key is remembered for an hour. Ids grow with time. Answers
carry the rate headers; the rates themselves are enforced by a quota switch.
Source: https://docs.joinmastodon.org/methods/ and app/services/post_status_service.rb
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

import regex

from scheduler.sandbox.call import Answer, Call, Form, RefusedError, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Picture
from scheduler.sandbox.ledger import Post as StoredPost
from scheduler.sandbox.platforms import mastodon_shapes as shapes
from scheduler.sandbox.platforms.mastodon_apps import SIGN_IN, parameters
from scheduler.sandbox.platforms.mastodon_media import (
    edit_media,
    media_of,
    not_ready,
    remove_media,
    show_media,
    store_media,
)
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.words import graphemes, urls
from scheduler.sandbox.world import BROKEN, KEPT, REFUSED, Account, World

NAME = "mastodon"
MAX_CHARACTERS = 500
MAX_PICTURES = 4
URL_LENGTH = 23
KEY_LIFE = timedelta(hours=1)
_VISIBILITIES = {"public", "unlisted", "private", "direct"}
_MENTION = regex.compile(r"(@[\w.-]+)@[\w.-]+\w")
_MOST_STATUSES = 40

REQUESTS = Quota("requests", 300, timedelta(minutes=5))
STATUSES = Quota("statuses", 300, timedelta(hours=3))
MEDIA = Quota("media", 30, timedelta(minutes=30))
DELETES = Quota("deletes", 30, timedelta(minutes=30))


def refused(status: int, error: str, **more: str) -> Answer:
    return Answer({"error": error, **more}, status)


def _refuse(status: int, error: str) -> NoReturn:
    raise RefusedError(refused(status, error))


def _invalid(problem: str) -> NoReturn:
    _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, f"Validation failed: {problem}")


def _owner(call: Call) -> Account:
    account = call.world.account_with(NAME, "token", call.bearer)
    if account is None:
        _refuse(HTTPStatus.UNAUTHORIZED, "The access token is invalid")
    return account


def _spend(call: Call, account: Account, quota: Quota) -> Mapping[str, str]:
    budget = call.world.quotas.spend(NAME, account.name, quota)
    headers = {
        "x-ratelimit-limit": str(budget.limit),
        "x-ratelimit-remaining": str(budget.remaining),
        "x-ratelimit-reset": f"{budget.reset:%Y-%m-%dT%H:%M:%S.%f}Z",
    }
    if budget.exceeded:
        raise RefusedError(
            refused(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests").with_headers(headers)
        )
    return headers


def _read(call: Call) -> Form:
    try:
        return parameters(call)
    except UnreadableError:
        _refuse(HTTPStatus.BAD_REQUEST, "There was a problem parsing the request body")


def length(text: str) -> int:
    """Count as the server does: clusters, every address 23, a mention without its server."""
    parts: list[str] = []
    done = 0
    for start, end in urls(text):
        parts += [text[done:start], "x" * URL_LENGTH]
        done = end
    parts.append(text[done:])
    return graphemes(_MENTION.sub(r"\1", "".join(parts)))


def verify_credentials(call: Call) -> Answer:
    account = _owner(call)
    headers = _spend(call, account, REQUESTS)
    return Answer(shapes.own_account(call.world, account), headers=headers)


def instance(call: Call) -> Answer:
    return Answer(shapes.instance(call.world))


def old_instance(call: Call) -> Answer:
    return Answer(shapes.old_instance(call.world))


def upload(call: Call) -> Answer:
    account = _owner(call)
    headers = _spend(call, account, MEDIA)
    return store_media(call, account, _read(call)).with_headers(headers)


def media(call: Call) -> Answer:
    return show_media(call, _owner(call))


def change_media(call: Call) -> Answer:
    return edit_media(call, _owner(call), _read(call))


def drop_media(call: Call) -> Answer:
    return remove_media(call, _owner(call))


def create(call: Call) -> Answer:
    """Make a status public: once for a key, for an hour."""
    account = _owner(call)
    headers = _spend(call, account, STATUSES)
    key = call.headers.get("idempotency-key", "")
    world, habit = call.world, call.world.knobs.keys
    if habit == REFUSED:
        _burn(world, account, key)
    first = _first_with(world, account, key) if habit in {KEPT, BROKEN} else None
    if first is not None and habit == BROKEN:
        raise RefusedError(_refusal(HTTPStatus.INTERNAL_SERVER_ERROR, 0))
    post = first or _accept(world, account, _read(call), key)
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
        _refuse(HTTPStatus.BAD_REQUEST, "Duplicate idempotency key.")
    world.database.put(place, {}, account.name)


def _accept(world: World, account: Account, form: Form, key: str) -> StoredPost:
    text, warning = form.get("status"), form.get("spoiler_text")
    ids = form.all("media_ids[]")
    pictures = _pictures(world, account, ids)
    _check_words(text, warning, has_pictures=bool(pictures))
    visibility = form.get("visibility") or "public"
    if visibility not in _VISIBILITIES:
        _invalid("Visibility is not included in the list")
    parent = form.get("in_reply_to_id")
    if parent and world.ledger.live(NAME, parent) is None:
        _refuse(
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


def _check_words(text: str, warning: str, *, has_pictures: bool) -> None:
    if not text.strip() and not has_pictures:
        _invalid("Text can't be blank")
    if length(warning + text) > MAX_CHARACTERS:
        _invalid(f"Text character limit of {MAX_CHARACTERS} exceeded")


def _pictures(world: World, account: Account, ids: Sequence[str]) -> tuple[Picture, ...]:
    if len(ids) > MAX_PICTURES:
        _invalid("Cannot attach more than 4 files")
    found = {one: media_of(world, account, one) for one in ids}
    missing = [one for one, kept in found.items() if kept is None or kept.get("used_by")]
    if missing or len(found) < len(ids):
        _refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"Media {', '.join(missing or ids)} not found or already attached to another post",
        )
    kept_ones = {one: kept for one, kept in found.items() if kept is not None}
    if any(not_ready(kept) for kept in kept_ones.values()):
        _refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Cannot attach files that have not finished processing. Try again in a moment!",
        )
    return tuple(Picture(**kept["picture"]) for kept in kept_ones.values())


def show(call: Call) -> Answer:
    return Answer(shapes.status(call.world, _visible(call)))


def show_many(call: Call) -> Answer:
    found = [call.world.ledger.find(NAME, one) for one in call.query.getlist("id[]")]
    return Answer([shapes.status(call.world, post) for post in found if post is not None])


def context(call: Call) -> Answer:
    post = _visible(call)
    return Answer({"ancestors": [], "descendants": shapes.replies(call.world, post)})


def edit(call: Call) -> Answer:
    """Change a status; ``media_attributes`` repairs an alt text."""
    account = _owner(call)
    post = _own(call, account)
    try:
        wanted = call.json()
    except UnreadableError:
        _refuse(HTTPStatus.BAD_REQUEST, "There was a problem parsing the request body")
    text = str(wanted.get("status", post.text))
    _check_words(text, str(post.body.get("spoiler_text")), has_pictures=bool(post.pictures))
    told: dict[str, Json] = {
        str(one.get("id")): one for one in wanted.get("media_attributes") or []
    }
    pictures = [shapes.described(one, told.get(one.media_id, {})) for one in post.pictures]
    call.world.ledger.change(post, text=text, pictures=pictures, body=post.body)
    return show(call)


def delete(call: Call) -> Answer:
    account = _owner(call)
    headers = _spend(call, account, DELETES)
    post = _own(call, account)
    call.world.ledger.delete(post)
    return Answer({**shapes.status(call.world, post), "text": post.text}, headers=headers)


def _visible(call: Call) -> StoredPost:
    if call.bearer:
        _owner(call)  # a wrong token is refused even where none is needed
    post = call.world.ledger.find(NAME, call.path["id"])
    if post is None:
        _refuse(HTTPStatus.NOT_FOUND, "Record not found")
    return post


def _own(call: Call, account: Account) -> StoredPost:
    post = call.world.ledger.live(NAME, call.path["id"])
    if post is None or post.account != account.name:
        _refuse(HTTPStatus.NOT_FOUND, "Record not found")
    return post


def statuses_of(call: Call) -> Answer:
    """List an account's own statuses, newest first, a page at a time."""
    account = _owner(call)
    headers = dict(_spend(call, account, REQUESTS))
    world = call.world
    whose = world.account_with(NAME, "id", call.path["id"])
    if whose is None:
        _refuse(HTTPStatus.NOT_FOUND, "Record not found")
    asked = call.query.get("limit", "20")
    limit = min(int(asked), _MOST_STATUSES) if asked.isdigit() else 20
    before = world.ledger.live(NAME, call.query.get("max_id", ""))
    posts = world.ledger.timeline(
        NAME, whose.name, limit=limit, before=before.number if before else 0
    )
    if posts:
        page = f"{world.url}/mastodon{call.url.path.partition('/mastodon')[2]}"
        headers["link"] = f'<{page}?limit={limit}&max_id={posts[-1].remote_id}>; rel="next"'
    return Answer([shapes.status(world, post) for post in posts], headers=headers)


def _values(world: World, name: str) -> Mapping[str, str]:
    return {"token": secrets.token_urlsafe(32), "id": str(world.next_number())}


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {"server": f"{world.url}/mastodon", "token": account["token"]}


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers = {"retry-after": f"{retry_after:g}"}
        return Answer({"error": "Too many requests"}, status, headers)
    return refused(status, HTTPStatus(status).phrase)


MASTODON = Platform(
    name=NAME,
    title="Mastodon",
    routes=(
        *SIGN_IN,
        Route("GET", "/api/v1/accounts/verify_credentials", "verify", verify_credentials),
        Route("GET", "/api/v1/accounts/{id}/statuses", "timeline", statuses_of),
        Route("GET", "/api/v2/instance", "instance", instance),
        Route("GET", "/api/v1/instance", "instance", old_instance),
        Route("POST", "/api/v2/media", "upload", upload),
        Route("GET", "/api/v1/media/{id}", "media", media),
        Route("PUT", "/api/v1/media/{id}", "describe", change_media),
        Route("DELETE", "/api/v1/media/{id}", "drop_media", drop_media),
        Route("POST", "/api/v1/statuses", "publish", create),
        Route("GET", "/api/v1/statuses", "statuses", show_many),
        Route("GET", "/api/v1/statuses/{id}", "status", show),
        Route("GET", "/api/v1/statuses/{id}/context", "context", context),
        Route("PUT", "/api/v1/statuses/{id}", "edit", edit),
        Route("DELETE", "/api/v1/statuses/{id}", "delete", delete),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    pages=("/@{account}/{id}",),
    expired=lambda: refused(HTTPStatus.UNAUTHORIZED, "The access token was revoked"),
)
