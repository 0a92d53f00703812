"""Is a pack what its maker put together? The first file that differs is named."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from content.packs import signing
from content.packs.archive import LARGEST_TEXT, Reader, Source, opened
from content.packs.model import MANIFEST, SCHEMA, SIGNATURE, Manifest, PackError, PackFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """``signer`` is the fingerprint of the key, empty for a pack nobody signed."""

    manifest: Manifest
    signer: str


def verify(source: Source, *, signer: str = "") -> Verified:
    """Check every byte of a pack; ``signer`` is the fingerprint it must be signed with, if any.

    Raises ``PackError`` naming the first thing that is wrong.
    """
    with opened(source) as pack:
        return verify_open(pack, signer=signer)


def verify_open(pack: Reader, *, signer: str = "") -> Verified:
    """Check every byte of a pack that is open already."""
    raw = pack.read(MANIFEST, LARGEST_TEXT)
    signed_by = ""
    if SIGNATURE in pack.names:
        signed_by = signing.check(raw, pack.read(SIGNATURE, LARGEST_TEXT)).signer
    if signer and signed_by != signer:
        who = f"signed by {signed_by}" if signed_by else "not signed"
        raise PackError(f"The pack is {who}, not by {signer}.")
    manifest = parse(raw)
    for name, file in manifest.files.items():
        data = pack.read(name)
        if len(data) != file.size or hashlib.sha256(data).hexdigest() != file.sha256:
            raise PackError(f"{name} is not what the manifest says: it was changed or damaged.")
    known = {*manifest.files, MANIFEST, SIGNATURE}
    if strange := [name for name in pack.names if name not in known]:
        raise PackError(f"{strange[0]} is in the pack but not in its manifest.")
    return Verified(manifest=manifest, signer=signed_by)


def parse(raw: bytes) -> Manifest:
    """Read a manifest. Raises ``PackError`` for one of a newer program, or none at all."""
    try:
        plain: dict[str, Any] = json.loads(raw)
        schema = plain["schema"]
        if not isinstance(schema, int) or schema > SCHEMA:
            raise PackError(
                f"The pack is of schema {schema}, this program reads up to {SCHEMA}: "
                "install a newer version of awareness-scheduler."
            )
        files = {
            str(row["name"]): PackFile(
                name=str(row["name"]), sha256=str(row["sha256"]), size=int(row["size"])
            )
            for row in plain["files"]
        }
        for part in ("title", "cards", "extraction", "formats", "platforms"):
            plain[part]  # its absence is the error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackError("manifest.json is not one of a content pack.") from error
    return Manifest(plain=plain, files=files)
