"""Tumblr's API v2 with posts in blocks (NPF).

Text blocks take 4,096 characters, alt texts too; 1,000 blocks; pictures come as parts of the form
and are named by their identifier. A draft is invisible; publishing it gives the post another number
and ``genesis_post_id`` remembers the first. A steady User-Agent is demanded.
Source: https://github.com/tumblr/docs
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Post
from scheduler.sandbox.platforms.tumblr_access import (
    ACCESS_LIFE,
    NAME,
    ok,
    owner,
    refuse,
    refused,
    unauthorized,
)
from scheduler.sandbox.platforms.tumblr_blocks import BlockError, read, words
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

STATES = {"published", "draft", "queue", "private"}
POSTS = Quota("posts", 250, timedelta(days=1))


def user_info(call: Call) -> Answer:
    account = owner(call)
    blog = {
        "name": account["blog"],
        "uuid": account["uuid"],
        "url": f"{call.world.url}/tumblr/{account['blog']}",
        "primary": True,
    }
    return ok({"user": {"name": account["blog"], "blogs": [blog]}})


def create(call: Call) -> Answer:
    """Keep a draft, or publish at once."""
    account = owner(call)
    told, content, text, pictures = _read(call, account)
    if told["state"] == "published":
        post = _publish(call.world, account, told, text, pictures, genesis="")
        return ok(_numbered(post.remote_id, "published"), HTTPStatus.CREATED)
    number = str(call.world.next_number())
    kept = {"account": account.name, "told": told, "content": content}
    call.world.database.put((NAME, "draft", number), kept, account.name)
    return ok(_numbered(number, str(told["state"])), HTTPStatus.CREATED)


def edit(call: Call) -> Answer:
    """Change a draft or a post; a draft whose state becomes published goes out, once."""
    account, number = owner(call), call.path["id"]
    world = call.world
    told, content, text, pictures = _read(call, account)
    draft = _draft(world, account, number)
    if draft is None:
        post = _own(call, account)
        world.ledger.change(post, text=text, pictures=pictures, body={**post.body, **told})
        return ok(_numbered(number, "published"))
    if told["state"] != "published":
        world.database.put(
            (NAME, "draft", number), {**draft, "told": told, "content": content}, account.name
        )
        return ok(_numbered(number, str(told["state"])))
    world.database.drop((NAME, "draft", number))
    post = _publish(world, account, told, text, pictures, genesis=number)
    return ok(_numbered(post.remote_id, "published"))


def _read(call: Call, account: Account) -> tuple[Json, list[Json], str, tuple[Any, ...]]:
    """Return the post as sent, its blocks as kept, its words and its pictures."""
    try:
        if call.content_type == "multipart/form-data":
            told, uploads = json.loads(call.form.get("json") or "null"), call.form.uploads
        else:
            told, uploads = call.json(), ()
    except (UnreadableError, ValueError):
        refuse(HTTPStatus.BAD_REQUEST, "Bad Request", 8001)
    if not isinstance(told, dict):
        refuse(HTTPStatus.BAD_REQUEST, "The part json is missing", 8001)
    told = {"state": "published", **told}
    if told["state"] not in STATES:
        refuse(HTTPStatus.BAD_REQUEST, "Unknown state", 8001)
    try:
        content, pictures = read(call.world, told.get("content"), uploads)
    except BlockError as error:
        refuse(HTTPStatus.BAD_REQUEST, str(error), 8001)
    return told, content, words(content), pictures


def _publish(
    world: World, account: Account, told: Json, text: str, pictures: tuple[Any, ...], genesis: str
) -> Post:
    if world.quotas.spend(NAME, account.name, POSTS).exceeded:
        refuse(HTTPStatus.BAD_REQUEST, "You have exceeded your daily post limit", 8023)
    number = str(world.next_number())
    return world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=number,
            text=text,
            url=f"{world.url}/tumblr/{account['blog']}/{number}",
            key=genesis,
            pictures=pictures,
            body={"content": told["content"], "tags": told.get("tags"), "genesis": genesis},
        )
    )


def show(call: Call) -> Answer:
    account, number = owner(call), call.path["id"]
    draft = _draft(call.world, account, number)
    if draft is not None:
        state = str(draft["told"]["state"])
        return ok({**_numbered(number, state), "content": draft["content"]})
    return ok(_shown(_own(call, account)))


def posts(call: Call) -> Answer:
    account = owner(call)
    asked = call.query.get("limit", "20")
    limit = min(int(asked), 20) if asked.isdigit() else 20
    found = call.world.ledger.timeline(NAME, account.name, limit=limit)
    return ok({"posts": [_shown(post) for post in found], "total_posts": len(found)})


def drafts(call: Call) -> Answer:
    account = owner(call)
    kept = call.world.database.all(NAME, "draft")
    own = [
        {**_numbered(number, str(draft["told"]["state"])), "content": draft["content"]}
        for number, draft in kept
        if draft["account"] == account.name
    ]
    return ok({"posts": own})


def notes(call: Call) -> Answer:
    account = owner(call)
    post = call.world.ledger.find(NAME, call.query.get("id", ""))
    if post is None or post.account != account.name:
        refuse(HTTPStatus.NOT_FOUND, "Not Found")
    said = [
        {"type": "reply", "blog_name": one.author, "reply_text": one.text}
        for one in call.world.ledger.replies(post)
    ]
    return ok(
        {
            "notes": said,
            "total_notes": post.likes + post.reposts + post.replies,
            "total_likes": post.likes,
            "total_reblogs": post.reposts,
        }
    )


def delete(call: Call) -> Answer:
    account = owner(call)
    try:
        number = (
            call.form.get("id")
            if call.content_type != "application/json"
            else str(call.json().get("id"))
        )
    except UnreadableError:
        refuse(HTTPStatus.BAD_REQUEST, "Bad Request", 8001)
    if _draft(call.world, account, number) is not None:
        call.world.database.drop((NAME, "draft", number))
    else:
        post = call.world.ledger.live(NAME, number)
        if post is None or post.account != account.name:
            refuse(HTTPStatus.NOT_FOUND, "Not Found")
        call.world.ledger.delete(post)
    return ok({"id": int(number), "id_string": number})


def _draft(world: World, account: Account, number: str) -> Json | None:
    kept = world.database.get((NAME, "draft", number))
    return kept if kept is not None and kept["account"] == account.name else None


def _own(call: Call, account: Account) -> Post:
    post = call.world.ledger.find(NAME, call.path["id"])
    if post is None or post.account != account.name:
        refuse(HTTPStatus.NOT_FOUND, "Not Found")
    return post


def _numbered(number: str, state: str) -> Json:
    return {"id": int(number), "id_string": number, "state": state}


def _shown(post: Post) -> Json:
    shown = {
        **_numbered(post.remote_id, "published"),
        "content": post.body["content"],
        "post_url": post.url,
        "timestamp": int(post.created_at.timestamp()),
        "note_count": post.likes + post.reposts + post.replies,
    }
    if post.body["genesis"]:
        shown["genesis_post_id"] = post.body["genesis"]
    return shown


def _values(world: World, name: str) -> Mapping[str, str]:
    return {
        "blog": name,
        "uuid": f"t:{secrets.token_urlsafe(16)}",
        "client_id": secrets.token_urlsafe(36),
        "client_secret": secrets.token_urlsafe(36),
    }


def _fields(world: World, account: Account) -> Mapping[str, str]:
    issued = grants.issue(world, account, ACCESS_LIFE)
    return {
        "blog": account["blog"],
        "access": issued.access,
        "refresh": issued.refresh,
        "client_id": account["client_id"],
        "client_secret": account["client_secret"],
        "server": f"{world.url}/tumblr",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer = refused(status, "Limit Exceeded")
        return answer.with_headers({"retry-after": f"{retry_after:g}"})
    return refused(status, HTTPStatus(status).phrase)


_BLOG = "/v2/blog/{blog}"
_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/oauth2/authorize",
    trade="/v2/oauth2/token",
    life=ACCESS_LIFE,
    refresh_life=timedelta(days=365),
)


TUMBLR = Platform(
    name=NAME,
    title="Tumblr",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/v2/user/info", "verify", user_info),
        Route("GET", f"{_BLOG}/posts/draft", "drafts", drafts),
        Route("GET", f"{_BLOG}/posts", "timeline", posts),
        Route("POST", f"{_BLOG}/posts", "create", create),
        Route("GET", f"{_BLOG}/posts/{{id}}", "lookup", show),
        Route("PUT", f"{_BLOG}/posts/{{id}}", "publish", edit),
        Route("GET", f"{_BLOG}/notes", "engagement", notes),
        Route("POST", f"{_BLOG}/post/delete", "delete", delete),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=unauthorized,
    pages=("/{blog}/{id}",),
    quotas=(POSTS,),
)
