"""How much each platform takes in how much time, and what it charges: read from data."""

from __future__ import annotations

import tomllib
from datetime import time, timedelta
from functools import cache
from importlib import resources
from typing import Any

from scheduler.domain.budget import Allowance, Counted, Per
from scheduler.domain.simulation import Pace

UNKNOWN = Pace()


@cache
def paces() -> dict[str, Pace]:
    """Return what is known of each platform; one that is not listed sets no limit we know of."""
    return {
        platform: Pace(
            takes=tuple((count, timedelta(minutes=minutes)) for count, minutes in known["takes"]),
            cost_post=known.get("cost", {}).get("post", 0.0),
            cost_post_with_link=known.get("cost", {}).get("post_with_link", 0.0),
            cost_alt_text=known.get("cost", {}).get("alt_text", 0.0),
        )
        for platform, known in _table().items()
    }


@cache
def allowances(platform: str) -> tuple[Allowance, ...]:
    """Return what the platform counts, as far as it says so: posts of an account first."""
    known = _table().get(platform, {})
    posts = (
        Allowance(of=Counted.POSTS, count=count, within=within)
        for count, within in pace_of(platform).takes
    )
    others = (
        Allowance(
            of=Counted(one["of"]),
            count=one["count"],
            within=timedelta(seconds=one["seconds"]),
            per=Per(one["per"]),
        )
        for one in known.get("budget", ())
    )
    return (*posts, *others)


def best_times() -> dict[str, time]:
    """Return the hour studies name for a platform, by its own audience's clock."""
    return {
        platform: time.fromisoformat(known["best_at"])
        for platform, known in _table().items()
        if "best_at" in known
    }


def pace_of(platform: str) -> Pace:
    return paces().get(platform, UNKNOWN)


@cache
def _table() -> dict[str, dict[str, Any]]:
    text = resources.files("scheduler.connectors").joinpath("pace.toml").read_text("utf-8")
    return tomllib.loads(text)
