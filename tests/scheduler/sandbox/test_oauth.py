"""Signing in: what the page lets through, what a code is good for, and our own client."""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from scheduler.connectors.base import SignIn
from scheduler.connectors.http import new_session
from scheduler.connectors.registry import connector_class, open_connector
from scheduler.connectors.signing_in import Keys, come_back, leave, sign_in_of
from scheduler.sandbox.platforms import PLATFORMS
from scheduler.sandbox.server import RunningSandbox
from tests.scheduler.sandbox.conftest import SlowClock
from tests.scheduler.sandbox.visitor import Said, Visitor

BACK = "https://awareness.example/channels/back"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-in-all"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
PAGE, TRADE = "/x/i/oauth2/authorize", "/x/2/oauth2/token"
FORM = "application/x-www-form-urlencoded"


class App:
    """An app registered with X, which wants PKCE."""

    def __init__(self, visitor: Visitor, platform: str = "x") -> None:
        self._visitor = visitor
        order = {"platform": platform, "redirect_uris": [BACK], "name": "Our app"}
        self.keys: dict[str, str] = visitor.post("/_sandbox/apps", order).json

    def asked(self, **changes: str) -> dict[str, str]:
        return {
            "client_id": self.keys["client_id"],
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "tweet.write",
            "state": "a state",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }

    def decide(self, decision: str = "allow", **changes: str) -> Said:
        told = {**self.asked(**changes), "decision": decision, "account": "awareness"}
        return self._visitor.ask("POST", PAGE, urlencode(told).encode(), Content_Type=FORM)

    def code(self) -> str:
        return answer_in(self.decide())["code"]

    def trade(self, **changes: str) -> Said:
        told = {
            **self.keys,
            "grant_type": "authorization_code",
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
            **changes,
        }
        return self._visitor.ask("POST", TRADE, urlencode(told).encode(), Content_Type=FORM)


def answer_in(said: Said) -> dict[str, str]:
    assert said.status == 302, said.content
    return {
        name: one[0] for name, one in parse_qs(urlsplit(said.headers["location"]).query).items()
    }


@pytest.fixture
def app(visitor: Visitor) -> App:
    return App(visitor)


def test_the_page_says_who_asks_for_what(visitor: Visitor, app: App) -> None:
    page = visitor.get(f"{PAGE}?{urlencode(app.asked())}")

    assert "Let Our app in?" in page.content.decode()
    assert "tweet.write" in page.content.decode()
    assert (
        f"form-action 'self' {BACK.rpartition('/channels')[0]};"
        in page.headers["content-security-policy"]
    )


@pytest.mark.parametrize(
    "changes", [{"client_id": "another"}, {"redirect_uri": f"{BACK}/"}, {"redirect_uri": ""}]
)
def test_a_wrong_app_or_address_is_never_redirected_to(app: App, changes: dict[str, str]) -> None:
    answer = app.decide(**changes)

    assert answer.status == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_other_mistakes_go_back_with_the_state(
    app: App, changes: dict[str, str], error: str
) -> None:
    assert answer_in(app.decide(**changes)) == {"error": error, "state": "a state"}


def test_no_is_an_answer(app: App) -> None:
    assert answer_in(app.decide("deny")) == {"error": "access_denied", "state": "a state"}


