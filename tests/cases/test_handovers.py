"""Truus moves from Almelo to Wierden on 15 June: Bram proposes, Carla accepts, each keeps their own period (R70)."""

import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.actions import handovers
from cases.models import Handover, HandoverState, Placement, Residence, WswEmployee
from municipalities.asker import tell_database
from municipalities.logs import AuditEntry
from municipalities.models import User, today
from tests import people, processes, situations
from tests.cases.destroying import asking_as
from tests.cases.reading import as_, read
from tests.people import day

MOVES_ON = day("15-06")
EVE = day("14-06")
WIERDEN = "GM0189"


@pytest.fixture
def truus(db: None) -> WswEmployee:
    """Lives in Almelo, works for a foundation: nothing but her home ties her to Almelo."""
    return people.make_employee(
        "Truus Fictief", employer="Stichting Bedacht", placed=True, bsn=people.bsn_number(0), personnel_number="00101"
    )


def propose(user: User, person: WswEmployee, to: str = WIERDEN, on: date = MOVES_ON) -> Any:
    return as_(user).post(f"/medewerkers/{person.key}/verhuizen/", {"to": to, "starts_on": on.isoformat()})


def decide(user: User, handover: Handover, what: str, **data: str) -> Any:
    return as_(user).post(f"/overdrachten/{handover.key}/{what}/", data)


@pytest.fixture
def proposed(bram: User, carla: User, truus: WswEmployee) -> Handover:
    assert propose(bram, truus).status_code == 302
    return Handover.objects.get()


@pytest.fixture
def accepted(proposed: Handover, carla: User) -> Handover:
    assert decide(carla, proposed, "aannemen").status_code == 302
    proposed.refresh_from_db()
    return proposed


def homes(person: WswEmployee) -> list[tuple[str, date, date | None]]:
    return [(str(home), home.starts_on, home.ends_on) for home in Residence.objects.filter(employee=person)]


# The rule


def test_r70_before_the_handover_wierden_finds_nothing(proposed: Handover, carla: User, truus: WswEmployee) -> None:
    assert read(carla, truus)[0] == 404
    assert homes(truus) == [("Almelo", date(1990, 1, 1), None)]


def test_r70_after_it_both_see_their_own_period(
    accepted: Handover, bram: User, carla: User, truus: WswEmployee
) -> None:
    """Almelo the history to 14 June, Wierden all that is needed from 15 June."""
    job = truus.employments.get()
    job.placements.update(ends_on=EVE)
    people.make_placement(job, "GRD", 36, since=MOVES_ON, hirer="Bedacht Hout BV")
    assert homes(truus) == [("Almelo", date(1990, 1, 1), EVE), ("Wierden", MOVES_ON, None)]
    status, in_almelo = read(bram, truus)
    assert status == 200
    assert "Dit dossier is overgedragen." in in_almelo
    assert "14-06-2026" in in_almelo
    assert "Bedacht Hout BV" not in in_almelo
    assert "Wierden" not in in_almelo
    status, in_wierden = read(carla, truus)
    assert status == 200
    assert "Bedacht Hout BV" in in_wierden
    assert "Dit dossier is overgedragen." not in in_wierden
    assert as_(carla).get(f"/medewerkers/{truus.key}/plaatsingen/nieuw/").status_code == 200


@pytest.mark.parametrize("query", ["?peildatum=2026-06-15", "?peildatum=2026-11-01", "?peildatum=2090-01-01"])
def test_almelo_does_not_look_past_its_last_day(accepted: Handover, bram: User, truus: WswEmployee, query: str) -> None:
    truus.employments.get().placements.update(ends_on=EVE)
    people.make_placement(truus, "GRD", 36, since=MOVES_ON, hirer="Bedacht Hout BV")
    status, page = read(bram, truus, query)
    assert status == 200
    assert re.search(r"Woont in</dt>\s*<dd>\s*<span[^>]*>\s*Almelo", page)
    assert "Bedacht Hout BV" not in page
    assert "Wierden" not in page


