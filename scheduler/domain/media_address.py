"""Addresses under which platforms fetch pictures: signed, unguessable, good for a while.

An address says itself which picture it shows, as what, and until when; nothing is stored for it,
and only who knows the installation's key can make one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PATH = "/shared"
LIFE = timedelta(hours=26)  # containers of Instagram and Threads live a day
_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_SHA256_BYTES, _TIME_BYTES = 32, 5
_SIGNED_BYTES = 1 + _TIME_BYTES + _SHA256_BYTES


class MediaAddressError(ValueError):
    """An address that we did not make, or whose time is over (``expired``)."""

    def __init__(self, message: str, *, expired: bool = False) -> None:
        super().__init__(message)
        self.expired = expired


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPicture:
    sha256: str
    mime_type: str
    until: datetime


class MediaAddresses:
    """Makes and reads addresses under ``base_url``; ``secret`` is the installation's key."""

    def __init__(self, base_url: str, secret: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._key = hashlib.sha256(b"awareness shared pictures\0" + secret.encode()).digest()

    def address(self, sha256: str, mime_type: str, *, now: datetime) -> str:
        """Return an address that works from ``now`` for LIFE, the same within each hour."""
        until = int((now + LIFE).timestamp()) // 3600 * 3600
        told = (
            bytes([_TYPES.index(mime_type)])
            + until.to_bytes(_TIME_BYTES, "big")
            + bytes.fromhex(sha256)
        )
        token = base64.urlsafe_b64encode(told + self._signature(told)).decode().rstrip("=")
        return f"{self.base_url}{PATH}/{token}.{mime_type.rpartition('/')[2]}"

    def read(self, name: str, *, now: datetime) -> SharedPicture:
        """Return what the last part of an address stands for, or raise ``MediaAddressError``."""
        token = name.partition(".")[0]
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise MediaAddressError("This is no address of a picture.") from None
        told, signature = raw[:_SIGNED_BYTES], raw[_SIGNED_BYTES:]
        if not hmac.compare_digest(signature, self._signature(told)):
            raise MediaAddressError("This is no address of a picture.")
        until = datetime.fromtimestamp(int.from_bytes(told[1 : 1 + _TIME_BYTES], "big"), UTC)
        if now >= until:
            raise MediaAddressError("The time of this address is over.", expired=True)
        return SharedPicture(
            sha256=told[1 + _TIME_BYTES :].hex(), mime_type=_TYPES[told[0]], until=until
        )

    def _signature(self, told: bytes) -> bytes:
        return hmac.new(self._key, told, hashlib.sha256).digest()
