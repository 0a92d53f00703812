"""Mastodon 4.7 as its documentation and source describe it.

Statuses are counted in grapheme clusters with 23 for an address, hold at most four pictures that
are ready and not used before, and a key is remembered for an hour. Ids grow with time. Answers
carry the rate headers; the rates themselves are enforced by a quota switch.
Source: https://docs.joinmastodon.org/methods/ and app/services/post_status_service.rb
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Post as StoredPost
from scheduler.sandbox.platforms import mastodon_shapes as shapes
from scheduler.sandbox.platforms.mastodon_access import (
    DELETES,
    MEDIA,
    NAME,
    REQUESTS,
    STATUSES,
    owner,
    read_form,
    refusal,
    refuse,
    refused,
    spend,
)
from scheduler.sandbox.platforms.mastodon_apps import SIGN_IN
from scheduler.sandbox.platforms.mastodon_media import (
    edit_media,
    remove_media,
    show_media,
    store_media,
)
from scheduler.sandbox.platforms.mastodon_posting import check_words, create
from scheduler.sandbox.world import Account, World

_MOST_STATUSES = 40


def verify_credentials(call: Call) -> Answer:
    account = owner(call)
    headers = spend(call, account, REQUESTS)
    return Answer(shapes.own_account(call.world, account), headers=headers)


def instance(call: Call) -> Answer:
    return Answer(shapes.instance(call.world))


def old_instance(call: Call) -> Answer:
    return Answer(shapes.old_instance(call.world))


def upload(call: Call) -> Answer:
    account = owner(call)
    headers = spend(call, account, MEDIA)
    return store_media(call, account, read_form(call)).with_headers(headers)


def media(call: Call) -> Answer:
    return show_media(call, owner(call))


def change_media(call: Call) -> Answer:
    return edit_media(call, owner(call), read_form(call))


def drop_media(call: Call) -> Answer:
    return remove_media(call, owner(call))


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
    account = owner(call)
    post = _own(call, account)
    try:
        wanted = call.json()
    except UnreadableError:
        refuse(HTTPStatus.BAD_REQUEST, "There was a problem parsing the request body")
    text = str(wanted.get("status", post.text))
    check_words(text, str(post.body.get("spoiler_text")), has_pictures=bool(post.pictures))
    told: dict[str, Json] = {
        str(one.get("id")): one for one in wanted.get("media_attributes") or []
    }
    pictures = [shapes.described(one, told.get(one.media_id, {})) for one in post.pictures]
    call.world.ledger.change(post, text=text, pictures=pictures, body=post.body)
    return show(call)


def delete(call: Call) -> Answer:
    account = owner(call)
    headers = spend(call, account, DELETES)
    post = _own(call, account)
    call.world.ledger.delete(post)
    return Answer({**shapes.status(call.world, post), "text": post.text}, headers=headers)


def _visible(call: Call) -> StoredPost:
    if call.bearer:
        owner(call)  # a wrong token is refused even where none is needed
    post = call.world.ledger.find(NAME, call.path["id"])
    if post is None:
        refuse(HTTPStatus.NOT_FOUND, "Record not found")
    return post


def _own(call: Call, account: Account) -> StoredPost:
    post = call.world.ledger.live(NAME, call.path["id"])
    if post is None or post.account != account.name:
        refuse(HTTPStatus.NOT_FOUND, "Record not found")
    return post


def statuses_of(call: Call) -> Answer:
    """List an account's own statuses, newest first, a page at a time."""
    account = owner(call)
    headers = dict(spend(call, account, REQUESTS))
    world = call.world
    whose = world.account_with(NAME, "id", call.path["id"])
    if whose is None:
        refuse(HTTPStatus.NOT_FOUND, "Record not found")
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
    refusal=refusal,
    quotas=(REQUESTS, STATUSES, MEDIA, DELETES),
    pages=("/@{account}/{id}",),
    expired=lambda: refused(HTTPStatus.UNAUTHORIZED, "The access token was revoked"),
)
