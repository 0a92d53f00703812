"""No command touches or shows another organization's data: each is run with its numbers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from scheduler.cli import COMMANDS, awareness
from scheduler.domain.roles import Role
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.store.tables import Table
from tests.scheduler.web.world import World, a_post, a_world

SECRET = "A sentence only they may read"
ACTS_FOR_NOBODY = {"demo", "init", "serve", "worker", "sandbox", "db", "doctor", "publish-due"}
"""Run by whoever holds the machine, over all organizations at once."""

WORDS = {
    "platform": "mastodon",
    "local": "2027-01-20T12:00",
    "text": "Hello",
    "comment": "No.",
    "partner": "Harbor",
    "item_key": "item-0",
    "address": "somebody@riverbend-prevention-network.example",
    "name": "Taken over",
    "email": "x@y.example",
    "reason": "because",
    "scope": "campaign",
    "target": "1",
    "url": "https://x.example",
}


NUMBERS = (type(click.INT), click.IntRange)
WHO = {"data", "email", "organization"}
BY_HAND = {  # commands that want one of two things
    ("factsheet", "correct"): ["1", "item-0", "--exclude"],
    ("campaign", "shift"): ["1", "--from", "2027-01-01", "--to", "2027-01-31", "--days", "1"],
    ("post", "edit"): ["1", "--platform", "mastodon"],
    ("post", "redraw"): ["1"],
    ("delivery", "resolve"): ["1", "--not-out"],
    ("pack", "build"): ["--campaign", "1", "--out", "never.zip"],
}


def leaves(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from leaves(inner, (*path, name))
    else:
        yield path


def every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, (module, _) in COMMANDS.items():
        if name not in ACTS_FOR_NOBODY:
            command = importlib.import_module(f"scheduler.cli.{module}").command
            found += leaves(command, (name,))
    return found


def leaf(path: tuple[str, ...]) -> click.Command:
    command: click.Command = importlib.import_module(
        f"scheduler.cli.{COMMANDS[path[0]][0]}"
    ).command
    for name in path[1:]:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


def names_things(path: tuple[str, ...]) -> bool:
    """Say whether a command works in an organization on something that has a number."""
    parameters = {one.name: one for one in leaf(path).params}
    return "organization" in parameters and any(
        isinstance(one.type, NUMBERS) for one in parameters.values()
    )


def words_for(path: tuple[str, ...], folder: Path) -> list[str]:
    """Fill every argument and needed option; whatever takes a number gets theirs."""
    if path in BY_HAND:
        return [*path, *BY_HAND[path]]
    words: list[str] = list(path)
    file = folder / "any.csv"
    file.write_text("card,platform\nitem-0,mastodon\n")
    for one in leaf(path).params:
        if isinstance(one, click.Argument):
            words.append(_value(one, file))
        elif one.name not in WHO and (one.required or isinstance(one.type, type(click.INT))):
            words += [one.opts[0], _value(one, file)]
    return words


def _value(one: click.Parameter, file: Path) -> str:
    if isinstance(one.type, NUMBERS):
        return "1"
    if isinstance(one.type, click.Choice):
        return str(one.type.choices[0])
    if isinstance(one.type, click.DateTime):
        return "2027-01-20"
    if isinstance(one.type, click.Path):
        return str(file if "out" not in (one.name or "") else file.with_name("out.bin"))
    return WORDS.get(one.name or "", "x")


def everything(sessions: sessionmaker[Session]) -> dict[str, list[tuple[object, ...]]]:
    with sessions() as session:
        return {
            table.name: [tuple(map(repr, row)) for row in session.execute(select(table))]
            for table in Table.metadata.sorted_tables
        }


@pytest.fixture
def theirs(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """The first organization, so that everything of it has the number 1; and a second beside it."""
    database = open_database(sqlite_url)
    world = a_world(database, MediaStore(tmp_path / "media"))
    a_post(world)
    with world.office.sessions.begin() as session:
        session.execute(Table.metadata.tables["captions"].update().values(text=SECRET))
        session.execute(Table.metadata.tables["posts"].update().values(title=SECRET))
    a_world(database, MediaStore(tmp_path / "media"), name="Harbor Alliance")
    yield world
    database.close()


@pytest.mark.parametrize("path", [p for p in every_command() if names_things(p)], ids=" ".join)
def test_a_command_finds_nothing_of_another_organization(
    theirs: World, tmp_path: Path, path: tuple[str, ...]
) -> None:
    before = everything(theirs.office.sessions)
    words = words_for(path, tmp_path)
    who = ["--org", "harbor-alliance", "--as", f"{Role.OWNER}@harbor-alliance.example"]

    result = CliRunner().invoke(
        awareness, [*words, *who, "--data", str(tmp_path)], input="Some words\n"
    )

    assert SECRET not in result.output, words
    assert not re.search(r"\bUsage:", result.output), (words, result.output)
    after = everything(theirs.office.sessions)
    changed = {name for name in before if before[name] != after[name]}
    for name in changed:  # what they may add is their own
        assert set(before[name]) <= set(after[name]), (words, name)


def test_most_commands_are_walked() -> None:
    assert len([path for path in every_command() if names_things(path)]) > 25
