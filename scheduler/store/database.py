"""The database: how it is opened, brought up to date, and refused when it is not ours."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 20
_RESTED_SECONDS = 1.0  # so long unused, a connection may have been closed at the other end
_WRITES = "awareness_writes"
_UPGRADE_LOCK = 0x6177_6172  # any number that no other program takes as an advisory lock
_REMEDY = "Run 'awareness db upgrade'."
_RESTORE = (
    "Run 'awareness db upgrade', or 'awareness db restore FILE' again where that was cut short."
)


OutOfUseError = OperationalError  # locked, full, read-only, away: what may pass or be mended


def out_of_use(error: OutOfUseError) -> str:
    """Say in one sentence why the database cannot be used now."""
    reason = str(error.orig).strip().partition("\n")[0].rstrip(".")
    return f"The database cannot be used now: {reason}."


class SchemaError(Exception):
    """A database this version cannot work with: one sentence, and the way out."""


class Sessions(sessionmaker[Session]):
    """``sessions()`` reads; ``sessions.begin()`` writes, and commits at the end of the block.

    On SQLite a writing transaction takes the write lock at its start, so that what it read
    cannot have changed when it writes: https://www.sqlite.org/isolation.html
    Threads of one process queue for it here: SQLite's own way of waiting is to sleep and try.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, expire_on_commit=False)
        self._turn = threading.RLock() if engine.dialect.name == "sqlite" else nullcontext()

    def begin(self) -> AbstractContextManager[Session]:
        return _writing(self(), self._turn)


@contextmanager
def _writing(session: Session, turn: AbstractContextManager[object]) -> Iterator[Session]:
    with turn, session, session.begin():
        session.connection(execution_options={_WRITES: True})
        yield session


@dataclass(frozen=True, slots=True)
class Database:
    engine: Engine
    sessions: sessionmaker[Session]

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at ``url`` without touching it. Raises ``SchemaError`` for a bad address.

    SQLite files use WAL. PostgreSQL is spoken to through psycopg.
    """
    engine = _engine(url)
    return Database(engine, Sessions(engine))


def upgrade(url: str) -> None:
    """Create the tables or bring them up to this version; several processes may do it at once.

    Raises ``SchemaError`` when the database was made by something else or a newer version.
    """
    database = open_database(url)
    try:
        if _revision(database) == head():
            return
        writing = database.engine.execution_options(**{_WRITES: True})
        with _reported(database.engine), writing.begin() as connection:
            _migrate(connection)
    finally:
        database.close()


def check_schema(database: Database) -> None:
    """Raise ``SchemaError`` unless the tables are exactly those of this version."""
    found = _revision(database)
    if found is None:
        raise SchemaError(f"{_shown(database.engine)} is empty. {_RESTORE}")
    if found != head():
        raise SchemaError(
            f"{_shown(database.engine)} is from an older version of this program. {_REMEDY}"
        )
    if lacking := _lacking(database):
        raise SchemaError(
            f"{_shown(database.engine)} was made by an unreleased version of this program and "
            f"lacks {lacking}: start with a new data folder."
        )


def _lacking(database: Database) -> str:
    """Return a table or column that this version needs and the database does not have."""
    from scheduler.store.tables import Table  # noqa: PLC0415  # the tables import this package

    with _reported(database.engine), database.engine.connect() as connection:
        there = inspect(connection).get_multi_columns()
    columns = {name: {column["name"] for column in found} for (_, name), found in there.items()}
    for table in Table.metadata.sorted_tables:
        for column in table.columns:
            if column.name not in columns.get(table.name, ()):
                return f"{table.name}.{column.name}"
    return ""


def head() -> str:
    """Return the newest revision; migrations are numbered files."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("0*.py"))


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # slow to import, needed once per version
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _UPGRADE_LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(database: Database) -> str | None:
    """Return which revision the tables have, None where there are none."""
    with _reported(database.engine), database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" not in tables:
            found = None
        else:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is None and tables - {"alembic_version"}:
        raise SchemaError(
            f"{_shown(database.engine)} holds tables of another program. "
            "Set AWARENESS_DATABASE_URL to a database of its own."
        )
    if found is not None and not _is_ours(str(found), tables):
        raise SchemaError(
            f"{_shown(database.engine)} was made by a newer version or another program "
            f"(revision {found}). Install that version, or set AWARENESS_DATABASE_URL."
        )
    return None if found is None else str(found)


def _is_ours(revision: str, tables: set[str]) -> bool:
    known = {path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("0*.py")}
    return revision in known and "deliveries" in tables


@contextmanager
def _reported(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise SchemaError(f"{_shown(engine)} cannot be used: {reason}.") from error


def _shown(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return f"The database {engine.url.database}"
    return f"The database {engine.url.render_as_string(hide_password=True)}"


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.drivername in {"postgres", "postgresql"}:
            url = url.set(drivername="postgresql+psycopg")
        return _sqlite(url) if url.get_backend_name() == "sqlite" else _server(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SchemaError(
            "The database address cannot be used: write sqlite:///folder/file.db, or "
            "postgresql://user:password@host/name and install awareness-scheduler[postgres]."
        ) from error


def _server(url: URL) -> Engine:
    engine = create_engine(url, pool_size=16, max_overflow=48)

    def note(_: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["used_at"] = time.monotonic()

    def ask(connection: Any, entry: ConnectionPoolEntry, _: object) -> None:
        """Ask a connection that rested whether the server is still there; a busy one was just."""
        if time.monotonic() - entry.info.get("used_at", 0.0) > _RESTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError("the server has closed it") from error  # makes another

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)
    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, pool_size=8, max_overflow=56, connect_args={"timeout": _BUSY_SECONDS}
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, late and only before writes; we do, below.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    # FULL: a commit survives a power cut. The fence is worth nothing without that.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch the file to WAL, once for its life.

    That needs the file for oneself, and SQLite does not wait for it as it waits for a lock.
    """
    for _ in range(400):
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                return  # a file that cannot be written says so when it is written
            time.sleep(0.05)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
