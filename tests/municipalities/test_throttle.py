"""How often somebody may try (quality.md Q16): few enough for who guesses, never too few for who it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from municipalities import throttle
from municipalities.models import Bucket, User
from tests.accounts import hashing, is_in, log_in, time_passes, with_password

MOST_AN_HOUR = 10
MOST_A_MINUTE = 30


@pytest.fixture
def bram(bram: User) -> User:
    return with_password(bram)


def guesses(client: Client, email: str, times: int, start: int = 0) -> int:
    """How many guesses were looked at."""
    with hashing() as hashed:
        for nth in range(times):
            log_in(client, email, f"gok nummer {start + nth} van vandaag")
    return len(hashed)


def taken(limit: throttle.Limit, whose: str, times: int) -> int:
    return sum(throttle.take(limit, whose) for _ in range(times))


# Of one account


def test_of_ten_thousand_guesses_in_an_hour_ten_are_looked_at_at_most(db: None) -> None:
    """An hour long each minute until no more is given, from elsewhere and from a device that is known: who is refused
    and goes on asking in that minute is refused again."""
    passed = taken(throttle.STRANGERS, "bram", 1000)
    assert passed == throttle.STRANGERS.at_once
    for _ in range(60):
        passed += taken(throttle.STRANGERS, "bram", 4) + taken(throttle.KNOWN_DEVICES, "bram", 4)
        time_passes(minutes=1)
    assert passed <= MOST_AN_HOUR


def test_who_guesses_too_often_reads_so_and_nothing_is_hashed(client: Client, bram: User) -> None:
    assert guesses(client, bram.email, 12) == throttle.STRANGERS.at_once
    refused = log_in(client, bram.email)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "900"
    page = refused.content.decode()
    assert "U probeert het te vaak" in page
    assert "Wacht een kwartier" in page


def test_a_hundred_addresses_get_no_more_than_one(bram: User) -> None:
    passed = 0
    for nth in range(100):
        with hashing() as hashed:
            log_in(Client(REMOTE_ADDR=f"203.0.113.{nth}"), bram.email, "een gok van een ander")
        passed += len(hashed)
    assert passed == throttle.STRANGERS.at_once


def test_capitals_and_spaces_make_no_other_account(client: Client, bram: User) -> None:
    spellings = [bram.email, bram.email.upper(), f" {bram.email} ", bram.email.title()]
    assert sum(guesses(client, each, 2) for each in spellings) == throttle.STRANGERS.at_once


# Its owner


def test_bram_comes_in_on_his_own_device_while_somebody_guesses(client: Client, bram: User) -> None:
    log_in(client, bram.email)
    client.post("/uitloggen/")
    guesses(Client(REMOTE_ADDR="203.0.113.9"), bram.email, 40)
    assert log_in(Client(), bram.email).status_code == 429
    assert log_in(client, bram.email).status_code == 302
    assert is_in(client)


def test_who_mistypes_waits_a_quarter_at_most(client: Client, bram: User) -> None:
    log_in(client, bram.email)
    client.post("/uitloggen/")
    assert guesses(client, bram.email, 20) == throttle.KNOWN_DEVICES.at_once + throttle.STRANGERS.at_once
    assert log_in(client, bram.email).status_code == 429
    time_passes(minutes=15)
    assert log_in(client, bram.email).status_code == 302


def test_on_a_new_device_bram_waits_a_quarter_after_the_guessing(client: Client, bram: User) -> None:
    guesses(Client(REMOTE_ADDR="203.0.113.9"), bram.email, 40)
    time_passes(minutes=15)
    assert log_in(client, bram.email).status_code == 302


def test_coming_in_costs_no_try(client: Client, bram: User) -> None:
    for _ in range(30):
        assert log_in(client, bram.email).status_code == 302
        client.post("/uitloggen/")


def test_the_cookie_of_a_device_is_nobody_elses_and_cannot_be_made(client: Client, bram: User, carla: User) -> None:
    log_in(client, bram.email)
    cookie = client.cookies["portal_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert bram.email not in cookie.value
    client.post("/uitloggen/")
    with_password(carla)
    guesses(Client(), carla.email, 5)
    assert log_in(client, carla.email).status_code == 429
    forged = Client()
    forged.cookies["portal_device"] = cookie.value[:-2] + "xx"
    guesses(Client(), bram.email, 5)
    assert log_in(forged, bram.email).status_code == 429


# Of one address


def test_spraying_is_slowed_to_thirty_a_minute(db: None) -> None:
    """A minute long, each second more than is given."""
    passed = 0
    for _ in range(60):
        passed += taken(throttle.ADDRESS, "203.0.113.7", 18)
        time_passes(seconds=1)
    assert passed <= MOST_A_MINUTE


def test_an_address_is_slowed_whatever_account_it_tries(client: Client, db: None) -> None:
    with hashing() as hashed:
        for nth in range(40):
            log_in(client, f"wie.{nth}@voorbeeld.example", "altijd hetzelfde")
    assert throttle.ADDRESS.at_once <= len(hashed) <= MOST_A_MINUTE


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "192.0.2.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.66, 198.51.100.1", "198.51.100.1"),
        (2, "198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "geen adres", "geen adres"),
    ],
)
def test_where_a_request_comes_from_is_for_our_own_proxies_to_say(
    rf: object, settings: object, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="192.0.2.1")  # type: ignore[attr-defined]
    assert throttle.address_of(request) == address


# How it is kept


def test_an_empty_broker_and_an_empty_cache_give_nobody_another_try(client: Client, bram: User) -> None:
    guesses(client, bram.email, 5)
    redis.from_url(settings.REDIS_URL).flushdb()
    cache.clear()
    assert guesses(client, bram.email, 5) == 0


def test_a_bucket_says_of_nobody_whose_it_is(client: Client, bram: User) -> None:
    guesses(client, bram.email, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(bucket::text, ' ') FROM municipalities_bucket bucket")
        kept = cursor.fetchone()[0]
    assert len(kept) > 64
    assert "bram" not in kept.lower()
    assert "127.0.0.1" not in kept


def test_tries_side_by_side_all_count(committed: None) -> None:
    """A hundred at once, each on a connection of its own."""

    def one(nth: int) -> bool:
        try:
            return throttle.take(throttle.STRANGERS, "bram")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(one, range(100))) == throttle.STRANGERS.at_once


def test_full_buckets_are_forgotten(db: None) -> None:
    throttle.take(throttle.STRANGERS, "bram")
    throttle.take(throttle.KNOWN_DEVICES, "bram")
    time_passes(minutes=20)
    assert throttle.tidy() == 1
    assert Bucket.objects.count() == 1


def test_the_sum_of_the_shares_is_ten_an_hour() -> None:
    an_hour = timedelta(hours=1)
    shares = (throttle.STRANGERS, throttle.KNOWN_DEVICES)
    assert sum(each.at_once + an_hour // each.refill for each in shares) <= MOST_AN_HOUR
    assert throttle.STRANGERS.refill <= timedelta(minutes=15)
    assert throttle.ADDRESS.at_once + timedelta(minutes=1) // throttle.ADDRESS.refill <= MOST_A_MINUTE