def test_almelo_reads_and_changes_nothing_any_more(accepted: Handover, bram: User, truus: WswEmployee) -> None:
    for page in ("gegevens/", "plaatsingen/nieuw/", "verhuizen/"):
        for method in ("get", "post"):
            assert getattr(as_(bram), method)(f"/medewerkers/{truus.key}/{page}").status_code == 404
    placement = truus.employments.get().placements.get()
    url = f"/medewerkers/{truus.key}/plaatsingen/{placement.key}/beeindigen/"
    assert as_(bram).post(url, {"on": EVE.isoformat(), "reason": "geen match"}).status_code == 404
    assert "Truus" not in as_(bram).get("/medewerkers/").content.decode()
    _, page = read(bram, truus)
    for word in ("Gegevens wijzigen", "Nieuwe plaatsing", "Beëindig<", "/verhuizen/"):
        assert word not in page


def test_the_database_holds_it_without_our_code(
    accepted: Handover, bram: User, carla: User, truus: WswEmployee
) -> None:
    """By plain SQL: Almelo gets no row that begins after its last day, and changes none."""
    truus.employments.get().placements.update(ends_on=EVE)
    people.make_placement(truus, "GRD", 36, since=MOVES_ON)
    seen = {}
    for user in (bram, carla):
        with transaction.atomic(), connection.cursor() as cursor:
            tell_database(str(user.key))
            cursor.execute("SELECT form FROM cases_placement WHERE employee_id = %s ORDER BY starts_on", [truus.pk])
            seen[user.name.split()[0]] = [form for (form,) in cursor.fetchall()]
            cursor.execute("UPDATE cases_placement SET end_reason = 'x' WHERE employee_id = %s", [truus.pk])
            seen[f"{user.name.split()[0]} changes"] = [str(cursor.rowcount)]
            transaction.set_rollback(True)
    assert seen["Bram"] == ["BSB"]
    assert seen["Bram changes"] == ["0"]
    assert "GRD" in seen["Carla"]


def test_r70_an_almelo_consulent_who_never_had_her_gets_what_is_not_there(
    bram: User, wim: WswEmployee, truus: WswEmployee
) -> None:
    """404, not R70's 403: a refusal would tell that Wim is there (Q7). The log line says who tried."""
    missing = f"/medewerkers/{people.make_user().key}/"
    ours, theirs = as_(bram).get(f"/medewerkers/{wim.key}/"), as_(bram).get(missing)
    assert ours.status_code == theirs.status_code == 404
    assert ours.content == theirs.content
    line = AuditEntry.objects.filter(act="refused", subjects__contains=[wim.key]).get()
    assert line.asker == str(bram.key)


# Four eyes


@pytest.fixture
def sanne(truus: WswEmployee) -> User:
    """Consulent in Almelo and in Wierden."""
    user = people.make_user("Sanne Voorbeeld")
    people.make_membership(user, "consulent", "Almelo")
    people.make_membership(user, "consulent", "Wierden")
    return user


def test_who_proposes_does_not_accept_in_another_role(sanne: User, carla: User, truus: WswEmployee) -> None:
    """Two tabs of one person, one in each role."""
    client = as_(sanne)
    for role, url, data in (
        ("Almelo", f"/medewerkers/{truus.key}/verhuizen/", {"to": WIERDEN, "starts_on": MOVES_ON.isoformat()}),
        ("Wierden", "/overdrachten/{}/aannemen/", {}),
    ):
        client.post("/rol/", {"membership": sanne.memberships.get(municipality__name=role).pk})
        handover = Handover.objects.first()
        client.post(url.format(handover.key if handover else ""), data)
    handover = Handover.objects.get()
    assert handover.is_open
    assert homes(truus) == [("Almelo", date(1990, 1, 1), None)]
    page = client.get(f"/overdrachten/{handover.key}/").content.decode()
    assert "U heeft deze overdracht zelf voorgesteld." in page
    assert "Neem de overdracht aan" not in page
    assert decide(carla, handover, "aannemen").status_code == 302
    assert homes(truus)[-1] == ("Wierden", MOVES_ON, None)


