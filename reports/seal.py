"""The installation's own signature under what it gives out: which key, and whether a signature is of that key.

Ed25519: the key is 32 bytes, the same text always gets the same signature (so a file made again has the same bytes),
and whoever has the public key can check it without us. The secret key follows from PORTAL_SIGNING_KEY, as the other
keys follow from their settings; nothing about it is in the database, so that who owns the database cannot sign.
"""

import functools
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_KEY, _SIGNATURE = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{128}")


def public_key() -> str:
    """The key to check our signatures with: 64 hex digits. It is no secret."""
    return _public(settings.SIGNING_KEY)


def sign(message: bytes) -> str:
    """Our signature under `message`: 128 hex digits, the same each time."""
    return _private(settings.SIGNING_KEY).sign(message).hex()


def holds(message: bytes, signature: str, key: str) -> bool:
    """Whether `signature` was made under `message` with the key whose public half is `key`; both in small hex."""
    if not _KEY.fullmatch(key) or not _SIGNATURE.fullmatch(signature):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def own_keys() -> list[str]:
    """The public keys this installation signs with, or signed with before (PORTAL_SIGNING_KEYS_BEFORE)."""
    return [public_key(), *settings.SIGNING_KEYS_BEFORE]


def is_for_demo(key: str) -> bool:
    """Whether this is the key of every demo: everybody can sign with it."""
    return key == _public(settings.DEFAULT_KEY)


@functools.cache
def _private(secret: str) -> Ed25519PrivateKey:
    seed = HKDF(hashes.SHA256(), 32, salt=None, info=b"reports.seal").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


@functools.cache
def _public(secret: str) -> str:
    return _private(secret).public_key().public_bytes_raw().hex()
