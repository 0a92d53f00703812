"""What the sandbox keeps, in one SQLite file and a folder of pictures.

A change is committed before its answer leaves, so a killed sandbox forgets nothing it accepted.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS posts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    account TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    text TEXT NOT NULL,
    url TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at REAL NOT NULL,
    visible_from REAL NOT NULL,
    pictures TEXT NOT NULL,
    body TEXT NOT NULL,
    likes INTEGER NOT NULL DEFAULT 0,
    reposts INTEGER NOT NULL DEFAULT 0,
    replies INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX IF NOT EXISTS live_posts ON posts (platform, remote_id) WHERE deleted = 0;
CREATE INDEX IF NOT EXISTS posts_of_account ON posts (platform, account, number);
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_to ON answers (platform, remote_id);
CREATE TABLE IF NOT EXISTS things (
    platform TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (platform, kind, id)
) WITHOUT ROWID;
"""


class Database:
    """One connection for all threads: the server's loop, and who asks for an account."""

    def __init__(self, folder: Path) -> None:
        self._pictures = folder / "pictures"
        self._pictures.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            folder / "sandbox.db", isolation_level=None, check_same_thread=False, timeout=30
        )
        self._connection.row_factory = sqlite3.Row
        # NORMAL survives a killed process; only a power cut could take the last posts.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Keep all of what happens inside, or nothing of it. An inner change joins the outer."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def put(self, place: tuple[str, str, str], body: Json, account: str = "") -> None:
        """Keep a thing that is no post (an upload, a token) at (platform, kind, id)."""
        with self.change() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?, ?)",
                (*place, account, json.dumps(body)),
            )

    def get(self, place: tuple[str, str, str]) -> Json | None:
        rows = self.rows("SELECT body FROM things WHERE platform=? AND kind=? AND id=?", place)
        return dict(json.loads(rows[0]["body"])) if rows else None

    def drop(self, place: tuple[str, str, str]) -> None:
        with self.change() as connection:
            connection.execute("DELETE FROM things WHERE platform=? AND kind=? AND id=?", place)

    def all(self, platform: str, kind: str) -> list[tuple[str, Json]]:
        """Return (id, thing) of every thing of a kind, in the order of their ids."""
        rows = self.rows(
            "SELECT id, body FROM things WHERE platform=? AND kind=? ORDER BY id", (platform, kind)
        )
        return [(row["id"], json.loads(row["body"])) for row in rows]

    def keep_picture(self, data: bytes) -> str:
        """Keep the bytes as they came and return their SHA-256."""
        digest = sha256(data).hexdigest()
        path = self._pictures / digest
        if not path.exists():
            new = path.with_suffix(f".{threading.get_ident()}")
            new.write_bytes(data)
            new.replace(path)
        return digest

    def picture(self, digest: str) -> bytes | None:
        path = self._pictures / Path(digest).name
        return path.read_bytes() if path.is_file() else None
