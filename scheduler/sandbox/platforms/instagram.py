"""Instagram's content publishing, for a professional account.

JPEG only, at most 8 MiB, sides between 4:5 and 1.91:1, fetched from a public address; captions of
2,200 characters with 30 hashtags and 20 mentions; carousels of 2 to 10 pictures. A container has a
``status_code`` and is published once. 100 posts in 24 hours.
Source: https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import regex

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.ledger import Post
from scheduler.sandbox.platforms import meta, meta_posts
from scheduler.sandbox.platforms import meta_containers as containers
from scheduler.sandbox.platforms.meta import asked, refuse, values
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.words import tags
from scheduler.sandbox.world import Account, World

NAME = "instagram"
MAX_CAPTION = 2200
MAX_TAGS = 30
MAX_MENTIONS = 20
PUBLISHING = Quota("publishing", 100, timedelta(hours=24))
_MENTION = regex.compile(r"(?<!\w)@[\w.]+")
_GALLERY = containers.Gallery(
    platform=NAME, mime=frozenset({"image/jpeg"}), ratio=(0.8, 1.91), most=10
)


def _owner(call: Call) -> Account:
    account = meta.owner(call, NAME)
    if call.path.get("account", "me") not in {account["id"], "me"}:
        refuse(100, "Unsupported request. The object does not exist", subcode=33)
    return account


def create(call: Call) -> Answer:
    """Make a container: of one picture, of a carousel's child, or of a whole carousel."""
    account, told = _owner(call), values(call)
    caption = told.get("caption", "")
    child = told.get("is_carousel_item", "").lower() == "true"
    kind = told.get("media_type", "IMAGE").upper()
    if kind not in {"IMAGE", "CAROUSEL"}:
        refuse(100, f"The media type {kind} is not known here", subcode=2207023)
    if child and caption:
        refuse(100, "(#100) A carousel item has no caption", subcode=2207028)
    _check_caption(caption)
    if kind == "CAROUSEL":
        pictures = containers.children(call.world, account, _GALLERY, told.get("children", ""))
    else:
        pictures = [containers.fetched(call, _GALLERY, told)]
    return Answer({"id": containers.make(call.world, account, caption, pictures, child=child)})


def _check_caption(caption: str) -> None:
    if len(caption) > MAX_CAPTION:
        refuse(110, "The caption was too long.", subcode=2207010)
    if len(tags(caption)) > MAX_TAGS or len(_MENTION.findall(caption)) > MAX_MENTIONS:
        refuse(100, "Too many tags or mentions in the caption.", subcode=2207040)


def publish(call: Call) -> Answer:
    account, told = _owner(call), values(call)
    if meta.spend(call, account, PUBLISHING):
        refuse(9, "The account reached its daily maximum of posts.", subcode=2207042)
    post = containers.publish(
        call.world,
        account,
        told.get("creation_id", ""),
        lambda number: f"{call.world.url}/instagram/p/{number}",
    )
    return Answer({"id": post.remote_id})


def show(call: Call) -> Answer:
    """Show the account, a container or a post: they share one kind of address."""
    account, number = meta.owner(call, NAME), call.path["id"]
    if number in {account["id"], "me"}:
        own = {
            "id": lambda: account["id"],
            "user_id": lambda: account["id"],
            "username": lambda: account.name,
            "name": lambda: account.name,
            "account_type": lambda: "BUSINESS",
            "profile_picture_url": lambda: None,
        }
        return Answer(asked(call, own, default="username"))
    kept = containers.container_of(call.world, account, number)
    if kept is not None:
        code = containers.look(call.world, account, number, kept)
        container = {
            "id": lambda: number,
            "status_code": lambda: code,
            "status": lambda: f"{code.capitalize()}: Media upload has been looked at.",
        }
        return Answer(asked(call, container))
    return Answer(asked(call, _fields_of(meta_posts.own(call, account))))


def insights(call: Call) -> Answer:
    post = meta_posts.own(call, meta.owner(call, NAME))
    numbers = {
        "reach": 8 * (post.likes + post.replies),
        "views": 10 * (post.likes + post.replies),
        "likes": post.likes,
        "comments": post.replies,
        "saved": 0,
        "shares": post.reposts,
        "total_interactions": post.likes + post.replies + post.reposts,
    }
    return meta.insights(call, numbers)


def delete(call: Call) -> Answer:
    call.world.ledger.delete(meta_posts.own(call, meta.owner(call, NAME)))
    return Answer({"success": True, "deleted_id": call.path["id"]})


def _fields_of(post: Post) -> meta.Fields:
    kind = "CAROUSEL_ALBUM" if len(post.pictures) > 1 else "IMAGE"
    return {
        **meta_posts.common_fields(post),
        "caption": lambda: post.text or None,
        "media_type": lambda: kind,
        "media_product_type": lambda: "FEED",
        "like_count": lambda: post.likes,
        "comments_count": lambda: post.replies,
    }


def _values(world: World, name: str) -> Mapping[str, str]:
    return {"id": f"1784{str(world.next_number())[-13:]}"}


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "account": account["id"],
        "access": grants.issue(world, account, meta.LONG_LIFE).access,
        "server": f"{world.url}/instagram",
    }


_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/oauth/authorize",
    trade="/oauth/access_token",
    life=meta.SHORT_LIFE,
    separator=",",
    finish=meta.short_token,
)

INSTAGRAM = Platform(
    name=NAME,
    title="Instagram",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/access_token", "exchange", meta.exchange(NAME, "ig_exchange_token")),
        Route(
            "GET",
            "/refresh_access_token",
            "refresh",
            meta.renewal(NAME, "ig_refresh_token"),
        ),
        Route("POST", "/{version}/{account}/media", "container", create, blocks=True),
        Route("POST", "/{version}/{account}/media_publish", "publish", publish),
        Route(
            "GET",
            "/{version}/{account}/content_publishing_limit",
            "limit",
            meta_posts.limit(NAME, PUBLISHING),
        ),
        Route(
            "GET", "/{version}/{account}/media", "timeline", meta_posts.timeline(NAME, _fields_of)
        ),
        Route("GET", "/{version}/{id}/insights", "insights", insights),
        Route("GET", "/{version}/{id}", "show", show),
        Route("DELETE", "/{version}/{id}", "delete", delete),
    ),
    values=_values,
    fields=_fields,
    refusal=meta.refusal,
    expired=meta.expired,
    pages=("/p/{id}",),
    quotas=(PUBLISHING,),
)
