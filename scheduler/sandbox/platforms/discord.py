"""Discord's API v10: a webhook of one channel, and a bot that may post in one.

A message takes 2,000 characters and 10 files of 10 MiB, each with a description of at most 1,024
characters; the form's ``payload_json`` must name every file. Without ``wait=true`` a webhook
answers 204. A bot's nonce gives the first message again for some minutes. Likes show as reactions.
Webhook and bot are two platforms here, as a person connects them.
Source: https://docs.discord.com/developers/resources/message
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.ledger import NewPost, Post
from scheduler.sandbox.platforms.discord_access import (
    BOT,
    MESSAGES,
    WEBHOOK,
    account_of,
    bot,
    bot_in,
    spend,
    too_many,
    webhook,
)
from scheduler.sandbox.platforms.discord_messages import (
    Draft,
    message,
    raise_code,
    read_draft,
    refused,
)
from scheduler.sandbox.world import Account, World

NONCE_LIFE = timedelta(minutes=5)
MAX_NONCE = 25
_MOST_LISTED = 100


def show_webhook(call: Call) -> Answer:
    account = webhook(call)
    return Answer(
        {
            "id": account["id"],
            "type": 1,
            "name": account.name,
            "token": account["token"],
            "channel_id": account["channel"],
            "guild_id": account["guild"],
            "application_id": None,
            "avatar": None,
        }
    )


def execute_webhook(call: Call) -> Answer:
    account = webhook(call)
    headers = spend(call, account)
    post = _publish(call.world, account, read_draft(call))
    if call.query.get("wait") != "true":
        return Answer(b"", HTTPStatus.NO_CONTENT, headers)
    return Answer(message(call.world, account, post), headers=headers)


def show_me(call: Call) -> Answer:
    account = bot(call)
    name = f"{account.name}-bot"
    return Answer({"id": account["id"], "username": name, "discriminator": "0000", "bot": True})


def show_channel(call: Call) -> Answer:
    account = bot_in(call)
    return Answer(
        {"id": account["channel"], "type": 0, "guild_id": account["guild"], "name": account.name}
    )


def create_message(call: Call) -> Answer:
    """Post as a bot; an enforced nonce gives the message that has it already."""
    account, draft = bot_in(call), read_draft(call)
    headers = spend(call, account)
    nonce = str(draft.told.get("nonce") or "")
    if len(nonce) > MAX_NONCE:
        raise_code(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body")
    enforced = bool(nonce and draft.told.get("enforce_nonce"))
    world = call.world
    post = _with_nonce(world, account, nonce) if enforced else None
    if post is None:
        post = _publish(world, account, draft)
        kept = {"remote_id": post.remote_id, "at": world.now().timestamp()}
        world.database.put((BOT, "nonce", f"{account.name} {nonce}"), kept)
    return Answer({**message(world, account, post), "nonce": nonce or None}, headers=headers)


def _with_nonce(world: World, account: Account, nonce: str) -> Post | None:
    kept = world.database.get((BOT, "nonce", f"{account.name} {nonce}"))
    if kept is None or world.now().timestamp() - kept["at"] > NONCE_LIFE.total_seconds():
        return None
    return world.ledger.live(BOT, str(kept["remote_id"]))


def list_messages(call: Call) -> Answer:
    account = bot_in(call)
    asked = call.query.get("limit", "50")
    if not asked.isdigit() or not 1 <= int(asked) <= _MOST_LISTED:
        raise_code(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body")
    before = call.world.ledger.live(BOT, call.query.get("before", ""))
    posts = call.world.ledger.timeline(
        BOT, account.name, limit=int(asked), before=before.number if before else 0
    )
    return Answer([message(call.world, account, post) for post in posts])


def _own(call: Call, account: Account) -> Post:
    post = call.world.ledger.find(account.platform, call.path["message"])
    if post is None or post.account != account.name:
        raise_code(HTTPStatus.NOT_FOUND, 10008, "Unknown Message")
    return post


def show_message(call: Call) -> Answer:
    account = account_of(call)
    return Answer(message(call.world, account, _own(call, account)))


def edit_message(call: Call) -> Answer:
    account = account_of(call)
    post, draft = _own(call, account), read_draft(call)
    pictures = draft.pictures(call.world) if draft.files else post.pictures
    call.world.ledger.change(post, text=draft.content, pictures=pictures, body=post.body)
    return show_message(call)


def delete_message(call: Call) -> Answer:
    account = account_of(call)
    call.world.ledger.delete(_own(call, account))
    return Answer(b"", HTTPStatus.NO_CONTENT)


def _publish(world: World, account: Account, draft: Draft) -> Post:
    number = str(world.next_number())
    place = f"channels/{account['guild']}/{account['channel']}/{number}"
    return world.ledger.accept(
        NewPost(
            platform=account.platform,
            account=account.name,
            remote_id=number,
            text=draft.content,
            url=f"{world.url}/{account.platform}/{place}",
            key=str(draft.told.get("nonce") or ""),
            pictures=draft.pictures(world),
            body={"allowed_mentions": draft.told.get("allowed_mentions")},
        )
    )


def _values(world: World, name: str) -> Mapping[str, str]:
    numbers = {one: str(world.next_number()) for one in ("id", "channel", "guild")}
    return {**numbers, "token": secrets.token_urlsafe(48)}


def _webhook_fields(world: World, account: Account) -> Mapping[str, str]:
    place = f"webhooks/{account['id']}/{account['token']}"
    return {"webhook": f"{world.url}/discord/api/{place}"}


def _bot_fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "token": account["token"],
        "channel": account["channel"],
        "server": f"{world.url}/discord_bot/api/v10",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return too_many(retry_after)
    return refused(status, 0, f"{status}: {HTTPStatus(status).phrase}")


def _unauthorized() -> Answer:
    return refused(HTTPStatus.UNAUTHORIZED, 0, "401: Unauthorized")


def _gone() -> Answer:
    return refused(HTTPStatus.UNAUTHORIZED, 50027, "Invalid Webhook Token")


def _webhook_routes(base: str) -> tuple[Route, ...]:
    hook = f"{base}/webhooks/{{webhook}}/{{token}}"
    one = f"{hook}/messages/{{message}}"
    return (
        Route("GET", hook, "verify", show_webhook),
        Route("POST", hook, "publish", execute_webhook),
        Route("GET", one, "lookup", show_message),
        Route("PATCH", one, "edit", edit_message),
        Route("DELETE", one, "delete", delete_message),
    )


_CHANNEL = "/api/v10/channels/{channel}"
_MESSAGE = f"{_CHANNEL}/messages/{{message}}"
_PAGES = ("/channels/{guild}/{channel}/{id}",)
DISCORD = Platform(
    name=WEBHOOK,
    title="Discord",
    routes=(*_webhook_routes("/api"), *_webhook_routes("/api/v10")),
    values=_values,
    fields=_webhook_fields,
    refusal=_refusal,
    expired=_gone,
    pages=_PAGES,
    quotas=(MESSAGES,),
)


DISCORD_BOT = Platform(
    name=BOT,
    title="Discord (bot)",
    routes=(
        Route("GET", "/api/v10/users/@me", "verify", show_me),
        Route("GET", _CHANNEL, "channel", show_channel),
        Route("GET", f"{_CHANNEL}/messages", "timeline", list_messages),
        Route("POST", f"{_CHANNEL}/messages", "publish", create_message),
        Route("GET", _MESSAGE, "lookup", show_message),
        Route("PATCH", _MESSAGE, "edit", edit_message),
        Route("DELETE", _MESSAGE, "delete", delete_message),
    ),
    values=_values,
    fields=_bot_fields,
    refusal=_refusal,
    expired=_unauthorized,
    pages=_PAGES,
    quotas=(MESSAGES,),
)
