"""Gerda manages accounts: somebody comes, gets a role, loses it, goes; and what happens is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases.models import Caseload, WswEmployee
from municipalities.actions import NotAllowed, memberships, users
from municipalities.models import Membership, User, today
from municipalities.tasks import close_idle_accounts
from tests import people
from tests.asking import TESTS

YESTERDAY, TODAY, TOMORROW = (today() + timedelta(days=days) for days in (-1, 0, 1))


@pytest.fixture
def as_gerda(client: Client, gerda: User) -> Client:
    client.force_login(gerda)
    return client


def url_of(user: User, more: str = "") -> str:
    return f"/beheer/accounts/{user.key}/{more}"


def history(user: User) -> list[tuple[str, str, bool, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, password, is_active, changed_by FROM municipalities_user_history WHERE id = %s"
            " ORDER BY recorded_until",
            [user.pk],
        )
        return cursor.fetchall()


def role(**changes: Any) -> dict[str, Any]:
    almelo = people.municipality("Almelo").pk
    return {
        "role": "consulent",
        "municipality": almelo,
        "starts_on": TODAY.isoformat(),
        "reason": "nieuw in dienst",
    } | changes


# Coming


def granted(user: User, by: User) -> None:
    """A second person confirms the role that waits for `user`."""
    second = Client()
    second.force_login(by)
    second.post(f"/beheer/rollen/{user.role_requests.get(confirmed_on=None).key}/bevestigen/")


def test_gerda_adds_somebody_who_is_invited_and_gets_a_role(
    as_gerda: Client, hans: User, truus: WswEmployee, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = as_gerda.post("/beheer/accounts/nieuw/", {"name": "Nora Voorbeeld", "email": " Nora@Voorbeeld.example"})
    nora = User.objects.get(email="nora@voorbeeld.example")
    assert made["Location"] == url_of(nora, "rollen/nieuw/")
    assert not nora.has_usable_password()
    assert [message.to for message in mail.outbox] == [["nora@voorbeeld.example"]]
    assert as_gerda.post(made["Location"], role())["Location"] == url_of(nora)
    granted(nora, hans)
    assert set(WswEmployee.objects.visible_to(nora.memberships.get())) == {truus}


def test_the_address_of_another_is_refused_at_the_field(as_gerda: Client, bram: User) -> None:
    answer = as_gerda.post("/beheer/accounts/nieuw/", {"name": "Bram Twee", "email": bram.email.upper()})
    assert answer.status_code == 422
    assert "Er is al een account met dit e-mailadres." in answer.content.decode()
    assert User.objects.filter(name="Bram Twee").count() == 0


REFUSED = [
    ({"role": ""}, "Kies een rol."),
    ({"role": "burgemeester"}, "Kies een rol uit de lijst."),
    ({"municipality": ""}, "Bij deze rol hoort een gemeente."),
    ({"role": "jobcoach"}, "Bij deze rol hoort geen gemeente."),
    ({"starts_on": YESTERDAY.isoformat()}, "Een rol begint vandaag of later."),
    ({"starts_on": "gisteren"}, "Dit is geen datum."),
    ({"starts_on": TOMORROW.isoformat(), "ends_on": TODAY.isoformat()}, "De laatste dag ligt voor de eerste."),
    ({"municipality": "999999"}, "Kies een gemeente uit de lijst."),
    ({"organisation": "x"}, "Kies een organisatie uit de lijst."),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_a_role_that_cannot_be_is_refused_in_words(
    as_gerda: Client, daan: User, changes: dict[str, str], words: str
) -> None:
    answer = as_gerda.post(url_of(daan, "rollen/nieuw/"), role(**changes))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert daan.memberships.count() == 1


def test_gerda_gives_herself_no_role_with_dossiers(as_gerda: Client, gerda: User) -> None:
    page = as_gerda.post(url_of(gerda, "rollen/nieuw/"), role())
    assert page.status_code == 422
    assert "Uw eigen rol vraagt een andere beheerder aan." in page.content.decode()
    assert [each.role for each in gerda.memberships.all()] == ["administrator"]


def test_a_municipality_that_does_not_take_part_gives_no_role(as_gerda: Client, daan: User) -> None:
    elsewhere = people.municipality("Enschede").pk
    assert as_gerda.post(url_of(daan, "rollen/nieuw/"), role(municipality=elsewhere)).status_code == 422


def test_a_role_somebody_has_is_not_given_twice(as_gerda: Client, bram: User) -> None:
    answer = as_gerda.post(url_of(bram, "rollen/nieuw/"), role())
    assert answer.status_code == 422
    assert "Deze gebruiker heeft deze rol al in die periode." in answer.content.decode()
    assert as_gerda.post(url_of(bram, "rollen/nieuw/"), role(role="controller")).status_code == 302


@pytest.mark.parametrize("page", ["nieuw", "role"])
def test_no_other_field_is_taken_along(as_gerda: Client, daan: User, bram: User, hans: User, page: str) -> None:
    """Q12: every field of the models is posted, and only those of the form arrive."""
    extra = {field.name: "1" for model in (User, Membership) for field in model._meta.get_fields()}
    extra |= {"is_staff": "1", "is_superuser": "1", "password": "x" * 20, "user": str(bram.pk), "key": str(bram.key)}
    if page == "nieuw":
        as_gerda.post("/beheer/accounts/nieuw/", extra | {"name": "Nora Nieuw", "email": "nora@voorbeeld.example"})
        nora = User.objects.get(email="nora@voorbeeld.example")
        assert (nora.name, nora.is_active, nora.has_usable_password(), nora.last_login) == (
            "Nora Nieuw", True, False, None,
        )  # fmt: skip
        assert nora.key != bram.key
        assert not nora.memberships.exists()
        return
    before = set(bram.memberships.values_list("pk", flat=True))
    as_gerda.post(url_of(daan, "rollen/nieuw/"), extra | role(organisation="", ends_on=""))
    asked = daan.role_requests.get()
    assert (asked.user, asked.asked_by.name, asked.ends_on) == (daan, "Gerda Voorbeeld", None)
    assert (asked.confirmed_by, asked.confirmed_on) == (None, None)
    granted(daan, hans)
    new = daan.memberships.get(role="consulent")
    assert (new.user, new.recorded_by, new.ends_on) == (daan, str(hans.key), None)
    assert set(bram.memberships.values_list("pk", flat=True)) == before


# Going


def test_gerda_ends_a_role_and_bram_is_out_at_once(
    as_gerda: Client, gerda: User, bram: User, truus: WswEmployee
) -> None:
    as_bram = Client()
    as_bram.force_login(bram)
    theirs = bram.memberships.get()
    url = url_of(bram, f"rollen/{theirs.key}/beeindigen/")
    assert as_gerda.post(url, {"on": TODAY.isoformat()}).status_code == 302
    assert as_bram.get(f"/medewerkers/{truus.key}/").status_code == 200
    assert as_gerda.post(url, {"on": YESTERDAY.isoformat()}).status_code == 302
    assert as_bram.get(f"/medewerkers/{truus.key}/").status_code == 403
    theirs.refresh_from_db()
    assert (theirs.ends_on, theirs.recorded_by) == (YESTERDAY, str(gerda.key))


ENDS = [
    (TODAY - timedelta(days=2), "Dit had eerder gemoeten."),
    (date(2014, 12, 31), "De laatste dag ligt voor de eerste (01-01-2015)."),
    (None, "Vul een datum in."),
]


@pytest.mark.parametrize(("on", "words"), ENDS, ids=[words for _, words in ENDS])
def test_a_last_day_that_cannot_be_is_refused(as_gerda: Client, bram: User, on: date | None, words: str) -> None:
    url = url_of(bram, f"rollen/{bram.memberships.get().key}/beeindigen/")
    answer = as_gerda.post(url, {"on": on.isoformat() if on else ""})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert bram.memberships.get().ends_on is None


def test_what_has_ended_is_not_made_longer(as_gerda: Client, bram: User) -> None:
    bram.memberships.update(ends_on=YESTERDAY)
    url = url_of(bram, f"rollen/{bram.memberships.get().key}/beeindigen/")
    assert as_gerda.post(url, {"on": TOMORROW.isoformat()}).status_code == 422
    assert as_gerda.post(url, {"on": YESTERDAY.isoformat()}).status_code == 422
    assert bram.memberships.get().ends_on == YESTERDAY


def test_a_role_is_found_only_with_its_own_person(as_gerda: Client, bram: User, carla: User) -> None:
    assert as_gerda.get(url_of(carla, f"rollen/{bram.memberships.get().key}/beeindigen/")).status_code == 404


def test_the_last_administrator_keeps_the_key(as_gerda: Client, gerda: User) -> None:
    url = url_of(gerda, f"rollen/{gerda.memberships.get().key}/beeindigen/")
    answer = as_gerda.post(url, {"on": TOMORROW.isoformat()})
    assert "Dit is de laatste functioneel beheerder." in answer.content.decode()
    as_gerda.post(url_of(gerda, "sluiten/"))
    assert User.objects.get(pk=gerda.pk).is_active
    people.make_membership(people.make_user("Gijs Voorbeeld"), "administrator")
    assert as_gerda.post(url, {"on": TOMORROW.isoformat()}).status_code == 302


# Closing


def test_a_closed_account_is_out_in_every_session_and_stays_out_when_it_opens_again(
    as_gerda: Client, bram: User
) -> None:
    phone, desk = Client(), Client()
    for session in (phone, desk):
        session.force_login(bram)
    as_gerda.post(url_of(bram, "sluiten/"))
    assert [session.get("/").status_code for session in (phone, desk)] == [302, 302]
    as_gerda.post(url_of(bram, "openen/"))
    bram.refresh_from_db()
    assert (bram.is_active, bram.has_usable_password()) == (True, False)
    assert [session.get("/")["Location"] for session in (phone, desk)] == ["/inloggen/?next=/"] * 2


def test_who_closed_it_is_kept_without_the_password(as_gerda: Client, gerda: User, bram: User) -> None:
    bram.set_password("verzonnen-wachtwoord-van-bram")
    bram.save()
    before = len(history(bram))
    as_gerda.post(url_of(bram, "sluiten/"))
    assert history(bram)[before:] == [("Bram Voorbeeld", "", True, str(gerda.key))]
    assert not [row for row in history(bram) if row[1]]


def test_a_login_is_no_change_of_the_account(bram: User) -> None:
    recorded, before = User.objects.get(pk=bram.pk).recorded_at, len(history(bram))
    User.objects.filter(pk=bram.pk).update(last_login=timezone.now())
    assert len(history(bram)) == before
    assert User.objects.get(pk=bram.pk).recorded_at == recorded


# Not seen for a long time


def quiet(name: str, role: str, days: int) -> User:
    """Somebody whose last login is so many days ago; the account is older."""
    moment = timezone.now() - timedelta(days=days)
    people.recorded_on(moment - timedelta(days=1))
    user = people.make_user(name, last_login=moment)
    people.recorded_on(timezone.now())
    people.make_membership(user, role)
    return user


@pytest.mark.parametrize(("days", "open_"), [(89, True), (91, False)])
def test_after_ninety_days_without_a_login_an_account_closes(truus: WswEmployee, days: int, open_: bool) -> None:
    quinn = quiet("Quinn Voorbeeld", "jobcoach", days)
    people.coach(truus, quinn)
    close_idle_accounts()
    quinn.refresh_from_db()
    assert quinn.is_active == open_
    assert quinn.recorded_by == (TESTS if open_ else "close_idle_accounts")
    assert Caseload.objects.running_on(TODAY).filter(coach=quinn, employee=truus).exists()


def test_an_account_is_not_closed_before_it_could_be_used(db: None) -> None:
    """Made today, and nobody has logged in yet."""
    nora = people.make_user("Nora Voorbeeld")
    assert users.close_idle(timezone.now() + timedelta(days=89)) == []
    assert users.close_idle(timezone.now() + timedelta(days=91)) == [nora]


def test_an_account_that_was_opened_again_gets_its_ninety_days(db: None) -> None:
    quinn = quiet("Quinn Voorbeeld", "jobcoach", 200)
    close_idle_accounts()
    quinn.refresh_from_db()
    users.reopen(user=quinn)
    close_idle_accounts()
    quinn.refresh_from_db()
    assert quinn.is_active


def test_the_last_administrator_is_not_closed_in_the_night(db: None) -> None:
    gerda = quiet("Gerda Voorbeeld", "administrator", 400)
    close_idle_accounts()
    gerda.refresh_from_db()
    assert gerda.is_active


def test_the_list_says_who_is_about_to_close(as_gerda: Client, bram: User) -> None:
    quiet("Quinn Voorbeeld", "jobcoach", 80)
    closes = today() + timedelta(days=10)
    page = as_gerda.get("/beheer/?toon=stil").content.decode()
    assert f"sluit op {closes:%d-%m-%Y}" in page
    assert "Quinn" in page
    assert "Bram" not in page


# The list


def test_the_list_shows_who_comes_goes_and_has_no_role(
    as_gerda: Client, gerda: User, bram: User, carla: User, daan: User
) -> None:
    carla.memberships.update(ends_on=TOMORROW)
    bram.memberships.update(starts_on=TODAY)
    people.make_user("Zonder Rol")
    closed = people.make_user("Dicht Account")
    users.close(user=closed)
    names = ("Bram", "Carla", "Daan", "Zonder", "Dicht")
    shown = {
        toon: {name for name in names if name in as_gerda.get(f"/beheer/?toon={toon}").content.decode()}
        for toon in ("", "nieuw", "vertrekt", "zonder", "gesloten", "onzin")
    }
    assert shown == {
        "": {"Bram", "Carla", "Daan", "Zonder"}, "nieuw": {"Bram"}, "vertrekt": {"Carla"}, "zonder": {"Zonder"},
        "gesloten": {"Dicht"}, "onzin": {"Bram", "Carla", "Daan", "Zonder"},
    }  # fmt: skip


def test_who_only_changes_role_does_not_leave(as_gerda: Client, carla: User) -> None:
    carla.memberships.update(ends_on=TODAY)
    people.make_membership(carla, "controller", "Wierden", starts_on=TOMORROW)
    assert "Carla" not in as_gerda.get("/beheer/?toon=vertrekt").content.decode()


def test_carla_and_daan_may_not(client: Client, carla: User, daan: User, bram: User) -> None:
    for user in (carla, daan):
        client.force_login(user)
        assert client.get("/beheer/").status_code == 403
        assert client.post(url_of(bram, "sluiten/")).status_code == 403
    bram.refresh_from_db()
    assert bram.is_active


# Two at once, and the floor


def test_two_roles_at_once_are_refused_by_the_action_too(bram: User, gerda: User) -> None:
    almelo = people.municipality("Almelo")
    with pytest.raises(NotAllowed, match="heeft deze rol al"):
        memberships.ask(
            user=bram, by=gerda, role="consulent", municipality=almelo, organisation=None, starts_on=TODAY, reason="x"
        )


def test_a_second_account_with_an_address_is_refused_by_the_action_too(bram: User) -> None:
    with pytest.raises(NotAllowed):
        users.add(email=bram.email, name="Bram Twee")
    assert User.objects.filter(email=bram.email).count() == 1
