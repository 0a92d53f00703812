"""Workers in processes of their own: started by benches, killed by them or by themselves.

Its arguments: engine, database, folder of pictures, threads. With a fifth one, ``nursery``, it
works at nothing itself: each line it reads, the point at which a worker dies or an empty one, makes
it fork one, which costs no second import of everything. It prints the number of the process, and,
for the line ``up``, another line when the engine runs.
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

AT_WORK = "up"


def main(kind: str, url: str, folder: str, threads: str, nursery: str = "") -> None:
    logging.disable()  # what is killed has nothing to say
    if not nursery:
        work(kind, url, folder, int(threads))
        sys.stdin.read()
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial
    for line in sys.stdin:
        if os.fork() == 0:
            print(os.getpid(), flush=True)
            work(kind, url, folder, int(threads), nursery=True, dies_at=line.strip())
            if line.strip() == AT_WORK:
                print(AT_WORK, flush=True)
            signal.pause()


def work(
    kind: str, url: str, folder: str, threads: int, *, nursery: bool = False, dies_at: str = ""
) -> None:
    """Start an engine in this process; from a nursery one that waits for little, to die often."""

    def reached(point: Point) -> None:
        if point == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    office = an_office(open_database(url).sessions, Path(folder), clock.now)
    host = os.environ.get("BENCH_MEDIA_HOST")
    if host:
        object.__setattr__(office, "shared", MediaAddresses(host, "a key for tests"))
    worker = Worker(office=office)
    if nursery:
        looks = tuple(timedelta(seconds=seconds) for seconds in (0.5, 1.5, 3))
        worker = Worker(office=office, lease=timedelta(seconds=2), looks=looks, reached=reached)
    engine: EmbeddedEngine | DistributedEngine
    if kind == "embedded":
        engine = EmbeddedEngine(office, threads=threads, worker=worker)
    else:
        engine = DistributedEngine(office, make_url(url), threads=threads, worker=worker)
    engine.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
