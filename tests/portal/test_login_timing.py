"""Can one tell by the clock whether an account is there (quality.md Q17)? A drill: clocks are no daily test.

Five hundred of each kind: of two samples of sixty that are the same, one in three seems further apart than allowed.
The second step is not asked: only who typed the right password comes there.
"""

import itertools
import time
from collections.abc import Callable

import pytest
from django.test import Client

from municipalities import post
from municipalities.models import Bucket, User
from tests import people
from tests.accounts import log_in, with_password

pytestmark = pytest.mark.drill
ROUNDS, AT_MOST = 500, 0.55
KINDS = {
    "existing": "bram.voorbeeld@voorbeeld.example",
    "unknown": "niem.voorbeeld@voorbeeld.example",
    "inactive": "carl.voorbeeld@voorbeeld.example",
    "unusable": "dina.voorbeeld@voorbeeld.example",
}


@pytest.fixture
def accounts(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "send", lambda message: None)  # mail goes beside the request
    for kind, email in KINDS.items():
        if kind != "unknown":
            user = people.make_user(email.split(".")[0].title() + " Voorbeeld", email=email)
            people.make_membership(user, "consulent", "Almelo")
            if kind != "unusable":
                with_password(user)
    User.objects.filter(email=KINDS["inactive"]).update(is_active=False)


def auc(some: list[float], others: list[float]) -> float:
    """How often one guesses right which of two took longer; a half is no better than a coin."""
    wins = sum((one > other) + (one == other) / 2 for one, other in itertools.product(some, others))
    share = wins / (len(some) * len(others))
    return max(share, 1 - share)


def measured(ask: Callable[[Client, str], object]) -> dict[str, float]:
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for nth in range(ROUNDS + 5):
        for kind in sorted(KINDS, key=lambda each: hash((each, nth))):  # another order each round
            Bucket.objects.all().delete()
            client = Client()
            began = time.perf_counter()
            ask(client, KINDS[kind])
            if nth >= 5:
                took[kind].append(time.perf_counter() - began)
    found = {kind: round(auc(took[kind], took["unknown"]), 3) for kind in KINDS if kind != "unknown"}
    print(found, {kind: f"{sorted(each)[len(each) // 2] * 1000:.1f} ms" for kind, each in took.items()})
    return found


def test_the_time_of_a_login_tells_nothing(accounts: None) -> None:
    found = measured(lambda client, email: log_in(client, email, "iets heel anders dan dat"))
    assert {kind: share for kind, share in found.items() if share > AT_MOST} == {}


def test_the_time_of_asking_for_a_link_tells_nothing(accounts: None) -> None:
    found = measured(lambda client, email: client.post("/wachtwoord/vergeten/", {"email": email}))
    assert {kind: share for kind, share in found.items() if share > AT_MOST} == {}
