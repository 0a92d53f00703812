"""Picture bytes, each under the SHA-256 of what it holds: in a folder, or on a shared store."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any, Protocol


class MediaError(Exception):
    """A picture that is missing or no longer what it was, or a place that cannot be used."""


class Shelf(Protocol):
    """Where bytes lie by name. ``read`` and ``size`` raise ``OSError`` for what is not there."""

    @property
    def place(self) -> str: ...

    def read(self, name: str) -> bytes: ...

    def size(self, name: str) -> int: ...

    def write(self, name: str, data: bytes) -> None: ...


class Folder:
    """Files are written whole or not at all, and are safe on disk when ``write`` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def place(self) -> str:
        return str(self._path)

    def read(self, name: str) -> bytes:
        return (self._path / name).read_bytes()

    def size(self, name: str) -> int:
        return (self._path / name).stat().st_size

    def write(self, name: str, data: bytes) -> None:
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)


class Remote:
    """A place that fsspec reaches, such as an S3-compatible store: all machines see the same."""

    def __init__(self, url: str) -> None:
        try:
            import fsspec  # noqa: PLC0415  # only installations that use it have it
        except ModuleNotFoundError as error:
            raise MediaError(
                f"Pictures in {url} need more to be installed: "
                "pip install 'awareness-scheduler[s3]'."
            ) from error
        try:
            files, path = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise MediaError(f"Pictures cannot be kept in {url}: {error}.") from error
        self._files: Any = files
        self._path = str(path).rstrip("/")
        self.place = url

    def read(self, name: str) -> bytes:
        data: bytes = self._files.cat_file(f"{self._path}/{name}")
        return data

    def size(self, name: str) -> int:
        return int(self._files.size(f"{self._path}/{name}"))

    def write(self, name: str, data: bytes) -> None:
        path = f"{self._path}/{name}"
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._files.pipe_file(path, data)


class MediaStore:
    """Bytes are checked each time they are read."""

    def __init__(self, shelf: Path | Shelf) -> None:
        self._shelf: Shelf = Folder(shelf) if isinstance(shelf, Path) else shelf

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its SHA-256. Returns only when it is safely stored."""
        sha256 = hashlib.sha256(data).hexdigest()
        name = _name(sha256)
        try:
            if self._shelf.size(name) == len(data):
                return sha256
        except OSError:
            pass  # it is not there yet
        self._shelf.write(name, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes. Raises ``MediaError`` when they are gone or were altered."""
        try:
            data = self._shelf.read(_name(sha256))
        except OSError as error:
            raise MediaError(
                f"The picture {sha256[:12]} is missing from {self._shelf.place}: "
                "render the post again."
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise MediaError(
                f"The picture {sha256[:12]} in {self._shelf.place} was altered: "
                "render the post again."
            )
        return data


def open_media(url: str) -> MediaStore:
    """Open a folder, or an address with a scheme such as ``s3://``. Raises ``MediaError``."""
    if url.startswith("file://") or "://" not in url:
        return MediaStore(Path(url.removeprefix("file://")))
    return MediaStore(Remote(url))


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
