"""What people may do wrong: one clear sentence with the way out, exit 1, nothing half done."""

from __future__ import annotations

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from content.samples import sample_sheet
from tests.scheduler.cli.conftest import Run, sentence


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("gone.md", None, "No such file"),
        ("empty.md", b"", "empty"),
        ("binary.md", bytes(range(256)) * 40, ""),
        ("pdf.md", b"%PDF-1.4 \x00\x01", ""),
        ("blank.txt", b" \n\n\t\n", ""),
    ],
)
@pytest.mark.parametrize("command", ["extract", "check", "captions", "demo"])
def test_a_sheet_that_is_none(
    run: Run, tmp_path: Path, name: str, data: bytes | None, says: str, command: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    words = (
        ("demo", "--no-serve", "--data", "d", "--factsheet", name)
        if command == "demo"
        else (command, name)
    )

    said = sentence(run(*words))

    assert says in said
    assert said.endswith((".", "…"))


@pytest.mark.parametrize("command", ["extract", "check", "captions"])
def test_a_folder_where_a_sheet_should_be(run: Run, command: str) -> None:
    assert "directory" in sentence(run(command, "."))


def test_a_sheet_of_fifty_megabytes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "large.md").write_bytes(b"# Sheet\n\nA sentence that says something.\n" * 1_300_000)

    assert "MB" in sentence(run("extract", "large.md"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)

    assert "Permission denied" in sentence(run("demo", "--no-serve", "--data", "shut/demo"))


def test_a_file_where_the_folder_should_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am a file")

    said = sentence(run("demo", "--no-serve", "--data", "file"))

    assert "file" in said


def test_a_port_that_is_taken(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = sentence(run("demo", "--data", "d", "--port", str(port)))

    assert f"Port {port}" in said
    assert "--port" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "line 1"),
        ('name = "A"\ncolour = "red"\n', "colour"),
        ('name = "A"\n[palette]\ndark = "blueish"\n', "blueish"),
        ('name = "A"\n[logo]\nlight = "gone.png"\n', "gone.png"),
        ("", "name"),
    ],
)
def test_a_brand_file_that_is_broken(run: Run, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "brand.toml").write_text(text)
    data, name = sample_sheet()
    (tmp_path / name).write_bytes(data)

    said = sentence(run("render", name, "--brand", "brand.toml", "--out", "cards"))

    assert "brand.toml" in said
    assert says in said
    assert not list((tmp_path / "cards").glob("*")) if (tmp_path / "cards").exists() else True


def test_a_zone_that_does_not_exist(run: Run) -> None:
    said = sentence(
        run(
            *("init", "--data", "d", "--name", "A", "--zone", "America/New_Yrok"),
            *("--email", "a@a.example", "--password-env", "PW"),
            env={"PW": "a long password"},
        )
    )

    assert "America/New_York" in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--email", "olive", "--password-env", "PW"), "'olive' is no e-mail address"),
        (("--email", "a@a.example", "--password-env", "SHORT"), "at least"),
        (("--email", "a@a.example", "--password-env", "NOWHERE"), "NOWHERE is not set"),
        (("--email", "a@a.example"), "--password-env"),
        (("--email", "a@a.example", "--password-env", "PW", "--name", " "), "needs a name"),
    ],
)
def test_an_owner_who_cannot_be_one_leaves_no_organization_behind(
    run: Run, wrong: tuple[str, ...], says: str
) -> None:
    words = ("init", "--data", "d", "--name", "A", "--zone", "UTC")
    secrets = {"PW": "a long password", "SHORT": "short"}

    said = sentence(run(*words, *wrong, env=secrets))

    assert says in said
    again = run(*words, "--email", "a@a.example", "--password-env", "PW")
    assert again.exit_code == 0, again.output


def test_an_old_or_foreign_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    with sqlite3.connect(tmp_path / "d" / "awareness.db") as connection:
        connection.execute("CREATE TABLE somebody_elses (id)")
    connection.close()

    said = sentence(run("post", "list", "--campaign", "1", "--data", "d"))

    assert "another program" in said
    assert "AWARENESS_DATABASE_URL" in said


def test_no_installation_at_all(run: Run) -> None:
    assert "awareness init" in sentence(run("org", "list", "--data", "nowhere"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWARENESS_PORT", "many"),
        ("AWARENESS_ENGINE", "steam"),
        ("AWARENESS_ALLOW_PRIVATE_NETWORK", "maybe"),
        ("AWARENESS_SECRET_KEY_FILE", "gone.txt"),
    ],
)
def test_a_setting_that_cannot_be_used(run: Run, name: str, value: str) -> None:
    assert name in sentence(run("doctor", env={name: value}))


def test_wrong_usage_exits_with_two(run: Run) -> None:
    assert run("extract").exit_code == 2
    assert run("no-such-command").exit_code == 2
