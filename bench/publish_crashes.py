"""Kill the sender with SIGKILL at every point of the fence and at random instants; count copies.

``python -m bench.publish_crashes [--instants N] [--no-points] [--engines E,E] [platform ...]``

Every post must be out exactly once, or be ``unconfirmed`` for a person where no platform can know.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime

from sqlalchemy import URL, and_, func, or_, select

from bench.publish_bed import (
    FAMILY_OF,
    PLATFORMS,
    ROOT,
    Bed,
    Sandbox,
    a_bed,
    a_sandbox,
    a_server,
    table,
    wait_until,
)
from bench.publish_worker import AT_WORK
from scheduler import clock
from scheduler.domain.delivery import Event, State
from scheduler.publisher.worker import Point
from scheduler.store import turns
from scheduler.store.tables import AttemptRow, DeliveryEventRow, DeliveryRow

SETTLED = {State.PUBLISHED, State.UNCONFIRMED, State.FAILED, State.HELD}


class Senders:
    """Makes sending processes and kills them."""

    def __init__(self, bed: Bed) -> None:
        url = bed.database.engine.url.render_as_string(hide_password=False)
        shared = bed.place.office.shared
        module = "bench.publish_worker"
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", module, bed.kind, url, str(bed.folder), "8", "nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "BENCH_MEDIA_HOST": shared.base_url if shared else ""},
        )

    def start(self, order: str = "") -> int:
        """Start a sender, which may be told where it dies, and return its process id.

        Told ``AT_WORK`` it is when this returns.
        """
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{order}\n")
        self._nursery.stdin.flush()
        pid = int(self._nursery.stdout.readline())
        if order == AT_WORK:
            self._nursery.stdout.readline()
        return pid

    def kill(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        self.wait(pid, 10)

    def wait(self, pid: int, seconds: float) -> bool:
        """Say whether the process died by itself in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.01)
        return False

    def end(self) -> None:
        self._nursery.kill()
        self._nursery.wait()


def due_posts(bed: Bed, sandbox: Sandbox, platforms: list[str], each: int) -> list[int]:
    """Make posts that are due now, each on an account of its own."""
    made = []
    for platform in platforms:
        for _ in range(each):
            account = sandbox.account(platform, f"{platform}{bed.kind}{bed.place.made}")
            channel = bed.place.a_channel(platform, account)
            made.append(
                bed.place.a_delivery(channel, due=clock.now(), text=f"A post #{bed.place.made}#")
            )
    return made


def settle(bed: Bed, senders: Senders, made: list[int], seconds: float = 1000) -> None:
    """Let a fresh sender bring everything to an end: no post is on its way or looked for.

    What was cut off often waits long until it is tried again, at most a quarter of an hour.
    """
    pid = senders.start()
    try:
        with suppress(TimeoutError):  # what is not at its end then is named in the table
            wait_until(lambda: not _open(bed, made), seconds)
    finally:
        senders.kill(pid)


def _open(bed: Bed, made: list[int]) -> int:
    """Count what is not at its end: in doubt is one only when nobody will look for it again."""
    looked_for = select(AttemptRow.id).where(
        AttemptRow.delivery_id == DeliveryRow.id, AttemptRow.look_at.is_not(None)
    )
    question = select(func.count()).where(
        DeliveryRow.id.in_(made),
        or_(
            DeliveryRow.state.not_in(SETTLED),
            and_(DeliveryRow.state == State.UNCONFIRMED, looked_for.exists()),
        ),
    )
    with bed.place.office.sessions() as session:
        return session.scalar(question) or 0


def verdicts(
    bed: Bed, sandbox: Sandbox, made: list[int], first: int, platform: str
) -> tuple[Counter[str], list[tuple[str, ...]]]:
    """Count how the posts ended, and name those that ended wrong."""
    live, counted, wrong = sandbox.live(), Counter[str](), []
    for number, delivery_id in enumerate(made):
        state, copies = bed.place.delivery(delivery_id).state, live.get(str(first + number), 0)
        counted[f"{state} {copies}"] += 1
        fine = copies == 1 if state is State.PUBLISHED else copies <= 1 and state in SETTLED
        if not fine:
            note = bed.place.note(delivery_id)[:70]
            wrong.append((bed.kind, platform, str(state), str(copies), note))
    return counted, wrong


def at_points(
    bed: Bed, sandbox: Sandbox, senders: Senders, platforms: list[str]
) -> tuple[list[tuple[object, ...]], list[tuple[str, ...]]]:
    rows: list[tuple[object, ...]] = []
    wrong: list[tuple[str, ...]] = []
    for platform in platforms:
        ended = Counter[str]()
        for point in Point:
            first = bed.place.made
            made = due_posts(bed, sandbox, [platform], 1)
            pid = senders.start(point)
            if not senders.wait(pid, 60):
                senders.kill(pid)
            settle(bed, senders, made)
            counted, bad = verdicts(bed, sandbox, made, first, platform)
            ended += counted
            wrong += bad
        rows.append((bed.kind, FAMILY_OF[platform], platform, len(Point), _words(ended)))
    return rows, wrong


