"""X's API v2, with OAuth 1.0a signatures or OAuth 2 tokens.

Posts are counted by weight: 280, an address 23, an emoji 2. A picture is uploaded with its
category, gets its alt text by a call of its own, and up to four stand in a post. The same words
again are a 403 that names nothing. A missing post is 200 with ``errors``. Addresses come back as
t.co links.
Source: https://docs.x.com and https://github.com/twitter/twitter-text config v3
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from scheduler.sandbox import oauth
from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Post
from scheduler.sandbox.platforms import x_shapes as shapes
from scheduler.sandbox.platforms.x_access import (
    ACCESS_LIFE,
    NAME,
    POSTS,
    READS,
    invalid,
    owner,
    problem,
    refuse,
    told_in,
    too_many,
    unauthorized,
)
from scheduler.sandbox.platforms.x_media import describe, picture_of, upload
from scheduler.sandbox.world import Account, World

MAX_WEIGHT = 280
MAX_PICTURES = 4
SAME_FOR = timedelta(days=1)  # nobody says how long; a day is what people report
_KEYS = {
    "text",
    "media",
    "reply",
    "reply_settings",
    "quote_tweet_id",
    "made_with_ai",
    "paid_partnership",
    "nullcast",
    "for_super_followers_only",
    "direct_message_deep_link",
    "poll",
    "geo",
}
_PAGE = range(5, 101)
_MOST_IDS = 100
_LOOKED_BACK = 50


def me(call: Call) -> Answer:
    account, headers = owner(call)
    return Answer({"data": shapes.user(account)}, headers=headers)


def publish(call: Call) -> Answer:
    account, headers = owner(call, POSTS)
    told, world = told_in(call), call.world
    if unknown := told.keys() - _KEYS:
        invalid(f"[{', '.join(sorted(unknown))}] is not defined in the schema")
    text = told.get("text", "")
    ids = (told.get("media") or {}).get("media_ids") or []
    if not isinstance(text, str) or not (text.strip() or ids):
        invalid("text is missing")
    if shapes.weight(text) > MAX_WEIGHT:
        refuse(HTTPStatus.FORBIDDEN, "Forbidden", "Your Tweet text is too long.")
    if len(ids) > MAX_PICTURES:
        invalid("media.media_ids must have 1 to 4 items")
    pictures = tuple(picture_of(world, account, one) for one in ids)
    for post in world.ledger.timeline(NAME, account.name, limit=_LOOKED_BACK):
        if text and post.text == text and world.now() - post.created_at < SAME_FOR:
            refuse(
                HTTPStatus.FORBIDDEN,
                "Forbidden",
                "You are not allowed to create a Tweet with duplicate content.",
            )
    number = str(world.next_number())
    post = world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=number,
            text=text,
            url=f"{world.url}/x/{account.name}/status/{number}",
            pictures=pictures,
            body={"reply": told.get("reply"), "reply_settings": told.get("reply_settings")},
        )
    )
    return Answer({"data": shapes.tweet(post, set())}, HTTPStatus.CREATED, headers)


def show(call: Call) -> Answer:
    """Show a post; that there is none is told with status 200."""
    _, headers = owner(call)
    post = call.world.ledger.find(NAME, call.path["id"])
    if post is None:
        return Answer({"errors": [shapes.not_found(call.path["id"])]}, headers=headers)
    return Answer({"data": shapes.tweet(post, _wanted(call))}, headers=headers)


def show_many(call: Call) -> Answer:
    _, headers = owner(call)
    ids = [one for one in call.query.get("ids", "").split(",") if one]
    if not 0 < len(ids) <= _MOST_IDS:
        invalid("ids must have 1 to 100 items")
    found = {one: call.world.ledger.find(NAME, one) for one in ids}
    posts = [post for post in found.values() if post is not None]
    answer: Json = {}
    if posts:
        answer["data"] = [shapes.tweet(post, _wanted(call)) for post in posts]
    if missing := [one for one, post in found.items() if post is None]:
        answer["errors"] = [shapes.not_found(one) for one in missing]
    return Answer(answer, headers=headers)


def timeline(call: Call) -> Answer:
    account, headers = owner(call)
    if call.path["id"] != account["id"]:
        refuse(HTTPStatus.NOT_FOUND, "Not Found Error", "Could not find that user.")
    asked = call.query.get("max_results", "10")
    if not asked.isdigit() or int(asked) not in _PAGE:
        invalid("max_results must be from 5 to 100")
    since = _instant(call.query.get("start_time"))
    posts = [
        post
        for post in call.world.ledger.timeline(NAME, account.name, limit=int(asked) + 1)
        if since is None or post.created_at >= since
    ]
    meta: Json = {"result_count": min(len(posts), int(asked))}
    if len(posts) > int(asked):
        meta["next_token"] = secrets.token_urlsafe(12)
    page: list[Post] = posts[: int(asked)]
    answer: Json = {"meta": meta}
    if page:
        answer["data"] = [shapes.tweet(post, _wanted(call)) for post in page]
    return Answer(answer, headers=headers)


def delete(call: Call) -> Answer:
    account, headers = owner(call)
    post = call.world.ledger.live(NAME, call.path["id"])
    if post is not None:
        if post.account != account.name:
            refuse(HTTPStatus.FORBIDDEN, "Forbidden", "You are not allowed to delete this Tweet.")
        call.world.ledger.delete(post)
    return Answer({"data": {"deleted": True}}, headers=headers)


def _wanted(call: Call) -> set[str]:
    return set(call.query.get("tweet.fields", "").split(","))


def _instant(told: str | None) -> datetime | None:
    if not told:
        return None
    try:
        return datetime.fromisoformat(told).astimezone(UTC)
    except ValueError:
        invalid("start_time must be an RFC 3339 date")


def _values(world: World, name: str) -> Mapping[str, str]:
    return {
        "id": str(world.next_number()),
        "api_key": secrets.token_urlsafe(18),
        "api_secret": secrets.token_urlsafe(36),
        "token": secrets.token_urlsafe(36),
        "token_secret": secrets.token_urlsafe(32),
        "client_id": secrets.token_urlsafe(24),
        "client_secret": secrets.token_urlsafe(36),
    }


def _fields(world: World, account: Account) -> Mapping[str, str]:
    keys = {name: account[name] for name in ("api_key", "api_secret", "token", "token_secret")}
    return {**keys, "server": f"{world.url}/x", "web": f"{world.url}/x"}


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return too_many().with_headers({"retry-after": f"{retry_after:g}"})
    return problem(status, HTTPStatus(status).phrase, HTTPStatus(status).phrase)


_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/i/oauth2/authorize",
    trade="/2/oauth2/token",
    life=ACCESS_LIFE,
    refresh_life=timedelta(days=180),
    code_life=timedelta(seconds=30),
    needs_pkce=True,
)


X = Platform(
    name=NAME,
    title="X",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/2/users/me", "verify", me),
        Route("POST", "/2/media/upload", "upload", upload),
        Route("POST", "/2/media/metadata", "describe", describe),
        Route("POST", "/2/tweets", "publish", publish),
        Route("GET", "/2/tweets", "tweets", show_many),
        Route("GET", "/2/tweets/{id}", "lookup", show),
        Route("DELETE", "/2/tweets/{id}", "delete", delete),
        Route("GET", "/2/users/{id}/tweets", "timeline", timeline),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=unauthorized,
    pages=("/{account}/status/{id}",),
    quotas=(POSTS, READS),
)
