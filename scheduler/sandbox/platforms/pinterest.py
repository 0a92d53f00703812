"""Pinterest's API v5: one board, pins with a picture as base64 or fetched from an address.

Title 100, description 800, alt text 500, link 2,048 characters; JPEG or PNG of at most 20 MB; a pin
of 2 to 5 pictures has one alt text. Nothing guards against the same pin twice.
Source: https://github.com/pinterest/api-description 5.23
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Post
from scheduler.sandbox.platforms.pinterest_access import (
    ACCESS_LIFE,
    NAME,
    REFRESH_LIFE,
    REQUESTS,
    invalid,
    owner,
    refuse,
    refused,
    told_in,
    too_many,
    unauthorized,
)
from scheduler.sandbox.platforms.pinterest_pictures import pictures_in
from scheduler.sandbox.world import Account, World

LIMITS = {"title": 100, "description": 800, "alt_text": 500, "link": 2048}
_KEYS = {
    *LIMITS,
    "board_id",
    "board_section_id",
    "media_source",
    "dominant_color",
    "note",
    "parent_pin_id",
}
_MOST_LISTED = 250


def user_account(call: Call) -> Answer:
    account = owner(call)
    return Answer({"id": account["id"], "username": account.name, "account_type": "BUSINESS"})


def boards(call: Call) -> Answer:
    return Answer({"items": [_board(owner(call))], "bookmark": None})


def board(call: Call) -> Answer:
    return Answer(_board(_with_board(call)))


def pins(call: Call) -> Answer:
    account = _with_board(call)
    asked = call.query.get("page_size", "25")
    if not asked.isdigit() or not 1 <= int(asked) <= _MOST_LISTED:
        invalid("page_size must be from 1 to 250")
    posts = call.world.ledger.timeline(NAME, account.name, limit=int(asked) + 1)
    more = secrets.token_urlsafe(12) if len(posts) > int(asked) else None
    shown = [_pin(call.world, account, post) for post in posts[: int(asked)]]
    return Answer({"items": shown, "bookmark": more})


def create(call: Call) -> Answer:
    account, told = owner(call), told_in(call)
    _check(told)
    if str(told.get("board_id")) != account["board"]:
        refuse(HTTPStatus.NOT_FOUND, 40, "Board not found.")
    alt = str(told.get("alt_text") or "")
    pictures = pictures_in(call.world, told.get("media_source"), alt)
    number = str(call.world.next_number())
    post = call.world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=number,
            text=str(told.get("description") or ""),
            url=f"{call.world.url}/pinterest/pin/{number}",
            pictures=pictures,
            body={name: told.get(name) for name in ("title", "link", "alt_text")},
        )
    )
    return Answer(_pin(call.world, account, post), HTTPStatus.CREATED)


def edit(call: Call) -> Answer:
    account, told = owner(call), told_in(call)
    post = _own(call, account)
    _check(told)
    changed: Json = {name: told[name] for name in ("title", "link", "alt_text") if name in told}
    body = post.body | changed
    text = str(told.get("description", post.text))
    alt = str(body.get("alt_text") or "")
    pictures = [replace(one, alt=alt) for one in post.pictures]
    call.world.ledger.change(post, text=text, pictures=pictures, body=body)
    return Answer(_pin(call.world, account, _own(call, account)))


def show(call: Call) -> Answer:
    account = owner(call)
    post = _own(call, account)
    shown = _pin(call.world, account, post)
    if call.query.get("pin_metrics") == "true":
        numbers = _metrics(post)
        shown["pin_metrics"] = {"90d": numbers, "lifetime_metrics": numbers}
    return Answer(shown)


def delete(call: Call) -> Answer:
    call.world.ledger.delete(_own(call, owner(call)))
    return Answer(b"", HTTPStatus.NO_CONTENT)


def _check(told: Json) -> None:
    if unknown := told.keys() - _KEYS:
        invalid(f"{', '.join(sorted(unknown))} is not a valid property")
    for name, most in LIMITS.items():
        value = told.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > most):
            invalid(f"{name} must be a string of at most {most} characters")
    link = told.get("link")
    if link and not link.startswith(("http://", "https://")):
        invalid("link is no web address")


def _with_board(call: Call) -> Account:
    account = owner(call)
    if call.path["board"] != account["board"]:
        refuse(HTTPStatus.NOT_FOUND, 40, "Board not found.")
    return account


def _own(call: Call, account: Account) -> Post:
    post = call.world.ledger.find(NAME, call.path["id"])
    if post is None or post.account != account.name:
        refuse(HTTPStatus.NOT_FOUND, 50, "Pin not found.")
    return post


def _board(account: Account) -> Json:
    return {"id": account["board"], "name": f"{account.name} board", "privacy": "PUBLIC"}


def _pin(world: World, account: Account, post: Post) -> Json:
    first = post.pictures[0]
    url = f"{world.url}/_sandbox/pictures/{first.sha256}"
    size = {"width": first.width, "height": first.height, "url": url}
    return {
        "id": post.remote_id,
        "created_at": f"{post.created_at:%Y-%m-%dT%H:%M:%S}",
        "board_id": account["board"],
        "board_owner": {"username": account.name},
        "title": post.body.get("title"),
        "description": post.text or None,
        "link": post.body.get("link"),
        "alt_text": post.body.get("alt_text"),
        "media": {"media_type": "image", "images": {"1200x": size}},
        "creative_type": "REGULAR",
        "is_owner": True,
    }


def _metrics(post: Post) -> Json:
    return {
        "impression": 10 * (post.likes + post.reposts + post.replies),
        "save": post.reposts,
        "pin_click": post.likes,
        "outbound_click": 0,
        "reaction": post.likes,
        "comment": post.replies,
    }


def _values(world: World, name: str) -> Mapping[str, str]:
    return {
        "id": str(world.next_number()),
        "board": str(world.next_number()),
        "client_id": str(secrets.randbelow(900_000) + 1_500_000),
        "client_secret": secrets.token_hex(20),
    }


def _fields(world: World, account: Account) -> Mapping[str, str]:
    issued = grants.issue(world, account, ACCESS_LIFE, REFRESH_LIFE)
    return {
        "board": account["board"],
        "access": issued.access,
        "refresh": issued.refresh,
        "client_id": account["client_id"],
        "client_secret": account["client_secret"],
        "server": f"{world.url}/pinterest",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return too_many(retry_after)
    return refused(status, 0, HTTPStatus(status).phrase)


_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/oauth/",
    trade="/v5/oauth/token",
    life=ACCESS_LIFE,
    refresh_life=REFRESH_LIFE,
    needs_basic=True,
    separator=",",
)


PINTEREST = Platform(
    name=NAME,
    title="Pinterest",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/v5/user_account", "verify", user_account),
        Route("GET", "/v5/boards", "boards", boards),
        Route("GET", "/v5/boards/{board}", "board", board),
        Route("GET", "/v5/boards/{board}/pins", "timeline", pins),
        Route("POST", "/v5/pins", "publish", create, blocks=True),
        Route("GET", "/v5/pins/{id}", "lookup", show),
        Route("PATCH", "/v5/pins/{id}", "edit", edit),
        Route("DELETE", "/v5/pins/{id}", "delete", delete),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=unauthorized,
    pages=("/pin/{id}",),
    quotas=(REQUESTS,),
)
