"""Bram lost his phone: Gerda asks for a new second step, another allows it, and only then the old one is gone."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from municipalities.logs import AuditEntry
from municipalities.models import SecondFactorReset, User, today
from tests import people


def factor(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


@pytest.fixture
def gijs(db: None) -> User:
    """Administrator, like Gerda."""
    user = people.make_user("Gijs Voorbeeld")
    people.make_membership(user, "administrator")
    return user


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(by: User, user: User) -> str:
    return as_(by).post(f"/beheer/accounts/{user.key}/tweede-stap/", follow=True).content.decode()


def allow(by: User, reset: SecondFactorReset) -> str:
    return as_(by).post(f"/beheer/tweede-stap/{reset.key}/toestaan/", follow=True).content.decode()


@pytest.fixture
def asked(gerda: User, bram: User) -> SecondFactorReset:
    factor(bram)
    ask(gerda, bram)
    return SecondFactorReset.objects.get()


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


@pytest.mark.parametrize("second", ["gijs", "hans"])
def test_a_second_person_allows_it_and_bram_is_out_everywhere(
    asked: SecondFactorReset, bram: User, request: pytest.FixtureRequest, second: str
) -> None:
    other, phone = request.getfixturevalue(second), as_(bram)
    assert "Bram Voorbeeld" in as_(other).get("/beheer/rollen/").content.decode()
    mail.outbox.clear()
    assert "De tweede stap van Bram Voorbeeld is gewist." in allow(other, asked)
    assert not has_factor(bram)
    assert phone.get("/")["Location"].startswith("/inloggen/")
    asked.refresh_from_db()
    assert (asked.allowed_by, asked.allowed_on, asked.recorded_by) == (other, today(), str(other.key))
    lines = AuditEntry.objects.filter(act="account_changed", account=bram.key, detail__startswith="nieuwe").order_by(
        "id"
    )
    assert [line.detail for line in lines] == ["nieuwe tweede stap gevraagd", "nieuwe tweede stap toegestaan"]


def test_who_asked_does_not_allow(asked: SecondFactorReset, gerda: User, bram: User) -> None:
    page = as_(gerda).get("/beheer/rollen/").content.decode()
    assert "wacht op een ander" in page
    assert "Een tweede persoon staat dit toe" in allow(gerda, asked)
    assert has_factor(bram)


def test_the_owner_neither_asks_nor_allows(gerda: User, gijs: User) -> None:
    factor(gerda)
    assert "Voor uzelf vraagt een andere beheerder dit aan." in ask(gerda, gerda)
    ask(gijs, gerda)
    assert "Een tweede persoon staat dit toe" in allow(gerda, SecondFactorReset.objects.get())
    assert has_factor(gerda)


def test_a_second_time_changes_nothing(asked: SecondFactorReset, gijs: User, hans: User, bram: User) -> None:
    allow(gijs, asked)
    factor(bram)
    assert "Dit is al toegestaan." in allow(hans, asked)
    assert has_factor(bram)


def test_it_is_asked_once_and_only_for_who_has_one(
    asked: SecondFactorReset, gijs: User, bram: User, daan: User
) -> None:
    assert "Dit is al gevraagd." in ask(gijs, bram)
    assert "Dit account heeft geen tweede stap." in ask(gijs, daan)
    assert SecondFactorReset.objects.count() == 1


def test_bram_and_a_controller_may_not(asked: SecondFactorReset, bram: User, ellen: User) -> None:
    for user in (bram, ellen):
        assert as_(user).post(f"/beheer/tweede-stap/{asked.key}/toestaan/").status_code == 403
    assert "Nieuwe tweede stap" not in as_(ellen).get("/beheer/rollen/").content.decode()
    assert has_factor(bram)


def test_the_database_knows_it_takes_two_others(asked: SecondFactorReset, gerda: User, bram: User) -> None:
    for user in (gerda, bram):
        with pytest.raises(IntegrityError, match="takes_two_others"), transaction.atomic(), people.signing(user):
            SecondFactorReset.objects.update(allowed_by=user, allowed_on=today())


def test_the_list_shows_who_has_a_second_step(asked: SecondFactorReset, gerda: User) -> None:
    page = as_(gerda).get("/beheer/?q=bram").content.decode()
    assert 'data-l="tweede stap">ja<' in page
    assert 'data-l="tweede stap">nee<' in as_(gerda).get("/beheer/?q=gerda").content.decode()
