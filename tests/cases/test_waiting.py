"""A waiting list by date: of the Wsw only to look back on, of beschut werk still. It counts nowhere."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.history import changes
from cases.models import Signal, WaitingSpell, WswEmployee
from cases.models.waiting import advice_due
from cases.retention import over
from cases.signals.refresh import refresh
from cases.tasks import plan_appointments
from municipalities.asker import asked_by, tell_database
from municipalities.models import User, today
from reports.stands import stands
from tests import asking, people
from tests.cases.destroying import destroy
from tests.cases.registers import Refused, as_folder, load, sample
from tests.opened import source
from tests.people import day, make_person, make_waiting, today_plus

pytestmark = pytest.mark.django_db


@pytest.fixture
def lotte() -> WswEmployee:
    """Lives in Almelo, waits for beschut werk, and was never in service."""
    lotte = make_person("Lotte Fictief", category=None)
    make_waiting(lotte)
    return lotte


def filled(**fields: Any) -> dict[str, Any]:
    return {"scheme": "beschut", "starts_on": "2026-05-01", "ends_on": "", "ended_by": ""} | fields


def post(client: Client, by: User, person: WswEmployee, spell: WaitingSpell | None = None, **fields: Any) -> Any:
    client.force_login(by)
    at = [person.key, spell.key] if spell else [person.key]
    return client.post(reverse("waiting" if spell else "waiting_new", args=at), filled(**fields))


def test_bram_puts_somebody_on_the_list_and_takes_them_off(client: Client, bram: User) -> None:
    joke = make_person("Joke Fictief", category=None)
    assert post(client, bram, joke, advice_asked_on="2026-05-04").status_code == 302
    spell = joke.waiting.get()
    assert (spell.scheme, spell.starts_on, spell.advice_asked_on) == ("beschut", day("01-05"), day("04-05"))
    people.meanwhile()
    assert post(client, bram, joke, spell, ends_on="2026-08-31", ended_by="in_dienst").status_code == 302
    spell.refresh_from_db()
    assert (spell.ends_on, spell.ended_by) == (day("31-08"), "in_dienst")
    told = " ".join(change.sentence for change in changes(joke, "wachtlijst"))
    assert "de plaats op de wachtlijst vanaf 01-05-2026" in told


def test_what_never_was_is_taken_away_and_stays_in_the_history(client: Client, bram: User, lotte: WswEmployee) -> None:
    spell = lotte.waiting.get()
    assert post(client, bram, lotte, spell, gone="on").status_code == 302
    assert not lotte.waiting.exists()
    assert len(changes(lotte, "wachtlijst")) == 2


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"scheme": "wsw"}, "ends_on", "De wachtlijst van de Wsw is gesloten. De laatste dag is uiterlijk 31-12-2014."),
        (
            {"scheme": "wsw", "starts_on": "2012-01-01", "ends_on": "2015-01-01", "ended_by": "in_dienst"},
            "ends_on", "De wachtlijst van de Wsw is gesloten. De laatste dag is uiterlijk 31-12-2014.",
        ),
        ({"ends_on": "2026-04-30", "ended_by": "verhuisd"}, "ends_on", "De laatste dag ligt voor de eerste."),
        ({"ends_on": "2026-06-30"}, "ended_by", "Kies waarom het eindigde."),
        ({"ended_by": "verhuisd"}, "ends_on", "Vul de laatste dag in."),
        ({"scheme": "lks"}, "scheme", "Kies een regeling uit de lijst."),
        ({"advised_on": "2026-05-02"}, "advice_asked_on", "Vul ook in wanneer het advies is gevraagd."),
        (
            {"advice_asked_on": "2026-05-04", "advised_on": "2026-05-03"},
            "advised_on", "Het advies komt na de vraag.",
        ),
        ({"advice_asked_on": "2099-01-01"}, "advice_asked_on", "Deze dag moet nog komen."),
        (
            {
                "scheme": "wsw", "starts_on": "2012-01-01", "ends_on": "2013-01-01", "ended_by": "in_dienst",
                "advice_asked_on": "2012-02-01",
            },
            "advice_asked_on", "Dit advies hoort bij beschut werk. Maak de dagen leeg.",
        ),
        ({"starts_on": "geen dag"}, "starts_on", None),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(
    client: Client, bram: User, fields: dict[str, str], field: str, said: str | None
) -> None:
    joke = make_person("Joke Fictief", category=None)
    answer = post(client, bram, joke, **fields)
    assert answer.status_code == 422
    errors = answer.context["form"].errors[field]
    assert errors == [said] if said else errors
    assert not joke.waiting.exists()


def test_twice_on_one_list_is_refused(client: Client, bram: User, lotte: WswEmployee) -> None:
    answer = post(client, bram, lotte)
    assert answer.status_code == 422
    assert "staat deze medewerker al op deze lijst" in answer.content.decode()


@pytest.mark.parametrize("last", [date(2014, 12, 31), date(2015, 1, 1), None])
def test_the_database_closed_the_list_of_the_wsw(last: date | None) -> None:
    """Invoeringswet Participatiewet: the last day anybody could wait is 31 December 2014."""
    joke = make_person("Joke Fictief", category=None)
    old = {"scheme": "wsw", "starts_on": date(2010, 1, 1), "ends_on": last, "ended_by": "in_dienst" if last else ""}
    if last == date(2014, 12, 31):
        assert make_waiting(joke, **old).pk
        return
    with pytest.raises(IntegrityError, match="waiting_for_the_wsw_is_over"), transaction.atomic():
        make_waiting(joke, **old)


# It counts nowhere


def test_who_only_waits_is_in_no_stand_and_in_the_list_as_who_waits(
    client: Client, bram: User, lotte: WswEmployee
) -> None:
    assert stands([today()], employees=[lotte.pk]) == []
    client.force_login(bram)

    def shown(**asked: str) -> bool:
        return "Lotte" in client.get(reverse("employee_list"), asked).content.decode()

    assert not shown()
    assert not shown(show="uit_dienst")
    assert shown(show="wachtlijst")
    assert shown(show="alle")
    assert "op de wachtlijst</td>" in client.get(reverse("employee_list"), {"show": "wachtlijst"}).content.decode()
    assert not shown(show="wachtlijst", peildatum="2026-04-30")
    assert not shown(show="alle", regeling="wsw")
    counts = {key: number for key, _, number, _ in client.get(reverse("per_scheme")).context["cells"]}
    assert counts["samen"] == 1  # Truus


def test_the_dossier_shows_the_list_in_a_part_and_in_a_lane(client: Client, bram: User, lotte: WswEmployee) -> None:
    client.force_login(bram)
    page = client.get(reverse("employee", args=[lotte.key]))
    said = page.content.decode()
    assert 'id="wachtlijst"' in said
    assert "Op de wachtlijst van beschut werk" in said
    assert [fact["value"] for fact in page.context["facts"] if fact["label"] == "Werkt nu"] == ["niet in dienst"]
    then = client.get(reverse("employee", args=[lotte.key]), {"peildatum": "2026-04-01"}).content.decode()
    assert 'id="wachtlijst"' not in then


def test_a_coach_reads_it_and_changes_nothing(client: Client, anouk: User, lotte: WswEmployee) -> None:
    people.coach(lotte, anouk)
    client.force_login(anouk)
    assert "Beschut werk" in client.get(reverse("employee", args=[lotte.key])).content.decode()
    assert client.get(reverse("waiting_new", args=[lotte.key])).status_code == 403


def test_carla_finds_nothing(client: Client, carla: User, lotte: WswEmployee) -> None:
    assert post(client, carla, lotte, lotte.waiting.get()).status_code == 404


# The advice of UWV


@pytest.mark.parametrize(("asked", "late"), [(-56, False), (-57, True)])
def test_eight_weeks_after_the_question_the_advice_is_late(asked: int, late: bool) -> None:
    joke = make_person("Joke Fictief", category=None)
    make_waiting(joke, advice_asked_on=today_plus(asked))
    refresh(today())
    found = Signal.objects.filter(employee=joke, rule="S32")
    assert [signal.due_on for signal in found] == ([today_plus(asked + 56)] if late else [])


def test_the_advice_closes_the_signal(client: Client) -> None:
    joke = make_person("Joke Fictief", category=None)
    spell = make_waiting(joke, advice_asked_on=today_plus(-60))
    refresh(today())
    assert Signal.objects.open().filter(rule="S32").count() == 1
    spell.advised_on = today()
    spell.save()
    refresh(today())
    assert not Signal.objects.open().filter(rule="S32").exists()


# How long it is kept


def test_who_never_came_into_service_is_kept_from_the_last_day_on_the_list() -> None:
    joke, nina = (make_person(f"{name} Fictief", category=None) for name in ("Joke", "Nina"))
    make_waiting(joke, starts_on=day("01-01-2015"), ends_on=day("31-03-2016"), ended_by="verhuisd")
    make_waiting(nina, starts_on=day("01-01-2015"))
    assert [(each.employee, each.due_on) for each in over(day("30-03-2026"))] == []
    assert [(each.employee, each.due_on) for each in over(day("31-03-2026"))] == [(joke.pk, day("31-03-2026"))]
    make_waiting(joke, starts_on=day("01-01-2020"))
    assert over(day("31-03-2026")) == []


def test_who_dies_waits_no_more(client: Client, bram: User, lotte: WswEmployee) -> None:
    """Else the dossier would be kept for good, as of somebody who waits still."""
    client.force_login(bram)
    url = reverse("employee_death", args=[lotte.key])
    on = today_plus(-10)
    assert "De plaats op de wachtlijst (beschut werk) eindigt op" in source(client.get(url, {"on": f"{on:%Y-%m-%d}"}))
    assert client.post(url, {"on": f"{on:%Y-%m-%d}"}).status_code == 302
    spell = lotte.waiting.get()
    assert (spell.ends_on, spell.ended_by) == (on, "overleden")
    assert [each.employee for each in over(on.replace(year=on.year + 10))] == [lotte.pk]


def test_who_comes_in_dead_waits_no_more(tmp_path: Path) -> None:
    """By an import, of the list or of the death only; and the same file again changes nothing."""
    register = sample()
    load(as_folder(register, tmp_path / "alive"))
    truus = WswEmployee.objects.get(personnel_number="00101")
    assert truus.waiting.get().ends_on is None
    register["personen"][0]["overlijdensdatum"] = "2026-07-01"
    for only in ({"personen": register["personen"]}, register):
        taken = load(as_folder(only, tmp_path / str(len(only))))
        spell = truus.waiting.get()
        assert (spell.ends_on, spell.ended_by) == (day("01-07-2026"), "overleden")
        assert taken.changed.get("wachtlijst", 0) == 0


def test_an_import_says_how_many_wait_no_more(tmp_path: Path) -> None:
    """Rows that no file of it names; a trial run says so too. Whose wait was yet to begin is one of them."""
    register, said = sample(), "Let op: door overlijden beëindigd of vervallen op de wachtlijst: 2."
    load(as_folder(register, tmp_path / "alive"))
    make_waiting(WswEmployee.objects.get(personnel_number="00102"), starts_on=day("01-09-2026"))
    register["personen"][0]["overlijdensdatum"] = "2026-07-01"
    deaths = as_folder({"personen": register["personen"]}, tmp_path / "deaths")
    for dry_run in (True, False):
        assert said in str(load(deaths, dry_run=dry_run)).splitlines()
    assert "wachtlijst" not in str(load(deaths))


def test_a_wait_that_begins_after_death_is_a_fault(tmp_path: Path) -> None:
    register = sample()
    register["personen"][0]["overlijdensdatum"] = "2026-04-30"
    with pytest.raises(Refused) as refused:
        load(as_folder(register, tmp_path / "register"))
    said = [(each.file, each.column, each.reason) for each in refused.value.faults]
    assert ("wachtlijst.csv", "van", "Deze persoon was toen al overleden.") in said


def test_who_became_dead_by_another_way_waits_no_more_after_the_night(lotte: WswEmployee) -> None:
    on = today_plus(-10)
    joke = make_person("Joke Fictief", category=None)
    make_waiting(joke, starts_on=today_plus(-5))
    make_waiting(lotte, scheme="wsw", starts_on=day("01-05-2006"), ends_on=day("31-12-2009"), ended_by="in_dienst")
    WswEmployee.objects.update(died_on=on)
    plan_appointments()
    tell_database(asking.TESTS)
    assert list(lotte.waiting.values_list("ends_on", "ended_by")) == [
        (day("31-12-2009"), "in_dienst"), (on, "overleden"),
    ]  # fmt: skip
    assert not joke.waiting.exists()


def test_when_the_term_is_over_nothing_of_the_wait_is_left() -> None:
    """Who never worked is destroyed as anybody: by two people, and with every former row."""
    joke = make_person("Joke Verzonnen", category=None)
    spell = make_waiting(joke, starts_on=day("01-01-2012"), ends_on=day("31-03-2013"), ended_by="verhuisd")
    people.meanwhile()
    WaitingSpell.objects.filter(pk=spell.pk).update(ends_on=day("30-04-2013"))
    assert destroy()
    assert not WaitingSpell.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_waitingspell_history")
        assert cursor.fetchone() == (0,)
    assert WswEmployee.objects.get(pk=joke.pk).last_name == ""


# The second wall


def test_another_municipality_sees_and_writes_none(lotte: WswEmployee, bram: User, carla: User) -> None:
    for by, number in ((bram, 1), (carla, 0)):
        with asked_by(str(by.key)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_waitingspell")
            assert cursor.fetchone() == (number,)
            cursor.execute("UPDATE cases_waitingspell SET starts_on = starts_on + 1")
            assert cursor.rowcount == number


def test_a_day_of_grace_is_none() -> None:
    """The eight weeks end on their last day: 4 May 2026 is a Monday, and so is 29 June."""
    assert advice_due(day("04-05")) == day("29-06")
    assert advice_due(day("04-05")) - day("04-05") == timedelta(weeks=8)
