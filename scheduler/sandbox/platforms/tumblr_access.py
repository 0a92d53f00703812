"""Who may ask Tumblr's API, and how it says yes and no."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox import grants
from scheduler.sandbox.call import Answer, Call, RefusedError
from scheduler.sandbox.world import Account

NAME = "tumblr"
ACCESS_LIFE = timedelta(seconds=2520)


def refused(status: int, title: str, code: int = 0) -> Answer:
    meta = {"status": status, "msg": HTTPStatus(status).phrase}
    errors = [{"title": title, "code": code, "detail": title}]
    return Answer({"meta": meta, "errors": errors, "response": []}, status)


def refuse(status: int, title: str, code: int = 0) -> NoReturn:
    raise RefusedError(refused(status, title, code))


def ok(response: object, status: int = HTTPStatus.OK) -> Answer:
    meta = {"status": status, "msg": HTTPStatus(status).phrase}
    return Answer({"meta": meta, "response": response}, status)


def unauthorized() -> Answer:
    answer = refused(HTTPStatus.UNAUTHORIZED, "Unauthorized", 1016)
    return answer.with_headers({"www-authenticate": 'Bearer error="invalid_token"'})


def owner(call: Call) -> Account:
    if not call.headers.get("user-agent"):
        refuse(HTTPStatus.FORBIDDEN, "A User-Agent is needed")
    grant = grants.holder(call.world, NAME, call.bearer)
    if grant is None or grant.expired:
        raise RefusedError(unauthorized())
    account = grant.account
    if "blog" in call.path and call.path["blog"].removesuffix(".tumblr.com") != account["blog"]:
        refuse(HTTPStatus.NOT_FOUND, "Not Found")
    return account
