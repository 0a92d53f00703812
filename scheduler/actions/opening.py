"""Open the account behind a channel, and keep what the platform renews before it is used."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.actions.office import Office
from scheduler.connectors.base import Connector, SendError, Verdict
from scheduler.connectors.registry import connector_class
from scheduler.store import turns
from scheduler.store.channels import Channel

REPLACED = "The channel was connected anew just now; it is tried again with the new access."


def open_channel(office: Office, channel: Channel) -> Connector:
    """Return a connector for the channel's account. Touches no network.

    New credentials are committed before the connector uses them: platforms that give a refresh
    token once take the old one back. Raises ``VaultError`` for secrets that do not open,
    ``FieldError`` for settings that cannot be right.
    """
    secrets = office.vault.unlock(channel.locked_secrets)
    secret_names = {f.name for f in connector_class(channel.platform).fields if f.secret}
    settings = dict(channel.settings)
    locked = channel.locked_secrets

    def keep(fresh: Mapping[str, str]) -> None:
        nonlocal locked
        secrets.update({name: value for name, value in fresh.items() if name in secret_names})
        settings.update({n: value for n, value in fresh.items() if n not in secret_names})
        relocked = office.vault.lock(secrets)
        with office.sessions.begin() as session:
            if not turns.put_credentials(
                session, channel.id, settings=settings, locked=relocked, instead_of=locked
            ):
                raise SendError(Verdict.NOT_SENT, REPLACED)
        locked = relocked

    return office.open_connector(channel.platform, {**settings, **secrets}, keep=keep)
