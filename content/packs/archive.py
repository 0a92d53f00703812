"""ZIP files: written with the same bytes each time, read without trusting a name or a size."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from content.packs.model import PackError, PackFile

Source = Path | bytes | IO[bytes]
"""A pack on disk, in memory, or as an upload that can be read from anywhere."""

MOST_FILES = 50_000
MOST_BYTES = 8_000_000_000  # of all files together, unpacked
LARGEST_FILE = 64_000_000
LARGEST_TEXT = 32_000_000  # a manifest of thousands of cards
_LONGEST_NAME = 240
_WHEN = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP file can say; the same in every pack
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".pdf")  # compressed already


class Writer:
    """Adds files one after the other and remembers the hash of each."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", allowZip64=True)
        self.files: dict[str, PackFile] = {}

    def add(self, name: str, data: bytes) -> None:
        """Write a file. Raises ``PackError`` for a name that is there already."""
        if name in self.files:
            raise PackError(f"The pack would hold {name} twice.")
        self.add_unlisted(name, data)
        self.files[name] = PackFile(
            name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data)
        )

    def add_unlisted(self, name: str, data: bytes) -> None:
        """Write a file that the manifest does not name: itself, and its signature."""
        info = zipfile.ZipInfo(name, _WHEN)
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        info.create_system = 3
        stored = name.endswith(_STORED)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        self._zip.writestr(info, data)

    def close(self) -> None:
        self._zip.close()

    def abandon(self) -> None:
        """Let go of a file that could not be written to its end, without trying to end it."""
        self._zip.fp = None


class Reader:
    """A pack whose names, sizes and number of files were looked at before anything is read."""

    def __init__(self, archive: zipfile.ZipFile, source: str) -> None:
        self._zip = archive
        self._source = source
        self._infos = _checked(archive, source)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def read(self, name: str, limit: int = LARGEST_FILE) -> bytes:
        """Return a file's bytes. Raises ``PackError`` when it is missing, damaged or too large."""
        if name not in self._infos:
            raise PackError(f"{self._source} has no {name}: it is no pack, or not a whole one.")
        parts, size = [], 0
        try:
            with self._zip.open(self._infos[name]) as file:
                while part := file.read(1 << 20):
                    size += len(part)
                    # The size written in the file is a claim; what comes out is counted.
                    if size > limit:
                        raise PackError(f"{name} in {self._source} is larger than it may be.")
                    parts.append(part)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise PackError(f"{name} in {self._source} is damaged: get the pack again.") from error
        return b"".join(parts)


@contextmanager
def opened(source: Source) -> Iterator[Reader]:
    """Open a pack. Raises ``PackError`` for anything that is none, or is not safe to unpack."""
    name = source.name if isinstance(source, Path) else "the pack"
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise PackError(f"{name} is no ZIP file, or it was cut off: get the pack again.") from error
    with archive:
        yield Reader(archive, name)


def _checked(archive: zipfile.ZipFile, source: str) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise PackError(f"{source} holds {len(infos)} files; a pack has at most {MOST_FILES}.")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise PackError(f"{source} would unpack to more than {MOST_BYTES // 10**9} GB.")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.is_dir():
            continue
        _check_name(info, source)
        if info.filename in found:
            raise PackError(f"{source} holds {info.filename} twice.")
        found[info.filename] = info
    if len({name.casefold() for name in found}) != len(found):
        raise PackError(f"{source} holds two names that differ in capitals only.")
    return found


def _check_name(info: zipfile.ZipInfo, source: str) -> None:
    name = info.filename
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise PackError(f"{source} holds {name!r}, which is a link or device and no file.")
    if info.flag_bits & 0x1:
        raise PackError(f"{source} is locked with a password: ask for it without one.")
    parts = name.split("/")
    unsafe = (
        not name
        or len(name) > _LONGEST_NAME
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or not name.isprintable()
        or any(part in {"", ".", ".."} for part in parts)
    )
    if unsafe:
        raise PackError(f"{source} holds the name {name[:80]!r}, which could leave its folder.")
