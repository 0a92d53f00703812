"""Picture bytes, each under the SHA-256 of what it holds: in a folder, or on a shared store."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

_AT_ONCE = 1 << 20  # bytes of a large file in memory


class MediaError(Exception):
    """A picture that is missing or no longer what it was, or a place that cannot be used."""


class Shelf(Protocol):
    """Where bytes lie by name. ``read`` and ``size`` raise ``OSError`` for what is not there."""

    @property
    def place(self) -> str: ...

    def read(self, name: str) -> bytes: ...

    def size(self, name: str) -> int: ...

    def write(self, name: str, data: bytes) -> None: ...

    def open(self, name: str) -> IO[bytes]: ...

    def write_from(self, name: str, source: IO[bytes]) -> None: ...

    def remove(self, name: str) -> None: ...


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
        self.write_from(name, io.BytesIO(data))

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")

    def remove(self, name: str) -> None:
        (self._path / name).unlink(missing_ok=True)

    def write_from(self, name: str, source: IO[bytes]) -> None:
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(source, file, _AT_ONCE)
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

    def open(self, name: str) -> IO[bytes]:
        file: IO[bytes] = self._files.open(f"{self._path}/{name}", "rb")
        return file

    def write_from(self, name: str, source: IO[bytes]) -> None:
        path = f"{self._path}/{name}"
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        with self._files.open(path, "wb") as file:
            shutil.copyfileobj(source, file, _AT_ONCE)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._files.rm_file(f"{self._path}/{name}")


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

    def put_file(self, source: IO[bytes]) -> str:
        """Keep what a file holds, however large, and return its SHA-256."""
        digest = hashlib.sha256()
        while part := source.read(_AT_ONCE):
            digest.update(part)
        source.seek(0)
        self._shelf.write_from(_name(digest.hexdigest()), source)
        return digest.hexdigest()

    def open(self, sha256: str) -> IO[bytes]:
        """Open what is too large to be read whole. Raises ``MediaError`` when it is gone."""
        try:
            return self._shelf.open(_name(sha256))
        except OSError as error:
            raise MediaError(
                f"The file {sha256[:12]} is missing from {self._shelf.place}: make it again."
            ) from error

    def remove(self, sha256: str) -> None:
        """Let go of a file that nothing names any more; whoever asks makes sure of that."""
        self._shelf.remove(_name(sha256))

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
