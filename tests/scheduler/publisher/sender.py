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
from scheduler.publisher.distributed import DistributedEngine
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.publisher.worker import Point, Worker
from scheduler.store.database import open_database
from tests.scheduler.publisher.place import an_office


def main(kind: str, url: str, folder: str, dies_at: str = "") -> None:
    def reached(point: Point) -> None:
        if point == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    database = open_database(url)
    office = an_office(database.sessions, Path(folder), clock.now)
    worker = Worker(
        office=office,
        lease=timedelta(seconds=2),
        looks=(timedelta(seconds=0.5), timedelta(seconds=1)),
        reached=reached,
    )
    engine: EmbeddedEngine | DistributedEngine = EmbeddedEngine(office, worker=worker)
    if kind == "distributed":
        engine = DistributedEngine(office, database.engine.url, worker=worker)
    engine.start()
    sys.stdin.read()  # until the test closes it, or kills us
    engine.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
