"""Who may ask LinkedIn's API, by which version, and how it words a refusal."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox import grants
from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.database import Json
from scheduler.sandbox.world import Account

NAME = "linkedin"
ACCESS_LIFE = timedelta(days=60)
_MONTHS = 12
_VERSION = re.compile(r"\d{6}")
_GRACE = 15  # a version ends in the middle of its month, a year later


def refused(status: int, message: str, code: str = "") -> Answer:
    body: Json = {"message": message, "status": status}
    if code:
        body["code"] = code
    return Answer(body, status)


def refuse(status: int, message: str, code: str = "") -> NoReturn:
    raise RefusedError(refused(status, message, code))


def owner(call: Call) -> Account:
    grant = grants.holder(call.world, NAME, call.bearer)
    if grant is None:
        refuse(HTTPStatus.UNAUTHORIZED, "Invalid access token", "INVALID_ACCESS_TOKEN")
    if grant.expired:
        raise RefusedError(expired())
    return grant.account


def expired() -> Answer:
    return refused(
        HTTPStatus.UNAUTHORIZED, "The token used in the request has expired", "EXPIRED_ACCESS_TOKEN"
    )


def versioned(call: Call) -> Account:
    """Check the version, then the token."""
    version = call.headers.get("linkedin-version", "")
    if not version:
        refuse(HTTPStatus.BAD_REQUEST, "A version must be present.", "VERSION_MISSING")
    now = call.world.now()
    year, month = (int(version[:4]), int(version[4:])) if _VERSION.fullmatch(version) else (0, 0)
    age = (now.year - year) * 12 + now.month - month
    if not 0 <= age <= _MONTHS or (age == _MONTHS and now.day > _GRACE):
        refuse(
            HTTPStatus.UPGRADE_REQUIRED,
            f"Requested version {version} is not active",
            "NONEXISTENT_VERSION",
        )
    return owner(call)


def told_in(call: Call) -> Json:
    try:
        return call.json()
    except UnreadableError:
        refuse(HTTPStatus.BAD_REQUEST, "Could not read the body of the request")


def check_author(account: Account, author: object) -> None:
    own = {f"urn:li:person:{account['person']}", f"urn:li:organization:{account['organization']}"}
    if author not in own:
        refuse(
            HTTPStatus.FORBIDDEN,
            f"Field Value validation failed in REQUEST_BODY: Data Processing Exception while "
            f"processing fields [/author]: {author} may not be used",
            "ACCESS_DENIED",
        )
