"""``awareness worker``, as an operator starts and stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.app import engine_of, opened
from scheduler.publisher.distributed import DistributedEngine
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.settings import SettingError, read_settings

COMMAND = [sys.executable, "-c", "from scheduler.cli import main; main()"]


@pytest.mark.parametrize(
    ("words", "said", "last"),
    [
        (("worker",), b"Publishing (embedded engine)", b"Stopping"),
        (("serve", "--port", "0"), b"The web app is at http://127.0.0.1:", b""),
    ],
)
def test_what_runs_stops_in_order_when_it_is_asked_to(
    tmp_path: Path, words: tuple[str, ...], said: bytes, last: bytes
) -> None:
    with opened(read_settings({}, data_dir=str(tmp_path)), migrate=True):
        pass
    with subprocess.Popen(  # noqa: S603  # our own program
        [*COMMAND, *words, "--data", str(tmp_path)],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()

        assert process.wait(30) == 0
    assert said in first
    assert last in rest
    assert b"Traceback" not in rest


def test_the_setting_says_which_engine(postgresql_url: str, tmp_path: Path) -> None:
    folder = {"data_dir": str(tmp_path)}
    alone = read_settings({}, **folder)
    fleet = read_settings({}, engine="distributed", database_url=postgresql_url, **folder)

    with opened(alone, migrate=True) as office:
        assert isinstance(engine_of(alone, office), EmbeddedEngine)
    with opened(fleet) as office:
        assert isinstance(engine_of(fleet, office), DistributedEngine)


def test_a_fleet_needs_postgresql() -> None:
    with pytest.raises(SettingError, match=r"AWARENESS_ENGINE=distributed needs PostgreSQL"):
        read_settings({"AWARENESS_ENGINE": "distributed"})
