"""Signing in with OAuth 2: where a person is sent, and what the answer is traded for.

The rules (state, PKCE, exact redirect: RFC 6749, 7636, 9700) are Authlib's; requests go through our
own transport, so that addresses are guarded and every trouble has its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.auth import HTTPBasicAuth

from scheduler.connectors.base import Connector, SendError, SignIn, Verdict
from scheduler.connectors.tokens import granted

_AGAIN = "Start again at the channel's page, or with 'awareness channel sign-in'."


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What the platform calls the installation's app. The secret may be empty with PKCE.

    ``scopes`` are what the app registered for, where that is not what it usually asks for.
    """

    client_id: str
    client_secret: str
    scopes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A person is on the way to the platform; kept until they are back.

    ``verifier`` proves that whoever comes back is whoever left; ``redirect`` is where they come.
    """

    address: str
    state: str
    verifier: str
    redirect: str


def sign_in_of(connector: type[Connector]) -> SignIn | None:
    """Return how to sign in on the platform, None where one pastes a token instead."""
    found = getattr(connector, "sign_in", None)
    return found if isinstance(found, SignIn) else None


def leave(sign_in: SignIn, values: Mapping[str, str], keys: Keys, redirect: str) -> Leave:
    """Return where to send a person, so that they come back to ``redirect``. No network."""
    # Imported here: most installations paste tokens, and the library is large.
    from authlib.common.security import generate_token  # noqa: PLC0415
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

    state, verifier = generate_token(43), generate_token(64)
    proof = {
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    named = {} if sign_in.id_name == "client_id" else {sign_in.id_name: keys.client_id}
    address = prepare_grant_uri(
        sign_in.authorize.format(**values),
        client_id=keys.client_id,
        response_type="code",
        redirect_uri=redirect,
        scope=keys.scopes or _scopes(sign_in, values),
        state=state,
        **(proof if sign_in.pkce else {}),
        **sign_in.extra,
        **named,
    )
    return Leave(address=str(address), state=state, verifier=verifier, redirect=redirect)


def _scopes(sign_in: SignIn, values: Mapping[str, str]) -> str:
    more = sign_in.more_scopes if values.get("author") else ()
    return sign_in.separator.join((*sign_in.scopes, *more))


def state_in(address: str) -> str:
    """Return the state in the address a person came back to; empty where there is none."""
    return next(iter(parse_qs(urlsplit(address).query).get("state", [])), "")


def come_back(
    session: requests.Session,
    sign_in: SignIn,
    values: Mapping[str, str],
    keys: Keys,
    left: Leave,
    address: str,
) -> dict[str, str]:
    """Trade the code in ``address`` for access, and return the values of the channel's fields.

    Raises ``SendError`` where the person said no, the answer is not to our question, or the
    platform does not take the code.
    """
    form = {
        "grant_type": "authorization_code",
        "code": _code(address, left.state),
        "redirect_uri": left.redirect,
        **({"code_verifier": left.verifier} if sign_in.pkce else {}),
    }
    parts: dict[str, Any] = {}
    if sign_in.basic and keys.client_secret:
        parts["auth"] = HTTPBasicAuth(keys.client_id, keys.client_secret)
    else:
        form |= {sign_in.id_name: keys.client_id}
        form |= {"client_secret": keys.client_secret} if keys.client_secret else {}
    pair = granted(session, "POST", sign_in.token.format(**values), data=form, **parts)
    known = {
        **values,
        **pair,
        "client_id": keys.client_id,
        "client_secret": keys.client_secret,
    }
    return {**known, **(sign_in.settle(session, known) if sign_in.settle else {})}


def _code(address: str, state: str) -> str:
    from authlib.oauth2.rfc6749.errors import (  # noqa: PLC0415
        MismatchingStateException,
        MissingCodeException,
    )
    from authlib.oauth2.rfc6749.parameters import (  # noqa: PLC0415
        parse_authorization_code_response,
    )

    told = parse_qs(urlsplit(address).query)
    if "error" in told and told.get("state") == [state]:
        why = (told.get("error_description") or told["error"])[0]
        raise SendError(Verdict.PERMANENT, f"The platform let nobody in: {why}. {_AGAIN}")
    try:
        answer: Mapping[str, str] = parse_authorization_code_response(address, state=state)
    except (MismatchingStateException, MissingCodeException):
        raise SendError(
            Verdict.PERMANENT, f"This is not the answer to our question. {_AGAIN}"
        ) from None
    return answer["code"]
