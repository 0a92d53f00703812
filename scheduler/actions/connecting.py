"""Connect accounts of platforms and check that they still work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

from scheduler.actions.finding import channel_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.opening import open_channel
from scheduler.actions.settling import release_channel_in
from scheduler.connectors.base import Account, Connector, SendError
from scheduler.connectors.registry import FieldError, UnknownPlatformError, connector_class
from scheduler.domain.roles import Permission
from scheduler.store import channels
from scheduler.store.channels import Channel
from scheduler.store.deliveries import Move


def add_channel(
    office: Office, member: Member, platform: str, name: str, values: Mapping[str, str]
) -> Channel:
    """Connect an account after asking the platform whose it is.

    Connecting an account again keeps the channel and its history. Raises ``ActionError`` when
    a field is missing or the platform does not accept it; nothing is stored then.
    """
    member.needs(Permission.CONNECT)
    account = _account(office, platform, values)
    secret = {field.name for field in connector_class(platform).fields if field.secret}
    channel = Channel(
        id=0,
        organization_id=member.organization_id,
        platform=platform,
        name=name or account.name,
        settings={key: value for key, value in values.items() if key not in secret},
        locked_secrets=office.vault.lock({k: v for k, v in values.items() if k in secret}),
        account_name=account.name,
        account_url=account.url,
        limits=_limits(account),
    )
    with office.sessions.begin() as session:
        known = next(
            (
                other
                for other in channels.channels(session, member.organization_id)
                if (other.platform, other.name) == (platform, channel.name)
            ),
            None,
        )
        if known is None:
            number = channels.add(session, channel, at=office.now())
        else:
            number = known.id
            channels.reconnect(session, replace(channel, id=number))
            note = f"{member.name} connected the channel again"
            release_channel_in(
                session, number, Move(at=office.now(), note=note, person_id=member.person_id)
            )
    return replace(channel, id=number)


def verify_channel(office: Office, member: Member, channel_id: int) -> Account:
    """Ask the platform whether the stored credentials still open the account."""
    member.needs(Permission.CONNECT)
    with office.sessions() as session:
        channel = channel_of(session, member, channel_id)
    return _verified(lambda: open_channel(office, channel))


def _account(office: Office, platform: str, values: Mapping[str, str]) -> Account:
    return _verified(lambda: office.open_connector(platform, values))


def _verified(connect: Callable[[], Connector]) -> Account:
    try:
        return connect().verify()
    except (FieldError, UnknownPlatformError) as error:
        raise ActionError(str(error)) from error
    except SendError as error:
        raise ActionError(error.message, "Check the fields and connect again.") from error


def _limits(account: Account) -> dict[str, object]:
    if account.limits is None:
        return {}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(account.limits).items()
        if value
    }
