"""Who sees whom, and from when: by the dates of a role, of a home, of an employment and of a caseload."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from cases.models import WswEmployee
from municipalities import sessions
from municipalities.access import ROLES, Permission
from municipalities.models import Membership, User, today
from tests import people
from tests.accounts import sessions_age

YESTERDAY, TODAY, TOMORROW = (today() + timedelta(days=days) for days in (-1, 0, 1))


def seen_by(user: User) -> set[str]:
    return {person.first_name for person in WswEmployee.objects.visible_to(user.memberships.get())}


def end(user: User, on: date | None) -> None:
    user.memberships.update(ends_on=on)


# By date, in an open session


def test_a_role_that_ended_yesterday_is_out_today_in_an_open_session(
    client: Client, bram: User, truus: WswEmployee
) -> None:
    client.force_login(bram)
    url = f"/medewerkers/{truus.key}/"
    assert client.get(url).status_code == 200
    end(bram, YESTERDAY)
    refused = client.get(url)
    assert refused.status_code == 403
    assert "Truus" not in refused.content.decode()
    end(bram, TODAY)
    assert client.get(url).status_code == 200


def test_a_role_that_begins_tomorrow_is_no_role_today(client: Client, bram: User) -> None:
    bram.memberships.update(starts_on=TOMORROW)
    client.force_login(bram)
    assert client.get("/medewerkers/").status_code == 403


def test_an_account_that_is_switched_off_is_out_at_once(client: Client, bram: User) -> None:
    client.force_login(bram)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=bram.pk).update(is_active=False)
    assert client.get("/")["Location"] == "/inloggen/?next=/"


def test_who_has_no_role_can_still_log_out(client: Client, bram: User) -> None:
    client.force_login(bram)
    end(bram, YESTERDAY)
    assert client.post("/uitloggen/")["Location"] == "/inloggen/"
    assert client.get("/")["Location"] == "/inloggen/?next=/"


# Two roles


@pytest.fixture
def sanne(truus: WswEmployee, wim: WswEmployee) -> User:
    """Consulent in Almelo, and controller in Wierden since this year."""
    user = people.make_user("Sanne Voorbeeld")
    people.make_membership(user, "consulent", "Almelo")
    people.make_membership(user, "controller", "Wierden", starts_on=people.day("01-01"))
    return user


def switch(client: Client, to: object) -> int:
    return client.post("/rol/", {"membership": to}).status_code


def test_sanne_switches_and_sees_the_other_municipality(
    client: Client, sanne: User, truus: WswEmployee, wim: WswEmployee
) -> None:
    client.force_login(sanne)
    in_almelo, in_wierden = sanne.memberships.all()
    hers, other = f"/medewerkers/{truus.key}/", f"/medewerkers/{wim.key}/"
    assert switch(client, in_almelo.pk) == 302
    assert [client.get(url).status_code for url in (hers, other)] == [200, 404]
    assert switch(client, in_wierden.pk) == 302
    assert [client.get(url).status_code for url in (hers, other, f"{other}gegevens/")] == [404, 200, 403]
    assert "gemeente Wierden" in client.get("/").content.decode()
    assert switch(client, in_almelo.pk) == 302
    assert client.get(f"{hers}gegevens/").status_code == 200


def test_the_page_offers_the_other_role_and_not_the_one_she_has(client: Client, sanne: User) -> None:
    client.force_login(sanne)
    in_almelo, in_wierden = sanne.memberships.all()
    switch(client, in_almelo.pk)
    page = client.get("/").content.decode()
    assert f'value="{in_wierden.pk}"' in page
    assert f'value="{in_almelo.pk}"' not in page


def test_the_role_she_chose_ends_and_she_goes_on_with_the_other(
    client: Client, sanne: User, truus: WswEmployee
) -> None:
    client.force_login(sanne)
    in_wierden = sanne.memberships.get(role="controller")
    switch(client, in_wierden.pk)
    Membership.objects.filter(pk=in_wierden.pk).update(ends_on=YESTERDAY)
    assert client.get(f"/medewerkers/{truus.key}/").status_code == 200
    assert switch(client, in_wierden.pk) == 404


def test_the_role_she_chose_ends_and_she_chooses_again_between_the_others(client: Client, sanne: User) -> None:
    people.make_membership(sanne, "consulent", "Tubbergen")
    client.force_login(sanne)
    in_wierden = sanne.memberships.get(role="controller")
    switch(client, in_wierden.pk)
    Membership.objects.filter(pk=in_wierden.pk).update(ends_on=YESTERDAY)
    assert client.get("/medewerkers/")["Location"] == "/rol/kiezen/?next=%2Fmedewerkers%2F"


def test_nobody_guesses_who_sanne_is_until_she_says_so(client: Client, sanne: User, truus: WswEmployee) -> None:
    client.force_login(sanne)
    hers = f"/medewerkers/{truus.key}/"
    asked = client.get(hers)
    assert asked["Location"] == f"/rol/kiezen/?next=%2Fmedewerkers%2F{truus.key}%2F"
    page = client.get(asked["Location"]).content.decode()
    assert "consulent gemeente Almelo" in page
    assert "controller gemeente Wierden" in page
    assert "Medewerkers" not in page
    in_almelo = sanne.memberships.get(role="consulent")
    assert client.post("/rol/", {"membership": in_almelo.pk, "next": hers})["Location"] == hers
    assert client.get(hers).status_code == 200


def test_a_change_before_choosing_is_not_made(client: Client, sanne: User, truus: WswEmployee) -> None:
    client.force_login(sanne)
    answer = client.post(f"/medewerkers/{truus.key}/gegevens/", {"first_name": "Ander"})
    assert answer["Location"] == "/rol/kiezen/"


def test_who_has_one_role_is_not_asked(client: Client, bram: User) -> None:
    client.force_login(bram)
    assert client.get("/").status_code == 200
    assert client.get("/rol/kiezen/")["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ["https://nep.example/", "//nep.example/", "javascript:alert(1)", ""])
def test_after_choosing_nobody_is_sent_elsewhere(client: Client, sanne: User, elsewhere: str) -> None:
    client.force_login(sanne)
    chosen = {"membership": sanne.memberships.all()[0].pk, "next": elsewhere}
    assert client.post("/rol/", chosen)["Location"] == "/"


@pytest.mark.parametrize("nonsense", ["", "0", "-1", "x", "9" * 30, "1e3", "None", "\x00"])
def test_a_role_that_is_none_of_hers_does_not_exist(client: Client, sanne: User, nonsense: str) -> None:
    client.force_login(sanne)
    assert switch(client, nonsense) == 404


def test_carla_cannot_take_brams_role(client: Client, carla: User, bram: User, truus: WswEmployee) -> None:
    client.force_login(carla)
    assert switch(client, bram.memberships.get().pk) == 404
    assert client.get(f"/medewerkers/{truus.key}/").status_code == 404


# Who sees whom


def test_each_role_sees_its_own_people(
    bram: User, carla: User, ellen: User, fatih: User, anouk: User, daan: User, gerda: User, hans: User
) -> None:
    seen = {user.name.split()[0]: seen_by(user) for user in (bram, carla, ellen, fatih, anouk, daan, gerda, hans)}
    assert seen == {
        "Bram": {"Truus"}, "Carla": {"Wim"}, "Ellen": {"Truus"}, "Fatih": {"Wim"}, "Anouk": {"Truus"},
        "Daan": set(), "Gerda": set(), "Hans": set(),
    }  # fmt: skip


def test_no_role_sees_nobody(truus: WswEmployee) -> None:
    assert not WswEmployee.objects.visible_to(None).exists()


def test_a_role_that_does_not_run_sees_nobody_by_any_door(bram: User, anouk: User, truus: WswEmployee) -> None:
    for user in (bram, anouk):
        end(user, YESTERDAY)
        assert seen_by(user) == set()


def test_the_roles_without_people_have_no_permission_over_them() -> None:
    about_people = {
        Permission.EMPLOYEE_VIEW,
        Permission.EMPLOYEE_CHANGE,
        Permission.BSN_VIEW,
        Permission.PLACEMENT_CHANGE,
    }
    for role in ("board_member", "administrator", "privacy_officer"):
        assert not ROLES[role].permissions & about_people, role
    assert Permission.BSN_VIEW not in ROLES["jobcoach"].permissions


def test_who_lives_outside_the_six_is_the_employers_to_see(bram: User, carla: User) -> None:
    """Besluit art. 5: the municipality of residence counts, but the employer keeps the file."""
    people.make_employee("Otto Verzonnen", lives_in="Enschede", employer="Gemeente Almelo", placed=True)
    assert seen_by(bram) == {"Truus", "Otto"}
    assert seen_by(carla) == {"Wim"}


def test_who_lives_abroad_is_the_employers_to_see(bram: User) -> None:
    person = people.make_employee("Otto Verzonnen", lives_in="Almelo", employer="Gemeente Almelo")
    people.move(person, None, on=YESTERDAY)
    assert "Otto" in seen_by(bram)


def test_a_municipality_is_not_every_place_unknown(bram: User) -> None:
    """Nobody's home and nobody's employer are not Almelo's."""
    person = people.make_employee("Otto Verzonnen", lives_in=None, employer="Stichting Bedacht")
    people.make_residence(person, None)
    assert seen_by(bram) == {"Truus"}


