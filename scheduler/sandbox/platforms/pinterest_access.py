"""Who may ask Pinterest's API, and how it words a refusal."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox import grants
from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.database import Json
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account

NAME = "pinterest"
ACCESS_LIFE = timedelta(days=30)
REFRESH_LIFE = timedelta(days=60)
REQUESTS = Quota("requests", 1000, timedelta(days=1))


def refused(status: int, code: int, message: str) -> Answer:
    return Answer({"code": code, "message": message}, status)


def refuse(status: int, code: int, message: str) -> NoReturn:
    raise RefusedError(refused(status, code, message))


def invalid(message: str) -> NoReturn:
    refuse(HTTPStatus.BAD_REQUEST, 1, f"Invalid request: {message}")


def unauthorized() -> Answer:
    return refused(HTTPStatus.UNAUTHORIZED, 2, "Authentication failed.")


def too_many(retry_after: float) -> Answer:
    answer = refused(HTTPStatus.TOO_MANY_REQUESTS, 8, "You have exceeded your rate limit.")
    return answer.with_headers({"retry-after": f"{retry_after:g}"})


def owner(call: Call) -> Account:
    grant = grants.holder(call.world, NAME, call.bearer)
    if grant is None or grant.expired:
        raise RefusedError(unauthorized())
    budget = call.world.quotas.spend(NAME, grant.account.name, REQUESTS)
    if budget.exceeded:
        raise RefusedError(too_many((budget.reset - call.world.now()).total_seconds()))
    return grant.account


def told_in(call: Call) -> Json:
    try:
        return call.json()
    except UnreadableError:
        invalid("the body is no JSON object")
