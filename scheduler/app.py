"""The only place that builds objects and connects them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from scheduler import clock
from scheduler.actions.office import Office
from scheduler.connectors.base import Connector
from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import open_connector
from scheduler.domain.media_address import MediaAddresses
from scheduler.settings import Settings, secret_key
from scheduler.store.database import check_schema, open_database, upgrade
from scheduler.store.media import MediaStore
from scheduler.store.vault import Vault


@contextmanager
def opened(
    settings: Settings, *, now: Callable[[], datetime] = clock.now, migrate: bool = False
) -> Iterator[Office]:
    """Open the installation that ``settings`` describe, and close it again.

    ``migrate`` brings the database up to date first; without it an old one is refused.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if migrate:
        upgrade(settings.database_url)
    database = open_database(settings.database_url)

    def connect(platform: str, values: Mapping[str, str], keep: Keep = keep_nothing) -> Connector:
        return open_connector(
            platform, values, allow_private=settings.allow_private_network, keep=keep
        )

    try:
        check_schema(database)
        key = secret_key(settings)
        yield Office(
            sessions=database.sessions,
            media=MediaStore(settings.media_dir),
            vault=Vault(key),
            now=now,
            open_connector=connect,
            shared=MediaAddresses(settings.public_base_url, key)
            if settings.public_base_url
            else None,
            allow_private=settings.allow_private_network,
        )
    finally:
        database.close()