def test_who_lives_in_one_and_works_for_another_is_seen_by_both_and_once(bram: User, carla: User) -> None:
    people.make_employee("Otto Verzonnen", lives_in="Wierden", employer="Gemeente Almelo", placed=True)
    assert "Otto" in seen_by(bram) & seen_by(carla)
    visible = WswEmployee.objects.visible_to(bram.memberships.get())
    assert [person.first_name for person in visible] == ["Truus", "Otto"]


@pytest.mark.parametrize(("moves_on", "seen"), [(TOMORROW, ({"Truus"}, {"Wim"})), (TODAY, (set(), {"Truus", "Wim"}))])
def test_who_moves_is_seen_by_the_new_municipality_from_the_first_day(
    bram: User, carla: User, truus: WswEmployee, moves_on: date, seen: tuple[set[str], set[str]]
) -> None:
    truus.employments.update(employer=people.make_organisation("Stichting Bedacht"))
    people.move(truus, "Wierden", on=moves_on)
    assert (seen_by(bram), seen_by(carla)) == seen


def test_the_old_employer_no_longer_sees_who_left(bram: User) -> None:
    person = people.make_employee("Otto Verzonnen", lives_in="Enschede", until=YESTERDAY, reason="EIG")
    assert seen_by(bram) == {"Truus"}
    person.employments.update(ends_on=TODAY)
    assert seen_by(bram) == {"Truus", "Otto"}


