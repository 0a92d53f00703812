"""Sessions of a Bluesky server: an access token for two hours, a refresh token for 90 days.

A refresh token is used once; the server takes it again for two hours, in case its answer was lost,
and gives the same successor.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.database import Json
from scheduler.sandbox.platforms.bluesky_words import NAME, body_of, needed, raise_named, spend
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

ACCESS_LIFE = timedelta(minutes=120)
REFRESH_LIFE = timedelta(days=90)
REFRESH_GRACE = timedelta(hours=2)
LOGINS = Quota("logins", 30, timedelta(minutes=5))
_ACCESS, _REFRESH = "com.atproto.access", "com.atproto.refresh"


def by_name(world: World, name: str) -> Account | None:
    """Return the account with this DID or handle."""
    field = "did" if name.startswith("did:") else "handle"
    return world.account_with(NAME, field, name.lower())


def owner(call: Call) -> Account:
    """Return whose access token came with the call, or refuse as the server does."""
    account, _ = _checked(call, _ACCESS)
    return account


def create(call: Call) -> Answer:
    body = body_of(call)
    account = by_name(call.world, needed(body, "identifier"))
    password = needed(body, "password")
    if account is None or not hmac.compare_digest(account["password"], password):
        raise_named(
            HTTPStatus.UNAUTHORIZED, "AuthenticationRequired", "Invalid identifier or password"
        )
    headers = spend(call, account, LOGINS)
    return Answer(_session(call.world, account, secrets.token_urlsafe(24)), headers=headers)


def refresh(call: Call) -> Answer:
    account, claims = _checked(call, _REFRESH)
    world, used = call.world, str(claims["jti"])
    kept = world.database.get((NAME, "session", used))
    now = world.now().timestamp()
    if kept is None or now > kept["until"]:
        raise_named(HTTPStatus.BAD_REQUEST, "ExpiredToken", "Token has been revoked")
    following = str(kept["next"] or secrets.token_urlsafe(24))
    until = min(kept["until"], now + REFRESH_GRACE.total_seconds())
    world.database.put((NAME, "session", used), {"next": following, "until": until})
    answer = _session(world, account, following)
    return Answer(answer)


def show(call: Call) -> Answer:
    return Answer(_profile(call.world, owner(call)))


def delete(call: Call) -> Answer:
    _, claims = _checked(call, _REFRESH)
    call.world.database.drop((NAME, "session", str(claims["jti"])))
    return Answer({})


def _session(world: World, account: Account, number: str) -> Json:
    now = world.now().timestamp()
    life = world.knobs.token_life or ACCESS_LIFE
    until = now + REFRESH_LIFE.total_seconds()
    if world.database.get((NAME, "session", number)) is None:
        world.database.put((NAME, "session", number), {"next": "", "until": until})
    common = {"sub": account["did"], "aud": "did:web:sandbox", "iat": now}
    access = {**common, "scope": _ACCESS, "exp": now + life.total_seconds()}
    following = {**common, "scope": _REFRESH, "exp": until, "jti": number}
    return {
        **_profile(world, account),
        "accessJwt": _signed(account, access),
        "refreshJwt": _signed(account, following),
    }


def _profile(world: World, account: Account) -> Json:
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": f"{world.url}/bluesky",
    }
    return {
        "handle": account["handle"],
        "did": account["did"],
        "didDoc": {
            "id": account["did"],
            "alsoKnownAs": [f"at://{account['handle']}"],
            "service": [service],
        },
        "email": f"{account.name}@sandbox.example",
        "emailConfirmed": True,
        "active": True,
    }


def _checked(call: Call, scope: str) -> tuple[Account, Json]:
    if not call.bearer:
        raise_named(HTTPStatus.UNAUTHORIZED, "AuthMissing", "Authentication Required")
    try:
        _, middle, _ = call.bearer.split(".")
        claims: Json = json.loads(_unpacked(middle))
        account = by_name(call.world, str(claims["sub"]))
    except (ValueError, KeyError, TypeError):
        raise_named(HTTPStatus.BAD_REQUEST, "InvalidToken", "Token could not be verified")
    if account is None or not hmac.compare_digest(_signed(account, claims), call.bearer):
        raise_named(HTTPStatus.BAD_REQUEST, "InvalidToken", "Token could not be verified")
    if claims["exp"] <= call.world.now().timestamp():
        raise_named(HTTPStatus.BAD_REQUEST, "ExpiredToken", "Token has expired")
    if claims["scope"] != scope:
        raise_named(HTTPStatus.BAD_REQUEST, "InvalidToken", "Invalid token type")
    return account, claims


def _signed(account: Account, claims: Json) -> str:
    head = {"typ": "at+jwt" if claims["scope"] == _ACCESS else "refresh+jwt", "alg": "HS256"}
    unsigned = f"{_packed(json.dumps(head).encode())}.{_packed(json.dumps(claims).encode())}"
    key = account["secret"].encode()
    return f"{unsigned}.{_packed(hmac.digest(key, unsigned.encode(), sha256))}"


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
