"""A worker in a process of its own: started by benches, killed by them or by itself.

Its arguments: engine, database, folder of pictures, threads, and where it dies (or nowhere).
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import make_url

from scheduler import clock
from scheduler.domain.media_address import MediaAddresses
from scheduler.publisher.distributed import DistributedEngine
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.publisher.worker import Point, Worker
from scheduler.store.database import open_database
from tests.scheduler.publisher.place import an_office


def main(kind: str, url: str, folder: str, threads: str, dies_at: str = "") -> None:
    def reached(point: Point) -> None:
        if point == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    logging.disable()  # what is killed has nothing to say
    office = an_office(open_database(url).sessions, Path(folder), clock.now)
    host = os.environ.get("BENCH_MEDIA_HOST")
    if host:
        object.__setattr__(office, "shared", MediaAddresses(host, "a key for tests"))
    looks = tuple(timedelta(seconds=seconds) for seconds in (0.5, 1.5, 3))
    worker = Worker(office=office, lease=timedelta(seconds=2), looks=looks, reached=reached)
    engine: EmbeddedEngine | DistributedEngine
    if kind == "embedded":
        engine = EmbeddedEngine(office, threads=int(threads), worker=worker)
    else:
        engine = DistributedEngine(office, make_url(url), threads=int(threads), worker=worker)
    engine.start()
    print("started", flush=True)
    sys.stdin.read()
    engine.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
