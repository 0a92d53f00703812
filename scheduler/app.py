"""The only place that builds objects and connects them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from sqlalchemy import make_url

from content.packs.signing import signing_key
from scheduler import clock
from scheduler.actions.office import Office
from scheduler.actions.retiming import retime
from scheduler.connectors.base import Connector
from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import open_connector
from scheduler.domain.media_address import MediaAddresses
from scheduler.settings import SettingError, Settings, secret_key
from scheduler.store.database import check_schema, open_database, upgrade
from scheduler.store.media import open_media
from scheduler.store.vault import Vault


class Engine(Protocol):
    """What wakes the publisher."""

    def start(self) -> None: ...

    def wake(self) -> None: ...

    def stop(self) -> None: ...


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
            media=open_media(settings.media_url),
            vault=Vault(key),
            now=now,
            open_connector=connect,
            shared=MediaAddresses(settings.public_base_url, key)
            if settings.public_base_url
            else None,
            pack_key=signing_key(key),
            allow_private=settings.allow_private_network,
        )
    finally:
        database.close()


@contextmanager
def opened_anew(settings: Settings) -> Iterator[Office]:
    """Open an installation to fill it; where the block fails, a new folder is taken away again.

    A folder with something in it is left alone: other programs may be using that.
    """
    folder = settings.data_dir
    existed = folder.exists()
    is_new = not existed or not any(folder.iterdir())
    try:
        with opened(settings, migrate=True) as office:
            yield office
    except BaseException:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        if is_new and existed:
            folder.mkdir()
        raise


def engine_of(settings: Settings, office: Office) -> Engine:
    """Return the engine that ``settings`` ask for, not started.

    What is still to come is timed anew first: zones may have changed since it was planned.
    Raises ``SettingError`` where its parts are not installed.
    """
    from scheduler.publisher.chores import chores  # noqa: PLC0415  # slow to import

    retime(office)
    beside = chores(office, settings)
    if settings.engine == "embedded":
        from scheduler.publisher.embedded import EmbeddedEngine  # noqa: PLC0415

        return EmbeddedEngine(office, threads=settings.threads, chores=beside)
    try:
        from scheduler.publisher.distributed import DistributedEngine  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SettingError(
            "AWARENESS_ENGINE=distributed needs more to be installed: "
            "pip install 'awareness-scheduler[distributed]'."
        ) from error
    return DistributedEngine(
        office, make_url(settings.database_url), threads=settings.threads, chores=beside
    )
