"""The style sheet, the script and the icons: read once, addressed by what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    data: bytes
    mime_type: str
    version: str


@cache
def asset(name: str) -> Asset | None:
    """Return a file of ``static/`` by its plain name, or None for anything else."""
    known = {path.name: path for path in FOLDER.iterdir() if path.suffix in TYPES}
    path = known.get(name)
    if path is None:
        return None
    data = path.read_bytes()
    version = hashlib.sha256(data).hexdigest()[:10]
    return Asset(data=data, mime_type=TYPES[path.suffix], version=version)


def address(name: str) -> str:
    """Return the address of a file that changes whenever the file does."""
    found = asset(name)
    if found is None:
        raise LookupError(f"there is no static file {name}")
    return f"/static/{name}?v={found.version}"