def test_who_left_but_lives_here_stays_in_sight(bram: User) -> None:
    people.make_employee("Otto Verzonnen", until=YESTERDAY, reason="EIG")
    assert "Otto" in seen_by(bram)


# A caseload


@pytest.mark.parametrize(
    ("since", "until", "sees"),
    [
        (people.day("01-01-2020"), None, True),
        (people.day("01-01-2020"), TODAY, True),
        (TODAY, None, True),
        (people.day("01-01-2020"), YESTERDAY, False),
        (TOMORROW, None, False),
    ],
    ids=["runs", "last day", "first day", "ended yesterday", "begins tomorrow"],
)
def test_a_coach_sees_somebody_while_the_caseload_runs(
    client: Client, truus: WswEmployee, since: date, until: date | None, sees: bool
) -> None:
    kees = people.make_user("Kees Voorbeeld")
    people.make_membership(kees, "jobcoach")
    people.coach(truus, kees, since=since, until=until)
    client.force_login(kees)
    assert seen_by(kees) == ({"Truus"} if sees else set())
    assert client.get(f"/medewerkers/{truus.key}/").status_code == (200 if sees else 404)


def test_yesterdays_coach_is_out_today_in_an_open_session(client: Client, anouk: User, truus: WswEmployee) -> None:
    client.force_login(anouk)
    url = f"/medewerkers/{truus.key}/plaatsingen/nieuw/"
    assert client.get(url).status_code == 200
    truus.caseloads.update(ends_on=YESTERDAY)
    assert client.get(url).status_code == 404
    assert "Truus" not in client.get("/medewerkers/").content.decode()


