"""Secrets at rest: encrypted with the installation's key, opened only to make a connection."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken


class VaultError(Exception):
    """Secrets that this installation's key does not open."""


class Vault:
    def __init__(self, secret_key: str) -> None:
        derived = hashlib.scrypt(secret_key.encode(), salt=b"awareness-vault", n=2**14, r=8, p=1)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived[:32]))

    def lock(self, secrets: Mapping[str, str]) -> str:
        return self._fernet.encrypt(json.dumps(dict(secrets)).encode()).decode()

    def unlock(self, locked: str) -> dict[str, str]:
        """Raise ``VaultError`` when the key is not the one the secrets were locked with."""
        try:
            opened = self._fernet.decrypt(locked.encode())
        except InvalidToken as error:
            raise VaultError(
                "This channel's secrets were locked with another AWARENESS_SECRET_KEY: "
                "set that key again, or reconnect the channel."
            ) from error
        return {str(name): str(value) for name, value in json.loads(opened).items()}
