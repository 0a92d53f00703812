"""Signing in with OAuth 2: the page that asks, and the address that trades the code.

An app is registered with its exact redirect addresses (``POST /_sandbox/apps``, or the platform's
own way). A wrong client or redirect is told on the page and never redirected to; everything else
goes back with ``state`` as it came. A code is traded once, soon, by the same client, for the same
redirect, and with the verifier of its challenge. Source: RFC 6749, RFC 7636.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import quote, urlencode, urlsplit

from scheduler.sandbox import grants, pages
from scheduler.sandbox.call import Answer, Call, Form, RefusedError, UnreadableError
from scheduler.sandbox.contract import Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.world import Account, World

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def _as_it_is(world: World, account: Account, told: Json) -> Json:
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How one platform does it. ``refresh_life`` of None: there is no refresh token.

    ``authorize`` and ``trade`` are the paths where people say yes and where codes are traded;
    ``finish`` gives the answer the platform's own form.
    """

    platform: str
    authorize: str
    trade: str
    life: timedelta
    refresh_life: timedelta | None = None
    code_life: timedelta = timedelta(minutes=10)
    needs_pkce: bool = False
    needs_basic: bool = False
    id_name: str = "client_id"
    separator: str = " "
    finish: Callable[[World, Account, Json], Json] = _as_it_is


def routes(flow: Flow) -> tuple[Route, ...]:
    return (
        Route("GET", flow.authorize, "authorize", lambda call: _ask(call, flow)),
        Route("POST", flow.authorize, "approve", lambda call: _decide(call, flow)),
        Route("POST", flow.trade, "token", lambda call: trade(call, flow)),
    )


def register(world: World, platform: str, name: str, redirects: Sequence[str]) -> Json:
    """Register an app and return its keys."""
    client_id = secrets.token_urlsafe(24)
    client = {
        "client_id": client_id,
        "client_secret": secrets.token_urlsafe(32),
        "name": name,
        "redirects": list(redirects),
    }
    world.database.put((platform, "client", client_id), client)
    return client


def _ask(call: Call, flow: Flow) -> Answer:
    told = dict(call.query)
    client = _client(call.world, flow, told)
    redirect = _redirect(client, told)
    if problem := _problem(flow, told):
        return _back(redirect, told, error=problem)
    target = urlsplit(redirect)
    origin = f"{target.scheme}://{target.netloc}" if target.netloc else "'self'"
    content = pages.page(
        "consent.html",
        app=client["name"],
        platform=flow.platform.capitalize(),
        scopes=[one for one in told.get("scope", "").split(flow.separator) if one],
        target=target.netloc or "a page that shows a code",
        told=told.items(),
        accounts=[one.name for one in call.world.accounts(flow.platform)],
    )
    # Browsers hold the redirect after a form to the form's own policy.
    policy = pages.headers(f"'self' {origin}")
    return Answer(content, headers={"content-type": "text/html; charset=utf-8", **policy})


def _decide(call: Call, flow: Flow) -> Answer:
    try:
        told = dict(call.query) | dict(call.form.fields)
    except UnreadableError:
        _sorry("This was no form.")
    client = _client(call.world, flow, told)
    redirect = _redirect(client, told)
    if problem := _problem(flow, told):
        return _back(redirect, told, error=problem)
    if told.get("decision") != "allow":
        return _back(redirect, told, error="access_denied")
    names = [one.name for one in call.world.accounts(flow.platform)]
    if told.get("account") not in names:
        _sorry("There is no such account.")
    code = secrets.token_urlsafe(24)
    kept = {
        "client": client["client_id"],
        "redirect": redirect,
        "challenge": told.get("code_challenge", ""),
        "account": told["account"],
        "scope": told.get("scope", ""),
        "at": call.world.now().timestamp(),
    }
    call.world.database.put((flow.platform, "code", code), kept)
    if redirect == OUT_OF_BAND:
        content = pages.page("notice.html", title="Copy this code", text=code)
        return Answer(content, headers={"content-type": "text/html; charset=utf-8"})
    return _back(redirect, told, code=code)


def _problem(flow: Flow, told: Mapping[str, str]) -> str:
    if told.get("response_type") != "code":
        return "unsupported_response_type"
    method, challenge = told.get("code_challenge_method"), told.get("code_challenge", "")
    if challenge and method != "S256":
        return "invalid_request"
    return "invalid_request" if flow.needs_pkce and not challenge else ""


def _client(world: World, flow: Flow, told: Mapping[str, str]) -> Json:
    client = world.database.get((flow.platform, "client", told.get(flow.id_name, "")))
    if client is None:
        _sorry("No app of that name is registered here.")
    return client


