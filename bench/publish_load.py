"""How fast, how punctual, how steady: many posts due at once, a full calendar, several workers.

``python -m bench.publish_load [burst] [late] [full] [fleet] [raw]``, all of them without a name.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, func, insert, select
from sqlalchemy.orm import Session

from bench.publish_bed import (
    ROOT,
    Bed,
    Sandbox,
    a_bed,
    a_database,
    a_sandbox,
    a_server,
    table,
    wait_until,
)
from scheduler import clock
from scheduler.domain.delivery import Event, State
from scheduler.publisher.queueing import Order, Queue, Task, put, set_up
from scheduler.store import due
from scheduler.store.tables import AttemptRow, DeliveryEventRow, DeliveryRow, PostRow

LATENCY = 0.3
KINDS = ("embedded", "distributed")


def fill(bed: Bed, sandbox: Sandbox, posts: int, channels: int, at: datetime) -> None:
    """Make posts for several channels, all due at the same time."""
    names = ("mastodon", "bluesky")
    ids = [
        bed.place.a_channel(
            names[n % 2], sandbox.account(names[n % 2], f"bench{bed.kind}{len(bed.place.channels)}")
        )
        for n in range(channels)
    ]
    for number in range(posts):
        text = f"A post #{bed.kind}{bed.place.made}#"
        bed.place.a_delivery(ids[number % channels], due=at, text=text)


def all_out(bed: Bed, posts: int) -> Callable[[], bool]:
    return lambda: bed.states().get(State.PUBLISHED, 0) >= posts


def burst(server: URL) -> None:
    rows = []
    for kind in KINDS:
        for posts, channels, threads in ((200, 40, 32), (1000, 100, 64)):
            with a_sandbox(latency=LATENCY) as sandbox, a_bed(kind, server) as bed:
                fill(bed, sandbox, posts, channels, clock.now() - timedelta(minutes=1))
                engine = bed.engine(threads)
                began, cpu = time.monotonic(), time.process_time()
                engine.start()
                wait_until(all_out(bed, posts), 300, each=0.1)
                took, cpu = time.monotonic() - began, time.process_time() - cpu
                engine.stop()
                live = sandbox.live()
                most = max(live.values())
            rows.append(
                (kind, posts, channels, threads, f"{took:.1f}", f"{cpu:.1f}", len(live), most)
            )
    table(
        f"Due at once, each request answered after {LATENCY} s (upload and publish: two each)",
        ("engine", "posts", "channels", "threads", "seconds", "CPU s", "live", "most copies"),
        rows,
    )


def lateness(bed: Bed) -> list[float]:
    """Return for each delivery how many seconds after its time it was claimed."""
    with bed.place.office.sessions() as session:
        found = session.execute(
            select(DeliveryRow.due_at, DeliveryEventRow.at)
            .join(DeliveryEventRow, DeliveryEventRow.delivery_id == DeliveryRow.id)
            .where(DeliveryEventRow.event == Event.CLAIM)
        )
        return sorted((at - when).total_seconds() for when, at in found)


def late(server: URL, posts: int = 120, seconds: int = 30) -> None:
    rows = []
    for kind in KINDS:
        with a_sandbox() as sandbox, a_bed(kind, server) as bed:
            channels = [
                bed.place.a_channel("mastodon", sandbox.account("mastodon", f"late{n}"))
                for n in range(12)
            ]
            begin = clock.now() + timedelta(seconds=8)
            for n in range(posts):
                at = begin + timedelta(seconds=seconds * n / posts)
                bed.place.a_delivery(channels[n % 12], due=at, text=f"A post #{n}#")
            engine = bed.engine()
            engine.start()
            cpu = time.process_time()
            wait_until(all_out(bed, posts), seconds + 60)
            cpu = time.process_time() - cpu
            engine.stop()
            waits = lateness(bed)
        cut = statistics.quantiles(waits, n=100)
        rows.append(
            (
                kind,
                posts,
                *(f"{cut[p - 1]:.3f}" for p in (50, 95, 99)),
                f"{waits[-1]:.3f}",
                f"{cpu:.1f}",
            )
        )
    table(
        f"Lateness when idle: seconds from the time due to the claim, posts over {seconds} s",
        ("engine", "posts", "p50", "p95", "p99", "most", "CPU s"),
        rows,
    )


def full(server: URL, many: int = 100_000) -> None:
    rows = []
    for kind in KINDS:
        with a_bed(kind, server) as bed:
            channel = bed.place.a_channel("handoff")
            bed.place.a_delivery(channel, due=clock.now() + timedelta(days=1))
            before = tick_cost(bed)
            with bed.place.office.sessions.begin() as session:
                later(session, many)
            with bed.database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
            rows.append((kind, many, f"{before:.2f}", f"{tick_cost(bed):.2f}"))
    table(
        "What a tick asks the database, milliseconds (median of 200)",
        ("engine", "future posts", "with 1", "with all"),
        rows,
    )


def tick_cost(bed: Bed) -> float:
    took = []
    for _ in range(200):
        began = time.perf_counter()
        with bed.place.office.sessions() as session:
            now = clock.now()
            due.due_channels(session, now)
            due.next_due_at(session, now)
            due.overdue(session, now, 1)
            due.on_unusable_channels(session, now, 1)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def later(session: Session, many: int) -> None:
    """Copy the one delivery there is many times into the future."""
    post = dict(session.execute(select(PostRow.__table__)).mappings().one())
    delivery = dict(session.execute(select(DeliveryRow.__table__)).mappings().one())
    for start in range(1000, 1000 + many, 5000):
        ids = range(start, start + 5000)
        session.execute(insert(PostRow), [{**post, "id": i, "plan_key": str(i)} for i in ids])
        rows = [
            {
                **delivery,
                "id": i,
                "post_id": i,
                "key": str(i),
                "due_at": delivery["due_at"] + timedelta(minutes=i),
                "window_closes": delivery["window_closes"] + timedelta(minutes=i),
            }
            for i in ids
        ]
        session.execute(insert(DeliveryRow), rows)


def fleet(server: URL, posts: int = 600, threads: int = 4) -> None:
    rows = [fleet_of(server, posts, threads, workers) for workers in (1, 2, 3, 4)]
    rows.append(fleet_of(server, posts, threads, 3, killed=1))
    table(
        f"Workers on one PostgreSQL, {threads} threads each, {posts} posts, {LATENCY} s an answer: "
        f"from the first claim to the last receipt",
        ("workers", "", "seconds", "posts/s", "CPU s", "live", "most copies", "tries of each"),
        rows,
    )


def fleet_of(
    server: URL, posts: int, threads: int, workers: int, *, killed: int = 0
) -> tuple[object, ...]:
    """Let workers send; those to be killed are when a third is out."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with a_bed("distributed", server) as bed, a_sandbox(latency=LATENCY) as sandbox:
        fill(bed, sandbox, posts, 60, clock.now() + timedelta(seconds=15))  # all are up by then
        running = [worker_process(bed, threads) for _ in range(workers)]
        try:
            if killed:
                wait_until(all_out(bed, posts // 3), 300, each=0.2)
            for process in running[:killed]:
                process.kill()
                process.wait()
            wait_until(all_out(bed, posts), 300, each=0.2)
        finally:
            for process in running:
                process.kill()
                process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        live = sandbox.live()
        with bed.place.office.sessions() as session:
            began, ended = session.execute(
                select(func.min(AttemptRow.claimed_at), func.max(AttemptRow.ended_at))
            ).one()
            each = session.execute(
                select(AttemptRow.worker, func.count()).group_by(AttemptRow.worker)
            ).all()
    took = (ended - began).total_seconds()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (
        workers,
        f"{killed} killed in the middle" if killed else "",
        f"{took:.1f}",
        f"{posts / took:.1f}",
        f"{cpu:.0f}",
        len(live),
        max(live.values()),
        ", ".join(str(count) for _, count in each),
    )


def worker_process(bed: Bed, threads: int) -> subprocess.Popen[bytes]:
    url = bed.database.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bench.publish_worker",
            bed.kind,
            url,
            str(bed.folder),
            str(threads),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )


def raw(server: URL, posts: int = 200) -> None:
    """The same waits without any of ours: a bare claim loop on SQLite, bare jobs of PgQueuer."""
    rows = []
    for threads in (8, 16, 32):
        for kind, bare in (("embedded", bare_loop), ("distributed", bare_jobs)):
            alone, with_us = bare(server, posts, threads), ours(kind, server, posts, threads)
            ratio = f"{with_us / alone:.2f}"
            rows.append((kind, threads, f"{alone:.2f}", f"{with_us:.2f}", ratio))
    table(
        f"{posts} posts of two {LATENCY} s requests: the bare engine, and all of ours over HTTP",
        ("engine", "at once", "bare s", "ours s", "ratio"),
        rows,
    )


def ours(kind: str, server: URL, posts: int, threads: int) -> float:
    with a_sandbox(latency=LATENCY) as sandbox, a_bed(kind, server) as bed:
        fill(bed, sandbox, posts, threads, clock.now() - timedelta(minutes=1))
        engine = bed.engine(threads + threads // 2)  # a platform may have three of four threads
        began = time.monotonic()
        engine.start()
        wait_until(all_out(bed, posts), 300, each=0.1)
        took = time.monotonic() - began
        engine.stop()
        return took


def bare_loop(_: URL, posts: int, threads: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "raw.db"
        first = sqlite3.connect(path, isolation_level=None)
        first.execute("PRAGMA journal_mode = WAL")
        first.execute("PRAGMA synchronous = FULL")
        first.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT)")
        first.executemany("INSERT INTO jobs VALUES (?, 'due')", [(n,) for n in range(posts)])

        def work(_: int) -> None:
            mine = sqlite3.connect(path, isolation_level=None, timeout=30)
            while True:
                claimed = mine.execute(
                    "UPDATE jobs SET state = 'sending' WHERE id = "
                    "(SELECT id FROM jobs WHERE state = 'due' LIMIT 1) RETURNING id"
                ).fetchone()
                if claimed is None:
                    return
                time.sleep(2 * LATENCY)
                mine.execute("UPDATE jobs SET state = 'done' WHERE id = ?", claimed)

        began = time.monotonic()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(threads)))
        return time.monotonic() - began


def bare_jobs(server: URL, posts: int, threads: int) -> float:
    done: list[int] = []

    def do(_: Task, number: int) -> None:
        time.sleep(2 * LATENCY)
        done.append(number)

    with a_database("distributed", server) as database:
        set_up(database.engine.url)
        with database.sessions.begin() as session:
            put(session, [Order(Task.SEND, number) for number in range(posts)])
        queue = Queue(database.engine.url, threads, do)
        began = time.monotonic()
        queue.start()
        wait_until(lambda: len(done) >= posts, 300)
        took = time.monotonic() - began
        queue.stop(10)
        return took


def main(wanted: list[str]) -> None:
    with a_server() as server:
        parts: dict[str, Callable[[], None]] = {
            "burst": lambda: burst(server),
            "late": lambda: late(server),
            "full": lambda: full(server),
            "fleet": lambda: fleet(server),
            "raw": lambda: raw(server),
        }
        for name in wanted or parts:
            parts[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
