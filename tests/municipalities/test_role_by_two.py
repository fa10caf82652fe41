"""A role is given by two: one administrator asks, another or the privacy officer confirms. Until then it is not there.

Else one administrator makes a second account with a mailbox of their own, and reads the dossiers with it.
"""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from cases.models import WswEmployee
from municipalities.actions import NotAllowed, memberships
from municipalities.logs import AuditEntry
from municipalities.models import Membership, RoleRequest, User, today
from tests import people
from tests.cases.destroying import asking_as

TODAY = today()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def nora(db: None) -> User:
    return people.make_user("Nora Voorbeeld")


@pytest.fixture
def gijs(db: None) -> User:
    """A second administrator."""
    user = people.make_user("Gijs Voorbeeld")
    people.make_membership(user, "administrator")
    return user


@pytest.fixture
def asked(gerda: User, nora: User, truus: WswEmployee) -> RoleRequest:
    """Gerda asks that Nora becomes consulent of Almelo, where Truus lives."""
    values = {"role": "consulent", "municipality": people.municipality("Almelo").pk, "starts_on": TODAY.isoformat()}
    answer = as_(gerda).post(f"/beheer/accounts/{nora.key}/rollen/nieuw/", values | {"reason": "vervangt Bram"})
    assert answer.status_code == 302
    return RoleRequest.objects.get()


def grant(by: User, asked: RoleRequest, **data: str) -> int:
    return as_(by).post(f"/beheer/rollen/{asked.key}/bevestigen/", data).status_code


def sees(user: User) -> list[int]:
    """Whom the database shows to who asks as this user, whatever the code would do."""
    with asking_as(user), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_wswemployee")
        return [found for (found,) in cursor.fetchall()]


def test_what_one_asked_opens_nothing(asked: RoleRequest, nora: User) -> None:
    assert not Membership.objects.filter(user=nora).exists()
    assert as_(nora).get("/medewerkers/").status_code == 403
    assert sees(nora) == []


@pytest.mark.parametrize("second", ["gijs", "hans"])
def test_a_second_administrator_or_the_privacy_officer_confirms(
    asked: RoleRequest, nora: User, truus: WswEmployee, request: pytest.FixtureRequest, second: str
) -> None:
    by = request.getfixturevalue(second)
    page = as_(by).get("/beheer/rollen/").content.decode()
    for words in ("Nora Voorbeeld", "gevraagd door Gerda Voorbeeld", "vervangt Bram", "nora.voorbeeld@", "Bevestigen"):
        assert words in page
    assert grant(by, asked) == 302
    assert sees(nora) == [truus.pk]
    asked.refresh_from_db()
    assert (asked.confirmed_by, asked.confirmed_on) == (by, TODAY)


def test_gerda_sees_it_wait_and_has_no_button(asked: RoleRequest, gerda: User, gijs: User) -> None:
    for url in ("/beheer/", "/beheer/rollen/"):
        page = as_(gerda).get(url).content.decode()
        assert "wacht op een ander" in page
        assert "/bevestigen/" not in page
    assert "/bevestigen/" in as_(gijs).get("/beheer/").content.decode()


def test_who_asked_does_not_confirm_nor_who_gets_it(asked: RoleRequest, gerda: User, nora: User) -> None:
    grant(gerda, asked)
    people.make_membership(nora, "administrator")
    grant(nora, asked)
    assert not Membership.objects.filter(user=nora, role="consulent").exists()


def test_bram_ellen_and_anouk_confirm_nothing(asked: RoleRequest, bram: User, ellen: User, anouk: User) -> None:
    assert [grant(by, asked) for by in (bram, ellen, anouk)] == [403, 403, 403]


def test_it_is_confirmed_once(asked: RoleRequest, hans: User, gijs: User, nora: User) -> None:
    grant(hans, asked)
    grant(gijs, asked)
    assert Membership.objects.filter(user=nora).count() == 1
    with asking_as(gijs), pytest.raises(NotAllowed, match="al bevestigd"):
        memberships.refuse(asked=asked)


def test_what_is_refused_is_gone_and_kept_in_history(asked: RoleRequest, hans: User, nora: User) -> None:
    grant(hans, asked, weiger="ja")
    assert not RoleRequest.objects.exists()
    assert not Membership.objects.filter(user=nora).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, operation, changed_by FROM municipalities_rolerequest_history")
        assert cursor.fetchall() == [("vervangt Bram", "DELETE", str(hans.key))]


