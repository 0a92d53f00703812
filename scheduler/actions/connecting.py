"""Connect accounts of platforms and check that they still work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actions.finding import channel_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.opening import open_channel
from scheduler.actions.settling import release_channel_in
from scheduler.actions.sharing import not_shared
from scheduler.connectors.base import Account, Connector, SendError
from scheduler.connectors.matching import instant
from scheduler.connectors.registry import FieldError, UnknownPlatformError, connector_class
from scheduler.domain.roles import Permission
from scheduler.store import channels
from scheduler.store.channels import Channel
from scheduler.store.deliveries import Move
from scheduler.store.vault import VaultError

WARNED_BEFORE = 10  # days; what renews itself does so before


def add_channel(
    office: Office, member: Member, platform: str, name: str, values: Mapping[str, str]
) -> Channel:
    """Connect an account after asking the platform whose it is.

    Connecting an account again keeps the channel and its history. Raises ``ActionError`` when
    a field is missing or the platform does not accept it; nothing is stored then.
    """
    member.needs(Permission.CONNECT)
    channel = _verified(office, member, platform, name, values)
    with office.sessions.begin() as session:
        known = _known(session, channel)
        if known is None:
            number = channels.add(session, channel, at=office.now())
        else:
            number = known.id
            _reconnected(session, office, member, replace(channel, id=number))
    return replace(channel, id=number)


def reconnect_channel(
    office: Office, member: Member, channel_id: int, values: Mapping[str, str]
) -> Channel:
    """Give a channel new credentials; fields that are not named keep their values.

    Raises ``ActionError`` when they open somebody else's account: its posts and numbers would
    mix with those that are there.
    """
    member.needs(Permission.CONNECT)
    with office.sessions() as session:
        known = channel_of(session, member, channel_id)
    old = {**known.settings, **_unlocked(office, known)}
    # What the connector wrote itself belongs to the old access: its end, its refresh token.
    own = {field.name for field in connector_class(known.platform).fields if field.internal}
    merged = {**{name: value for name, value in old.items() if name not in own}, **values}
    channel = _verified(office, member, known.platform, known.name, merged)
    if known.account_id and channel.account_id != known.account_id:
        raise ActionError(
            f"This opens the account {channel.account_name}, but the channel is "
            f"{known.account_name}'s.",
            "Connect it as a channel of its own.",
        )
    with office.sessions.begin() as session:
        _reconnected(session, office, member, replace(channel, id=known.id))
    return replace(channel, id=known.id)


def _reconnected(session: Session, office: Office, member: Member, channel: Channel) -> None:
    """Store the new access and let go what was held for want of it."""
    channels.reconnect(session, channel)
    note = f"{member.name} connected the channel again"
    move = Move(at=office.now(), note=note, person_id=member.person_id)
    release_channel_in(session, channel.id, move)


def verify_channel(office: Office, member: Member, channel_id: int) -> Account:
    """Ask the platform whether the stored credentials still open the account."""
    member.needs(Permission.CONNECT)
    with office.sessions() as session:
        channel = channel_of(session, member, channel_id)
    try:
        account = open_channel(office, channel).verify()
    except (FieldError, UnknownPlatformError, VaultError) as error:
        raise ActionError(str(error), "Connect the channel again.") from error
    except SendError as error:
        raise ActionError(error.message) from error
    if problem := not_shared(office, channel.platform):
        raise ActionError(problem)
    return account


def days_left(channel: Channel, now: datetime) -> int | None:
    """Return how many whole days the channel's access still works.

    None where nobody knows, or where it is of hours and renewed without a person.
    """
    ends = instant(channel.settings.get("expires_at"))
    if ends is None or connector_class(channel.platform).capabilities.renews:
        return None
    return (ends - now).days


def ending(channel: Channel, now: datetime) -> str:
    """Say that the access runs out soon and what to do; empty while there is time."""
    if old := _old_version(channel, now):
        return old
    left = days_left(channel, now)
    if left is None or left > WARNED_BEFORE:
        return ""
    if left < 0:
        return "The access has run out. Connect the channel again."
    when = "today" if left == 0 else "in 1 day" if left == 1 else f"in {left} days"
    return f"The access runs out {when}. Connect the channel again before."


def _old_version(channel: Channel, now: datetime) -> str:
    """Say that the platform stops serving the version the channel speaks, a month before."""
    for field in connector_class(channel.platform).fields:
        version = channel.settings.get(field.name) or field.default
        if not field.served_months or not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", version):
            continue
        age = (now.year - int(version[:4])) * 12 + now.month - int(version[4:])
        if age >= field.served_months - 1:
            return f"Version {version} of the API is served no longer than a year. Enter a newer."
    return ""


def _verified(
    office: Office, member: Member, platform: str, name: str, values: Mapping[str, str]
) -> Channel:
    account, current = _asked(office, platform, values)
    secret = {field.name for field in connector_class(platform).fields if field.secret}
    return Channel(
        id=0,
        organization_id=member.organization_id,
        platform=platform,
        name=name or account.name,
        settings={key: value for key, value in current.items() if key not in secret},
        locked_secrets=office.vault.lock({k: v for k, v in current.items() if k in secret}),
        account_id=account.remote_id,
        account_name=account.name,
        account_url=account.url,
        limits=_limits(account),
        trouble=not_shared(office, platform),
    )


def _asked(
    office: Office, platform: str, values: Mapping[str, str]
) -> tuple[Account, dict[str, str]]:
    """Return whose account it is, and the values with what the platform renewed meanwhile."""
    try:
        connector: Connector = office.open_connector(platform, values)
        account = connector.verify()
    except (FieldError, UnknownPlatformError) as error:
        raise ActionError(str(error)) from error
    except SendError as error:
        raise ActionError(error.message, "Nothing was stored.") from error
    current = {**values, **connector.credentials()}
    if account.expires_at is not None:
        current["expires_at"] = account.expires_at.isoformat()
    return account, current


def _known(session: Session, channel: Channel) -> Channel | None:
    """Return the channel of this account: by what the platform calls it, else by its name."""
    same = [
        other
        for other in channels.channels(session, channel.organization_id)
        if other.platform == channel.platform
    ]
    by_account = (
        other for other in same if channel.account_id and other.account_id == channel.account_id
    )
    by_name = (
        other
        for other in same
        if other.name == channel.name and not (channel.account_id and other.account_id)
    )
    return next(by_account, next(by_name, None))


def _unlocked(office: Office, channel: Channel) -> dict[str, str]:
    try:
        return office.vault.unlock(channel.locked_secrets)
    except VaultError:
        return {}  # locked with a key that is lost: everything is entered anew


def _limits(account: Account) -> dict[str, object]:
    if account.limits is None:
        return {}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(account.limits).items()
        if value
    }
