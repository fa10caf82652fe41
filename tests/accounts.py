"""Logging in as people do, for the tests of accounts: a password, a code of an app, and the passing of time."""

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from municipalities.models import Bucket, User

PASSWORD = "verzonnen zin van deze test"
SECRET = base64.b32encode(b"fictief geheim van test!").decode()


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def with_app(user: User) -> User:
    """An app with codes, and recovery codes as they come with it."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def recovery_codes(user: User) -> list[str]:
    return RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()


def code(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows, `steps` half minutes from now (RFC 6238)."""
    counter = (int(time.time()) // 30 + steps).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def log_in(client: Client, email: str, password: str = PASSWORD, to: str = "", **how: str) -> HttpResponse:
    return client.post(f"/inloggen/{to}", {"login": email, "password": password}, **how)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def time_passes(**how: float) -> None:
    """For who may try again: as if it were so much later."""
    Bucket.objects.update(full_at=F("full_at") - timedelta(**how))


def sessions_age(client: Client, name: str, **how: float) -> None:
    """As if what `name` says in the session was so much longer ago."""
    session = client.session
    session[name] -= timedelta(**how).total_seconds()
    session.save()


@contextmanager
def hashing() -> Iterator[list[str]]:
    """The passwords that were put through the hash: the work an answer can be told by."""
    hashed: list[str] = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify

    def encoding(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    def verifying(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        hashed.append(password)
        return verify(self, password, encoded)

    with (
        mock.patch.object(Argon2PasswordHasher, "encode", encoding),
        mock.patch.object(Argon2PasswordHasher, "verify", verifying),
    ):
        yield hashed