def test_the_database_knows_it_takes_two(proposed: Handover, bram: User) -> None:
    fields = {"state": HandoverState.AANGENOMEN, "decided_by": bram, "decided_on": today()}
    refused = pytest.raises(IntegrityError, match="handover_accepted_by_a_second_person")
    with refused, transaction.atomic(), people.signing(bram):
        Handover.objects.update(**fields)


def test_who_lives_elsewhere_by_now_is_not_taken_from_there(
    proposed: Handover, carla: User, truus: WswEmployee
) -> None:
    """Tubbergen proposed nothing: it moved there by a register, or by a second move in the same second."""
    Residence.objects.filter(employee=truus).update(municipality=people.municipality("Tubbergen"))
    page = as_(carla).post(f"/overdrachten/{proposed.key}/aannemen/", follow=True).content.decode()
    assert "De woonplaats van deze medewerker is intussen anders. Wijs de overdracht af." in page
    assert homes(truus) == [("Tubbergen", date(1990, 1, 1), None)]
    proposed.refresh_from_db()
    assert proposed.is_open


@pytest.mark.parametrize(
    "change",
    [
        "employee_id = %(wim)s", "starts_on = starts_on - 400", "proposed_by_id = %(carla)s",
        "proposed_on = proposed_on - 1", "key = gen_random_uuid()",
    ],
)  # fmt: skip
def test_what_was_proposed_does_not_change(proposed: Handover, carla: User, change: str) -> None:
    """Else Carla writes another's person on it, and accepts that one."""
    wim = people.make_employee("Wim Verzonnen")
    with transaction.atomic(), connection.cursor() as cursor:
        tell_database(str(carla.key))
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"UPDATE cases_handover SET {change}", {"wim": wim.pk, "carla": carla.pk})


@pytest.mark.parametrize("who", ["bram", "carla"])
def test_the_reason_of_a_decision_is_not_written_anew(
    proposed: Handover, bram: User, carla: User, request: pytest.FixtureRequest, who: str
) -> None:
    decide(carla, proposed, "afwijzen", reason="Zij woont hier niet")
    with asking_as(request.getfixturevalue(who)), pytest.raises(DatabaseError, match="besloten"), transaction.atomic():
        Handover.objects.update(reason="Anders")


@pytest.mark.parametrize("again", ["aannemen", "afwijzen", "intrekken"])
def test_what_was_accepted_is_not_decided_again(
    accepted: Handover, bram: User, carla: User, truus: WswEmployee, again: str
) -> None:
    """The same request once more, or another from a tab that was still open."""
    before = homes(truus)
    user = bram if again == "intrekken" else carla
    said = as_(user).post(f"/overdrachten/{accepted.key}/{again}/", {"reason": "Toch niet"}, follow=True)
    assert "Deze overdracht is al aangenomen." in said.content.decode()
    accepted.refresh_from_db()
    assert (accepted.state, accepted.decided_by) == ("aangenomen", carla)
    assert homes(truus) == before


@pytest.mark.parametrize("first", ["afwijzen", "intrekken"])
def test_what_was_declined_or_withdrawn_is_not_accepted(
    proposed: Handover, bram: User, carla: User, truus: WswEmployee, first: str
) -> None:
    decide(carla if first == "afwijzen" else bram, proposed, first, reason="Zij woont hier niet")
    decide(carla, proposed, "aannemen")
    proposed.refresh_from_db()
    assert proposed.state == ("afgewezen" if first == "afwijzen" else "ingetrokken")
    assert homes(truus) == [("Almelo", date(1990, 1, 1), None)]
    assert read(carla, truus)[0] == 404
    assert propose(bram, truus).status_code == 302


