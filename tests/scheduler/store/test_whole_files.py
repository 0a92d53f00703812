"""Files people asked for: whole or not at all, also when the disk is full or the program dies."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.store.whole_files import written_whole
from tests.full_disk import room_for


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_there_when_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"an older one, longer than the new one")
    with written_whole(tmp_path / "pack.zip") as file:
        file.write(b"new")
        before = (tmp_path / "pack.zip").read_bytes()

    assert before.startswith(b"an older one")
    assert (tmp_path / "pack.zip").read_bytes() == b"new"
    assert names(tmp_path) == ["pack.zip"]


def test_a_full_disk_leaves_nothing_and_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"

    with (
        room_for(10_000),
        pytest.raises(OSError, match=r"pack\.zip") as told,
        written_whole(target) as file,
    ):
        file.write(b"x" * 20_000)

    assert (told.value.errno, told.value.filename) == (errno.EFBIG, str(target))
    assert names(tmp_path) == []


def test_a_folder_that_is_not_there_is_told_by_the_file_that_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "pack.zip"

    with pytest.raises(FileNotFoundError) as told, written_whole(target):
        pass

    assert told.value.filename == str(target)


def test_what_a_killed_program_left_is_removed_by_the_next(tmp_path: Path) -> None:
    dies = (
        "import os, signal, sys; from pathlib import Path\n"
        "from scheduler.store.whole_files import written_whole\n"
        "with written_whole(Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", dies, tmp_path / "a.zip"], check=False, timeout=60)  # noqa: S603
    left = names(tmp_path)

    with written_whole(tmp_path / "b.zip") as file:
        file.write(b"whole")

    assert left == [".a.zip.part"]
    assert names(tmp_path) == ["b.zip"]


def test_a_file_that_another_program_writes_is_left_to_it(tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"
    with written_whole(target) as file:
        file.write(b"the first")
        with pytest.raises(OSError, match="another program"), written_whole(target) as other:
            other.write(b"the second")
        with written_whole(tmp_path / "other.zip") as beside:
            beside.write(b"another file")

    assert target.read_bytes() == b"the first"
    assert names(tmp_path) == ["other.zip", "pack.zip"]
