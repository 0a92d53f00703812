"""Picture bytes, each under the SHA-256 of what it holds: in a folder, or on a shared store."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

_AT_ONCE = 1 << 20  # bytes of a large file in memory


class MediaError(Exception):
    """A picture that is missing or no longer what it was, or a place that cannot be used."""


class MediaPlaceError(MediaError):
    """The place cannot be used now, for any picture: full, out of reach, or closed to us."""


_MISSING = (FileNotFoundError, NotADirectoryError)
# Where a file is stored by its whole name: there are no folders, and a bucket is not ours to make.
_BUCKETS = {"s3", "s3a", "gs", "gcs", "az", "abfs"}
_KEYS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to keys that may read and write there"


class Shelf(Protocol):
    """Where bytes lie by name. What is not there raises ``FileNotFoundError``."""

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
        protocols = (files.protocol,) if isinstance(files.protocol, str) else files.protocol
        self._has_folders = _BUCKETS.isdisjoint(protocols)
        self.place = url

    def read(self, name: str) -> bytes:
        data: bytes = self._files.cat_file(f"{self._path}/{name}")
        return data

    def size(self, name: str) -> int:
        return int(self._files.size(f"{self._path}/{name}"))

    def write(self, name: str, data: bytes) -> None:
        self._files.pipe_file(self._path_for(name), data)

    def open(self, name: str) -> IO[bytes]:
        file: IO[bytes] = self._files.open(f"{self._path}/{name}", "rb")
        return file

    def write_from(self, name: str, source: IO[bytes]) -> None:
        with self._files.open(self._path_for(name), "wb") as file:
            shutil.copyfileobj(source, file, _AT_ONCE)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._files.rm_file(f"{self._path}/{name}")

    def _path_for(self, name: str) -> str:
        path = f"{self._path}/{name}"
        if self._has_folders:
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        return path


class MediaStore:
    """Bytes are checked each time they are read.

    Every function raises ``MediaPlaceError`` where the place cannot be used now.
    """

    def __init__(self, shelf: Path | Shelf) -> None:
        self._shelf: Shelf = Folder(shelf) if isinstance(shelf, Path) else shelf

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its SHA-256. Returns only when it is safely stored."""
        sha256 = hashlib.sha256(data).hexdigest()
        name = _name(sha256)
        with self._used("kept"):
            if not self._holds(name, len(data)):
                self._shelf.write(name, data)
        return sha256

    def put_file(self, source: IO[bytes]) -> str:
        """Keep what a file holds, however large, and return its SHA-256."""
        digest = hashlib.sha256()
        while part := source.read(_AT_ONCE):
            digest.update(part)
        source.seek(0)
        with self._used("kept"):
            self._shelf.write_from(_name(digest.hexdigest()), source)
        return digest.hexdigest()

    def open(self, sha256: str) -> IO[bytes]:
        """Open what is too large to be read whole. Raises ``MediaError`` when it is gone."""
        try:
            with self._used("read"):
                return self._shelf.open(_name(sha256))
        except _MISSING as error:
            raise MediaError(
                f"The file {sha256[:12]} is missing from {self._shelf.place}: make it again."
            ) from error

    def remove(self, sha256: str) -> None:
        """Let go of a file that nothing names any more; whoever asks makes sure of that."""
        with self._used("removed"):
            self._shelf.remove(_name(sha256))

    def get(self, sha256: str) -> bytes:
        """Return the bytes. Raises ``MediaError`` when they are gone or were altered."""
        try:
            with self._used("read"):
                data = self._shelf.read(_name(sha256))
        except _MISSING as error:
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

    def _holds(self, name: str, size: int) -> bool:
        try:
            return self._shelf.size(name) == size
        except _MISSING:
            return False

    @contextmanager
    def _used(self, to_be: str) -> Iterator[None]:
        try:
            yield
        except _MISSING as error:
            if to_be == "read":
                raise
            raise MediaPlaceError(self._cannot(to_be, error)) from error
        except _troubles() as error:
            raise MediaPlaceError(self._cannot(to_be, error)) from error

    def _cannot(self, to_be: str, error: BaseException) -> str:
        why = " ".join((getattr(error, "strerror", None) or str(error)).split()).rstrip(".")
        if "://" in self._shelf.place and isinstance(error, PermissionError):
            why = f"access is refused ({why}); {_KEYS}"
        elif "credentials" in why:
            why = f"{why}; {_KEYS}"
        return f"Pictures cannot be {to_be} in {self._shelf.place}: {why}."


def _troubles() -> tuple[type[Exception], ...]:
    """Name what a place that cannot be used raises. What was not loaded cannot have raised."""
    boto = sys.modules.get("botocore.exceptions")
    return (OSError,) if boto is None else (OSError, boto.BotoCoreError)


def open_media(url: str) -> MediaStore:
    """Open a folder, or an address with a scheme such as ``s3://``. Raises ``MediaError``."""
    if url.startswith("file://") or "://" not in url:
        return MediaStore(Path(url.removeprefix("file://")))
    return MediaStore(Remote(url))


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
