"""X's API v2, with OAuth 1.0a signatures or OAuth 2 tokens.

Posts are counted by weight: 280, an address 23, an emoji 2. A picture is uploaded with its
category, gets its alt text by a call of its own, and up to four stand in a post. The same words
again are a 403 that names nothing. A missing post is 200 with ``errors``. Addresses come back as
t.co links.
Source: https://docs.x.com and https://github.com/twitter/twitter-text config v3
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Picture, Post
from scheduler.sandbox.pictures import NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.platforms import x_shapes as shapes
from scheduler.sandbox.platforms.oauth1 import signer
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

NAME = "x"
ACCESS_LIFE = timedelta(hours=2)
MAX_WEIGHT = 280
MAX_ALT = 1000
MAX_PICTURES = 4
MAX_BYTES = 5 * 1024 * 1024
MAX_GIF_BYTES = 15 * 1024 * 1024
MEDIA_LIFE = timedelta(days=1)
SAME_FOR = timedelta(days=1)  # nobody says how long; a day is what people report
POSTS = Quota("posts", 100, timedelta(minutes=15))
READS = Quota("reads", 900, timedelta(minutes=15))
_MIME = {"image/jpeg", "image/png", "image/webp", "image/gif"}
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


def problem(status: int, title: str, detail: str, kind: str = "about:blank") -> Answer:
    body = {"title": title, "detail": detail, "type": kind, "status": status}
    return Answer(body, status, {"content-type": "application/problem+json"})


def _refuse(status: int, title: str, detail: str) -> NoReturn:
    raise RefusedError(problem(status, title, detail))


def _invalid(detail: str) -> NoReturn:
    kind = "https://api.x.com/2/problems/invalid-request"
    answer = problem(HTTPStatus.BAD_REQUEST, "Invalid Request", detail, kind)
    answer.body["errors"] = [{"message": detail}]
    raise RefusedError(answer)


def _unauthorized() -> Answer:
    return problem(HTTPStatus.UNAUTHORIZED, "Unauthorized", "Unauthorized")


def _owner(call: Call, quota: Quota = READS) -> tuple[Account, Mapping[str, str]]:
    """Return who signed or whose token it is, with the rate headers of the answer."""
    if call.headers.get("authorization", "").startswith("OAuth "):
        account = signer(call, NAME)
    else:
        grant = grants.holder(call.world, NAME, call.bearer)
        account = grant.account if grant is not None and not grant.expired else None
    if account is None:
        raise RefusedError(_unauthorized())
    budget = call.world.quotas.spend(NAME, account.name, quota)
    headers = {
        "x-rate-limit-limit": str(budget.limit),
        "x-rate-limit-remaining": str(budget.remaining),
        "x-rate-limit-reset": str(int(budget.reset.timestamp())),
    }
    if budget.exceeded:
        raise RefusedError(_too_many().with_headers(headers))
    return account, headers


def _too_many() -> Answer:
    kind = "https://api.x.com/2/problems/rate-limit-exceeded"
    return problem(HTTPStatus.TOO_MANY_REQUESTS, "Too Many Requests", "Too Many Requests", kind)


def _told(call: Call) -> Json:
    try:
        return call.json()
    except UnreadableError:
        _invalid("The request body is not valid JSON.")


def me(call: Call) -> Answer:
    account, headers = _owner(call)
    return Answer({"data": shapes.user(account)}, headers=headers)


def upload(call: Call) -> Answer:
    """Take a picture in, as a form or as JSON with base64."""
    account, headers = _owner(call)
    data, category = _sent(call)
    if category != "tweet_image":
        _invalid("media_category is missing or not one of: tweet_image")
    try:
        seen = look_at(data)
    except NoPictureError:
        _invalid("media type unrecognized.")
    most = MAX_GIF_BYTES if seen.mime == "image/gif" else MAX_BYTES
    if seen.mime not in _MIME or len(data) > most:
        _invalid(f"File size exceeds {most} bytes or its type is not taken.")
    number = str(call.world.next_number())
    picture = keep(call.world.database, data, seen, alt="", media_id=f"3_{number}")
    kept = {"picture": as_kept(picture), "at": call.world.now().timestamp()}
    call.world.database.put((NAME, "media", f"{account.name} {number}"), kept, account.name)
    told = {
        "id": number,
        "media_key": f"3_{number}",
        "expires_after_secs": int(MEDIA_LIFE.total_seconds()),
        "size": len(data),
    }
    return Answer({"data": told}, headers=headers)


def _sent(call: Call) -> tuple[bytes, str]:
    if call.content_type == "application/json":
        told = _told(call)
        try:
            data = base64.b64decode(str(told.get("media", "")), validate=True)
        except binascii.Error:
            _invalid("media is not base64")
        return data, str(told.get("media_category", ""))
    try:
        media = call.form.upload("media")
    except UnreadableError:
        _invalid("The request is neither JSON nor a form.")
    if media is None:
        _invalid("media is missing")
    return media.data, call.form.get("media_category")


def describe(call: Call) -> Answer:
    account, headers = _owner(call)
    told = _told(call)
    number = str(told.get("id", ""))
    text = ((told.get("metadata") or {}).get("alt_text") or {}).get("text")
    place = (NAME, "media", f"{account.name} {number}")
    kept = call.world.database.get(place)
    if kept is None:
        _invalid("id names no media of yours")
    if not isinstance(text, str) or not 0 < len(text) <= MAX_ALT:
        _invalid(f"metadata.alt_text.text must have 1 to {MAX_ALT} characters")
    described = replace(Picture(**kept["picture"]), alt=text)
    call.world.database.put(place, {**kept, "picture": as_kept(described)}, account.name)
    told = {"id": number, "associated_metadata": {"alt_text": {"text": text}}}
    return Answer({"data": told}, headers=headers)


def publish(call: Call) -> Answer:
    account, headers = _owner(call, POSTS)
    told, world = _told(call), call.world
    if unknown := told.keys() - _KEYS:
        _invalid(f"[{', '.join(sorted(unknown))}] is not defined in the schema")
    text = told.get("text", "")
    ids = (told.get("media") or {}).get("media_ids") or []
    if not isinstance(text, str) or not (text.strip() or ids):
        _invalid("text is missing")
    if shapes.weight(text) > MAX_WEIGHT:
        _refuse(HTTPStatus.FORBIDDEN, "Forbidden", "Your Tweet text is too long.")
    if len(ids) > MAX_PICTURES:
        _invalid("media.media_ids must have 1 to 4 items")
    pictures = tuple(_picture(world, account, one) for one in ids)
    for post in world.ledger.timeline(NAME, account.name, limit=_LOOKED_BACK):
        if text and post.text == text and world.now() - post.created_at < SAME_FOR:
            _refuse(
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


def _picture(world: World, account: Account, number: object) -> Picture:
    kept = world.database.get((NAME, "media", f"{account.name} {number}"))
    if kept is None or world.now().timestamp() - kept["at"] > MEDIA_LIFE.total_seconds():
        _invalid("Your media IDs are invalid.")
    return Picture(**kept["picture"])


def show(call: Call) -> Answer:
    """Show a post; that there is none is told with status 200."""
    _, headers = _owner(call)
    post = call.world.ledger.find(NAME, call.path["id"])
    if post is None:
        return Answer({"errors": [shapes.not_found(call.path["id"])]}, headers=headers)
    return Answer({"data": shapes.tweet(post, _wanted(call))}, headers=headers)


def show_many(call: Call) -> Answer:
    _, headers = _owner(call)
    ids = [one for one in call.query.get("ids", "").split(",") if one]
    if not 0 < len(ids) <= _MOST_IDS:
        _invalid("ids must have 1 to 100 items")
    found = {one: call.world.ledger.find(NAME, one) for one in ids}
    posts = [post for post in found.values() if post is not None]
    answer: Json = {}
    if posts:
        answer["data"] = [shapes.tweet(post, _wanted(call)) for post in posts]
    if missing := [one for one, post in found.items() if post is None]:
        answer["errors"] = [shapes.not_found(one) for one in missing]
    return Answer(answer, headers=headers)


def timeline(call: Call) -> Answer:
    account, headers = _owner(call)
    if call.path["id"] != account["id"]:
        _refuse(HTTPStatus.NOT_FOUND, "Not Found Error", "Could not find that user.")
    asked = call.query.get("max_results", "10")
    if not asked.isdigit() or int(asked) not in _PAGE:
        _invalid("max_results must be from 5 to 100")
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
    account, headers = _owner(call)
    post = call.world.ledger.live(NAME, call.path["id"])
    if post is not None:
        if post.account != account.name:
            _refuse(HTTPStatus.FORBIDDEN, "Forbidden", "You are not allowed to delete this Tweet.")
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
        _invalid("start_time must be an RFC 3339 date")


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
        return _too_many().with_headers({"retry-after": f"{retry_after:g}"})
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
    expired=_unauthorized,
    pages=("/{account}/status/{id}",),
)
