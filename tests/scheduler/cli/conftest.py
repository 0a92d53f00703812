"""The command line as its users run it, with its sentences for errors."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line as its users do, with its sentences for errors."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AWARENESS_")]:
        monkeypatch.delenv(name)

    def call(*words: str, env: dict[str, str] | None = None) -> Result:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["awareness", *words])
        return CliRunner().invoke(_as_command(main), [])

    return call


def _as_command(function: Callable[[], None]) -> click.Command:
    @click.command(context_settings={"ignore_unknown_options": True})
    def command() -> None:
        function()

    return command


def sentence(result: Result) -> str:
    """Return the one line that was said; whatever else came would be a bug."""
    assert result.exit_code == 1, result.output
    said = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(said) == 1, result.stderr
    assert "Traceback" not in result.output
    return said[0].removeprefix("Error: ")
