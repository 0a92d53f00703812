from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduler.actions.office import ActionError
from scheduler.cli import awareness
from tests.scheduler.actions.provider import Provider, provider

TOKEN = "granted-token-1"


class Shell:
    """Runs ``awareness channel`` on one installation; ``server`` is a Mastodon on loopback."""

    def __init__(self, folder: Path, server: Provider) -> None:
        self.server = server
        self.folder = folder
        self._runner = CliRunner(
            env={
                "AWARENESS_DATA_DIR": str(folder),
                "AWARENESS_ALLOW_PRIVATE_NETWORK": "yes",
                "PASSWORD": "a" * 14,
                "TOKEN": TOKEN,
                "WRONG": "wrong-token",
                "UNSET": "",
            }
        )

    def run(self, *words: str, told: str = "") -> Result:
        return self._runner.invoke(awareness, words, input=told)

    def say(self, *words: str, told: str = "") -> str:
        result = self.run("channel", *words, told=told)
        if result.exception is not None:
            raise result.exception
        return result.output

    def add(self, *words: str, told: str = "") -> Any:
        mastodon = ("add", "mastodon", "--server", self.server.url)
        return json.loads(self.say(*mastodon, *words, "--json", told=told))

    def channels(self) -> list[Any]:
        found: list[Any] = json.loads(self.say("list", "--json"))
        return found


@pytest.fixture(scope="module")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    who = ("--name", "Hope", "--zone", "UTC", "--email", "olive@hope.example")
    done = Shell(folder, Provider()).run("init", *who, "--password-env", "PASSWORD")
    assert done.exit_code == 0
    return folder


@pytest.fixture
def shell(tmp_path: Path, _installed: Path) -> Iterator[Shell]:
    shutil.copytree(_installed, tmp_path / "data")
    with provider() as server:
        yield Shell(tmp_path / "data", server)


def test_a_secret_comes_from_a_variable_a_file_or_standard_input(
    shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", "utf-8")

    first = shell.add("--secret-env", "TOKEN")
    second = shell.add("--secret-file", f"token={tmp_path / 'token'}")
    third = shell.add("--secret-stdin", told=f"{TOKEN}\n")

    assert first["account"] == "@hope@127.0.0.1"
    assert first["id"] == second["id"] == third["id"]  # the account is the same each time
    assert TOKEN not in (shell.folder / "awareness.db").read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--field", f"token={TOKEN}"), "must not stand on the command line"),
        (("--secret-env", "WRONG"), r"no longer accepts .*\. Nothing was stored\.$"),
        (("--secret-env", "UNSET"), "The variable UNSET is not set"),
        (("--secret-file", "/nowhere/token"), "/nowhere/token cannot be read"),
        ((), "“Access token” is missing"),
        (("--secret-env", "TOKEN", "--field", "colour=red"), "no field “colour”"),
    ],
)
def test_what_cannot_be_connected_is_said_and_not_kept(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ActionError, match=said) as caught:
        shell.add(*words)

    assert TOKEN not in str(caught.value)
    assert shell.channels() == []


def test_a_misspelt_platform_is_met_with_the_nearest(shell: Shell) -> None:
    with pytest.raises(ActionError, match="Did you mean “mastodon”"):
        shell.say("add", "mastadon")


def test_of_several_secrets_each_is_named(shell: Shell) -> None:
    result = shell.run("channel", "add", "x", "--secret-env", "TOKEN")

    assert result.exit_code == 2
    assert "write FIELD=" in result.output


def test_a_channel_is_reconnected_and_verified_under_its_number(shell: Shell) -> None:
    number = str(shell.add("--name", "Ours", "--secret-env", "TOKEN")["id"])

    again = shell.say("reconnect", number, "--secret-env", "TOKEN")
    works = shell.say("verify", number)

    assert "posts as @hope@127.0.0.1" in again
    assert works.startswith("It works: @hope@127.0.0.1")
    assert [one["name"] for one in shell.channels()] == ["Ours"]


def test_a_channel_that_is_not_there_cannot_be_reconnected(shell: Shell) -> None:
    with pytest.raises(ActionError, match="no channel 7"):
        shell.say("reconnect", "7", "--secret-env", "TOKEN")


def test_a_person_signs_in_and_pastes_the_answer(shell: Shell) -> None:
    told = shell.say("sign-in", "mastodon", "--name", "Ours", "--server", shell.server.url)
    back = shell.server.let_in(told.strip().splitlines()[-1])

    done = shell.say("sign-in-done", told=f"{back}\n")

    assert back.startswith("http://127.0.0.1:8765/connect/callback?")
    assert "posts as @hope@127.0.0.1" in done


def test_the_keys_of_an_app_are_kept_and_the_way_back_is_told(shell: Shell) -> None:
    kept = shell.say("app", "linkedin", "--client-id", "our-app", "--secret-env", "TOKEN")
    address = shell.say("sign-in", "linkedin")

    assert "exactly this way back: http://127.0.0.1:8765/connect/callback" in kept
    assert "client_id=our-app" in address
    assert TOKEN not in (shell.folder / "awareness.db").read_bytes().decode("latin-1")


def test_a_place_where_a_person_posts_needs_no_secret(shell: Shell) -> None:
    shell.say("add", "handoff", "--name", "Noticeboard")

    assert shell.channels()[0]["name"] == "Noticeboard"
