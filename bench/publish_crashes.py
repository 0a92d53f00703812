"""Kill the sender with SIGKILL at every point of the fence and at random instants; count copies.

``python -m bench.publish_crashes [--instants N] [--engines embedded,distributed] [platform ...]``

Every post must be out exactly once, or be ``unconfirmed`` for a person where no platform can know.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections import Counter

from sqlalchemy import URL, func, select

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
)
from scheduler import clock
from scheduler.domain.delivery import State
from scheduler.publisher.worker import Point
from scheduler.store.tables import AttemptRow

SETTLED = {State.PUBLISHED, State.UNCONFIRMED, State.FAILED, State.HELD}
QUIET = 6.0  # seconds in which nothing moved: what is unconfirmed now stays so for a person


def sender(bed: Bed, dies_at: str = "") -> subprocess.Popen[bytes]:
    url = bed.database.engine.url.render_as_string(hide_password=False)
    shared = bed.place.office.shared
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bench.publish_worker",
            bed.kind,
            url,
            str(bed.folder),
            "8",
            dies_at,
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "BENCH_MEDIA_HOST": shared.base_url if shared else ""},
    )


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


def settle(bed: Bed, made: list[int], seconds: float = 120) -> None:
    """Let a fresh sender bring everything to an end."""
    process = sender(bed)
    try:
        until, quiet_since, before = time.monotonic() + seconds, time.monotonic(), ""
        while time.monotonic() < until:
            states = Counter(bed.place.delivery(one).state for one in made)
            if str(states) != before:
                before, quiet_since = str(states), time.monotonic()
            if not states.keys() - {State.PUBLISHED}:
                return
            calm = time.monotonic() - quiet_since > QUIET
            if calm and not states.keys() - SETTLED:
                return
            time.sleep(0.1)
    finally:
        process.kill()
        process.wait()


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
    bed: Bed, sandbox: Sandbox, platforms: list[str]
) -> tuple[list[tuple[object, ...]], list[tuple[str, ...]]]:
    rows: list[tuple[object, ...]] = []
    wrong: list[tuple[str, ...]] = []
    for platform in platforms:
        ended = Counter[str]()
        for point in Point:
            first = bed.place.made
            made = due_posts(bed, sandbox, [platform], 1)
            process = sender(bed, point)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
            settle(bed, made)
            counted, bad = verdicts(bed, sandbox, made, first, platform)
            ended += counted
            wrong += bad
        rows.append((bed.kind, FAMILY_OF[platform], platform, len(Point), _words(ended)))
    return rows, wrong


def at_instants(
    bed: Bed, sandbox: Sandbox, platforms: list[str], kills: int, seed: int
) -> tuple[list[tuple[object, ...]], list[tuple[str, ...]]]:
    """Kill a busy sender again and again at random instants while posts of all kinds leave."""
    chance = random.Random(seed)  # noqa: S311  # instants, not secrets
    first, made, by_platform = bed.place.made, [], {}
    for platform in platforms:
        made += due_posts(bed, sandbox, [platform], max(2, kills // len(platforms) // 2))
    for _ in range(kills):
        process = sender(bed)
        assert process.stdout is not None
        process.stdout.readline()  # it has started
        time.sleep(chance.uniform(0.0, 0.7))
        process.kill()
        process.wait()
        left = [one for one in made if bed.place.delivery(one).state not in SETTLED]
        if len(left) < len(platforms):
            made += due_posts(bed, sandbox, platforms, 1)
    settle(bed, made)
    live, ended, wrong = sandbox.live(), Counter[str](), []
    for number, delivery_id in enumerate(made):
        delivery = bed.place.delivery(delivery_id)
        copies = live.get(str(first + number), 0)
        ended[f"{delivery.state} {copies}"] += 1
        by_platform.setdefault(delivery.channel_id, []).append(delivery_id)
        fine = copies == 1 if delivery.state is State.PUBLISHED else copies <= 1
        if not fine or delivery.state not in SETTLED:
            note = bed.place.note(delivery_id)[:70]
            wrong.append((bed.kind, "random", str(delivery.state), str(copies), note))
    where = f"{kills} random instants, {_cut_off(bed)} in the middle of a send"
    return [(bed.kind, "all", where, len(made), _words(ended))], wrong


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
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("platforms", nargs="*")
    chosen = options.parse_args()
    platforms = chosen.platforms or list(PLATFORMS)
    rows: list[tuple[object, ...]] = []
    wrong: list[tuple[str, ...]] = []
    with a_server() as server:
        for kind in chosen.engines.split(","):
            found, bad = sweep(kind, server, platforms, chosen)
            rows += found
            wrong += bad
    table(
        "Killed with SIGKILL, then started again: state and live copies",
        ("engine", "family", "where", "posts", "ended as"),
        rows,
    )
    table("Lost, twice, or not to be seen", ("engine", "where", "state", "copies", "note"), wrong)
    return 1 if wrong else 0


def sweep(
    kind: str, server: URL, platforms: list[str], chosen: argparse.Namespace
) -> tuple[list[tuple[object, ...]], list[tuple[str, ...]]]:
    with a_sandbox(latency=0.08) as sandbox, a_bed(kind, server) as bed:
        rows, wrong = at_points(bed, sandbox, platforms)
        if chosen.instants:
            more, bad = at_instants(bed, sandbox, platforms, chosen.instants, chosen.seed)
            rows += more
            wrong += bad
    return rows, wrong


if __name__ == "__main__":
    sys.exit(main())
