"""The documentation names what the program has: commands, settings, rooms."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from scheduler.cli import COMMANDS
from scheduler.settings import SETTINGS, Setting

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMAND_PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_and_listed_with_its_own_words(name: str) -> None:
    module, text = COMMANDS[name]

    command: click.Command = importlib.import_module(f"scheduler.cli.{module}").command

    assert command.get_short_help_str(200).rstrip(".") == text.rstrip(".")
    assert f"`awareness {name}" in COMMAND_PAGE


def test_every_command_that_ends_answers_programs_too() -> None:
    # These run until they are stopped, or print a file in a format of its own.
    others = {"serve", "worker", "sandbox", "translation outline"}

    found = {
        words
        for name, (module, _) in COMMANDS.items()
        for words, command in leaves(
            name, importlib.import_module(f"scheduler.cli.{module}").command
        )
        if not any("--json" in option.opts for option in command.params)
    }

    assert found <= others


def leaves(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield a command, or the commands in a group, with the words that call them."""
    if not isinstance(command, click.Group):
        yield words, command
        return
    for name, one in command.commands.items():
        yield from leaves(f"{words} {name}", one)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_documented(setting: Setting) -> None:
    assert f"`AWARENESS_{setting.name}`" in COMMAND_PAGE


@pytest.mark.parametrize("room", ["content", "scheduler"])
def test_the_map_of_the_house_names_every_room(room: str) -> None:
    for package in sorted((ROOT / room).iterdir()):
        if (package / "__init__.py").exists():
            assert f"`{room}/{package.name}" in ARCHITECTURE, package


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    top = "\n".join(README.splitlines()[:30])

    assert "make demo" in top
    assert "make test" in top
