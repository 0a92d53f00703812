"""How long to wait before the next try, where the platform did not say."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)
BREAKS_AT = 3  # failures in a row after which a channel rests
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=10)
# How long after the first look to look for a post again; the last one decides. That is later than
# any request of ours can still be on its way, and than platforms need to show what they took.
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (5, 20, 60, 180))


def backoff(tries: int, key: str) -> timedelta:
    """Return the wait after ``tries`` tries: doubling, and different for each ``key``.

    The spread keeps what failed together from coming back together.
    """
    full = min(FIRST * float(2 ** min(max(tries - 1, 0), 20)), LONGEST)
    chance = hashlib.sha256(f"{key} {tries}".encode()).digest()[0] / 255
    return full * (0.75 + chance / 2)


def rest(failures: int) -> timedelta | None:
    """Return how long a channel rests after so many failures in a row; None: not at all."""
    if failures < BREAKS_AT:
        return None
    return min(REST * float(2 ** min(failures - BREAKS_AT, 10)), LONGEST_REST)


def after_pause(now: datetime, seconds: float | None, otherwise: timedelta) -> datetime:
    """Return when to try again: when the platform said, to the second, or ``otherwise``."""
    return now + (otherwise if seconds is None else timedelta(seconds=seconds))


def next_look(made: int, now: datetime, looks: tuple[timedelta, ...]) -> datetime | None:
    """Return when to look again for a post that was looked for in vain ``made`` times.

    None when it has been looked for long enough: what is not there by now never was. Looks are
    counted, not the time since the request left: a clock that is ahead of the sender's would have
    us decide while that request is still on its way.
    """
    if made > len(looks):
        return None
    return now + looks[made - 1] - (looks[made - 2] if made > 1 else timedelta(0))
