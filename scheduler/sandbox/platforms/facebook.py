"""Facebook Pages by the Graph API.

A photo is uploaded by multipart or fetched from an address, kept unpublished, and attached to one
post; attaching it a second time fails. The same words as the Page's latest post, without photos,
are error 506. Alt text is ``alt_text_custom``. Deleting is a real DELETE.
Source: https://developers.facebook.com/docs/pages-api/posts
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Picture, Post
from scheduler.sandbox.pictures import as_kept
from scheduler.sandbox.platforms import meta
from scheduler.sandbox.platforms.facebook_photos import NAME, page_of, photo_in, unused
from scheduler.sandbox.platforms.meta import asked, owner, refuse, values
from scheduler.sandbox.world import Account, World

MAX_MESSAGE = 63_206
MAX_PHOTOS = 10
_MOST_LISTED = 100
_ATTACHED = re.compile(r"attached_media(\[\d+\])?")


def show(call: Call) -> Answer:
    """Show the Page, or one of its posts."""
    account = owner(call, NAME)
    if call.path["id"] in {account["page"], "me"}:
        page = {
            "id": lambda: account["page"],
            "name": lambda: account.name,
            "link": lambda: f"{call.world.url}/facebook/{account['page']}",
            "access_token": lambda: None,
        }
        return Answer(asked(call, page, default="name"))
    post = _own(call, account)
    return Answer(asked(call, _fields_of(post), default="created_time,message"))


def debug_token(call: Call) -> Answer:
    owner(call, NAME)
    grant = grants.holder(call.world, NAME, call.query.get("input_token", ""))
    if grant is None:
        return Answer({"data": {"is_valid": False, "scopes": []}})
    scopes = ["pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights"]
    told = {
        "is_valid": not grant.expired,
        "type": "PAGE",
        "profile_id": grant.account["page"],
        "expires_at": 0,
        "data_access_expires_at": 0,
        "scopes": scopes,
    }
    return Answer({"data": told})


def accounts(call: Call) -> Answer:
    account = owner(call, NAME)
    page = {
        "id": account["page"],
        "name": account.name,
        "access_token": grants.issue(call.world, account, grants.FOREVER).access,
        "tasks": ["CREATE_CONTENT", "MANAGE"],
    }
    return Answer({"data": [page]})


def upload_photo(call: Call) -> Answer:
    """Take a photo in, unpublished, or make a post of it at once."""
    account = page_of(call)
    told = values(call)
    photo = photo_in(call, told)
    number = str(call.world.next_number())
    kept = {"picture": as_kept(replace(photo, media_id=number)), "used_by": ""}
    if told.get("published", "true").lower() in {"false", "0"}:
        call.world.database.put((NAME, "photo", number), kept, account.name)
        return Answer({"id": number})
    message = told.get("message") or told.get("caption") or ""
    with call.world.database.change():
        call.world.database.put((NAME, "photo", number), kept, account.name)
        post = _publish(call, account, message, [number])
    return Answer({"id": number, "post_id": post.remote_id})


def publish(call: Call) -> Answer:
    account = page_of(call)
    told = values(call)
    message = told.get("message", "")
    ids = _attached(told)
    if not (message.strip() or ids or told.get("link")):
        refuse(100, "(#100) Missing message or attachment")
    post = _publish(call, account, message, ids, link=told.get("link", ""))
    return Answer({"id": post.remote_id})


def published_posts(call: Call) -> Answer:
    account = page_of(call)
    told = values(call)
    limit = told.get("limit", "25")
    if not limit.isdigit() or int(limit) > _MOST_LISTED:
        refuse(100, "(#100) Please reduce the amount of data you're asking for")
    since, until = _instant(told.get("since")), _instant(told.get("until"))
    posts = [
        asked(call, _fields_of(post), default="created_time,message")
        for post in call.world.ledger.timeline(NAME, account.name, limit=int(limit))
        if (since is None or post.created_at >= since)
        and (until is None or post.created_at <= until)
    ]
    return Answer({"data": posts})


def insights(call: Call) -> Answer:
    post = _own(call, owner(call, NAME))
    numbers = {
        "post_media_view": 10 * (post.likes + post.reposts),
        "post_total_media_view_unique": 8 * (post.likes + post.reposts),
        "post_clicks": 0,
        "post_reactions_by_type_total": post.likes,
    }
    return meta.insights(call, numbers)


def delete(call: Call) -> Answer:
    call.world.ledger.delete(_own(call, owner(call, NAME)))
    return Answer({"success": True})


def _own(call: Call, account: Account) -> Post:
    post = call.world.ledger.find(NAME, call.path["id"])
    if post is None or post.account != account.name:
        refuse(
            100,
            f"Unsupported {call.method.lower()} request. Object with ID '{call.path['id']}' does "
            "not exist, cannot be loaded due to missing permissions, or does not support this "
            "operation",
            subcode=33,
        )
    return post


def _attached(told: Mapping[str, str]) -> list[str]:
    """Return the ids of photos, sent one by one or as one list."""
    ids: list[str] = []
    for name, value in told.items():
        if not _ATTACHED.fullmatch(name):
            continue
        try:
            parsed = json.loads(value)
        except ValueError:
            parsed = None
        items = parsed if isinstance(parsed, list) else [parsed]
        if any(not isinstance(one, dict) or "media_fbid" not in one for one in items):
            refuse(100, "(#100) Param attached_media must be an array of media_fbid")
        ids += [str(one["media_fbid"]) for one in items]
    return ids


def _publish(
    call: Call, account: Account, message: str, ids: Sequence[str], link: str = ""
) -> Post:
    world = call.world
    if len(message) > MAX_MESSAGE:
        refuse(100, "(#100) The message is too long")
    if len(ids) > MAX_PHOTOS:
        refuse(100, "(#100) Too many attached media")
    photos = [unused(world, account, one) for one in ids]
    last = world.ledger.last(NAME, account.name)
    if last is not None and not photos and not last.pictures and last.text == message:
        refuse(506, "(#506) Duplicate status message", subcode=1455006)
    number = f"{account['page']}_{world.next_number()}"
    for one, kept in zip(ids, photos, strict=True):
        world.database.put((NAME, "photo", one), {**kept, "used_by": number}, account.name)
    return world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=number,
            text=message,
            url=f"{world.url}/facebook/{number}",
            pictures=tuple(Picture(**kept["picture"]) for kept in photos),
            body={"link": link},
        )
    )


def _fields_of(post: Post) -> meta.Fields:
    media = [
        {"media_type": "photo", "target": {"id": one.media_id}, "description": one.alt}
        for one in post.pictures
    ]
    album = {"media_type": "album", "subattachments": {"data": media}}
    attachments = {"data": media if len(media) == 1 else [album]} if media else None
    return {
        "id": lambda: post.remote_id,
        "message": lambda: post.text or None,
        "created_time": lambda: f"{post.created_at:%Y-%m-%dT%H:%M:%S}+0000",
        "permalink_url": lambda: post.url,
        "is_published": lambda: True,
        "attachments": lambda: attachments,
        "shares": lambda: {"count": post.reposts} if post.reposts else None,
        "comments": lambda: _summed(post.replies),
        "reactions": lambda: _summed(post.likes),
        "likes": lambda: _summed(post.likes),
    }


def _summed(number: int) -> Json:
    return {"data": [], "summary": {"total_count": number}}


def _instant(told: str | None) -> datetime | None:
    if not told:
        return None
    try:
        return datetime.fromtimestamp(float(told), UTC)
    except ValueError:
        refuse(100, "(#100) Invalid date")


def _values(world: World, name: str) -> Mapping[str, str]:
    return {"page": str(world.next_number())}


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "page": account["page"],
        "access": grants.issue(world, account, grants.FOREVER).access,
        "server": f"{world.url}/facebook",
    }


_EXCHANGE = meta.exchange(NAME, "fb_exchange_token", "fb_exchange_token")
_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/dialog/oauth",
    trade="/{version}/oauth/access_token",
    life=meta.SHORT_LIFE,
    separator=",",
)


FACEBOOK = Platform(
    name=NAME,
    title="Facebook",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/{version}/debug_token", "inspect", debug_token),
        Route("GET", "/{version}/oauth/access_token", "exchange", _EXCHANGE),
        Route("GET", "/{version}/me/accounts", "accounts", accounts),
        Route("POST", "/{version}/{id}/photos", "upload", upload_photo, blocks=True),
        Route("POST", "/{version}/{id}/feed", "publish", publish),
        Route("GET", "/{version}/{id}/published_posts", "timeline", published_posts),
        Route("GET", "/{version}/{id}/insights", "insights", insights),
        Route("GET", "/{version}/{id}", "show", show),
        Route("DELETE", "/{version}/{id}", "delete", delete),
    ),
    values=_values,
    fields=_fields,
    refusal=meta.refusal,
    expired=meta.expired,
    pages=("/{id}",),
)
