"""Posts of Instagram and Threads, which are listed, counted and taken away alike."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Handler
from scheduler.sandbox.ledger import Post
from scheduler.sandbox.platforms import meta
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account

_A_PAGE = 25
_A_DAY = 86_400


def own(call: Call, account: Account) -> Post:
    """Return the account's post that the path names."""
    post = call.world.ledger.find(account.platform, call.path["id"])
    if post is None or post.account != account.name:
        meta.refuse(100, "Unsupported request. The object does not exist", subcode=33)
    return post


def timeline(platform: str, fields_of: Callable[[Post], meta.Fields]) -> Handler:
    """Return the handler that lists an account's posts, newest first."""

    def handler(call: Call) -> Answer:
        account = meta.owner(call, platform)
        asked = call.query.get("limit", "")
        limit = int(asked) if asked.isdigit() else _A_PAGE
        posts = call.world.ledger.timeline(platform, account.name, limit=limit)
        return Answer({"data": [meta.asked(call, fields_of(post)) for post in posts]})

    return handler


def limit(platform: str, quota: Quota) -> Handler:
    """Return the handler that tells how much of a day's quota is used."""

    def handler(call: Call) -> Answer:
        account = meta.owner(call, platform)
        used = call.world.quotas.used(platform, account.name, quota)
        config = {"quota_total": quota.limit, "quota_duration": _A_DAY}
        return Answer({"data": [{"quota_usage": used, "config": config}]})

    return handler


def common_fields(post: Post) -> dict[str, Callable[[], object]]:
    """Return the fields that posts of both have."""
    alone = post.pictures[0].alt if len(post.pictures) == 1 else None
    return {
        "id": lambda: post.remote_id,
        "timestamp": lambda: f"{post.created_at:%Y-%m-%dT%H:%M:%S}+0000",
        "permalink": lambda: post.url,
        "alt_text": lambda: alone,
        "children": lambda: {"data": [{"id": one.media_id} for one in post.pictures]},
    }
