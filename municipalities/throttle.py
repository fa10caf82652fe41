"""How often somebody may try: a bucket per account and per address, in PostgreSQL, so no flush of a broker empties it.

Each try takes from a bucket that fills again by itself. Taking is one statement, so tries side by side count too. Whose
a bucket is, is hashed, and the same for an address that has an account and for one that has not.

Of an account at most ten passwords an hour are looked at: seven of strangers (three at once, then one a quarter) and
three of a device its owner logged in with before (`devices.py`). So who guesses from elsewhere does not keep the owner
out; who mistypes waits a quarter at most; and the link by mail (`accounts.py`) lets in who is on a new device while
somebody guesses. We left counting in Django's cache and allauth's limits (5 in 5 minutes lets 60 an hour pass), and
locking an account until somebody unlocks it.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from municipalities.models import Bucket


@dataclass(frozen=True)
class Limit:
    """`at_once` tries, and then one more each `refill`: in any hour at most `at_once` + one hour / `refill`."""

    name: str
    at_once: int
    refill: timedelta


STRANGERS = Limit("password", 3, timedelta(minutes=15))
KNOWN_DEVICES = Limit("password-known", 3, timedelta(hours=2))
CODES = Limit("code", 5, timedelta(minutes=15))  # the second step
LINKS = Limit("link", 3, timedelta(minutes=20))  # mails with a link to one account
ADDRESS = Limit("address", 15, timedelta(seconds=4))  # at most 30 a minute, whatever account they are for

TAKE = """
INSERT INTO municipalities_bucket AS bucket (whose, full_at)
VALUES (%(whose)s, statement_timestamp() + %(refill)s * interval '1 second')
ON CONFLICT (whose) DO UPDATE
SET full_at = greatest(bucket.full_at, statement_timestamp()) + %(refill)s * interval '1 second'
WHERE greatest(bucket.full_at, statement_timestamp()) + %(refill)s * interval '1 second'
    <= statement_timestamp() + %(whole)s * interval '1 second'
RETURNING true
"""


def take(limit: Limit, whose: str) -> bool:
    """Take one try from the bucket; False, and nothing taken, when there is none left."""
    with connection.cursor() as cursor:
        refill = limit.refill.total_seconds()
        cursor.execute(TAKE, {"whose": hashed(limit, whose), "refill": refill, "whole": refill * limit.at_once})
        return cursor.fetchone() is not None


def give_back(limit: Limit, whose: str) -> None:
    """The try was no guess: it succeeded."""
    Bucket.objects.filter(pk=hashed(limit, whose)).update(full_at=F("full_at") - limit.refill)


def fill(limit: Limit, whose: str) -> None:
    """All tries are there again."""
    Bucket.objects.filter(pk=hashed(limit, whose)).delete()


def tidy() -> int:
    """Forget the buckets that are full again; how many."""
    return Bucket.objects.filter(full_at__lt=datetime.now(UTC)).delete()[0]


def hashed(limit: Limit, whose: str) -> str:
    return salted_hmac(f"throttle.{limit.name}", whose.strip().lower(), algorithm="sha256").hexdigest()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as our own proxies say so; of IPv6 the network, which one house has whole."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    text = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def too_often() -> HttpResponse:
    """The page for who has no try left; the same for everybody."""
    wait = str(int(STRANGERS.refill.total_seconds()))
    return HttpResponse(render_to_string("429.html"), status=429, headers={"Retry-After": wait})
