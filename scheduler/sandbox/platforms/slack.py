"""Slack's Web API: a bot in one channel, pictures by the two-step upload.

Everything answers 200 with ``ok``; only a rate limit is a 429. Pictures get their alt text with the
upload address, and one call shares them all as one message; where they stand is told by
``files.info``, perhaps a little later. Nothing guards against the same message twice.
Source: https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import Post
from scheduler.sandbox.platforms.slack_access import NAME, in_channel, no, ok, opened
from scheduler.sandbox.platforms.slack_files import complete, file_info, upload, upload_address
from scheduler.sandbox.platforms.slack_messages import MESSAGES, publish, too_many
from scheduler.sandbox.world import Account, World

MAX_TEXT = 40_000
_MOST_LISTED = 999


def auth_test(call: Call) -> Answer:
    account, _ = opened(call)
    return ok(
        url=f"{call.world.url}/slack/",
        team=account.name,
        user=f"{account.name}-bot",
        team_id=account["team"],
        user_id=account["user"],
        bot_id=account["bot"],
    )


def post_message(call: Call) -> Answer:
    account, form = opened(call)
    in_channel(account, form.get("channel"))
    text = form.get("text")
    if not text and not form.get("blocks"):
        no("no_text")
    if len(text) > MAX_TEXT:
        no("msg_too_long")
    try:
        metadata = json.loads(form.get("metadata") or "null")
    except ValueError:
        no("invalid_metadata_format")
    moment = publish(call.world, account, text, [], metadata)
    return ok(channel=account["channel"], ts=moment, message={"text": text, "ts": moment})


def history(call: Call) -> Answer:
    account, form = opened(call)
    in_channel(account, form.get("channel"))
    limit = int(form.get("limit")) if form.get("limit").isdigit() else 100
    oldest = float(form.get("oldest") or 0)
    posts = [
        post
        for post in call.world.ledger.timeline(NAME, account.name, limit=limit + 1)
        if float(post.body["ts"]) > oldest
    ]
    messages = [_message(account, post) for post in posts[: min(limit, _MOST_LISTED)]]
    return ok(messages=messages, has_more=len(posts) > limit)


def replies(call: Call) -> Answer:
    account, post = _named(call, "ts")
    said = [
        {"type": "message", "user": "U0VISITOR", "text": one.text, "thread_ts": post.body["ts"]}
        for one in call.world.ledger.replies(post)
    ]
    return ok(messages=[_message(account, post), *said])


def reactions(call: Call) -> Answer:
    account, post = _named(call, "timestamp")
    return ok(type="message", channel=account["channel"], message=_message(account, post))


def permalink(call: Call) -> Answer:
    account, post = _named(call, "message_ts")
    return ok(channel=account["channel"], permalink=post.url)


def delete(call: Call) -> Answer:
    account, post = _named(call, "ts")
    call.world.ledger.delete(post)
    return ok(channel=account["channel"], ts=post.body["ts"])


def _named(call: Call, parameter: str) -> tuple[Account, Post]:
    """Return the message that a parameter names by its time."""
    account, form = opened(call)
    in_channel(account, form.get("channel"))
    post = call.world.ledger.find(NAME, f"{account['channel']}/{form.get(parameter)}")
    if post is None:
        no("message_not_found")
    return account, post


def _message(account: Account, post: Post) -> Json:
    shown: Json = {
        "type": "message",
        "user": account["user"],
        "bot_id": account["bot"],
        "text": post.body["raw"],
        "ts": post.body["ts"],
        "files": [{"id": one.media_id, "alt_txt": one.alt} for one in post.pictures],
        "reply_count": post.replies,
    }
    if post.body["metadata"]:
        shown["metadata"] = post.body["metadata"]
    if post.likes:
        shown["reactions"] = [{"name": "heart", "count": post.likes, "users": []}]
    return shown


def _values(world: World, name: str) -> Mapping[str, str]:
    ids = {one: f"{one[0].upper()}0{secrets.token_hex(4).upper()}" for one in _IDS}
    return {**ids, "token": f"xoxb-{secrets.token_hex(6)}-{secrets.token_urlsafe(18)}"}


_IDS = ("team", "user", "bot", "channel")


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "token": account["token"],
        "channel": account["channel"],
        "server": f"{world.url}/slack/api",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return too_many(retry_after)
    if status == HTTPStatus.NOT_FOUND:
        return Answer({"ok": False, "error": "unknown_method"})
    return Answer({"ok": False, "error": "internal_error"}, status)


def _method(name: str, route: str, handler: Callable[[Call], Answer]) -> tuple[Route, Route]:
    return Route("POST", f"/api/{name}", route, handler), Route(
        "GET", f"/api/{name}", route, handler
    )


SLACK = Platform(
    name=NAME,
    title="Slack",
    routes=(
        *_method("auth.test", "verify", auth_test),
        *_method("files.getUploadURLExternal", "upload", upload_address),
        Route("POST", "/upload/v1/{secret}", "upload_bytes", upload),
        *_method("files.completeUploadExternal", "publish", complete),
        *_method("chat.postMessage", "publish", post_message),
        *_method("files.info", "lookup", file_info),
        *_method("conversations.history", "timeline", history),
        *_method("conversations.replies", "replies", replies),
        *_method("reactions.get", "engagement", reactions),
        *_method("chat.getPermalink", "permalink", permalink),
        *_method("chat.delete", "delete", delete),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=lambda: Answer({"ok": False, "error": "token_expired"}),
    pages=("/archives/{channel}/{id}",),
    quotas=(MESSAGES,),
)
