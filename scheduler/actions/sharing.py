"""Show pictures to platforms that fetch them, and make sure that they can."""

from __future__ import annotations

from scheduler.actions.office import Office
from scheduler.connectors.base import SendError
from scheduler.connectors.fetching import fetch
from scheduler.connectors.registry import connector_class

# The smallest JPEG there is: one grey pixel.
PROBE = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b"
    "0c1912130f141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ff"
    "c0000b080001000101011100ffc40014000100000000000000000000000000000009ffc400141001000000000000"
    "00000000000000000000ffda0008010100003f0054dfffd9"
)


def not_shared(office: Office, platform: str) -> str:
    """Return why the platform could not fetch our pictures; empty where it can or need not.

    Fetches one picture through its public address, as the platform would.
    """
    if not connector_class(platform).capabilities.needs_public_media:
        return ""
    title = connector_class(platform).title
    if office.shared is None:
        return (
            f"{title} fetches pictures by itself and needs a public address for them. "
            "Set AWARENESS_PUBLIC_BASE_URL."
        )
    address = office.shared.address(office.media.put(PROBE), "image/jpeg", now=office.now())
    try:
        fetch(address, PROBE, "image/jpeg", allow_private=office.allow_private)
    except SendError as error:
        return f"{title} could not fetch pictures from {office.shared.base_url}: {error.message}"
    return ""
