"""Who may ask Slack's API, and how it says yes and no."""

from __future__ import annotations

import json
from typing import NoReturn

from scheduler.sandbox.call import Answer, Call, Form, RefusedError, UnreadableError
from scheduler.sandbox.world import Account

NAME = "slack"
_SCOPES = "chat:write,files:write,files:read,channels:history,reactions:read"


def no(error: str) -> NoReturn:
    raise RefusedError(Answer({"ok": False, "error": error}))


def ok(**values: object) -> Answer:
    return Answer({"ok": True, **values}, headers={"x-oauth-scopes": _SCOPES})


def _parameters(call: Call) -> Form:
    given = tuple(call.query.multi_items())
    if not call.body:
        return Form(given)
    if call.content_type != "application/json":
        return Form((*given, *call.form.fields))
    told = [
        (name, value if isinstance(value, str) else json.dumps(value))
        for name, value in call.json().items()
    ]
    return Form((*given, *told))


def opened(call: Call) -> tuple[Account, Form]:
    try:
        form = _parameters(call)
    except UnreadableError:
        no("invalid_form_data")
    token = call.bearer or form.get("token")
    if not token:
        no("not_authed")
    account = call.world.account_with(NAME, "token", token)
    if account is None:
        no("invalid_auth")
    return account, form


def in_channel(account: Account, name: str) -> None:
    if name != account["channel"]:
        no("channel_not_found")
