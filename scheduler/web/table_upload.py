"""A table of posts with its pictures, as a person uploads them and as they are kept meanwhile."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from scheduler.actions.office import ActionError
from scheduler.web.language import _

TABLE = "table.csv"
MOST_BYTES = 200_000_000  # of all pictures together
_NAME = re.compile(r"\w[\w .()-]{0,119}")


@contextmanager
def laid_out(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """Lay pictures in a folder, as they lie where a person imports a table by command."""
    if strange := [name for name in pictures if not _NAME.fullmatch(name)]:
        raise ActionError(
            _("%r is no plain file name.") % strange[0], _("Use letters, digits, . - _.")
        )
    with TemporaryDirectory() as name:
        folder = Path(name)
        for picture, data in pictures.items():
            (folder / picture).write_bytes(data)
        yield folder


def packed(table: bytes, pictures: Mapping[str, bytes]) -> IO[bytes]:
    """Put all of it into one file, to be kept until somebody says yes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        file.writestr(TABLE, table)
        for name, data in pictures.items():
            file.writestr(f"pictures/{name}", data)
    return out


def unpacked(kept: IO[bytes]) -> tuple[bytes, dict[str, bytes]]:
    """Return what ``packed`` put away."""
    with zipfile.ZipFile(kept) as file:
        pictures = {
            name.removeprefix("pictures/"): file.read(name)
            for name in file.namelist()
            if name != TABLE
        }
        return file.read(TABLE), pictures
