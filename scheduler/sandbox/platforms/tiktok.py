"""TikTok's photo posts: pulled from addresses, JPEG or WebP, up to 35 of at most 20 MB.

Asking to publish starts it; ``status/fetch`` tells how it went. ``MEDIA_UPLOAD`` leaves the post in
the inbox of the person, who finishes it in the app: here that counts as arrived. Alt text has no
place. Title 90 and description 4,000 UTF-16 units. Every address counts as verified.
Source: https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call, RefusedError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.fetching import UnreachableError, fetch
from scheduler.sandbox.ledger import NewPost, Picture
from scheduler.sandbox.pictures import NoPictureError, keep, look_at
from scheduler.sandbox.platforms.tiktok_access import (
    ACCESS_LIFE,
    NAME,
    REFRESH_LIFE,
    expired,
    invalid,
    ok,
    owner,
    refuse,
    refused,
    told_in,
)
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.words import utf16_units
from scheduler.sandbox.world import Account, World

MAX_TITLE = 90
MAX_DESCRIPTION = 4000
MAX_PICTURES = 35
MAX_BYTES = 20_000_000
VIEWERS = (
    "PUBLIC_TO_EVERYONE",
    "MUTUAL_FOLLOW_FRIENDS",
    "FOLLOWER_OF_CREATOR",
    "SELF_ONLY",
)


INITS = Quota("inits", 6, timedelta(minutes=1))
PENDING = Quota("pending", 5, timedelta(days=1))


def user_info(call: Call) -> Answer:
    account = owner(call)
    available = {"open_id": account["id"], "display_name": account.name, "avatar_url": ""}
    fields = [one for one in call.query.get("fields", "").split(",") if one]
    if not fields or set(fields) - available.keys():
        invalid("fields is missing or names an unknown field")
    return ok({"user": {name: available[name] for name in fields}})


def creator_info(call: Call) -> Answer:
    account = owner(call)
    return ok(
        {
            "creator_username": account.name,
            "creator_nickname": account.name,
            "privacy_level_options": list(VIEWERS),
            "comment_disabled": False,
            "duet_disabled": True,
            "stitch_disabled": True,
        }
    )


def publish(call: Call) -> Answer:
    """Start publishing: pull the pictures, and put the post where it goes."""
    account, told, world = owner(call), told_in(call), call.world
    mode, info = told.get("post_mode"), told.get("post_info") or {}
    if told.get("media_type") != "PHOTO" or mode not in {"DIRECT_POST", "MEDIA_UPLOAD"}:
        invalid("media_type or post_mode is wrong")
    _check_info(info, direct=mode == "DIRECT_POST")
    addresses = _addresses(told.get("source_info") or {})
    if world.quotas.spend(NAME, account.name, INITS).exceeded:
        raise RefusedError(_refusal(HTTPStatus.TOO_MANY_REQUESTS, 60))
    if mode == "MEDIA_UPLOAD" and world.quotas.spend(NAME, account.name, PENDING).exceeded:
        refuse(HTTPStatus.FORBIDDEN, "spam_risk_too_many_pending_share")
    direct = mode == "DIRECT_POST"
    publish_id = (
        f"p_pub_url~v2.{world.next_number()}" if direct else f"p_inbox_url~v2.{world.next_number()}"
    )
    state: Json = {"account": account.name, "polls_left": world.knobs.media_polls}
    try:
        pictures = tuple(_pulled(world, one) for one in addresses)
    except _PullError as error:
        state |= {"status": "FAILED", "fail_reason": str(error)}
    else:
        number = str(world.next_number()) if direct else publish_id
        _accept(world, account, info, number, pictures)
        state |= {"status": "PUBLISH_COMPLETE" if direct else "SEND_TO_USER_INBOX"}
        state |= {"publicaly_available_post_id": [int(number)]} if direct else {}
    world.database.put((NAME, "publish", publish_id), state, account.name)
    return ok({"publish_id": publish_id})


class _PullError(Exception):
    """A picture could not be taken; the message is TikTok's reason."""


def _check_info(info: Json, *, direct: bool) -> None:
    if utf16_units(str(info.get("title") or "")) > MAX_TITLE:
        invalid("title is too long")
    if utf16_units(str(info.get("description") or "")) > MAX_DESCRIPTION:
        invalid("description is too long")
    if direct and info.get("privacy_level") not in VIEWERS:
        refuse(HTTPStatus.FORBIDDEN, "privacy_level_option_mismatch")