def at_instants(
    bed: Bed, sandbox: Sandbox, senders: Senders, platforms: list[str], chosen: argparse.Namespace
) -> tuple[list[tuple[object, ...]], list[tuple[str, ...]]]:
    """Kill a busy sender again and again at random instants while posts of all kinds leave."""
    kills = chosen.instants
    chance = random.Random(chosen.seed)  # noqa: S311  # instants, not secrets
    first = bed.place.made
    made = due_posts(bed, sandbox, platforms, max(2, kills // len(platforms) // 4))
    for _ in range(kills):
        pid = senders.start(AT_WORK)
        time.sleep(chance.uniform(0.05, 1.0))
        senders.kill(pid)
        left = [one for one in made if bed.place.delivery(one).state not in SETTLED]
        if len(left) < len(platforms):
            made += due_posts(bed, sandbox, platforms, 1)
    platforms_of = {bed.place.delivery(one).channel_id: "" for one in made}
    with bed.place.office.sessions() as session:
        for channel_id in platforms_of:
            platforms_of[channel_id] = turns.platform(session, channel_id)
    settle(bed, senders, made)
    live, wrong = sandbox.live(), []
    ended: dict[str, Counter[str]] = {}
    for number, delivery_id in enumerate(made):
        delivery = bed.place.delivery(delivery_id)
        copies = live.get(str(first + number), 0)
        platform = platforms_of[delivery.channel_id]
        counted = ended.setdefault(FAMILY_OF[platform], Counter())
        counted[f"{delivery.state} {copies}"] += 1
        fine = copies == 1 if delivery.state is State.PUBLISHED else copies <= 1
        lost = delivery.state not in SETTLED
        odd = delivery.state is not State.PUBLISHED and FAMILY_OF[platform] != "none"
        if not fine or lost or odd:
            note = bed.place.attempts(delivery_id)[-1].note[:90]
            wrong.append((bed.kind, platform, str(delivery.state), str(copies), note))
    where = f"{kills} random instants, {_cut_off(bed)} in the middle of a send"
    rows: list[tuple[object, ...]] = [(bed.kind, "all", where, len(made), "")]
    rows += [
        (bed.kind, family, "", sum(counted.values()), _words(counted))
        for family, counted in ended.items()
    ]
    return rows, wrong


def waits(bed: Bed) -> tuple[list[float], list[float]]:
    """Return how many seconds passed from the end of each lease until its post was in doubt, and
    from there until the platform's answer ended the doubt.
    """
    with bed.place.office.sessions() as session:
        seen = session.execute(
            select(AttemptRow.ended_at, AttemptRow.lease_until).where(
                AttemptRow.left_at.is_not(None), AttemptRow.ended_at > AttemptRow.lease_until
            )
        ).all()
        events = session.execute(
            select(DeliveryEventRow.delivery_id, DeliveryEventRow.event, DeliveryEventRow.at)
            .where(DeliveryEventRow.event.in_((Event.LOSE_TRACK, Event.ACCEPT, Event.POSTPONE)))
            .order_by(DeliveryEventRow.id)
        ).all()
    began: dict[int, datetime] = {}
    doubts = []
    for delivery_id, event, at in events:
        if event is Event.LOSE_TRACK:
            began[delivery_id] = at
        elif delivery_id in began:
            doubts.append((at - began.pop(delivery_id)).total_seconds())
    return [(ended - lease).total_seconds() for ended, lease in seen], doubts


def _spread(kind: str, what: str, seconds: list[float]) -> tuple[object, ...]:
    if len(seconds) < 2:  # noqa: PLR2004  # quantiles need two
        return (kind, what, len(seconds), "", "", "")
    cut = statistics.quantiles(seconds, n=100, method="inclusive")
    return (kind, what, len(seconds), f"{cut[49]:.2f}", f"{cut[98]:.2f}", f"{max(seconds):.2f}")


def _cut_off(bed: Bed) -> int:
    """Count the tries during which a process died."""
    with bed.place.office.sessions() as session:
        question = select(func.count()).where(AttemptRow.note.startswith("The program was stopped"))
        return session.scalar(question) or 0


def _words(ended: Counter[str]) -> str:
    return ", ".join(f"{how} x{count}" for how, count in sorted(ended.items()))


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--instants", type=int, default=150)
    options.add_argument("--engines", default="embedded,distributed")
    options.add_argument("--no-points", action="store_true")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("platforms", nargs="*")
    chosen = options.parse_args()
    platforms = chosen.platforms or list(PLATFORMS)
    rows: list[tuple[object, ...]] = []
    wrong: list[tuple[str, ...]] = []
    waited: list[tuple[object, ...]] = []
    with a_server() as server:
        for kind in chosen.engines.split(","):
            found, bad, seconds = sweep(kind, server, platforms, chosen)
            rows += found
            wrong += bad
            waited += seconds
    table(
        "Killed with SIGKILL, then started again: state and live copies",
        ("engine", "family", "where", "posts", "ended as"),
        rows,
    )
    table(
        "Cut off after the request had left: seconds (leases of 2 s, looks after 0, 0.5, 1.5, 3 s)",
        ("engine", "until", "times", "p50", "p99", "most"),
        waited,
    )
    table(
        "Lost, twice, not to be seen, or left to a person without need",
        ("engine", "where", "state", "copies", "note"),
        wrong,
    )
    return 1 if wrong else 0


def sweep(
    kind: str, server: URL, platforms: list[str], chosen: argparse.Namespace
) -> tuple[list[tuple[object, ...]], list[tuple[str, ...]], list[tuple[object, ...]]]:
    with a_sandbox(latency=0.08) as sandbox, a_bed(kind, server) as bed:
        senders = Senders(bed)
        rows: list[tuple[object, ...]] = []
        wrong: list[tuple[str, ...]] = []
        try:
            if not chosen.no_points:
                rows, wrong = at_points(bed, sandbox, senders, platforms)
            if chosen.instants:
                more, bad = at_instants(bed, sandbox, senders, platforms, chosen)
                rows += more
                wrong += bad
            seen, answered = waits(bed)
        finally:
            senders.end()
    waited = [
        _spread(kind, "unconfirmed, from the end of the lease", seen),
        _spread(kind, "the platform's answer, from there", answered),
    ]
    return rows, wrong, waited


if __name__ == "__main__":
    sys.exit(main())
