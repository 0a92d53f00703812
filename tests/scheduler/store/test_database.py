from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from scheduler.store import database as database_module
from scheduler.store.database import (
    MIGRATIONS,
    Database,
    SchemaError,
    check_schema,
    head,
    open_database,
    upgrade,
)
from scheduler.store.tables import MarkRow, Table


def test_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Table.metadata) == []


def test_migrations_are_numbered_in_one_line() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [head()]


def test_an_empty_database_is_refused_with_the_way_out(empty_database_url: str) -> None:
    database = open_database(empty_database_url)

    with pytest.raises(SchemaError, match=r"is empty\. Run 'awareness db upgrade'"):
        check_schema(database)
    database.close()


def test_upgrading_twice_changes_nothing(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    upgrade(empty_database_url)

    database = open_database(empty_database_url)
    check_schema(database)
    database.close()


def test_processes_may_upgrade_at_the_same_time(empty_database_url: str) -> None:
    failed: list[SchemaError] = []

    def run() -> None:
        try:
            upgrade(empty_database_url)
        except SchemaError as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []


def test_a_newer_database_is_refused(database: Database) -> None:
    with database.sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaError, match="newer version or another program"):
        check_schema(database)


def test_tables_of_another_program_are_left_alone(empty_database_url: str) -> None:
    database = open_database(empty_database_url)
    with database.sessions.begin() as session:
        session.execute(text("CREATE TABLE recipes (id INTEGER)"))

    with pytest.raises(SchemaError, match="tables of another program"):
        upgrade(empty_database_url)
    database.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 100)

    with pytest.raises(SchemaError, match="file is not a database"):
        upgrade(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["nonsense", "sqlserver://x", "mysql://user@host/name"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SchemaError, match="database address"):
        open_database(url)


def test_the_password_of_a_server_is_not_shown() -> None:
    database = open_database("postgresql://me:hunter2@127.0.0.1:1/x")

    with pytest.raises(SchemaError) as caught:
        check_schema(database)
    assert "hunter2" not in str(caught.value)


def test_sqlite_keeps_commits_over_a_power_cut(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


def test_a_writing_transaction_keeps_others_from_writing_from_its_start(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)

    with database.sessions.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("INSERT INTO marks VALUES ('a', 'b')")
    other.close()
    database.close()


def test_readers_see_one_moment_and_hinder_nobody(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    with database.sessions() as reading:
        assert reading.get(MarkRow, "a") is None
        with database.sessions.begin() as writing:
            writing.add(MarkRow(name="a", value="b"))
        reading.expire_all()
        assert reading.get(MarkRow, "a") is None
    database.close()


def test_nothing_is_kept_of_a_block_that_fails(sessions: sessionmaker[Session]) -> None:
    def fail() -> None:
        with sessions.begin() as session:
            session.add(MarkRow(name="a", value="b"))
            session.flush()  # so that there is something to take back
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with sessions() as session:
        assert session.get(MarkRow, "a") is None


def test_a_connection_that_the_server_has_closed_is_replaced_when_it_was_not_used_for_a_while(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_RESTED_SECONDS", 0)
    opened = open_database(postgresql_url)
    with opened.sessions() as session:
        closed = session.scalar(text("SELECT pg_backend_pid()"))
    other = open_database(postgresql_url)
    with other.sessions() as session:
        session.scalar(text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": closed})

    with opened.sessions() as session:
        fresh = session.scalar(text("SELECT pg_backend_pid()"))

    assert fresh not in {None, closed}
    opened.close()
    other.close()
