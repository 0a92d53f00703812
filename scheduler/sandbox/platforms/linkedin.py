"""LinkedIn's Posts API, for a member and one organization.

Every call to ``/rest/`` names a version that is alive: twelve months and a half from its month.
The commentary is "little text" of at most 3,000 characters, counted as sent: reserved characters
are escaped, hashtags are ``#Tag`` or a template. The same commentary again is 422 and names the
post that has it. A post's URN comes in the header ``x-restli-id``, the body is empty.
Source: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call, RefusedError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Picture, Post
from scheduler.sandbox.platforms.linkedin_access import (
    ACCESS_LIFE,
    NAME,
    check_author,
    expired,
    owner,
    refuse,
    refused,
    told_in,
    versioned,
)
from scheduler.sandbox.platforms.linkedin_images import image, picture_of, start_upload, upload
from scheduler.sandbox.platforms.linkedin_text import LittleTextError, plain
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

MAX_COMMENTARY = 3000
IMAGES = range(2, 21)
SAME_FOR = timedelta(days=1)  # how long an equal commentary counts as the same post
POSTS = Quota("posts", 100, timedelta(days=1))
_LOOKED_BACK = 50


def user_info(call: Call) -> Answer:
    account = owner(call)
    return Answer({"sub": account["person"], "name": account.name, "locale": "en-US"})


def organization(call: Call) -> Answer:
    account = versioned(call)
    if call.path["id"] != account["organization"]:
        refuse(HTTPStatus.FORBIDDEN, "Not enough permissions to access: GET /organizations")
    return Answer({"id": int(account["organization"]), "localizedName": account.name})


def publish(call: Call) -> Answer:
    account, told = versioned(call), told_in(call)
    check_author(account, told.get("author"))
    for name, wanted in (
        ("visibility", {"PUBLIC", "CONNECTIONS"}),
        ("lifecycleState", {"PUBLISHED"}),
    ):
        if told.get(name) not in wanted:
            refuse(HTTPStatus.UNPROCESSABLE_ENTITY, f"Wrong or missing value of /{name}")
    if (told.get("distribution") or {}).get("feedDistribution") not in {"MAIN_FEED", "NONE"}:
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "Wrong or missing value of /distribution")
    commentary = str(told.get("commentary", ""))
    text = _plain(commentary)
    pictures = _pictures(call.world, told.get("content") or {})
    if call.world.quotas.spend(NAME, account.name, POSTS).exceeded:
        raise RefusedError(_refusal(HTTPStatus.TOO_MANY_REQUESTS, 0))
    _refuse_same(call.world, account, commentary)
    urn = f"urn:li:share:{call.world.next_number()}"
    call.world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=urn,
            text=text,
            url=f"{call.world.url}/linkedin/feed/update/{urn}",
            pictures=pictures,
            body={"request": told, "commentary": commentary},
        )
    )
    return Answer(b"", HTTPStatus.CREATED, {"x-restli-id": urn, "x-linkedin-id": urn})


def _plain(commentary: str) -> str:
    if len(commentary) > MAX_COMMENTARY:
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"commentary: the text of {len(commentary)} characters exceeds {MAX_COMMENTARY}",
            "FIELD_LENGTH_TOO_LONG",
        )
    try:
        return plain(commentary)
    except LittleTextError as error:
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, f"commentary: {error}", "INVALID_CONTENT")


def _refuse_same(world: World, account: Account, commentary: str) -> None:
    for post in world.ledger.timeline(NAME, account.name, limit=_LOOKED_BACK):
        young = world.now() - post.created_at < SAME_FOR
        if young and commentary and post.body["commentary"] == commentary:
            refuse(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"Content is a duplicate of {post.remote_id}",
                "DUPLICATE_POST",
            )


def _pictures(world: World, content: Json) -> tuple[Picture, ...]:
    several = (content.get("multiImage") or {}).get("images")
    if several is not None and (not isinstance(several, list) or len(several) not in IMAGES):
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "multiImage takes 2 to 20 images")
    media = content.get("media")
    return tuple(picture_of(world, one) for one in several or ([media] if media else []))


def own_posts(call: Call) -> Answer:
    account = versioned(call)
    if call.query.get("q") != "author":
        refuse(HTTPStatus.BAD_REQUEST, "The parameter q is missing")
    check_author(account, call.query.get("author"))
    asked = call.query.get("count", "10")
    posts = call.world.ledger.timeline(
        NAME, account.name, limit=int(asked) if asked.isdigit() else 10
    )
    mine = [post for post in posts if post.body["request"]["author"] == call.query.get("author")]
    return Answer({"elements": [_shown(post) for post in mine], "paging": {"start": 0}})


def show(call: Call) -> Answer:
    return Answer(_shown(_own(call)))


def delete(call: Call) -> Answer:
    call.world.ledger.delete(_own(call))
    return Answer(b"", HTTPStatus.NO_CONTENT)


def social_actions(call: Call) -> Answer:
    post = _own(call)
    return Answer(
        {
            "target": post.remote_id,
            "likesSummary": {"totalLikes": post.likes, "aggregatedTotalLikes": post.likes},
            "commentsSummary": {
                "totalFirstLevelComments": post.replies,
                "aggregatedTotalComments": post.replies,
            },
        }
    )


def _own(call: Call) -> Post:
    account = versioned(call)
    post = call.world.ledger.find(NAME, call.path["urn"])
    if post is None or post.account != account.name:
        refuse(HTTPStatus.NOT_FOUND, f"Could not find entity {call.path['urn']}")
    return post


def _shown(post: Post) -> Json:
    made = int(post.created_at.timestamp() * 1000)
    return {
        **post.body["request"],
        "id": post.remote_id,
        "createdAt": made,
        "publishedAt": made,
        "lastModifiedAt": made,
    }


def _values(world: World, name: str) -> Mapping[str, str]:
    return {
        "person": secrets.token_urlsafe(8),
        "organization": str(world.next_number())[-8:],
        "client_id": secrets.token_hex(7),
        "client_secret": secrets.token_urlsafe(16),
    }


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "access": grants.issue(world, account, ACCESS_LIFE).access,
        "server": f"{world.url}/linkedin",
        "login": f"{world.url}/linkedin",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer = refused(
            status,
            "Resource level throttle limit for calls to this resource is reached.",
            "TOO_MANY_REQUESTS",
        )
        return answer.with_headers({"retry-after": f"{retry_after:g}"} if retry_after else {})
    return refused(status, HTTPStatus(status).phrase)


_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/oauth/v2/authorization",
    trade="/oauth/v2/accessToken",
    life=ACCESS_LIFE,
    code_life=timedelta(minutes=30),
)


LINKEDIN = Platform(
    name=NAME,
    title="LinkedIn",
    routes=(
        *oauth.routes(_FLOW),
        Route("GET", "/v2/userinfo", "verify", user_info),
        Route("GET", "/rest/organizations/{id}", "organization", organization),
        Route("POST", "/rest/images", "upload", start_upload),
        Route("PUT", "/dms-uploads/{number}", "upload_bytes", upload),
        Route("GET", "/rest/images/{urn}", "image", image),
        Route("POST", "/rest/posts", "publish", publish),
        Route("GET", "/rest/posts", "timeline", own_posts),
        Route("GET", "/rest/posts/{urn}", "lookup", show),
        Route("DELETE", "/rest/posts/{urn}", "delete", delete),
        Route("GET", "/rest/socialActions/{urn}", "engagement", social_actions),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=expired,
    pages=("/feed/update/{id}",),
    quotas=(POSTS,),
)
