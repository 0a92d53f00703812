"""A whole installation as one file, whatever database it is in: rows as lines of JSON, pictures."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from scheduler.store.media import MediaError, MediaPlaceError, MediaStore
from scheduler.store.tables import AssetRow, BrandKitRow, Table
from scheduler.store.tables.base import UtcDateTime
from scheduler.store.whole_files import written_whole

FORM = 1  # of the file; a newer one is refused
_PAGE = 500
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
_LEFT_OUT = {"logins"}  # nobody stays logged in through a backup


class BackupError(Exception):
    """A file that is no backup, or one that cannot be restored here: says why and what to do."""


def write(
    session: Session, media: MediaStore, target: Path, *, revision: str, at: datetime
) -> dict[str, int]:
    """Write everything to ``target``, whole or not at all; return how many rows and pictures.

    Channel secrets stay locked with the installation's key, which is not in the file.
    Raises ``FileExistsError`` rather than write over something, ``OSError`` naming ``target``
    where it cannot be written.
    """
    if target.exists():
        raise FileExistsError(17, "there is such a file already", str(target))
    with (
        written_whole(target) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        about = {"form": FORM, "revision": revision, "made_at": at.isoformat()}
        archive.writestr("backup.json", json.dumps(about))
        counts = {table.name: _write_table(session, archive, table) for table in _tables()}
        pictures = sorted(_pictures(session))
        for sha256 in pictures:
            archive.writestr(f"media/{sha256}", media.get(sha256), zipfile.ZIP_STORED)
    return {"rows": sum(counts.values()), "pictures": len(pictures)}


def restore(session: Session, media: MediaStore, source: Path, *, revision: str) -> datetime:
    """Fill an empty database of the same revision; return when the backup was made.

    Raises ``BackupError``, storing no row, for a file that is none, damaged, of another revision,
    or when there is something in the database already.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            about = json.loads(archive.read("backup.json"))
            _check(session, about, revision)
            if (bad := archive.testzip()) is not None:
                raise BackupError(f"The backup {source} is damaged at {bad}: take another one.")
            for name in archive.namelist():
                if name.startswith("media/") and media.put(archive.read(name)) != name[6:]:
                    raise BackupError(f"The picture {name[6:18]} in {source} was altered.")
            for table in _tables():
                _read_table(session, archive, table)
    except MediaPlaceError:
        raise  # it says itself what is wrong here, and that is not the backup
    except (*_DAMAGED, KeyError, ValueError, MediaError) as error:
        raise BackupError(f"{source} is no backup of this program, or it is damaged.") from error
    return datetime.fromisoformat(about["made_at"])


def _check(session: Session, about: dict[str, Any], revision: str) -> None:
    if about["form"] != FORM or about["revision"] != revision:
        raise BackupError(
            f"The backup is of revision {about['revision']}, this program works with {revision}: "
            "restore it with the version that made it, then run 'awareness db upgrade'."
        )
    for table in _tables():
        if session.scalar(select(func.count()).select_from(table)):
            raise BackupError(
                "There is something in this installation already: restore into a new folder."
            )


def _tables() -> list[SqlTable]:
    return [table for table in Table.metadata.sorted_tables if table.name not in _LEFT_OUT]


def _write_table(session: Session, archive: zipfile.ZipFile, table: SqlTable) -> int:
    count = 0
    with archive.open(f"tables/{table.name}.jsonl", "w") as file:
        for row in _rows(session, table):
            plain = {name: _plain(value) for name, value in row.items()}
            file.write(json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            file.write(b"\n")
            count += 1
    return count


def _rows(session: Session, table: SqlTable) -> Iterator[dict[str, Any]]:
    keys = list(table.primary_key.columns)
    found = session.execute(select(table).order_by(*keys), execution_options={"yield_per": _PAGE})
    for row in found:
        yield dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's documented name for it


def _read_table(session: Session, archive: zipfile.ZipFile, table: SqlTable) -> None:
    read = {column.name: _reader(column.type) for column in table.columns}
    waiting: list[dict[str, Any]] = []
    with archive.open(f"tables/{table.name}.jsonl") as file:
        for line in file:
            row = json.loads(line.decode("utf-8", "surrogatepass"))
            waiting.append({name: read[name](value) for name, value in row.items()})
            if len(waiting) >= _PAGE:
                session.execute(insert(table), waiting)
                waiting = []
    if waiting:
        session.execute(insert(table), waiting)
    if session.get_bind().dialect.name == "postgresql" and "id" in table.columns:
        # Numbers that came with the rows have not moved the sequence on.
        session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608  # our own table's name
                f"GREATEST((SELECT MAX(id) FROM {table.name}), 1))"
            )
        )


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case StrEnum():
            return value.value
        case _:
            return value


def _reader(kind: Any) -> Callable[[Any], Any]:
    python = datetime if isinstance(kind, UtcDateTime) else getattr(kind, "python_type", object)
    enum = getattr(kind, "enum_class", None)

    def read(value: Any) -> Any:
        if value is None:
            return None
        if enum is not None:
            return enum(value)
        if python in {datetime, date}:
            return python.fromisoformat(value)
        return base64.b64decode(value) if python is bytes else value

    return read


def _pictures(session: Session) -> set[str]:
    """Return every file the rows name: pictures of posts, logos and fonts of brand kits."""
    found = set(session.scalars(select(AssetRow.sha256).distinct()))
    for files in session.scalars(select(BrandKitRow.files)):
        found.update(files.values())
    return found