def test_it_begins_no_sooner_than_it_is_confirmed(gerda: User, hans: User, nora: User) -> None:
    early, past = TODAY - timedelta(days=9), TODAY - timedelta(days=1)
    with people.signing(gerda):
        late = RoleRequest.objects.create(user=nora, role="jobcoach", starts_on=early, reason="x", asked_by=gerda)
        over = RoleRequest.objects.create(
            user=nora, role="administrator", starts_on=early, ends_on=past, reason="x", asked_by=gerda
        )
    grant(hans, late)
    grant(hans, over)
    assert [(each.role, each.starts_on) for each in Membership.objects.filter(user=nora)] == [("jobcoach", TODAY)]


def test_a_role_is_asked_once(asked: RoleRequest, gerda: User, nora: User) -> None:
    with asking_as(gerda), pytest.raises(NotAllowed, match="al gevraagd"):
        memberships.ask(
            user=nora, by=gerda, role="consulent", municipality=people.municipality("Almelo"), organisation=None,
            starts_on=TODAY, reason="nog eens",
        )  # fmt: skip


# By hand, as the portal's own role

GIVE = (
    "INSERT INTO municipalities_membership (user_id, role, municipality_id, starts_on)"
    " VALUES (%(nora)s, 'consulent', %(almelo)s, now())"
)
BY_HAND = [
    ("gerda", GIVE, "geven twee mensen"),
    ("gerda", "UPDATE municipalities_rolerequest SET confirmed_by_id = %(gerda)s, confirmed_on = now()", "two_others"),
    ("gerda", "UPDATE municipalities_rolerequest SET confirmed_by_id = %(hans)s, confirmed_on = now()", "eigen naam"),
    ("hans", "UPDATE municipalities_rolerequest SET role = 'controller'", "verandert niet"),
    ("hans", GIVE, "geven twee mensen"),
    ("gerda", "UPDATE municipalities_membership SET user_id = %(nora)s WHERE user_id = %(bram)s", "niet anders"),
    ("gerda", "UPDATE municipalities_membership SET role = 'controller' WHERE user_id = %(gerda)s", "niet anders"),
    ("gerda", "UPDATE municipalities_membership SET ends_on = NULL WHERE user_id = %(olga)s", "niet langer"),
    ("bram", "UPDATE municipalities_membership SET ends_on = now() WHERE user_id = %(hans)s", "functioneel beheerder"),
]


@pytest.mark.parametrize(("who", "sql", "why"), BY_HAND)
def test_the_database_gives_no_role_to_one(
    asked: RoleRequest, gerda: User, hans: User, bram: User, nora: User, who: str, sql: str, why: str
) -> None:
    olga = people.make_user("Olga Voorbeeld")
    people.make_membership(olga, "consulent", "Almelo", ends_on=TODAY - timedelta(days=1))
    users: dict[str, Any] = {"gerda": gerda, "hans": hans, "bram": bram, "nora": nora, "olga": olga}
    ids = {name: user.pk for name, user in users.items()} | {"almelo": people.municipality("Almelo").pk}
    with (
        pytest.raises(DatabaseError, match=why),
        transaction.atomic(),
        asking_as(users[who]),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, ids)


# Where there are not two yet


def test_who_keeps_the_server_gives_the_first_role(db: None) -> None:
    with pytest.raises(CommandError, match="Er is geen account"):
        call_command("give_role", "eerste@voorbeeld.example", "administrator")
    call_command("give_role", "Eerste@voorbeeld.example", "administrator", name="Eva Voorbeeld", stdout=StringIO())
    eva = User.objects.get(email="eerste@voorbeeld.example")
    assert as_(eva).get("/beheer/").status_code == 200
    assert AuditEntry.objects.filter(account=eva.key, act="membership_changed", asker="give_role").count() == 1
    with pytest.raises(CommandError, match="heeft deze rol al"):
        call_command("give_role", eva.email, "administrator")


def test_it_gives_no_role_with_dossiers(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("give_role", "eerste@voorbeeld.example", "consulent", name="Eva Voorbeeld")
