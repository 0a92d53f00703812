"""Picture bytes in a folder, each under the SHA-256 of what it holds."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class MediaError(Exception):
    """A picture that is missing or no longer what it was."""


class MediaStore:
    """Files are written whole or not at all, and checked each time they are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its SHA-256. Returns only when it is safe on disk."""
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if path.exists() and path.stat().st_size == len(data):
            return name
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
        return name

    def get(self, sha256: str) -> bytes:
        """Return the bytes. Raises ``MediaError`` when they are gone or were altered."""
        path = self._path(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise MediaError(
                f"The picture {sha256[:12]} is missing from {path.parent}: render the post again."
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise MediaError(
                f"The picture {sha256[:12]} in {path.parent} was altered: render the post again."
            )
        return data

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
