"""Look an installation over: what is wrong with it, and how to mend each thing."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from content.cards.fonts import missing_packages
from content.cards.templates import list_templates
from scheduler import clock
from scheduler.actions.connecting import ending
from scheduler.actions.office import Office
from scheduler.domain.wall_time import zone_names
from scheduler.store import channels, database, health, needed_pictures, people
from scheduler.store.database import SchemaError
from scheduler.store.media import MediaError, MediaPlaceError
from scheduler.store.vault import VaultError

NOBODY = "Run 'awareness init', or 'awareness db restore FILE' (again, where it was cut short)."
LEAST_ROOM = 500_000_000  # bytes free on the disk: a month's cards, and the database's log
_SQLITE = (3, 35, 0)  # UPDATE ... RETURNING, https://www.sqlite.org/lang_returning.html


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One thing looked at. ``problem`` is empty where all is well; else ``mend`` is the way out."""

    what: str
    found: str = ""
    problem: str = ""
    mend: str = ""

    @property
    def ok(self) -> bool:
        return not self.problem


def examine_machine(data_dir: Path) -> Iterator[Look]:
    """Look at what every installation on this machine needs; no database is opened."""
    yield Look(what="Python", found=sys.version.split()[0])
    yield _sqlite()
    yield _folder(data_dir)
    yield _room(data_dir)
    yield _fonts()
    yield Look(what="Card templates", found=", ".join(list_templates()))
    yield Look(what="Time zones", found=f"{len(zone_names())} known")


def examine_database(url: str) -> Look:
    """Say whether the database is there and one that this version works with."""
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).exists():
        return Look(what="Database", problem=f"There is no {file}.", mend="Run 'awareness init'.")
    try:
        opened = database.open_database(url)
        try:
            database.check_schema(opened)
        finally:
            opened.close()
    except SchemaError as error:
        return Look(what="Database", problem=str(error), mend="")
    return Look(what="Database", found=f"revision {database.head()}")


def examine_office(office: Office) -> Iterator[Look]:
    """Look at what stands in the installation: channels, pictures, the publisher."""
    with office.sessions() as session:
        organizations = people.organizations(session)
        accounts = [one for here in organizations for one in channels.channels(session, here.id)]
        pulse = health.health(session, office.now(), wall=clock.now())
        pictures = needed_pictures.needed(session)
    if not organizations:
        yield Look(what="Organization", problem="There is none.", mend=NOBODY)
    for channel in accounts:
        yield _channel(office, channel)
    yield _pictures(office, pictures)
    for problem in pulse.problems:
        yield Look(
            what="Publisher",
            problem=problem,
            mend="Start 'awareness serve' or 'awareness worker', or run 'awareness publish-due'.",
        )
    if pulse.ok:
        yield Look(what="Publisher", found=f"last tick {pulse.ticked_at:%Y-%m-%d %H:%M:%S} UTC")


def _sqlite() -> Look:
    if sqlite3.sqlite_version_info < _SQLITE:
        return Look(
            what="SQLite",
            problem=f"Python's SQLite is {sqlite3.sqlite_version}, 3.35 or newer is needed.",
            mend="Use a newer Python, or PostgreSQL by AWARENESS_DATABASE_URL.",
        )
    return Look(what="SQLite", found=sqlite3.sqlite_version)


def _folder(data_dir: Path) -> Look:
    probe = data_dir / ".probe"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Look(
            what="Data folder",
            problem=f"{data_dir} cannot be written to ({error.strerror}).",
            mend="Give yourself the right to, or set AWARENESS_DATA_DIR to another folder.",
        )
    return Look(what="Data folder", found=str(data_dir))


def _room(data_dir: Path) -> Look:
    try:
        free = shutil.disk_usage(data_dir if data_dir.exists() else data_dir.parent).free
    except OSError as error:
        return Look(what="Disk", problem=f"{data_dir}: {error.strerror}.", mend="Check the disk.")
    if free < LEAST_ROOM:
        return Look(
            what="Disk",
            problem=f"Only {free // 1_000_000} MB are free.",
            mend="Make room, or set AWARENESS_DATA_DIR to another disk.",
        )
    return Look(what="Disk", found=f"{free // 1_000_000} MB free")


def _fonts() -> Look:
    if missing := missing_packages():
        return Look(
            what="Fonts",
            problem=f"These packages are missing: {', '.join(missing)}.",
            mend=f"Run 'pip install {' '.join(missing)}'.",
        )
    return Look(what="Fonts", found="all there")


def _channel(office: Office, channel: channels.Channel) -> Look:
    what = f"Channel {channel.id} ({channel.name})"
    checks: tuple[Callable[[], str], ...] = (
        lambda: channel.trouble,
        lambda: ending(channel, office.now()),
        lambda: _locked(office, channel),
    )
    for check in checks:
        if problem := check():
            mend = f"Reconnect it: 'awareness channel reconnect {channel.id}'."
            return Look(what=what, problem=problem, mend=mend)
    return Look(what=what, found=channel.account_name or channel.platform)


def _locked(office: Office, channel: channels.Channel) -> str:
    try:
        office.vault.unlock(channel.locked_secrets)
    except VaultError as error:
        return str(error)
    return ""


def _pictures(office: Office, pictures: dict[str, int]) -> Look:
    gone: dict[int, str] = {}
    for sha256, post_id in pictures.items():
        try:
            office.media.get(sha256)
        except MediaPlaceError as error:
            return Look(what="Pictures", problem=str(error), mend="See AWARENESS_MEDIA_URL.")
        except MediaError as error:
            gone.setdefault(post_id, str(error))
    if gone:
        post_id, first = next(iter(gone.items()))
        return Look(
            what="Pictures",
            problem=f"{len(gone)} posts miss a picture; post {post_id}: {first}",
            mend="Restore the media folder from a backup, or draw those posts again.",
        )
    return Look(what="Pictures", found=f"{len(pictures)} of posts to come, each as it was drawn")
