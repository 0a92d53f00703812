"""Slack's Web API: a bot in one channel, pictures by the two-step upload.

Everything answers 200 with ``ok``; only a rate limit is a 429. Pictures get their alt text with the
upload address, and one call shares them all as one message; where they stand is told by
``files.info``, perhaps a little later. Nothing guards against the same message twice.
Source: https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

import html
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, NoReturn

from scheduler.sandbox.call import Answer, Call, Form, RefusedError, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost, Picture, Post
from scheduler.sandbox.pictures import NO_PICTURE, NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

NAME = "slack"
MAX_ALT = 1000
MAX_TEXT = 40_000
MESSAGES = Quota("messages", 60, timedelta(minutes=1))
_SCOPES = "chat:write,files:write,files:read,channels:history,reactions:read"
_MOST_LISTED = 999


def _no(error: str) -> NoReturn:
    raise RefusedError(Answer({"ok": False, "error": error}))


def _ok(**values: object) -> Answer:
    return Answer({"ok": True, **values}, headers={"x-oauth-scopes": _SCOPES})


def _parameters(call: Call) -> Form:
    given = tuple(call.query.multi_items())
    if not call.body:
        return Form(given)
    if call.content_type != "application/json":
        return Form((*given, *call.form.fields))
    told = [
        (name, value if isinstance(value, str) else json.dumps(value))
        for name, value in call.json().items()
    ]
    return Form((*given, *told))


def _opened(call: Call) -> tuple[Account, Form]:
    try:
        form = _parameters(call)
    except UnreadableError:
        _no("invalid_form_data")
    token = call.bearer or form.get("token")
    if not token:
        _no("not_authed")
    account = call.world.account_with(NAME, "token", token)
    if account is None:
        _no("invalid_auth")
    return account, form


def _in_channel(account: Account, name: str) -> None:
    if name != account["channel"]:
        _no("channel_not_found")


def auth_test(call: Call) -> Answer:
    account, _ = _opened(call)
    return _ok(
        url=f"{call.world.url}/slack/",
        team=account.name,
        user=f"{account.name}-bot",
        team_id=account["team"],
        user_id=account["user"],
        bot_id=account["bot"],
    )


def upload_address(call: Call) -> Answer:
    account, form = _opened(call)
    if not form.get("filename") or not form.get("length").isdigit():
        _no("invalid_arguments")
    if len(form.get("alt_txt")) > MAX_ALT:
        _no("alt_txt_too_large")
    file_id, secret = f"F{secrets.token_hex(5).upper()}", secrets.token_urlsafe(24)
    kept = {
        "account": account.name,
        "alt": form.get("alt_txt"),
        "length": int(form.get("length")),
        "name": form.get("filename"),
        "picture": None,
        "shared": "",
    }
    call.world.database.put((NAME, "file", file_id), kept, account.name)
    call.world.database.put((NAME, "address", secret), {"file": file_id}, account.name)
    return _ok(upload_url=f"{call.world.url}/slack/upload/v1/{secret}", file_id=file_id)


def upload(call: Call) -> Answer:
    """Take the bytes in. The address is the permission."""
    address = call.world.database.get((NAME, "address", call.path["secret"]))
    if address is None:
        return Answer(b"not found", HTTPStatus.NOT_FOUND)
    place = (NAME, "file", str(address["file"]))
    kept = call.world.database.get(place) or {}
    data = call.body
    if call.content_type == "multipart/form-data" and call.form.uploads:
        data = call.form.uploads[0].data
    if len(data) != kept["length"]:
        return Answer(b"length does not match", HTTPStatus.BAD_REQUEST)
    try:
        seen = look_at(data)
    except NoPictureError:
        seen = NO_PICTURE
    picture = keep(
        call.world.database, data, seen, alt=str(kept["alt"]), media_id=str(address["file"])
    )
    kept["picture"] = as_kept(picture)
    call.world.database.put(place, kept, kept["account"])
    return Answer(f"OK - {len(data)}".encode())


def complete(call: Call) -> Answer:
    """Share uploaded files in the channel: this makes the message."""
    account, form = _opened(call)
    try:
        told = json.loads(form.get("files") or "[]")
        ids = [str(one["id"]) for one in told]
    except (ValueError, KeyError, TypeError):
        ids = []
    if not ids:
        _no("invalid_arguments")
    if form.get("channel_id"):
        _in_channel(account, form.get("channel_id"))
    world = call.world
    files = {one: world.database.get((NAME, "file", one)) for one in ids}
    for kept in files.values():
        if kept is None or not kept["picture"] or kept["shared"]:
            _no("file_not_found")
    ready = {one: kept for one, kept in files.items() if kept is not None}
    if form.get("channel_id"):
        pictures = [Picture(**kept["picture"]) for kept in ready.values()]
        moment = _publish(world, account, form.get("initial_comment"), pictures)
        for one, kept in ready.items():
            world.database.put((NAME, "file", one), {**kept, "shared": moment}, account.name)
    return _ok(files=[{"id": one, "title": kept["name"]} for one, kept in ready.items()])


def post_message(call: Call) -> Answer:
    account, form = _opened(call)
    _in_channel(account, form.get("channel"))
    text = form.get("text")
    if not text and not form.get("blocks"):
        _no("no_text")
    if len(text) > MAX_TEXT:
        _no("msg_too_long")
    try:
        metadata = json.loads(form.get("metadata") or "null")
    except ValueError:
        _no("invalid_metadata_format")
    moment = _publish(call.world, account, text, [], metadata)
    return _ok(channel=account["channel"], ts=moment, message={"text": text, "ts": moment})


def _publish(
    world: World, account: Account, text: str, pictures: list[Picture], metadata: Any = None
) -> str:
    budget = world.quotas.spend(NAME, account.name, MESSAGES)
    if budget.exceeded:
        raise RefusedError(_too_many((budget.reset - world.now()).total_seconds()))
    count = world.count(NAME, account["channel"])
    moment = f"{int(world.now().timestamp())}.{count:06}"
    world.ledger.accept(
        NewPost(
            platform=NAME,
            account=account.name,
            remote_id=f"{account['channel']}/{moment}",
            text=html.unescape(text),
            url=f"{world.url}/slack/archives/{account['channel']}/p{moment.replace('.', '')}",
            pictures=tuple(pictures),
            body={"ts": moment, "metadata": metadata, "raw": text},
        )
    )
    return moment


def file_info(call: Call) -> Answer:
    account, form = _opened(call)
    kept = call.world.database.get((NAME, "file", form.get("file")))
    if kept is None or kept["account"] != account.name:
        _no("file_not_found")
    place = f"{account['channel']}/{kept['shared']}"
    seen = call.world.ledger.find(NAME, place) if kept["shared"] else None
    shares: Json = {"public": {account["channel"]: [{"ts": kept["shared"]}]}} if seen else {}
    return _ok(file={"id": form.get("file"), "name": kept["name"], "shares": shares})


def history(call: Call) -> Answer:
    account, form = _opened(call)
    _in_channel(account, form.get("channel"))
    limit = int(form.get("limit")) if form.get("limit").isdigit() else 100
    oldest = float(form.get("oldest") or 0)
    posts = [
        post
        for post in call.world.ledger.timeline(NAME, account.name, limit=limit + 1)
        if float(post.body["ts"]) > oldest
    ]
    messages = [_message(account, post) for post in posts[: min(limit, _MOST_LISTED)]]
    return _ok(messages=messages, has_more=len(posts) > limit)


def replies(call: Call) -> Answer:
    account, post = _named(call, "ts")
    said = [
        {"type": "message", "user": "U0VISITOR", "text": one.text, "thread_ts": post.body["ts"]}
        for one in call.world.ledger.replies(post)
    ]
    return _ok(messages=[_message(account, post), *said])


def reactions(call: Call) -> Answer:
    account, post = _named(call, "timestamp")
    return _ok(type="message", channel=account["channel"], message=_message(account, post))


def permalink(call: Call) -> Answer:
    account, post = _named(call, "message_ts")
    return _ok(channel=account["channel"], permalink=post.url)


def delete(call: Call) -> Answer:
    account, post = _named(call, "ts")
    call.world.ledger.delete(post)
    return _ok(channel=account["channel"], ts=post.body["ts"])


def _named(call: Call, parameter: str) -> tuple[Account, Post]:
    """Return the message that a parameter names by its time."""
    account, form = _opened(call)
    _in_channel(account, form.get("channel"))
    post = call.world.ledger.find(NAME, f"{account['channel']}/{form.get(parameter)}")
    if post is None:
        _no("message_not_found")
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


def _too_many(retry_after: float) -> Answer:
    headers = {"retry-after": str(max(int(retry_after + 0.999), 1))}
    return Answer({"ok": False, "error": "ratelimited"}, HTTPStatus.TOO_MANY_REQUESTS, headers)


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _too_many(retry_after)
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
)
