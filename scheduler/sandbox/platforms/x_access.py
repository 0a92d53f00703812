"""Who may ask X's API, and how it words a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox import grants
from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.database import Json
from scheduler.sandbox.platforms.oauth1 import signer
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account

NAME = "x"
ACCESS_LIFE = timedelta(hours=2)
POSTS = Quota("posts", 100, timedelta(minutes=15))
READS = Quota("reads", 900, timedelta(minutes=15))


def problem(status: int, title: str, detail: str, kind: str = "about:blank") -> Answer:
    body = {"title": title, "detail": detail, "type": kind, "status": status}
    return Answer(body, status, {"content-type": "application/problem+json"})


def refuse(status: int, title: str, detail: str) -> NoReturn:
    raise RefusedError(problem(status, title, detail))


def invalid(detail: str) -> NoReturn:
    kind = "https://api.x.com/2/problems/invalid-request"
    answer = problem(HTTPStatus.BAD_REQUEST, "Invalid Request", detail, kind)
    answer.body["errors"] = [{"message": detail}]
    raise RefusedError(answer)


def unauthorized() -> Answer:
    return problem(HTTPStatus.UNAUTHORIZED, "Unauthorized", "Unauthorized")


def owner(call: Call, quota: Quota = READS) -> tuple[Account, Mapping[str, str]]:
    """Return who signed or whose token it is, with the rate headers of the answer."""
    if call.headers.get("authorization", "").startswith("OAuth "):
        account = signer(call, NAME)
    else:
        grant = grants.holder(call.world, NAME, call.bearer)
        account = grant.account if grant is not None and not grant.expired else None
    if account is None:
        raise RefusedError(unauthorized())
    budget = call.world.quotas.spend(NAME, account.name, quota)
    headers = {
        "x-rate-limit-limit": str(budget.limit),
        "x-rate-limit-remaining": str(budget.remaining),
        "x-rate-limit-reset": str(int(budget.reset.timestamp())),
    }
    if budget.exceeded:
        raise RefusedError(too_many().with_headers(headers))
    return account, headers


def too_many() -> Answer:
    kind = "https://api.x.com/2/problems/rate-limit-exceeded"
    return problem(HTTPStatus.TOO_MANY_REQUESTS, "Too Many Requests", "Too Many Requests", kind)


def told_in(call: Call) -> Json:
    try:
        return call.json()
    except UnreadableError:
        invalid("The request body is not valid JSON.")
