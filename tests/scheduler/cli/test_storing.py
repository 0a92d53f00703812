"""Disks that are full, backups that are broken, databases that are locked: one sentence each."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from content.brand_file import sample_brand_path
from content.samples import sample_sheet
from scheduler.store import database
from tests.full_disk import room_for
from tests.scheduler.cli.conftest import Run, sentence


@pytest.fixture
def installed(sqlite_url: str, tmp_path: Path) -> Path:
    """Return a folder with an installation in it, of nobody yet."""
    folder = tmp_path / "here"
    folder.mkdir()
    shutil.move(sqlite_url.removeprefix("sqlite:///"), folder / "awareness.db")
    return folder


def broken(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and then nothing")


def of_another_version(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("backup.json", '{"form": 1, "revision": "9999", "made_at": ""}')


@pytest.mark.parametrize("spoil", [broken, of_another_version])
@pytest.mark.parametrize("there", ["an empty folder", ""])
def test_a_backup_that_cannot_be_restored_leaves_nothing(
    run: Run, tmp_path: Path, spoil: Callable[[Path], None], there: str
) -> None:
    spoil(tmp_path / "b.zip")
    if there:
        (tmp_path / "new").mkdir()

    said = sentence(run("db", "restore", "b.zip", "--data", "new"))

    assert "b.zip" in said or "9999" in said
    assert (tmp_path / "new").exists() is bool(there)
    assert not there or list((tmp_path / "new").iterdir()) == []


@pytest.mark.usefixtures("installed")
def test_an_installation_that_is_there_is_left_alone_by_a_broken_backup(
    run: Run, tmp_path: Path
) -> None:
    broken(tmp_path / "b.zip")

    sentence(run("db", "restore", "b.zip", "--data", "here"))

    assert (tmp_path / "here" / "awareness.db").exists()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("words", [("org", "list"), ("channel", "list"), ("doctor",)])
def test_where_a_restore_was_cut_short_the_way_out_is_told(
    run: Run, words: tuple[str, ...]
) -> None:
    result = run(*words, "--data", "here")  # its tables are there, and nothing in them

    assert "'awareness db restore FILE' (again, where it was cut short)" in result.output


@pytest.mark.usefixtures("installed")
def test_a_backup_is_refused_by_the_name_that_was_given(run: Run) -> None:
    said = sentence(run("db", "backup", "/proc/x.zip", "--data", "here"))

    assert said == "/proc/x.zip: No such file or directory."


def test_a_pack_that_does_not_fit_on_the_disk_is_not_there_by_halves(
    run: Run, tmp_path: Path
) -> None:
    data, name = sample_sheet()
    (tmp_path / name).write_bytes(data)
    before = {path.name for path in tmp_path.iterdir()}
    one_card = ("--format", "square", "--platform", "mastodon")

    with room_for(50_000):
        said = sentence(
            run(
                "pack",
                "build",
                name,
                "--out",
                "p.zip",
                "--brand",
                str(sample_brand_path()),
                *one_card,
            )
        )

    assert said == (
        "p.zip could not be written: File too large. "
        "Free some space or choose another place with --out."
    )
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "words",
    [
        ("brand", "add", str(sample_brand_path())),
        ("init", "--name", "A", "--zone", "UTC", "--email", "a@b.example", "--password-env", "PW"),
        ("publish-due",),
    ],
)
def test_a_database_that_is_locked_is_told_in_one_sentence(
    run: Run, installed: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    init = ("init", "--name", "B", "--zone", "UTC", "--email", "b@b.example")
    monkeypatch.setenv("PW", "a long password")
    assert run(*init, "--password-env", "PW", "--data", "here").exit_code == 0
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    other = sqlite3.connect(installed / "awareness.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    said = sentence(run(*words, "--data", "here"))
    other.close()

    assert said.startswith("The database cannot be used now: database is locked.")
