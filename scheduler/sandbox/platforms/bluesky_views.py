"""What an app shows of Bluesky posts: counts, feeds, threads. Read without a token."""

from __future__ import annotations

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Post
from scheduler.sandbox.platforms import bluesky_sessions as sessions
from scheduler.sandbox.platforms.bluesky_words import NAME, raise_invalid, raise_named
from scheduler.sandbox.world import Account, World

_MOST_POSTS = 25
_MOST_IN_FEED = 100


def server(call: Call) -> Answer:
    return Answer(
        {"did": "did:web:sandbox", "availableUserDomains": [".sandbox.test"], "links": {}}
    )


def resolve(call: Call) -> Answer:
    account = sessions.by_name(call.world, call.query.get("handle", ""))
    if account is None:
        raise_invalid("Unable to resolve handle")
    return Answer({"did": account["did"]})


def profile(call: Call) -> Answer:
    account = _actor(call, "actor")
    number = len(call.world.ledger.timeline(NAME, account.name, limit=-1))
    return Answer({**_author(account), "postsCount": number, "followersCount": 0})


def posts(call: Call) -> Answer:
    """Show up to 25 posts; one that does not exist is left out without a word."""
    uris = call.query.getlist("uris")
    if not 0 < len(uris) <= _MOST_POSTS:
        raise_invalid(f"Error: uris must have 1 to {_MOST_POSTS} elements")
    found = [call.world.ledger.find(NAME, uri) for uri in uris]
    return Answer({"posts": [_view(call.world, post) for post in found if post is not None]})


def author_feed(call: Call) -> Answer:
    return Answer({"feed": [{"post": _view(call.world, post)} for post in _page(call, "actor")]})


def records(call: Call) -> Answer:
    return Answer(
        {
            "records": [
                {"uri": post.remote_id, "cid": post.body["cid"], "value": post.body["record"]}
                for post in _page(call, "repo")
            ]
        }
    )


def thread(call: Call) -> Answer:
    uri = call.query.get("uri", "")
    post = call.world.ledger.find(NAME, uri)
    if post is None:
        raise_named(400, "NotFound", f"Post not found: {uri}")
    kind = "app.bsky.feed.defs#threadViewPost"
    replies = [
        {
            "$type": kind,
            "post": {
                "uri": f"{uri}/reply/{one.number}",
                "author": {"handle": f"{one.author or 'visitor'}.sandbox.test"},
                "record": {"text": one.text, "createdAt": one.created_at.isoformat()},
            },
        }
        for one in call.world.ledger.replies(post)
    ]
    return Answer({"thread": {"$type": kind, "post": _view(call.world, post), "replies": replies}})


def _actor(call: Call, parameter: str) -> Account:
    account = sessions.by_name(call.world, call.query.get(parameter, ""))
    if account is None:
        raise_invalid("Profile not found")
    return account


def _page(call: Call, parameter: str) -> list[Post]:
    account = _actor(call, parameter)
    asked = call.query.get("limit", "50")
    limit = min(int(asked), _MOST_IN_FEED) if asked.isdigit() else 50
    return call.world.ledger.timeline(NAME, account.name, limit=limit)


def _author(account: Account) -> Json:
    return {"did": account["did"], "handle": account["handle"], "displayName": account.name}


def _view(world: World, post: Post) -> Json:
    owner = next(one for one in world.accounts(NAME) if one.name == post.account)
    images = [
        {
            "thumb": f"{world.url}/_sandbox/pictures/{one.sha256}",
            "fullsize": f"{world.url}/_sandbox/pictures/{one.sha256}",
            "alt": one.alt,
            "aspectRatio": {"width": one.width, "height": one.height},
        }
        for one in post.pictures
    ]
    shown: Json = {
        "uri": post.remote_id,
        "cid": post.body["cid"],
        "author": _author(owner),
        "record": post.body["record"],
        "likeCount": post.likes,
        "repostCount": post.reposts,
        "replyCount": post.replies,
        "quoteCount": 0,
        "bookmarkCount": 0,
        "indexedAt": post.created_at.isoformat(),
        "labels": [],
    }
    if images:
        shown["embed"] = {"$type": "app.bsky.embed.images#view", "images": images}
    return shown
