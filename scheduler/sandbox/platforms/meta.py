"""What Facebook, Instagram and Threads share: tokens, errors, and asking for fields.

Every path starts with a version; every error has ``message``, ``type``, ``code`` and a trace id.
Source: https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn

from scheduler.sandbox import grants
from scheduler.sandbox.call import Answer, Call, RefusedError, UnreadableError
from scheduler.sandbox.contract import Handler
from scheduler.sandbox.database import Json
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

OLDEST_VERSION = 21.0  # ends 2027-01-21
NEWEST_VERSION = 26.0
SHORT_LIFE = timedelta(hours=1)
LONG_LIFE = timedelta(days=60)
_VERSION = re.compile(r"v(\d+\.\d)")
Fields = Mapping[str, Callable[[], object]]


def refused(
    code: int, message: str, *, subcode: int = 0, status: int = HTTPStatus.BAD_REQUEST
) -> Answer:
    error: Json = {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "AbCdEfGhIjKlMnOpQrStUvW",
    }
    if subcode:
        error["error_subcode"] = subcode
    return Answer({"error": error}, status)


def refuse(code: int, message: str, *, subcode: int = 0) -> NoReturn:
    raise RefusedError(refused(code, message, subcode=subcode))


def expired() -> Answer:
    return refused(
        190,
        "Error validating access token: Session has expired.",
        subcode=463,
        status=HTTPStatus.UNAUTHORIZED,
    )


def refusal(status: int, retry_after: float) -> Answer:
    """Word a status as the Graph API does: 429 is a code of its own, 5xx is transient."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        usage = {"call_count": 100, "total_cputime": 20, "total_time": 20}
        minutes = {**usage, "estimated_time_to_regain_access": -(-retry_after // 60)}
        answer = refused(32, "(#32) Page request limit reached", status=HTTPStatus.FORBIDDEN)
        case = json.dumps({"1": [{"type": "pages", **minutes}]})
        return answer.with_headers(
            {"x-app-usage": json.dumps(usage), "x-business-use-case-usage": case}
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        answer = refused(2, "Service temporarily unavailable", status=status)
        answer.body["error"]["is_transient"] = True
        return answer
    if status == HTTPStatus.NOT_FOUND:
        return refused(2500, "Unknown path components", status=HTTPStatus.BAD_REQUEST)
    return refused(100, HTTPStatus(status).phrase, status=status)


def values(call: Call) -> dict[str, str]:
    """Return the parameters of a call: address and body together, JSON or form."""
    told = dict(call.query)
    if not call.body:
        return told
    try:
        if call.content_type == "application/json":
            return told | {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in call.json().items()
            }
        return told | dict(call.form.fields)
    except UnreadableError:
        refuse(100, "Invalid parameter")


def owner(call: Call, platform: str) -> Account:
    """Return whose token came with the call, or refuse as the Graph API does."""
    if (version := _VERSION.fullmatch(call.path.get("version", "v25.0"))) is None:
        refuse(2500, "Unknown path components")
    if not OLDEST_VERSION <= float(version.group(1)) <= NEWEST_VERSION:
        refuse(2635, f"(#2635) There is no version {version.group(0)} any more.")
    return _holder(call, platform).account


def _holder(call: Call, platform: str) -> grants.Grant:
    token = call.bearer or values(call).get("access_token", "")
    if not token:
        raise RefusedError(
            refused(
                104,
                "An access token is required to request this resource.",
                status=HTTPStatus.UNAUTHORIZED,
            )
        )
    grant = grants.holder(call.world, platform, token)
    if grant is None:
        raise RefusedError(
            refused(
                190,
                "Invalid OAuth access token - Cannot parse access token",
                status=HTTPStatus.UNAUTHORIZED,
            )
        )
    if grant.expired:
        raise RefusedError(expired())
    return grant


def asked(call: Call, available: Fields, *, default: str = "id") -> Json:
    """Return the fields that the call asks for; one that does not exist is an error."""
    found: Json = {"id": available["id"]()}
    for name in _names(call.query.get("fields") or default):
        if name not in available:
            refuse(100, f"(#100) Tried accessing nonexisting field ({name})")
        value = available[name]()
        if value is not None:
            found[name] = value
    return found


def _names(fields: str) -> list[str]:
    """Split a list of fields at its outer commas and leave out what stands behind each name."""
    flat = fields
    while (inner := re.sub(r"\{[^{}]*\}|\([^()]*\)", "", flat)) != flat:
        flat = inner
    return [name.partition(".")[0].strip() for name in flat.split(",") if name.strip()]


def insights(call: Call, numbers: Mapping[str, int]) -> Answer:
    """Answer a list of metrics; one that does not exist is an error."""
    metrics = [one for one in values(call).get("metric", "").split(",") if one]
    if not metrics:
        refuse(100, "(#100) The parameter metric is required.")
    for metric in metrics:
        if metric not in numbers:
            refuse(100, f"(#100) metric[0] must be one of: {', '.join(numbers)}")
    return Answer(
        {
            "data": [
                {"name": metric, "period": "lifetime", "values": [{"value": numbers[metric]}]}
                for metric in metrics
            ]
        }
    )


def renewal(platform: str, grant_type: str) -> Handler:
    """Return the handler that makes a long-lived token live for another 60 days."""

    def handler(call: Call) -> Answer:
        told = values(call)
        if told.get("grant_type") != grant_type:
            refuse(100, f"(#100) The parameter grant_type must be {grant_type}")
        grant = _holder(call, platform)
        if grant.age.days < 1:
            refuse(100, "The access token must be at least 24 hours old to be refreshed.")
        return _long_lived(call.world, grant.account)

    return handler


def _long_lived(world: World, account: Account) -> Answer:
    issued = grants.issue(world, account, LONG_LIFE)
    told = {"access_token": issued.access, "token_type": "bearer"}
    return Answer({**told, "expires_in": issued.expires_in})


def short_token(world: World, account: Account, told: Json) -> Json:
    """Word the answer to a code: a token of an hour, and whose it is."""
    permissions = str(told["scope"]).split(",")
    return {
        "access_token": told["access_token"],
        "user_id": account["id"],
        "permissions": permissions,
    }


def exchange(platform: str, grant_type: str, named: str = "access_token") -> Handler:
    """Return the handler that trades a token of an hour for one of 60 days."""

    def handler(call: Call) -> Answer:
        told = values(call)
        if told.get("grant_type") != grant_type:
            refuse(100, f"(#100) The parameter grant_type must be {grant_type}")
        if not told.get("client_secret"):
            refuse(101, "Missing client_secret parameter.")
        grant = grants.holder(call.world, platform, told.get(named, ""))
        if grant is None or grant.expired:
            raise RefusedError(expired())
        return _long_lived(call.world, grant.account)

    return handler


def spend(call: Call, account: Account, quota: Quota) -> bool:
    """Count against a quota and say whether it is used up."""
    return call.world.quotas.spend(account.platform, account.name, quota).exceeded
