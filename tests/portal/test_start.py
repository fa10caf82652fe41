"""The start page by role: mijn week, mijn gemeente, and who in the team has most to do."""

import re
from datetime import timedelta

import pytest

from cases.models import Appointment, Signal
from cases.signals.refresh import refresh
from municipalities.actions import acting
from municipalities.models import today
from tests import people, situations

ONE_DAY = timedelta(days=1)


@pytest.fixture
def waiting(truus, wim, anouk, bram, carla, ellen):
    """Truus's placement ends tomorrow, and she has no category."""
    truus.indications.all().delete()
    truus.employments.get().placements.update(ends_on=today() + timedelta(days=1))
    refresh(today())
    return truus


def start(client, user) -> str:
    client.force_login(user)
    return " ".join(client.get("/").content.decode().split())


def test_a_coach_sees_the_week(client, waiting, anouk):
    page = start(client, anouk)
    assert "<h1>Mijn week</h1>" in page
    assert "De plaatsing eindigt en er is nog geen vervolg, op" in page
    assert "De categorie ontbreekt" not in page
    assert "Mijn team" not in page


def test_a_consulent_sees_the_municipality_and_the_team(client, waiting, bram):
    page = start(client, bram)
    assert "<h1>Mijn gemeente: Almelo</h1>" in page
    assert "De categorie ontbreekt: telt niet mee in de SE" in page
    team = page[page.index("Mijn team") :]
    assert "Anouk Voorbeeld" in team
    assert "2 signalen" in team
    assert "Wim" not in page


def test_the_team_counts_what_asks_of_this_role_about_its_own_people(client, truus, wim, anouk, bram):
    """Two about one, one about another; not what is put off, done, of a coach's role, or about Wim of Wierden."""
    els, jan, yesterday = people.make_employee("Els Fictief"), people.make_employee("Jan Fictief"), today() - ONE_DAY
    kees = people.make_user("Kees Voorbeeld")
    people.coach(els, anouk)
    people.coach(wim, anouk)
    people.coach(jan, anouk, until=yesterday)
    people.coach(jan, kees, since=today())
    for person in (truus, wim):
        for rule in ("S4", "S11"):
            situations.make_signal(person, put_off=False, rule=rule)
    situations.make_signal(els, put_off=False)
    situations.make_signal(truus)  # put off until today
    Signal.objects.filter(pk=situations.make_signal(els, put_off=False, rule="S4").pk).update(closed_on=today())
    Signal.objects.filter(pk=situations.make_signal(els, put_off=False, rule="S18").pk).update(roles=["jobcoach"])
    situations.make_signal(jan, put_off=False)
    page = start(client, bram)
    team = page[page.index("Mijn team") :]
    assert re.findall(r"(Anouk Voorbeeld|Kees Voorbeeld|Carla|\d+ medewerkers?|\d+ signa(?:al|len))", team) == [
        "Anouk Voorbeeld", "2 medewerkers", "3 signalen", "Kees Voorbeeld", "1 medewerker", "1 signaal",
    ]  # fmt: skip


def test_r25_a_controller_sees_what_is_wrong(client, waiting, ellen):
    page = start(client, ellen)
    card = page[page.index("<b>Kwaliteit</b>") :]
    assert card.startswith('<b>Kwaliteit</b><span class="big num">1</span>')
    assert "De categorie ontbreekt" in client.get("/signalen/?over=kwaliteit").content.decode()


def test_nothing_to_do_is_said(client, bram):
    people.make_employee("Els Fictief")
    assert "Er is niets te doen." in start(client, bram)


def test_a_wethouder_begins_at_the_dashboard(client, waiting, daan):
    """Start would have said nothing more, and is not in the menu."""
    client.force_login(daan)
    assert client.get("/")["Location"] == "/dashboard/"
    page = client.get("/", follow=True).content.decode()
    menu = page[page.index('class="main-nav"') : page.index("</nav>")]
    assert re.findall(r">\s*([^<>]+)</a>", menu) == ["Dashboard", "Rapportages", "Kalender"]
    assert "Truus" not in page


def test_a_wethouder_reads_first_who_looked_along(client, daan, gerda):
    acting.begin(administrator=gerda, membership=daan.memberships.get(), reason="Hij ziet niets.")
    page = start(client, daan)
    assert "keek mee met uw account" in page
    assert "Hij ziet niets." in page
    assert 'href="/dashboard/"' in page


AS_MANY_AS = pytest.mark.parametrize(("there", "said"), [(9, "9"), (10, "10"), (11, "de eerste 10")])


def counted(page: str) -> dict[str, str]:
    return dict(re.findall(r'<h2[^>]*>([^<]+)</h2> <span class="count">([^<]+)<', page))


@AS_MANY_AS
def test_a_list_says_that_it_is_the_first_ten_only_when_there_are_more(client, bram, there, said):
    for nth in range(there):
        person = people.make_employee(f"Mens Fictief{nth}", placed=True)
        person.employments.get().placements.update(ends_on=today() + ONE_DAY)
        situations.make_signal(person, put_off=False)
        people.coach(person, people.make_user(f"Coach Voorbeeld{nth}"))
    assert counted(start(client, bram)) == {"Wat moet er gebeuren?": said, "Loopt af": said, "Mijn team": said}


@AS_MANY_AS
def test_whom_a_coach_should_see_is_told_whole_today_and_the_first_ten_of_before(client, db, there, said):
    kees = situations.make_member("Kees Voorbeeld", "jobcoach")
    for nth in range(there):
        person = people.make_employee(f"Mens Fictief{nth}", placed=True)
        person.employments.get().placements.update(form="IND")
        people.coach(person, kees)
        for on in (today(), today() - ONE_DAY):
            Appointment.objects.create(employee=person, planned_on=on)
    found = counted(start(client, kees))
    assert found == {"Vandaag": str(there), "Afspraken die voorbij zijn": said, "Lang geen contact": said}
