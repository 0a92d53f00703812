"""How a Bluesky server names things: errors, content ids, required parameters."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.database import Json
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account

NAME = "bluesky"
COLLECTION = "app.bsky.feed.post"


def refused(status: int, error: str, message: str) -> Answer:
    return Answer({"error": error, "message": message}, status)


def raise_named(status: int, error: str, message: str) -> NoReturn:
    raise RefusedError(refused(status, error, message))


def spend(call: Call, account: Account, quota: Quota, points: int = 1) -> Mapping[str, str]:
    """Count against a quota; return what the answer's headers say of it, or refuse."""
    now = call.world.now()
    budget = call.world.quotas.spend(NAME, account.name, quota, points)
    headers = {
        "ratelimit-limit": str(budget.limit),
        "ratelimit-remaining": str(budget.remaining),
        "ratelimit-reset": str(int(budget.reset.timestamp())),
        "ratelimit-policy": f"{budget.limit};w={int(quota.window.total_seconds())}",
    }
    if budget.exceeded:
        answer = refused(HTTPStatus.TOO_MANY_REQUESTS, "RateLimitExceeded", "Rate Limit Exceeded")
        wait = {"retry-after": str(int((budget.reset - now).total_seconds()))}
        raise RefusedError(answer.with_headers({**headers, **wait}))
    return headers


def raise_invalid(message: str) -> NoReturn:
    raise_named(HTTPStatus.BAD_REQUEST, "InvalidRequest", message)


def body_of(call: Call) -> Json:
    """Return the JSON of a procedure's input."""
    if call.content_type != "application/json":
        raise_invalid(f"Wrong request encoding (Content-Type): {call.content_type or 'none'}")
    try:
        return call.json()
    except UnreadableError:
        raise_invalid("Unable to parse the JSON of the request")


def needed(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise_invalid(f'Input must have the property "{name}"')
    return value


def cid(digest: bytes, *, raw: bool) -> str:
    """Return the content id for a SHA-256: of raw bytes, or in the form that records have."""
    codec = 0x55 if raw else 0x71
    packed = bytes([1, codec, 0x12, len(digest)]) + digest
    return "b" + base64.b32encode(packed).decode().rstrip("=").lower()