def _redirect(client: Json, told: Mapping[str, str]) -> str:
    redirect = told.get("redirect_uri", "")
    if redirect not in client["redirects"]:
        _sorry("The address to go back to is not one the app registered.")
    return redirect


def _sorry(text: str) -> NoReturn:
    content = pages.page("notice.html", title="This does not work", text=text)
    kind = {"content-type": "text/html; charset=utf-8", **pages.headers()}
    raise RefusedError(Answer(content, HTTPStatus.BAD_REQUEST, kind))


def _back(redirect: str, told: Mapping[str, str], **answer: str) -> Answer:
    if "state" in told:
        answer["state"] = told["state"]
    mark = "&" if "?" in redirect else "?"
    query = urlencode(answer, quote_via=quote)
    return Answer(b"", HTTPStatus.FOUND, {"location": f"{redirect}{mark}{query}"})


def _no(error: str, description: str, status: int = HTTPStatus.BAD_REQUEST) -> NoReturn:
    raise RefusedError(Answer({"error": error, "error_description": description}, status))


def trade(call: Call, flow: Flow) -> Answer:
    """Trade a code, or a refresh token, for access."""
    try:
        form = call.form
    except UnreadableError:
        _no("invalid_request", "Send a form.")
    client_id = _proven(call, flow, form)
    kind = form.get("grant_type")
    if kind == "refresh_token" and flow.refresh_life is not None:
        issued = grants.renew(
            call.world, flow.platform, form.get("refresh_token"), flow.life, flow.refresh_life
        )
        if issued is None:
            _no("invalid_grant", "The refresh token was used, has run out or never was.")
        grant = grants.holder(call.world, flow.platform, issued.access)
        account, scope = (grant.account if grant else None), ""
    elif kind == "authorization_code":
        account, scope = _granted(call, flow, form, client_id)
        issued = grants.issue(call.world, account, flow.life, flow.refresh_life or grants.FOREVER)
    else:
        _no("unsupported_grant_type", f"There is no {kind or 'empty grant type'} here.")
    if account is None:
        _no("invalid_grant", "The token ran out at once.")
    return Answer(_answer(call.world, flow, account, issued, scope))


def _answer(world: World, flow: Flow, account: Account, issued: grants.Issued, scope: str) -> Json:
    told: Json = {
        "access_token": issued.access,
        "token_type": "bearer",
        "expires_in": issued.expires_in,
        "scope": scope,
        "created_at": int(world.now().timestamp()),
    }
    if flow.refresh_life is not None:
        told["refresh_token"] = issued.refresh
        told["refresh_token_expires_in"] = int(flow.refresh_life.total_seconds())
    return flow.finish(world, account, told)


def _proven(call: Call, flow: Flow, form: Form) -> str:
    """Return the client that showed its secret; a public one with PKCE needs none."""
    client_id, secret = form.get(flow.id_name), form.get("client_secret")
    scheme, _, packed = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(packed).decode().partition(":")
        except ValueError:
            client_id = ""
    elif flow.needs_basic:
        client_id = ""
    known = _secret_of(call.world, flow.platform, client_id)
    is_public = not secret and flow.needs_pkce and known is not None
    if known is None or not (is_public or hmac.compare_digest(known.encode(), secret.encode())):
        _no("invalid_client", "Client authentication failed.", HTTPStatus.UNAUTHORIZED)
    return client_id


def _secret_of(world: World, platform: str, client_id: str) -> str | None:
    client = world.database.get((platform, "client", client_id)) if client_id else None
    if client is not None:
        return str(client["client_secret"])
    account = world.account_with(platform, "client_id", client_id)
    return account["client_secret"] if account else None


def _granted(call: Call, flow: Flow, form: Form, client_id: str) -> tuple[Account, str]:
    """Use a code up and return what it grants."""
    place = (flow.platform, "code", form.get("code"))
    kept = call.world.database.get(place)
    call.world.database.drop(place)
    if kept is None or call.world.now().timestamp() - kept["at"] > flow.code_life.total_seconds():
        _no("invalid_grant", "The code was used, has run out or never was.")
    if kept["client"] != client_id or kept["redirect"] != form.get("redirect_uri"):
        _no("invalid_grant", "The code belongs to another app or redirect address.")
    if kept["challenge"]:
        digest = sha256(form.get("code_verifier").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not hmac.compare_digest(challenge.encode(), kept["challenge"].encode()):
            _no("invalid_grant", "The code verifier does not fit.")
    accounts = call.world.accounts(flow.platform)
    return next(one for one in accounts if one.name == kept["account"]), str(kept["scope"])
