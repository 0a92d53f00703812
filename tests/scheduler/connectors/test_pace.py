from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib import resources

import pytest

from scheduler.connectors.pace import UNKNOWN, best_times, pace_of, paces
from scheduler.connectors.registry import platforms

TABLE = tomllib.loads(
    resources.files("scheduler.connectors").joinpath("pace.toml").read_text("utf-8")
)


@pytest.mark.parametrize("platform", TABLE)
def test_a_limit_names_its_source_and_when_it_was_read(platform: str) -> None:
    assert TABLE[platform]["source"]
    assert TABLE[platform]["seen_on"].startswith("2026-")
    assert all(count > 0 and span > timedelta() for count, span in paces()[platform].takes)


def test_most_platforms_we_connect_to_have_a_known_pace() -> None:
    unknown = {name for name in platforms() if pace_of(name) is UNKNOWN}

    assert unknown <= {"handoff", "webhook"}


def test_an_advised_hour_names_who_advises_it() -> None:
    assert {"facebook", "instagram", "linkedin", "x"} <= best_times().keys()
    for platform in best_times():
        assert TABLE[platform]["best_source"]


def test_x_charges() -> None:
    assert pace_of("x").cost(has_link=True, alt_texts=1) == pytest.approx(0.205)
