"""A process that sends and may be made to die: started by tests, killed by them or by itself.

Its arguments: the engine, the database, the folder with the pictures, the point at which it dies.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from scheduler import clock
from scheduler.actions.office import Office
from scheduler.publisher.distributed import DistributedEngine
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.publisher.worker import Point, Worker
from scheduler.store.database import Database, open_database
from tests.scheduler.publisher.place import an_office


def an_engine(
    kind: str, database: Database, office: Office, dies_at: str = ""
) -> EmbeddedEngine | DistributedEngine:
    """Return an engine with short leases that may kill its process at a point."""

    def reached(point: Point) -> None:
        if point == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    worker = Worker(
        office=office,
        lease=timedelta(seconds=2),
        looks=(timedelta(seconds=0.5), timedelta(seconds=1)),
        reached=reached,
    )
    if kind == "distributed":
        return DistributedEngine(office, database.engine.url, worker=worker)
    return EmbeddedEngine(office, worker=worker)


def main(kind: str, url: str, folder: str, dies_at: str) -> None:
    database = open_database(url)
    office = an_office(database.sessions, Path(folder), clock.now)
    an_engine(kind, database, office, dies_at).start()
    sys.stdin.read()  # until the test closes it, or we are dead


if __name__ == "__main__":
    main(*sys.argv[1:])