def _addresses(source: Json) -> list[str]:
    images: Any = source.get("photo_images")
    if source.get("source") != "PULL_FROM_URL":
        invalid("photos are pulled from a URL")
    if not isinstance(images, list) or not 0 < len(images) <= MAX_PICTURES:
        invalid(f"photo_images must have 1 to {MAX_PICTURES} items")
    if not 0 <= int(source.get("photo_cover_index") or 0) < len(images):
        invalid("photo_cover_index names no photo")
    return [str(one) for one in images]


def _pulled(world: World, address: str) -> Picture:
    try:
        data = fetch(address).data
    except UnreachableError as error:
        raise _PullError("photo_pull_failed") from error
    try:
        seen = look_at(data)
    except NoPictureError as error:
        raise _PullError("file_format_check_failed") from error
    if seen.mime not in {"image/jpeg", "image/webp"}:
        raise _PullError("file_format_check_failed")
    if len(data) > MAX_BYTES:
        raise _PullError("picture_size_check_failed")
    return keep(world.database, data, seen)


def _accept(
    world: World, account: Account, info: Json, number: str, pictures: tuple[Picture, ...]
) -> None:
    world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=number,
            text=str(info.get("description") or ""),
            url=f"{world.url}/tiktok/@{account.name}/photo/{number}",
            pictures=pictures,
            body=info,
        )
    )


def status(call: Call) -> Answer:
    account, told = owner(call), told_in(call)
    place = (NAME, "publish", str(told.get("publish_id")))
    kept = call.world.database.get(place)
    if kept is None or kept["account"] != account.name:
        refuse(HTTPStatus.BAD_REQUEST, "invalid_publish_id")
    if kept["polls_left"] > 0:
        left = {**kept, "polls_left": kept["polls_left"] - 1}
        call.world.database.put(place, left, account.name)
        return ok({"status": "PROCESSING_DOWNLOAD"})
    names = ("status", "fail_reason", "publicaly_available_post_id")
    return ok({name: kept[name] for name in names if name in kept})


def query(call: Call) -> Answer:
    owner(call)
    ids = (told_in(call).get("filters") or {}).get("video_ids") or []
    found = [call.world.ledger.find(NAME, str(one)) for one in ids]
    videos = [
        {
            "id": post.remote_id,
            "like_count": post.likes,
            "comment_count": post.replies,
            "share_count": post.reposts,
            "view_count": 10 * (post.likes + post.replies + post.reposts),
        }
        for post in found
        if post is not None
    ]
    return ok({"videos": videos, "has_more": False})


def _values(world: World, name: str) -> Mapping[str, str]:
    return {
        "id": secrets.token_urlsafe(24),
        "client_id": secrets.token_hex(9),
        "client_secret": secrets.token_urlsafe(24),
    }


def _fields(world: World, account: Account) -> Mapping[str, str]:
    issued = grants.issue(world, account, ACCESS_LIFE, REFRESH_LIFE)
    return {
        "access": issued.access,
        "refresh": issued.refresh,
        "client_id": account["client_id"],
        "client_secret": account["client_secret"],
        "server": f"{world.url}/tiktok",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer = refused(status, "rate_limit_exceeded", "The API rate limit was exceeded.")
        return answer.with_headers({"retry-after": f"{retry_after:g}"})
    code = "internal_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_params"
    return refused(status, code)


_POST = "/v2/post/publish"


def _with_open_id(world: World, account: Account, told: Json) -> Json:
    return {**told, "open_id": account["id"]}


_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/v2/auth/authorize/",
    trade="/v2/oauth/token/",
    life=ACCESS_LIFE,
    refresh_life=REFRESH_LIFE,
    id_name="client_key",
    separator=",",
    finish=_with_open_id,
)


TIKTOK = Platform(
    name=NAME,
    title="TikTok",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/v2/user/info/", "verify", user_info),
        Route("POST", f"{_POST}/creator_info/query/", "creator", creator_info),
        Route("POST", f"{_POST}/content/init/", "publish", publish, blocks=True),
        Route("POST", f"{_POST}/status/fetch/", "status", status),
        Route("POST", "/v2/video/query/", "engagement", query),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=expired,
    pages=("/@{account}/photo/{id}",),
    quotas=(INITS, PENDING),
)
