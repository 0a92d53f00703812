"""Connect a channel by signing in at the platform: leave, come back, be connected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from scheduler.actions.connecting import add_channel, reconnect_channel
from scheduler.actions.office import ActionError, Member, Office
from scheduler.connectors import signing_in
from scheduler.connectors.base import SendError, SignIn
from scheduler.connectors.http import Session, new_session
from scheduler.connectors.registry import (
    FieldError,
    UnknownPlatformError,
    check_fields,
    connector_class,
)
from scheduler.connectors.signing_in import Keys, Leave
from scheduler.domain.roles import Permission
from scheduler.store import apps
from scheduler.store.channels import Channel

JOURNEY_LASTS = timedelta(minutes=15)
_AGAIN = "Start the sign-in again."


def keep_app(office: Office, member: Member, platform: str, keys: Keys) -> None:
    """Keep the keys of the app that this installation has at a platform, for all channels."""
    member.needs(Permission.CONNECT)
    _sign_in(platform)
    if not keys.client_id.strip():
        raise ActionError("The client id is missing.", "Copy it from the platform's page.")
    with office.sessions.begin() as session:
        apps.put_keys(session, platform, office.vault.lock(asdict(keys)))


def begin_sign_in(
    office: Office, member: Member, platform: str, fields: Mapping[str, str], redirect: str
) -> str:
    """Return the address at which the person lets our app in; it leads back to ``redirect``.

    ``fields`` are those of the channel that hold no secret, with ``name`` for what people call it
    and ``channel`` for the number of one to reconnect.
    """
    member.needs(Permission.CONNECT)
    sign_in = _sign_in(platform)
    asked = dict(fields)
    name, channel_id = asked.pop("name", ""), asked.pop("channel", "")
    values = _checked(office, platform, asked)
    keys = _keys(office, platform, sign_in, values, redirect)
    left = signing_in.leave(sign_in, values, keys, redirect)
    journey = {
        "platform": platform,
        "values": json.dumps(values),
        "name": name,
        "channel": channel_id,
        "person": str(member.person_id),
        "organization": str(member.organization_id),
        "ends": (office.now() + JOURNEY_LASTS).isoformat(),
        "keys": json.dumps(asdict(keys)),
        "left": json.dumps({**asdict(left), "address": ""}),
    }
    with office.sessions.begin() as session:
        apps.put_journey(session, left.state, office.vault.lock(journey))
    return left.address


def finish_sign_in(office: Office, member: Member, address: str) -> Channel:
    """Connect the channel of the person who came back to ``address``. Works once.

    Raises ``ActionError`` when it was somebody else who left, or too long ago.
    """
    member.needs(Permission.CONNECT)
    with office.sessions.begin() as session:
        locked = apps.take_journey(session, signing_in.state_in(address))
    if not locked:
        raise ActionError("Nobody here left for this sign-in, or it was finished before.", _AGAIN)
    journey = office.vault.unlock(locked)
    who = (str(member.person_id), str(member.organization_id))
    if (journey["person"], journey["organization"]) != who:
        raise ActionError("Somebody else began this sign-in.", _AGAIN)
    if office.now() >= datetime.fromisoformat(journey["ends"]):
        raise ActionError("The sign-in took too long.", _AGAIN)
    platform = journey["platform"]
    values = _granted(office, platform, journey, address)
    if journey["channel"]:
        return reconnect_channel(office, member, int(journey["channel"]), values)
    return add_channel(office, member, platform, journey["name"], values)


def _granted(
    office: Office, platform: str, journey: Mapping[str, str], address: str
) -> dict[str, str]:
    keys, left = Keys(**_parsed(journey["keys"])), Leave(**_parsed(journey["left"]))
    session = _session(office)
    session.secrets = (keys.client_secret, left.verifier)
    try:
        values = signing_in.come_back(
            session, _sign_in(platform), _parsed(journey["values"]), keys, left, address
        )
    except SendError as error:
        raise ActionError(error.message) from error
    known = {field.name for field in connector_class(platform).fields}
    return {name: value for name, value in values.items() if name in known and value}


def _parsed(text: str) -> dict[str, Any]:
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def _sign_in(platform: str) -> SignIn:
    try:
        found = signing_in.sign_in_of(connector_class(platform))
    except UnknownPlatformError as error:
        raise ActionError(str(error)) from error
    if found is None:
        raise ActionError(
            f"{connector_class(platform).title} has no sign-in for programs.",
            f"Paste what it asks for: 'awareness channel add {platform}'.",
        )
    return found


def _checked(office: Office, platform: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Check what was entered; what the sign-in brings, and what can be chosen later, may lack."""
    all_fields = connector_class(platform).fields
    asked = tuple(field for field in all_fields if not field.internal and not field.secret)
    late = tuple(field for field in asked if not field.address and not fields.get(field.name))
    try:
        return check_fields(
            tuple(field for field in asked if field not in late or field.default),
            {name: value for name, value in fields.items() if value},
            allow_private=office.allow_private,
        )
    except FieldError as error:
        raise ActionError(str(error)) from error


def _keys(
    office: Office, platform: str, sign_in: SignIn, values: Mapping[str, str], redirect: str
) -> Keys:
    server = f"{values.get('server', '')} {redirect}" if sign_in.register else ""
    with office.sessions() as session:
        locked = apps.keys(session, platform, server=server)
    if locked:
        return Keys(**office.vault.unlock(locked))
    if sign_in.register is None:
        raise ActionError(
            f"This installation has no app at {connector_class(platform).title} yet.",
            f"Make one at {sign_in.apps} with the way back {redirect}, and enter its keys: "
            f"'awareness channel app {platform}'.",
        )
    try:
        told = sign_in.register(_session(office), values, redirect)
    except SendError as error:
        raise ActionError(error.message) from error
    keys = Keys(**told)
    with office.sessions.begin() as session:
        apps.put_keys(session, platform, office.vault.lock(asdict(keys)), server=server)
    return keys


def _session(office: Office) -> Session:
    return new_session(allow_private=office.allow_private)
