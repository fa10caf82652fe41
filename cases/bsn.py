"""The burgerservicenummer: checked, encrypted, looked up by keyed hash (Wsw art. 15(5); Wabb).

The number is stored only as ciphertext. Looking up goes by HMAC, so the database can find it without being able to read
it. Encrypted here and not by pgcrypto: the embedded PostgreSQL has none, and so the key never reaches the database.
"""

import base64
import functools
import hashlib
import hmac
import re

from cryptography.fernet import Fernet
from django.conf import settings

NOT_VALID = "Dit is geen geldig burgerservicenummer. Controleer de negen cijfers."
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_valid(number: str) -> bool:
    """The 11-test (R69): nine digits, not all zero, weighted sum divisible by eleven."""
    if not re.fullmatch(r"[0-9]{9}", number) or number == "000000000":
        return False
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=True)) % 11 == 0


def encrypt(number: str) -> bytes:
    return _fernet(settings.BSN_KEY).encrypt(number.encode())


def decrypt(ciphertext: bytes | memoryview) -> str:
    return _fernet(settings.BSN_KEY).decrypt(bytes(ciphertext)).decode()


def lookup_hash(number: str) -> str:
    """64 hex digits; the same number gives the same hash under the same key."""
    return hmac.new(_derive(settings.BSN_KEY, "lookup"), number.encode(), hashlib.sha256).hexdigest()


@functools.cache
def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive(key, "encrypt")))


@functools.cache
def _derive(key: str, purpose: str) -> bytes:
    return hashlib.sha256(f"soweco-portal {purpose} {key}".encode()).digest()
