"""Telegram's Bot API 10.0: one bot that may post in one channel.

Captions take 1,024 characters and messages 4,096, counted after the markup is parsed. A picture
is a file of at most 10 MB whose width and height add up to 10,000 and differ at most twentyfold.
An album is 2 to 10 pictures and one post here, though Telegram makes a message of each. There is
no alt text, and a bot cannot read what stands in the channel. 429 says how long in
``parameters.retry_after``. Pictures by address are refused: nothing here fetches for Telegram.
Source: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from scheduler.sandbox.call import Answer, Call, Form, RefusedError, UnreadableError
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.platforms.telegram_messages import (
    MAX_TEXT,
    MESSAGES,
    NAME,
    caption,
    chat,
    listed,
    message,
    photo,
    publish,
    refuse,
    refused,
    too_many,
    user,
    words,
)
from scheduler.sandbox.world import Account, World

ALBUM = range(2, 11)


def _bot(call: Call) -> Account:
    account = call.world.account_with(NAME, "token", call.path["token"])
    if account is None:
        raise RefusedError(refused(HTTPStatus.UNAUTHORIZED, "Unauthorized"))
    return account


def _parameters(call: Call) -> Form:
    """Return the parameters of a method, from wherever they may be."""
    given = tuple(call.query.multi_items())
    if not call.body:
        return Form(given)
    try:
        if call.content_type == "application/json":
            fields = [
                (name, value if isinstance(value, str) else json.dumps(value))
                for name, value in call.json().items()
            ]
            return Form((*given, *fields))
        return Form((*given, *call.form.fields), call.form.uploads)
    except UnreadableError:
        refuse("object expected as parameters")


def get_me(call: Call) -> Answer:
    account = _bot(call)
    return _ok(user(account) | {"can_join_groups": True})


def get_chat(call: Call) -> Answer:
    account = _bot(call)
    _chat_of(account, _parameters(call))
    return _ok(chat(account))


def get_chat_member(call: Call) -> Answer:
    account, form = _bot(call), _parameters(call)
    _chat_of(account, form)
    if form.get("user_id") != account["bot_id"]:
        refuse("user not found")
    return _ok({"status": "administrator", "user": user(account), "can_post_messages": True})


def send_message(call: Call) -> Answer:
    account, form = _bot(call), _parameters(call)
    _chat_of(account, form)
    text, entities = words(form, "text", "entities", MAX_TEXT, "message is too long")
    if not text.strip():
        refuse("message text is empty")
    return _ok(publish(call.world, account, text, entities, [])[0])


def send_photo(call: Call) -> Answer:
    account, form = _bot(call), _parameters(call)
    _chat_of(account, form)
    text, entities = caption(form)
    picture = photo(call.world, form, form.get("photo") or "attach://photo")
    return _ok(publish(call.world, account, text, entities, [picture])[0])


def send_media_group(call: Call) -> Answer:
    account, form = _bot(call), _parameters(call)
    _chat_of(account, form)
    media = listed(form, "media")
    if len(media) not in ALBUM:
        refuse("wrong number of media files in the album: must be 2 to 10")
    if any(not isinstance(one, dict) or one.get("type") != "photo" for one in media):
        refuse("can't parse InputMedia: an album here is made of photos")
    captions = [caption(_item_form(one)) for one in media]
    written = [one for one in captions if one[0]]
    # Several captions are shown below their own pictures; here they are one text.
    text = "\n".join(said for said, _ in written)
    entities = written[0][1] if len(written) == 1 else []
    pictures = [photo(call.world, form, str(one.get("media"))) for one in media]
    return _ok(publish(call.world, account, text, entities, pictures))


def _item_form(item: Json) -> Form:
    return Form(
        tuple(
            (name, value if isinstance(value, str) else json.dumps(value))
            for name, value in item.items()
        )
    )


def edit_caption(call: Call) -> Answer:
    account, form = _bot(call), _parameters(call)
    place = f"{_chat_of(account, form)}/{form.get('message_id')}"
    kept = call.world.database.get((NAME, "message", place))
    post = call.world.ledger.live(NAME, str(kept["post"])) if kept else None
    if post is None:
        refuse("message to edit not found")
    text, entities = caption(form)
    if text == post.text:
        refuse("message is not modified: specified new message content is exactly the same")
    call.world.ledger.change(post, text=text, pictures=post.pictures, body=post.body)
    return _ok(message(account, int(form.get("message_id")), post.body["date"], text, entities))


def delete_message(call: Call) -> Answer:
    account, form = _bot(call), _parameters(call)
    if not _delete(call.world, _chat_of(account, form), form.get("message_id")):
        refuse("message to delete not found")
    return _ok(value=True)


def delete_messages(call: Call) -> Answer:
    """Delete several; those that are gone already are skipped."""
    account, form = _bot(call), _parameters(call)
    place = _chat_of(account, form)
    for number in listed(form, "message_ids"):
        _delete(call.world, place, str(number))
    return _ok(value=True)


def _delete(world: World, chat_id: str, number: str) -> bool:
    place = (NAME, "message", f"{chat_id}/{number}")
    kept = world.database.get(place)
    if kept is None:
        return False
    world.database.drop(place)
    post = world.ledger.live(NAME, str(kept["post"]))
    if post is not None:
        world.ledger.delete(post)
    return True


def _chat_of(account: Account, form: Form) -> str:
    """Return the id of the chat, which may be named instead."""
    if form.get("chat_id") not in {account["chat_id"], account["chat"]}:
        refuse("chat not found")
    return account["chat_id"]


def _ok(value: object) -> Answer:
    return Answer({"ok": True, "result": value})


def _values(world: World, name: str) -> Mapping[str, str]:
    bot = str(secrets.randbelow(9_000_000_000) + 1_000_000_000)
    return {
        "bot_id": bot,
        "token": f"{bot}:AA{secrets.token_urlsafe(24)}",
        "chat": f"@{name}_channel",
        "chat_id": f"-100{secrets.randbelow(9_000_000_000) + 1_000_000_000}",
    }


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "token": account["token"],
        "chat": account["chat"],
        "server": f"{world.url}/telegram",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return too_many(retry_after)
    return refused(status, HTTPStatus(status).phrase)


def _method(name: str, route: str, handler: Any) -> tuple[Route, Route]:
    path = f"/bot{{token}}/{name}"
    return Route("POST", path, route, handler), Route("GET", path, route, handler)


TELEGRAM = Platform(
    name=NAME,
    title="Telegram",
    routes=(
        *_method("getMe", "verify", get_me),
        *_method("getChat", "chat", get_chat),
        *_method("getChatMember", "member", get_chat_member),
        *_method("sendPhoto", "publish", send_photo),
        *_method("sendMediaGroup", "publish", send_media_group),
        *_method("sendMessage", "publish", send_message),
        *_method("editMessageCaption", "edit", edit_caption),
        *_method("deleteMessage", "delete", delete_message),
        *_method("deleteMessages", "delete", delete_messages),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    expired=lambda: refused(HTTPStatus.UNAUTHORIZED, "Unauthorized"),
    pages=("/{chat}/{id}",),
    quotas=(MESSAGES,),
)
