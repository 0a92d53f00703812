"""The main job as a newcomer runs it: one command, every step real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

AWARENESS = (sys.executable, "-c", "from scheduler.cli import main; main()")


def demo(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  # our own command
        [*AWARENESS, "demo", "--no-serve", "--json", "--data", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )


def result_of(running: subprocess.Popen[str]) -> dict[str, Any]:
    out, said = running.communicate(timeout=240)
    assert running.returncode == 0, said[-2000:]
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.timeout(300)
def test_the_demo_publishes_a_campaign_even_when_it_was_killed_half_way(tmp_path: Path) -> None:
    running = demo(tmp_path / "demo")
    assert running.stderr is not None
    for line in running.stderr:  # kill it in the middle of publishing
        if line.startswith("Publishing"):
            break
    time.sleep(0.4)
    running.send_signal(signal.SIGKILL)
    running.communicate()

    result = result_of(demo(tmp_path / "demo"))

    assert result["items"] >= 40
    assert result["all_confirmed"]
    assert {one["live_copies"] for one in result["published"]} == {1}
    assert all(one["alt_text_arrived"] for one in result["published"])
    assert {one["platform"] for one in result["published"]} == {"mastodon", "bluesky"}
    assert result["deliveries"]["published"] == len(result["published"])
    assert "failed" not in result["deliveries"]
    assert result["engagement"]["likes"] > result["engagement_before"].get("likes", 0)