@pytest.mark.parametrize(("who", "what"), [("bram", "aannemen"), ("bram", "afwijzen"), ("carla", "intrekken")])
def test_each_side_has_its_own_say(proposed: Handover, request: pytest.FixtureRequest, who: str, what: str) -> None:
    user = request.getfixturevalue(who)
    answer = as_(user).post(f"/overdrachten/{proposed.key}/{what}/", {"reason": "Zomaar"}, follow=True)
    assert "Deze overdracht is niet aan uw gemeente." in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.is_open


def test_two_who_accept_at_once_move_her_once(committed: None) -> None:
    """From Wierden, on two connections at the same moment."""
    truus = people.make_employee("Truus Fictief", employer="Stichting Bedacht")
    bram, carla, clara = (people.make_user(f"{name} Voorbeeld") for name in ("Bram", "Carla", "Clara"))
    people.make_membership(bram, "consulent", "Almelo")
    for user in (carla, clara):
        people.make_membership(user, "consulent", "Wierden")
    propose(bram, truus)
    handover = Handover.objects.get()
    start, told = threading.Barrier(2), []

    def post(user: User) -> None:
        client = as_(user)
        client.get("/overdrachten/")
        start.wait(10)
        told.append(client.post(f"/overdrachten/{handover.key}/aannemen/")["Location"])
        connection.close()

    threads = [threading.Thread(target=post, args=[user]) for user in (carla, clara)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == sorted([f"/medewerkers/{truus.key}/", f"/overdrachten/{handover.key}/"])
    assert homes(truus) == [("Almelo", date(1990, 1, 1), EVE), ("Wierden", MOVES_ON, None)]


def test_who_moves_her_second_waits_and_finds_her_gone(committed: None) -> None:
    """Bram moves her to Enschede; before that is there, Bea proposes her to Wierden over another connection."""
    truus = people.make_employee("Truus Fictief", employer="Stichting Bedacht")
    bram, bea = (situations.make_member(f"{name} Voorbeeld", "consulent", "Almelo") for name in ("Bram", "Bea"))
    enschede, wierden = people.municipality("Enschede"), people.municipality("Wierden")
    told: list[str] = []

    def second() -> None:
        with asking_as(bea):
            try:
                handovers.move(person=truus, to=wierden, starts_on=MOVES_ON, by=bea.memberships.get())
            except handovers.NotAllowed as refusal:
                told.append(str(refusal))
        connection.close()

    thread = threading.Thread(target=second)
    with asking_as(bram):
        handovers.move(person=truus, to=enschede, starts_on=MOVES_ON, by=bram.memberships.get())
        thread.start()
        processes.until(lambda: told or not thread.is_alive() or processes.somebody_waits(), 30, "nobody waits")
    thread.join(30)
    assert len(told) == 1
    assert not Handover.objects.exists()


# What each side sees of the handover itself


def test_carla_sees_who_is_to_come_and_nobody_elses(
    proposed: Handover, carla: User, truus: WswEmployee, daan: User
) -> None:
    for url in ("/overdrachten/", f"/overdrachten/{proposed.key}/"):
        assert "Truus" in as_(carla).get(url).content.decode()
    tubbergen = people.make_user("Tineke Voorbeeld")
    people.make_membership(tubbergen, "consulent", "Tubbergen")
    assert "Truus" not in as_(tubbergen).get("/overdrachten/").content.decode()
    for method, more in (("get", ""), ("post", "aannemen/"), ("post", "afwijzen/"), ("post", "intrekken/")):
        assert getattr(as_(tubbergen), method)(f"/overdrachten/{proposed.key}/{more}").status_code == 404
    assert as_(carla).get("/").content.decode().count("Overdrachten") == 1


def test_after_asking_for_the_name_carla_is_carla_again(proposed: Handover, carla: User, truus: WswEmployee) -> None:
    """The process that looks the name up leaves nothing open."""
    with transaction.atomic():
        membership = carla.memberships.get()
        tell_database(str(carla.key), str(membership.pk))
        assert [person.pk for person in handovers.people([proposed], membership).values()] == [truus.pk]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('portal.asker'), asker_is_process()")
            assert cursor.fetchone() == (str(carla.key), False)
        assert not WswEmployee.objects.filter(pk=truus.pk).exists()
        transaction.set_rollback(True)


def test_a_declined_handover_no_longer_names_her(proposed: Handover, carla: User, truus: WswEmployee) -> None:
    decide(carla, proposed, "afwijzen", reason="Zij woont hier niet")
    for url in ("/overdrachten/", f"/overdrachten/{proposed.key}/"):
        page = as_(carla).get(url).content.decode()
        assert "afgewezen" in page
        assert "Truus" not in page


def test_what_waits_is_never_pushed_off_the_list(
    bram: User, carla: User, proposed: Handover, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty decided since are not more in number than one that nobody answered; here one is many."""
    monkeypatch.setattr("cases.views.handovers.SHOWN", 1)
    for name in ("Els", "Jan"):
        person = people.make_employee(f"{name} Fictief", employer="Stichting Bedacht")
        propose(bram, person)
        decide(carla, Handover.objects.get(employee=person), "aannemen")
    assert "Fictief, Truus" in as_(carla).get("/overdrachten/").content.decode()
    page = as_(bram).get("/overdrachten/").content.decode()
    assert "Fictief, Truus" in page
    assert '<span class="count">de laatste 1</span>' in page
    monkeypatch.setattr("cases.views.handovers.SHOWN", 2)
    assert '<span class="count">2</span>' in as_(bram).get("/overdrachten/").content.decode()


def test_it_is_logged_who_proposed_and_who_decided(
    accepted: Handover, bram: User, carla: User, truus: WswEmployee
) -> None:
    lines = AuditEntry.objects.filter(act__in=["handover_proposed", "handover_decided"]).order_by("id")
    assert [(line.asker, line.act, line.subjects) for line in lines] == [
        (str(bram.key), "handover_proposed", [truus.key]), (str(carla.key), "handover_decided", [truus.key]),
    ]  # fmt: skip
    assert {home.recorded_by for home in Residence.objects.filter(employee=truus)} == {"hand_over"}
    assert accepted.recorded_by == str(carla.key)


def test_the_history_of_the_dossier_tells_it(accepted: Handover, carla: User, truus: WswEmployee) -> None:
    said = as_(carla).get(f"/medewerkers/{truus.key}/geschiedenis/").content.decode()
    assert "Carla Voorbeeld wijzigde" in said
    assert "de overdracht aan Wierden" in said
    assert "voorgesteld naar aangenomen" in said


# Elsewhere, and what cannot be


@pytest.mark.parametrize(("to", "place"), [("GM0153", "Enschede"), ("buitenland", "buitenland")])
def test_who_leaves_for_elsewhere_leaves_at_once(bram: User, truus: WswEmployee, to: str, place: str) -> None:
    """Nobody accepts there; it is Bram who recorded it."""
    assert propose(bram, truus, to=to)["Location"] == "/overdrachten/"
    assert homes(truus) == [("Almelo", date(1990, 1, 1), EVE), (place, MOVES_ON, None)]
    assert not Handover.objects.exists()
    assert {home.recorded_by for home in Residence.objects.filter(employee=truus)} == {str(bram.key)}
    assert "Dit dossier is overgedragen." in read(bram, truus)[1]
    page = as_(bram).get("/overdrachten/").content.decode()
    assert "Vroeger van Almelo" in page
    assert "Fictief, Truus" in page
    assert EVE.strftime("%d-%m-%Y") in page


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"to": ""}, "Kies een gemeente."),
    ({"to": "GM9999"}, "Kies een gemeente uit de lijst."),
    ({"to": "GM0141"}, "Daar woont deze medewerker al."),
    ({"starts_on": ""}, "Vul een datum in."),
    ({"starts_on": "15 juni"}, "Dit is geen datum."),
    ({"starts_on": "1990-01-01"}, "De eerste dag ligt zeven jaar of langer terug."),
    ({"starts_on": "2099-01-01"}, "De eerste dag ligt meer dan drie maanden vooruit."),
    ({"starts_on": "2099-01-01", "to": "buitenland"}, "De eerste dag ligt meer dan drie maanden vooruit."),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_a_move_that_cannot_be_is_refused_in_words(
    bram: User, truus: WswEmployee, changes: dict[str, str], words: str
) -> None:
    data = {"to": WIERDEN, "starts_on": MOVES_ON.isoformat()} | changes
    answer = as_(bram).post(f"/medewerkers/{truus.key}/verhuizen/", data)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert homes(truus) == [("Almelo", date(1990, 1, 1), None)]
    assert not Handover.objects.exists()


def test_the_new_home_begins_after_the_old_one(bram: User, truus: WswEmployee) -> None:
    Residence.objects.update(starts_on=MOVES_ON)
    answer = propose(bram, truus)
    assert "ligt na de eerste dag in de vorige (15-06-2026)." in answer.content.decode()


def first_that_is_read() -> date:
    """The first day elsewhere after which the door to who lived here until the day before is open today, by SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT min(day)::date FROM generate_series(%(day)s::date - 2600, %(day)s::date, interval '1 day') day
            WHERE (day - interval '1 day' + interval '7 years')::date >= %(day)s::date""",
            {"day": today()},
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("last", "until"),
    [("2019-11-27", "2026-11-27"), ("2020-02-29", "2027-02-28"), ("2021-02-28", "2028-02-28")],
)
def test_a_former_municipality_reads_for_seven_years_leap_days_and_all(last: str, until: str) -> None:
    assert handovers.reads_until(date.fromisoformat(last)) == date.fromisoformat(until)


@pytest.mark.parametrize("to", ["GM0153", "buitenland", WIERDEN])
def test_no_mistyped_year_takes_the_dossier_from_everybody(
    bram: User, carla: User, truus: WswEmployee, to: str
) -> None:
    """One person records a move to elsewhere; so far back, Almelo could not even read it any more."""
    first = first_that_is_read()
    assert propose(bram, truus, to=to, on=first - timedelta(days=1)).status_code == 422
    assert read(bram, truus)[0] == 200
    assert propose(bram, truus, to=to, on=first).status_code == 302
    if to == WIERDEN:
        decide(carla, Handover.objects.get(), "aannemen")
    assert read(bram, truus)[0] == 200


def test_who_comes_from_elsewhere_is_handed_over_by_the_employer(bram: User, carla: User) -> None:
    """Enschede does not take part, so Almelo proposes; nobody else could."""
    person = people.make_employee("Otto Verzonnen", lives_in="Enschede", employer="Gemeente Almelo")
    asked = as_(bram).get(f"/medewerkers/{person.key}/verhuizen/")
    as_(bram).post(asked["Location"], {"reason": "verhuizing of overdracht"})
    assert propose(bram, person).status_code == 302
    proposed = Handover.objects.get()
    page = as_(carla).get(f"/overdrachten/{proposed.key}/").content.decode()
    assert "Een gemeente die werkgever is, blijft in het dossier werken." in page
    decide(carla, proposed, "aannemen")
    status, page = read(bram, person)
    assert (status, "Dit dossier is overgedragen." in page) == (200, False)
    assert homes(person) == [("Enschede", date(1990, 1, 1), EVE), ("Wierden", MOVES_ON, None)]
    assert read(carla, person)[0] == 200


def test_one_handover_at_a_time(proposed: Handover, bram: User, truus: WswEmployee) -> None:
    answer = propose(bram, truus, to="GM0183")
    assert (answer.status_code, "Er loopt al een overdracht" in answer.content.decode()) == (422, True)
    assert as_(bram).get(f"/medewerkers/{truus.key}/verhuizen/").status_code == 403


def test_an_employer_does_not_record_the_moves_of_another_municipalitys_resident(bram: User) -> None:
    person = people.make_employee("Otto Verzonnen", lives_in="Wierden", employer="Gemeente Almelo")
    client = as_(bram)
    asked = client.get(f"/medewerkers/{person.key}/verhuizen/")
    client.post(asked["Location"], {"reason": "verhuizing of overdracht"})
    answer = client.post(f"/medewerkers/{person.key}/verhuizen/", {"to": "GM0153", "starts_on": MOVES_ON.isoformat()})
    assert answer.status_code == 422
    assert "Deze medewerker woont in Wierden." in answer.content.decode()
    assert homes(person) == [("Wierden", date(1990, 1, 1), None)]


def test_a_reason_is_asked_for_declining(proposed: Handover, carla: User) -> None:
    answer = decide(carla, proposed, "afwijzen")
    assert (answer.status_code, "Schrijf op waarom u de overdracht afwijst." in answer.content.decode()) == (422, True)


def test_a_move_that_is_to_come_opens_the_door_on_its_day(bram: User, carla: User, truus: WswEmployee) -> None:
    first = today() + timedelta(days=10)
    propose(bram, truus, on=first)
    answer = decide(carla, Handover.objects.get(), "aannemen")
    assert answer["Location"] == "/overdrachten/"
    assert read(bram, truus)[0] == 200
    assert "Dit dossier is overgedragen." not in read(bram, truus)[1]
    assert read(carla, truus)[0] == 404


def test_almelo_as_employer_goes_on_working(bram: User, carla: User) -> None:
    """Only the home is handed over; the employment stays with Almelo, and so does its door."""
    person = people.make_employee("Otto Verzonnen", placed=True)
    propose(bram, person)
    decide(carla, Handover.objects.get(), "aannemen")
    status, page = read(bram, person)
    assert status == 200
    assert "Dit dossier is overgedragen." not in page


def test_no_other_field_is_taken_along(bram: User, truus: WswEmployee, carla: User) -> None:
    """Q12: what the form does not ask, the handover does not take."""
    extra = {field.name: "1" for model in (Handover, Residence) for field in model._meta.get_fields()}
    extra |= {"state": "aangenomen", "decided_by": str(bram.pk), "employee": "1", "source": "brp"}
    as_(bram).post(f"/medewerkers/{truus.key}/verhuizen/", extra | {"to": WIERDEN, "starts_on": MOVES_ON.isoformat()})
    made = Handover.objects.get()
    assert (made.state, made.employee, made.proposed_by, made.decided_by, str(made.from_municipality)) == (
        "voorgesteld", truus, bram, None, "Almelo",
    )  # fmt: skip


@pytest.mark.parametrize("count", [3])
def test_the_list_tells_the_same_query_story(
    bram: User, carla: User, django_assert_max_num_queries: Callable[..., Any], count: int
) -> None:
    client = as_(carla)
    told = []
    for many in (count, count * 10):
        for nth in range(many):
            person = people.make_employee(f"Mens Fictief{many} {nth}", employer="Stichting Bedacht")
            propose(bram, person)
        client.get("/overdrachten/")
        with django_assert_max_num_queries(20) as captured:
            client.get("/overdrachten/")
        told.append(len(captured))
    assert told[0] == told[1]


def test_a_placement_stays_where_it_was(accepted: Handover, truus: WswEmployee) -> None:
    assert Placement.objects.filter(employee=truus, ends_on=None).count() == 1
