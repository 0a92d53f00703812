"""The house rules that no linter knows: sizes, names, and what may be printed where."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("content", "scheduler", "tests", "bench")
LONGEST = 400  # lines
VAGUE = {"utils", "helpers", "common", "misc", "manager", "service", "core", "helper", "util"}


def modules() -> list[Path]:
    """Return every module we write; a migration is as long as the tables it makes."""
    return [
        path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "versions" not in path.parts
    ]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_named_for_what_it_knows(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")

    assert lines <= LONGEST, f"{lines} lines: find the second subject in it and give it a module"
    assert path.stem not in VAGUE, "name the module after what it knows"


def test_every_exception_says_that_it_is_an_error() -> None:
    for path in modules():
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("class ") and "(Exception)" in line:
                assert "Error(" in line, f"{path.relative_to(ROOT)}: {line}"


def test_only_commands_print() -> None:
    for path in modules():
        room = path.relative_to(ROOT).parts
        if room[0] == "bench" or room[:2] == ("scheduler", "cli") or room[0] == "tests":
            continue
        for line in path.read_text("utf-8").splitlines():
            assert not line.strip().startswith("print("), f"{path.relative_to(ROOT)}: {line}"


def test_nothing_committed_names_a_folder_of_one_machine() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"],  # noqa: S607  # git is how the sources came here
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if tracked.returncode:
        pytest.skip("not a git checkout: nothing is committed here")
    needles = ("/work" + "/", "/root" + "/", "/home" + "/")
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".json", ".html", ".css", ".js"}:
            text = path.read_text("utf-8")
            for needle in needles:
                assert needle not in text, f"{name} names {needle}"
