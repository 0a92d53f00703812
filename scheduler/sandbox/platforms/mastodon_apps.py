"""Apps on Mastodon: anybody registers one, people let it in, it gets a token that stays.

Source: https://docs.joinmastodon.org/methods/apps/ and /methods/oauth/
"""

from __future__ import annotations

import json
from http import HTTPStatus

from scheduler.sandbox import grants, oauth
from scheduler.sandbox.call import Answer, Call, Form, UnreadableError
from scheduler.sandbox.contract import Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.world import Account, World

NAME = "mastodon"


def parameters(call: Call) -> Form:
    """Return the parameters, however they were sent: a JSON body or a form."""
    if call.content_type != "application/json":
        if not call.body:
            return Form(())
        return call.form
    pairs: list[tuple[str, str]] = []
    for name, value in call.json().items():
        if isinstance(value, list):
            pairs += [(f"{name}[]", str(one)) for one in value]
        elif isinstance(value, bool):
            pairs.append((name, json.dumps(value)))
        elif value is not None:
            pairs.append((name, str(value)))
    return Form(tuple(pairs))


def register_app(call: Call) -> Answer:
    """Register an app with its redirect addresses; anybody may."""
    try:
        form = parameters(call)
    except UnreadableError:
        form = Form(())
    redirects = form.all("redirect_uris[]") or form.get("redirect_uris").split()
    if not form.get("client_name") or not redirects:
        problem = "Validation failed: Application name can't be blank, Redirect URI can't be blank"
        return Answer({"error": problem}, HTTPStatus.UNPROCESSABLE_ENTITY)
    client = oauth.register(call.world, NAME, form.get("client_name"), redirects)
    return Answer(
        {
            "id": str(call.world.next_number()),
            "name": client["name"],
            "website": form.get("website") or None,
            "scopes": (form.get("scopes") or "read").split(),
            "redirect_uri": "\n".join(redirects),
            "redirect_uris": redirects,
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
            "client_secret_expires_at": 0,
        }
    )


def _own_token(world: World, account: Account, told: Json) -> Json:
    """A token of Mastodon lives until somebody revokes it."""
    kept = {name: told[name] for name in ("scope", "created_at")}
    return {**kept, "access_token": account["token"], "token_type": "Bearer"}


_FLOW = oauth.Flow(
    platform=NAME,
    authorize="/oauth/authorize",
    trade="/oauth/token",
    life=grants.FOREVER,
    finish=_own_token,
)

SIGN_IN = (
    *oauth.routes(_FLOW),
    Route("POST", "/api/v1/apps", "register", register_app),
)
