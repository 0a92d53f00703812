"""Show pictures to platforms that fetch them, and make sure that they can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.actions.office import Office
from scheduler.connectors.base import SendError
from scheduler.connectors.fetching import fetch
from scheduler.connectors.registry import connector_class
from scheduler.store.channels import Channel

# The smallest JPEG there is: one grey pixel.
PROBE = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b"
    "0c1912130f141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ff"
    "c0000b080001000101011100ffc40014000100000000000000000000000000000009ffc400141001000000000000"
    "00000000000000000000ffda0008010100003f0054dfffd9"
)


def cannot_fetch(office: Office, channels: Sequence[Channel]) -> Iterator[str]:
    """Say for which channels no picture could be fetched, while there is time to mend that.

    Looks at the settings only; ``not_shared`` tries it out.
    """
    for channel in channels:
        needs = connector_class(channel.platform).capabilities.needs_public_media
        if needs and office.shared is None:
            yield f"{channel.name}: {_missing(channel.platform)}"


def not_shared(office: Office, platform: str) -> str:
    """Return why the platform could not fetch our pictures; empty where it can or need not.

    Fetches one picture through its public address, as the platform would.
    """
    if not connector_class(platform).capabilities.needs_public_media:
        return ""
    if office.shared is None:
        return _missing(platform)
    title = connector_class(platform).title
    address = office.shared.address(office.media.put(PROBE), "image/jpeg", now=office.now())
    try:
        fetch(address, PROBE, "image/jpeg", allow_private=office.allow_private)
    except SendError as error:
        return f"{title} could not fetch pictures from {office.shared.base_url}: {error.message}"
    return ""


def _missing(platform: str) -> str:
    return (
        f"{connector_class(platform).title} fetches pictures by itself and needs a public address "
        "for them. Set AWARENESS_PUBLIC_BASE_URL."
    )
