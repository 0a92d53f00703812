"""Who may ask a Mastodon server, how often, and how it words a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox.call import Answer, Call, Form, RefusedError, UnreadableError
from scheduler.sandbox.platforms.mastodon_apps import parameters
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account

NAME = "mastodon"
REQUESTS = Quota("requests", 300, timedelta(minutes=5))
STATUSES = Quota("statuses", 300, timedelta(hours=3))
MEDIA = Quota("media", 30, timedelta(minutes=30))
DELETES = Quota("deletes", 30, timedelta(minutes=30))


def refused(status: int, error: str, **more: str) -> Answer:
    return Answer({"error": error, **more}, status)


def refuse(status: int, error: str) -> NoReturn:
    raise RefusedError(refused(status, error))


def invalid(problem: str) -> NoReturn:
    refuse(HTTPStatus.UNPROCESSABLE_ENTITY, f"Validation failed: {problem}")


def owner(call: Call) -> Account:
    account = call.world.account_with(NAME, "token", call.bearer)
    if account is None:
        refuse(HTTPStatus.UNAUTHORIZED, "The access token is invalid")
    return account


def spend(call: Call, account: Account, quota: Quota) -> Mapping[str, str]:
    budget = call.world.quotas.spend(NAME, account.name, quota)
    headers = {
        "x-ratelimit-limit": str(budget.limit),
        "x-ratelimit-remaining": str(budget.remaining),
        "x-ratelimit-reset": f"{budget.reset:%Y-%m-%dT%H:%M:%S.%f}Z",
    }
    if budget.exceeded:
        raise RefusedError(
            refused(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests").with_headers(headers)
        )
    return headers


def read_form(call: Call) -> Form:
    try:
        return parameters(call)
    except UnreadableError:
        refuse(HTTPStatus.BAD_REQUEST, "There was a problem parsing the request body")


def refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers = {"retry-after": f"{retry_after:g}"}
        return Answer({"error": "Too many requests"}, status, headers)
    return refused(status, HTTPStatus(status).phrase)
