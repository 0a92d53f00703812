"""Files that people asked for, written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where nobody can remove a file that is open
    fcntl = None  # type: ignore[assignment]

_PART = ".part"


@contextmanager
def written_whole(target: Path) -> Iterator[IO[bytes]]:
    """Give a file to write to, which becomes ``target`` when the block ends well.

    Raises ``OSError`` naming ``target`` where it cannot be written. What killed programs left in
    its folder is removed.
    """
    whole = target.resolve()
    part = whole.with_name(f".{whole.name}{_PART}")
    try:
        sweep(whole.parent)
        with _begun(part) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                _close_where_needed(file)
                part.replace(whole)
            finally:
                _close_where_needed(file)
                part.unlink(missing_ok=True)
    except OSError as error:
        if error.filename not in {None, str(part)}:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


def sweep(folder: Path) -> None:
    """Remove what was being written by programs that are no longer there."""
    for part in folder.glob(f".*{_PART}"):
        with suppress(OSError), part.open("r+b") as file:
            if _hold(file) and _is_at(part, file):
                part.unlink()


def _begun(part: Path) -> IO[bytes]:
    file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    if not (_hold(file) and _is_at(part, file)):
        file.close()
        raise OSError(errno.EBUSY, "another program writes it right now")
    file.truncate()  # not before it is ours
    return file


def _close_where_needed(file: IO[bytes]) -> None:
    """Close what Windows would not let us rename or remove; elsewhere it stays ours till then."""
    if fcntl is None:
        file.close()


def _hold(file: IO[bytes]) -> bool:
    """Claim a file for as long as it is open; False where another program has."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(part: Path, file: IO[bytes]) -> bool:
    """Say whether it was not renamed or removed between opening and claiming it."""
    with suppress(FileNotFoundError):
        return part.stat().st_ino == os.fstat(file.fileno()).st_ino
    return False
