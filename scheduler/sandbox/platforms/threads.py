"""Threads: containers as on Instagram, and text alone as well.

500 characters, in which an emoji counts its UTF-8 bytes; at most 5 links; JPEG or PNG of at most
8 MiB, sides up to 10:1, fetched from a public address; carousels of 2 to 20. Published too early
is error 24. 250 posts in 24 hours.
Source: https://developers.facebook.com/documentation/threads/posts
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import regex

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.ledger import Picture, Post
from scheduler.sandbox.platforms import meta, meta_posts
from scheduler.sandbox.platforms import meta_containers as containers
from scheduler.sandbox.platforms.meta import asked, refuse, values
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.words import urls
from scheduler.sandbox.world import Account, World

NAME = "threads"
MAX_TEXT = 500
MAX_LINKS = 5
POSTS = Quota("publishing", 250, timedelta(hours=24))
DELETES = Quota("deletes", 100, timedelta(hours=24))
_EMOJI = regex.compile(r"\p{Extended_Pictographic}")
_CLUSTER = regex.compile(r"\X")
_GALLERY = containers.Gallery(
    platform=NAME, mime=frozenset({"image/jpeg", "image/png"}), ratio=(0.0, 10.0), most=20
)


def length(text: str) -> int:
    """Count as the documentation says: an emoji by its bytes, everything else by characters."""
    return sum(
        len(cluster.encode()) if _EMOJI.search(cluster) else len(cluster)
        for cluster in _CLUSTER.findall(text)
    )


def create(call: Call) -> Answer:
    account, told = meta.owner(call, NAME), values(call)
    text, kind = told.get("text", ""), told.get("media_type", "").upper()
    child = told.get("is_carousel_item", "").lower() == "true"
    if length(text) > MAX_TEXT:
        refuse(100, f"(#100) Param text must be at most {MAX_TEXT} characters long.")
    if len({text[start:end] for start, end in urls(text)}) > MAX_LINKS:
        refuse(100, "THREADS_API__LINK_LIMIT_EXCEEDED")
    pictures: list[Picture] = []
    if kind == "TEXT":
        if not text.strip():
            refuse(100, "(#100) The parameter text is required")
    elif kind == "IMAGE":
        pictures = [containers.fetched(call, _GALLERY, told)]
    elif kind == "CAROUSEL":
        pictures = containers.children(call.world, account, _GALLERY, told.get("children", ""))
    else:
        refuse(100, "(#100) Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")
    return Answer({"id": containers.make(call.world, account, text, pictures, child=child)})


def publish(call: Call) -> Answer:
    account, told = meta.owner(call, NAME), values(call)
    if meta.spend(call, account, POSTS):
        refuse(9, "The user reached the daily maximum of posts.", subcode=2207042)
    number = told.get("creation_id", "")
    kept = containers.container_of(call.world, account, number)
    if kept is None or containers.status_of(call.world, kept) == "IN_PROGRESS":
        refuse(24, "The requested resource does not exist", subcode=4279009)
    post = containers.publish(
        call.world,
        account,
        number,
        lambda post_id: f"{call.world.url}/threads/@{account.name}/post/{post_id}",
    )
    return Answer({"id": post.remote_id})


def show(call: Call) -> Answer:
    """Show the account, a container or a post: they share one kind of address."""
    account, number = meta.owner(call, NAME), call.path["id"]
    if number in {account["id"], "me"}:
        own = {
            "id": lambda: account["id"],
            "username": lambda: account.name,
            "name": lambda: account.name,
        }
        return Answer(asked(call, own))
    kept = containers.container_of(call.world, account, number)
    if kept is not None:
        status = containers.look(call.world, account, number, kept)
        container = {
            "id": lambda: number,
            "status": lambda: status,
            "error_message": lambda: None,
        }
        return Answer(asked(call, container))
    return Answer(asked(call, _fields_of(meta_posts.own(call, account))))


def insights(call: Call) -> Answer:
    post = meta_posts.own(call, meta.owner(call, NAME))
    numbers = {
        "views": 10 * (post.likes + post.replies),
        "likes": post.likes,
        "replies": post.replies,
        "reposts": post.reposts,
        "quotes": 0,
        "shares": 0,
    }
    return meta.insights(call, numbers)


def delete(call: Call) -> Answer:
    account = meta.owner(call, NAME)
    if meta.spend(call, account, DELETES):
        refuse(9, "The user reached the daily maximum of deletions.")
    call.world.ledger.delete(meta_posts.own(call, account))
    return Answer({"success": True, "deleted_id": call.path["id"]})


def _fields_of(post: Post) -> meta.Fields:
    kinds = {0: "TEXT_POST", 1: "IMAGE"}
    return {
        **meta_posts.common_fields(post),
        "text": lambda: post.text or None,
        "username": lambda: post.account,
        "media_type": lambda: kinds.get(len(post.pictures), "CAROUSEL_ALBUM"),
        "media_product_type": lambda: "THREADS",
    }


def _values(world: World, name: str) -> Mapping[str, str]:
    return {"id": str(world.next_number())}


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "access": grants.issue(world, account, meta.LONG_LIFE).access,
        "server": f"{world.url}/threads",
    }


_V = "/v1.0"

_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/oauth/authorize",
    trade="/oauth/access_token",
    life=meta.SHORT_LIFE,
    separator=",",
    finish=meta.short_token,
)

THREADS = Platform(
    name=NAME,
    title="Threads",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/access_token", "exchange", meta.exchange(NAME, "th_exchange_token")),
        Route("GET", "/refresh_access_token", "refresh", meta.renewal(NAME, "th_refresh_token")),
        Route("POST", f"{_V}/me/threads", "container", create, blocks=True),
        Route("POST", f"{_V}/me/threads_publish", "publish", publish),
        Route("GET", f"{_V}/me/threads_publishing_limit", "limit", meta_posts.limit(NAME, POSTS)),
        Route("GET", f"{_V}/me/threads", "timeline", meta_posts.timeline(NAME, _fields_of)),
        Route("GET", f"{_V}/{{id}}/insights", "insights", insights),
        Route("GET", f"{_V}/{{id}}", "show", show),
        Route("DELETE", f"{_V}/{{id}}", "delete", delete),
    ),
    values=_values,
    fields=_fields,
    refusal=meta.refusal,
    expired=meta.expired,
    pages=("/@{account}/post/{id}",),
    quotas=(POSTS, DELETES),
)
