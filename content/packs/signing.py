"""Ed25519 signatures over a pack's manifest, which holds the hash of everything else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from content.packs.model import PackError

_PURPOSE = b"awareness-pack-signature"  # never the bytes that lock channel secrets


@dataclass(frozen=True, slots=True)
class Signature:
    """``signer`` is the fingerprint of the key: what people compare by eye."""

    public_key: bytes
    signature: bytes

    @property
    def signer(self) -> str:
        return fingerprint(self.public_key)


def signing_key(secret: str) -> Ed25519PrivateKey:
    """Return the key an installation signs with: the same for the same secret."""
    seed = HKDF(hashes.SHA256(), 32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def sign(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the signature file of a manifest."""
    public = key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    plain = {
        "algorithm": "Ed25519",
        "public_key": public.hex(),
        "signature": key.sign(manifest).hex(),
    }
    return json.dumps(plain, indent=2).encode("ascii")


def check(manifest: bytes, signature_file: bytes) -> Signature:
    """Return who signed a manifest. Raises ``PackError`` when the signature is not of it."""
    try:
        plain = json.loads(signature_file)
        public, signature = (
            bytes.fromhex(plain["public_key"]),
            bytes.fromhex(plain["signature"]),
        )
        Ed25519PublicKey.from_public_bytes(public).verify(signature, manifest)
    except InvalidSignature:
        raise PackError(
            "manifest.json was changed after it was signed: get the pack again from its publisher."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise PackError("manifest.sig is no signature file.") from error
    return Signature(public, signature)


def fingerprint(public_key: bytes) -> str:
    """Return a key's fingerprint as people read it: groups of four."""
    digest = hashlib.sha256(public_key).hexdigest()[:32]
    return "-".join(digest[n : n + 4] for n in range(0, 32, 4))