def test_a_caseload_without_the_role_opens_nothing(client: Client, carla: User, truus: WswEmployee) -> None:
    """Carla is named as coach of Truus, but her role is consulent of Wierden."""
    people.coach(truus, carla)
    client.force_login(carla)
    assert client.get(f"/medewerkers/{truus.key}/").status_code == 404


# Logging in

WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer ze en probeer het opnieuw."
PASSWORD = "verzonnen-wachtwoord-van-bram"


def log_in(client: Client, email: str, password: str, to: str = "") -> tuple[int, str]:
    response = client.post(f"/inloggen/{to}", {"login": email, "password": password})
    return response.status_code, response.get("Location", "") or response.content.decode()


def test_bram_logs_in_with_his_address_in_capitals(client: Client, bram: User) -> None:
    bram.set_password(PASSWORD)
    bram.save()
    before = client.session.session_key
    assert log_in(client, " Bram.Voorbeeld@Voorbeeld.Example ", PASSWORD) == (302, "/")
    assert client.session.session_key != before


def test_what_is_wrong_is_not_told(client: Client, bram: User, carla: User) -> None:
    """A wrong password, an unknown address and an account that is switched off read the same."""
    for user in (bram, carla):
        user.set_password(PASSWORD)
        user.save()
    User.objects.filter(pk=carla.pk).update(is_active=False)
    tries = [(bram.email, "iets anders"), ("niemand@voorbeeld.example", PASSWORD), (carla.email, PASSWORD)]
    for email, password in tries:
        status, page = log_in(client, email, password)
        assert (status, page.count(WRONG)) == (422, 1), email


@pytest.mark.parametrize("elsewhere", ["https://nep.example/", "//nep.example/", "javascript:alert(1)"])
def test_after_logging_in_nobody_is_sent_elsewhere(client: Client, bram: User, elsewhere: str) -> None:
    bram.set_password(PASSWORD)
    bram.save()
    assert log_in(client, bram.email, PASSWORD, to=f"?next={elsewhere}") == (302, "/")


# The help


def test_the_help_shows_each_right_of_each_role_as_the_code_has_it(client: Client, db: None) -> None:
    page = client.get("/hulp/").content.decode()
    body = page.split('class="rights"')[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = {row.split("</th>")[0].split(">")[-1]: row for row in body.split("<tr>")[1:]}
    assert set(rows) == {permission.value for permission in Permission}
    for permission in Permission:
        shown = [word == "ja" for word in re.findall(r">(ja|nee)<", rows[permission.value])]
        assert shown == [permission in role.permissions for role in ROLES.values()], permission


TEXTS = ["/hulp/", "/privacy/", "/toegankelijkheid/"]
MENU = 'aria-label="Hoofdmenu"'


@pytest.mark.parametrize("url", TEXTS)
def test_who_is_logged_in_reads_it_in_their_own_menu(client: Client, bram: User, url: str) -> None:
    assert MENU not in client.get(url).content.decode()
    client.force_login(bram)
    page = client.get(url)
    assert (page.status_code, MENU in page.content.decode(), bram.name in page.content.decode()) == (200, True, True)
    assert 'id="zoek"' in page.content.decode()


@pytest.mark.parametrize("url", TEXTS)
def test_who_has_no_role_or_has_still_to_choose_one_reads_it_too(client: Client, bram: User, url: str) -> None:
    people.make_membership(bram, "controller", "Wierden")
    client.force_login(bram)
    assert client.get("/")["Location"].startswith("/rol/kiezen/")
    for _ in ("has to choose", "has none"):
        page = client.get(url)
        assert (page.status_code, MENU in page.content.decode()) == (200, False)
        bram.memberships.update(ends_on=YESTERDAY)
    assert client.get("/").status_code == 403


def test_who_did_nothing_for_long_reads_it_logged_out(client: Client, bram: User) -> None:
    """The menu of who went away is not left on the screen for who comes by."""
    client.force_login(bram)
    sessions_age(client, sessions.SEEN_AT, minutes=sessions.idle_minutes(bram.memberships.all()) + 1)
    assert client.get("/hulp/", follow=True).redirect_chain[0][0].startswith("/inloggen/?waarom=stil")
    assert MENU not in client.get("/hulp/").content.decode()
