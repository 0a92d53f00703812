"""Who may ask TikTok's API, and how it says yes and no."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox import grants
from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.database import Json
from scheduler.sandbox.world import Account

NAME = "tiktok"
ACCESS_LIFE = timedelta(hours=2)
REFRESH_LIFE = timedelta(days=180)


def refused(status: int, code: str, message: str = "") -> Answer:
    error = {"code": code, "message": message, "log_id": "20270111090000"}
    return Answer({"data": {}, "error": error}, status)


def refuse(status: int, code: str, message: str = "") -> NoReturn:
    raise RefusedError(refused(status, code, message))


def invalid(message: str) -> NoReturn:
    refuse(HTTPStatus.BAD_REQUEST, "invalid_params", message)


def ok(data: Json) -> Answer:
    return Answer({"data": data, "error": {"code": "ok", "message": "", "log_id": "1"}})


def expired() -> Answer:
    return refused(
        HTTPStatus.UNAUTHORIZED,
        "access_token_invalid",
        "The access token is invalid or not found in the request.",
    )


def owner(call: Call) -> Account:
    grant = grants.holder(call.world, NAME, call.bearer)
    if grant is None or grant.expired:
        raise RefusedError(expired())
    return grant.account


def told_in(call: Call) -> Json:
    try:
        return call.json()
    except UnreadableError:
        invalid("The request body is not valid JSON")
