"""How much each platform takes in how much time, and what it charges: read from data."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from importlib import resources

from scheduler.domain.simulation import Pace

UNKNOWN = Pace()


@cache
def paces() -> dict[str, Pace]:
    """Return what is known of each platform; one that is not listed sets no limit we know of."""
    text = resources.files("scheduler.connectors").joinpath("pace.toml").read_text("utf-8")
    return {
        platform: Pace(
            takes=tuple((count, timedelta(minutes=minutes)) for count, minutes in known["takes"]),
            cost_post=known.get("cost", {}).get("post", 0.0),
            cost_post_with_link=known.get("cost", {}).get("post_with_link", 0.0),
            cost_alt_text=known.get("cost", {}).get("alt_text", 0.0),
        )
        for platform, known in tomllib.loads(text).items()
    }


def pace_of(platform: str) -> Pace:
    return paces().get(platform, UNKNOWN)