def test_a_code_gives_access_that_runs_out_and_is_renewed(
    visitor: Visitor, app: App, clock: SlowClock
) -> None:
    first = app.trade(code=app.code()).json

    assert first["expires_in"] == 7200
    assert me(visitor, first["access_token"]).json["data"]["username"] == "awareness"
    clock.wait(timedelta(hours=2))
    assert me(visitor, first["access_token"]).status == 401
    second = app.trade(grant_type="refresh_token", refresh_token=first["refresh_token"]).json
    assert me(visitor, second["access_token"]).status == 200
    again = app.trade(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (again.status, again.json["error"]) == (400, "invalid_grant")


def me(visitor: Visitor, token: str) -> Said:
    return visitor.get("/x/2/users/me", Authorization=f"Bearer {token}")


def test_a_code_works_once(app: App) -> None:
    code = app.code()

    assert app.trade(code=code).status == 200
    assert app.trade(code=code).json["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "https://elsewhere.example/"}, "invalid_grant"),
        ({"code_verifier": "another"}, "invalid_grant"),
        ({"code": "none"}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_for_whoever_asked_for_it(app: App, changes: dict[str, str], error: str) -> None:
    assert app.trade(**{"code": app.code(), **changes}).json["error"] == error


def test_a_code_runs_out_soon(app: App, clock: SlowClock) -> None:
    code = app.code()
    clock.wait(timedelta(seconds=31))

    assert app.trade(code=code).json["error"] == "invalid_grant"


def test_pinterest_wants_the_keys_in_a_header(visitor: Visitor) -> None:
    app = App(visitor, "pinterest")
    form = urlencode({**app.keys, "grant_type": "refresh_token", "refresh_token": "none"}).encode()
    basic = b64encode(f"{app.keys['client_id']}:{app.keys['client_secret']}".encode()).decode()

    without = visitor.ask("POST", "/pinterest/v5/oauth/token", form, Content_Type=FORM)
    shown = visitor.ask(
        "POST",
        "/pinterest/v5/oauth/token",
        form,
        Content_Type=FORM,
        Authorization=f"Basic {basic}",
    )

    assert without.json["error"] == "invalid_client"
    assert shown.json["error"] == "invalid_grant"


def test_a_code_without_an_address_is_shown_on_the_page(visitor: Visitor) -> None:
    nowhere = "urn:ietf:wg:oauth:2.0:oob"
    order = {"client_name": "Our app", "redirect_uris": nowhere, "scopes": "read"}
    keys = visitor.post("/mastodon/api/v1/apps", order).json
    told = {
        "client_id": keys["client_id"],
        "redirect_uri": nowhere,
        "response_type": "code",
        "decision": "allow",
        "account": "awareness",
    }

    page = visitor.ask(
        "POST", "/mastodon/oauth/authorize", urlencode(told).encode(), Content_Type=FORM
    )

    found = re.search(r'<p class="empty">(\S+)</p>', page.content.decode())
    assert found is not None
    form = {**told, "code": found.group(1), "grant_type": "authorization_code"}
    form |= {"client_secret": keys["client_secret"]}
    answer = visitor.ask(
        "POST", "/mastodon/oauth/token", urlencode(form).encode(), Content_Type=FORM
    )
    assert answer.json["token_type"] == "Bearer"


# Addresses that real platforms keep on hosts of their own; here they are all below one.
ELSEWHERE = {
    "facebook": {"authorize": "{server}/dialog/oauth"},
    "instagram": {
        "authorize": "{server}/oauth/authorize",
        "trade": "{server}/oauth/access_token",
    },
    "threads": {"authorize": "{server}/oauth/authorize"},
    "pinterest": {"authorize": "{server}/oauth/"},
    "tumblr": {"authorize": "{server}/oauth2/authorize"},
    "tiktok": {"authorize": "{server}/v2/auth/authorize/"},
}
SIGN_IN = [name for name in PLATFORMS if sign_in_of(connector_class(name))]


def on_loopback(platform: str) -> SignIn:
    found = sign_in_of(connector_class(platform))
    assert found is not None
    moved = ELSEWHERE.get(platform, {})
    return replace(
        found,
        authorize=moved.get("authorize", found.authorize),
        token=moved.get("trade", found.token),
    )


@pytest.mark.parametrize("platform", SIGN_IN)
def test_our_own_client_signs_in_and_the_access_it_gets_works(
    sandbox: RunningSandbox, visitor: Visitor, platform: str
) -> None:
    sign_in, keys = on_loopback(platform), App(visitor, platform).keys
    fields = sandbox.account(platform)
    secret = {field.name for field in connector_class(platform).fields if field.secret}
    values = {name: value for name, value in fields.items() if name not in secret}
    values |= {"login": f"{sandbox.url}/{platform}", "version": "v25.0"}
    session = new_session(allow_private=True)
    app = Keys(client_id=keys["client_id"], client_secret=keys["client_secret"])

    left = leave(sign_in, values, app, BACK)
    granted: dict[str, Any] = come_back(
        session, sign_in, values, app, left, let_in(visitor, sandbox, left.address)
    )

    known = {field.name for field in connector_class(platform).fields}
    told = {name: str(value) for name, value in granted.items() if name in known and value}
    if platform == "linkedin":
        del told["version"]
    connector = open_connector(platform, told, allow_private=True)
    assert connector.verify().remote_id
    session.close()


def let_in(visitor: Visitor, sandbox: RunningSandbox, address: str) -> str:
    """Say yes on the page, as a person would, and return where it leads."""
    place = address.removeprefix(sandbox.url)
    assert visitor.get(place).status == 200
    body = urlencode({"decision": "allow", "account": "awareness"}).encode()
    return visitor.ask("POST", place, body, Content_Type=FORM).headers["location"]
