"""Who may post on Discord, by webhook or as a bot, and how often."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call, RefusedError
from scheduler.sandbox.platforms.discord_messages import raise_code
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account

WEBHOOK = "discord"
BOT = "discord_bot"
MESSAGES = Quota("messages", 5, timedelta(seconds=5))


def webhook(call: Call) -> Account:
    account = call.world.account_with(WEBHOOK, "id", call.path["webhook"])
    if account is None:
        raise_code(HTTPStatus.NOT_FOUND, 10015, "Unknown Webhook")
    if not secrets.compare_digest(account["token"].encode(), call.path["token"].encode()):
        raise_code(HTTPStatus.UNAUTHORIZED, 50027, "Invalid Webhook Token")
    return account


def bot(call: Call) -> Account:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    account = call.world.account_with(BOT, "token", token) if scheme == "Bot" else None
    if account is None:
        raise_code(HTTPStatus.UNAUTHORIZED, 0, "401: Unauthorized")
    return account


def bot_in(call: Call) -> Account:
    account = bot(call)
    if call.path["channel"] != account["channel"]:
        raise_code(HTTPStatus.NOT_FOUND, 10003, "Unknown Channel")
    return account


def spend(call: Call, account: Account) -> Mapping[str, str]:
    budget = call.world.quotas.spend(account.platform, account.name, MESSAGES)
    wait = (budget.reset - call.world.now()).total_seconds()
    headers = {
        "x-ratelimit-limit": str(budget.limit),
        "x-ratelimit-remaining": str(budget.remaining),
        "x-ratelimit-reset": f"{budget.reset.timestamp():.3f}",
        "x-ratelimit-reset-after": f"{wait:.3f}",
        "x-ratelimit-bucket": "80c17d2f203122d936070c88c8d10f33",
    }
    if budget.exceeded:
        raise RefusedError(too_many(wait).with_headers(headers))
    return headers


def too_many(retry_after: float) -> Answer:
    body = {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": False,
    }
    headers = {
        "retry-after": str(max(int(retry_after + 0.999), 1)),
        "x-ratelimit-reset-after": f"{retry_after:.3f}",
        "x-ratelimit-scope": "shared",
    }
    return Answer(body, HTTPStatus.TOO_MANY_REQUESTS, headers)


def account_of(call: Call) -> Account:
    return webhook(call) if "webhook" in call.path else bot_in(call)
