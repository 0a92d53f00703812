"""Every fault on every platform: never two live copies, and none lost without a word.

``python -m bench.publish_faults [platform ...]``
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

from bench.publish_bed import FAMILY_OF, PLATFORMS, Bed, Sandbox, a_bed, a_sandbox_here, table
from scheduler.domain.delivery import State
from scheduler.publisher.rounds import send_round
from scheduler.publisher.worker import Worker

FAULTS = {
    "dropped before": {"fault": "drop", "when": "before"},
    "dropped after": {"fault": "drop", "when": "after"},
    "cut after": {"fault": "cut", "when": "after"},
    "500 before": {"fault": "status", "status": 500, "when": "before"},
    "500 after": {"fault": "status", "status": 500, "when": "after"},
    "502 before": {"fault": "status", "status": 502, "when": "before"},
    "502 after": {"fault": "status", "status": 502, "when": "after"},
    "429 before": {"fault": "status", "status": 429, "when": "before", "retry_after": 7},
    "half the JSON": {"fault": "truncate", "when": "after"},
    "a web page": {"fault": "html", "when": "after"},
    "nothing": {"fault": "empty", "when": "after"},
    "slow body": {"fault": "slow", "when": "after", "seconds": 0.3},
    "expired token": {"fault": "expired"},
}
SETTLED = {State.PUBLISHED, State.FAILED, State.HELD, State.CANCELLED}


class Watch:
    """Real time, moved forward by hand: waits cost nothing."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251  # a bench's own clock


def main(platforms: list[str]) -> int:
    watch = Watch()
    outcomes: dict[str, Counter[str]] = {}
    bad: list[tuple[str, str, str, int]] = []
    with a_sandbox_here(watch) as sandbox, a_bed("embedded", now=watch) as bed:
        bed.place.watch = watch  # type: ignore[assignment]  # it tells the time in the same way
        for platform in platforms:
            counted = outcomes.setdefault(platform, Counter())
            for name, fault in FAULTS.items():
                state, copies, note = one(sandbox, bed, watch, platform, fault)
                ok = copies == 1 if state is State.PUBLISHED else copies <= 1
                if state is State.SCHEDULED or not ok:
                    bad.append((platform, name, f"{state}: {note[:60]}", copies))
                counted[f"{state} {copies}"] += 1
    kinds = sorted({kind for counted in outcomes.values() for kind in counted})
    table(
        f"{len(FAULTS)} faults on the request that publishes: state and live copies, how often",
        ("family", "platform", *kinds),
        [
            (FAMILY_OF[p], p, *(counted[kind] or "" for kind in kinds))
            for p, counted in outcomes.items()
        ],
    )
    table("Not as it should be", ("platform", "fault", "state", "copies"), bad)
    return 1 if bad else 0


def one(
    sandbox: Sandbox, bed: Bed, watch: Watch, platform: str, fault: dict[str, object]
) -> tuple[State, int, str]:
    """Send one post through one fault, give it ten minutes, and say what came of it."""
    place = bed.place
    account = sandbox.account(platform, f"{platform}{place.made}")
    delivery = place.a_delivery(
        place.a_channel(platform, account), text=f"A post #{place.made}#", due=watch()
    )
    mark = str(place.made - 1)
    sandbox.faults({**fault, "platform": platform, "route": "publish", "times": 1})
    for _ in range(14):
        send_round(Worker(office=place.office))
        if place.delivery(delivery).state in SETTLED:
            break
        watch.ahead += timedelta(seconds=45)
    sandbox.faults()
    return place.delivery(delivery).state, sandbox.live().get(mark, 0), place.note(delivery)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PLATFORMS)))
