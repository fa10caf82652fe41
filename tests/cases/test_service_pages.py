"""Somebody comes into service, or an employment is put right: R38, R39, R40 and R46 are said in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Correction, Employment, Placement, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.opened import source
from tests.situations import LAST_QUARTER, make_released, make_report

TODAY = today()
EVE = TODAY - timedelta(days=1)
SINCE = date(2008, 3, 1)
CLOSED = "Gesloten groep: deze persoon had op 31-12-2014 geen Wsw-dienstverband (Wsw art. 1)."


def new(person: WswEmployee) -> str:
    return reverse("employment_new", args=[person.key])


def correct(job: Employment) -> str:
    return reverse("employment_correct", args=[job.employee.key, job.key])


def filled(**changed: Any) -> dict[str, Any]:
    """As Bram fills it in: into service of Almelo for 32 hours, from today."""
    employer = people.make_organisation().pk
    data = {"kind": "nwsw", "employer": employer, "cao": "sw", "hours": "32", "starts_on": TODAY.isoformat()}
    return data | changed


def as_it_is(job: Employment, **changed: Any) -> dict[str, Any]:
    data = {
        "kind": job.kind, "employer": job.employer_id, "cao": job.cao, "starts_on": job.starts_on.isoformat(),
    } | ({"ends_on": job.ends_on.isoformat(), "outflow_reason": job.outflow_reason} if job.ends_on else {})  # fmt: skip
    return data | changed


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


@pytest.fixture
def gone(truus: WswEmployee) -> WswEmployee:
    """Truus left for regular work yesterday."""
    end(truus, EVE)
    return truus


def end(person: WswEmployee, on: date, reason: str = "REG") -> None:
    job = person.employments.get()
    job.placements.update(ends_on=on)
    job.hours.update(ends_on=on)
    person.employments.update(ends_on=on, outflow_reason=reason)


def jobs(person: WswEmployee) -> list[tuple[Any, ...]]:
    found = Employment.objects.filter(employee=person).order_by("starts_on")
    return list(found.values_list("number", "kind", "starts_on", "ends_on", "outflow_reason"))


def refused(client: Client, url: str, data: dict[str, Any], person: WswEmployee) -> str:
    before = jobs(person)
    response = client.post(url, data)
    assert response.status_code == 422
    assert jobs(person) == before
    page = source(response)
    assert "<title>Fout: " in page
    return page


def test_bram_takes_somebody_back_into_service(as_bram: Client, gone: WswEmployee) -> None:
    """R46: who was in service on 31-12-2014 may come back."""
    assert as_bram.post(new(gone), filled())["Location"] == f"/medewerkers/{gone.key}/"
    assert jobs(gone) == [("1", "nwsw", SINCE, EVE, "REG"), ("2", "nwsw", TODAY, None, "")]
    made = Employment.objects.get(employee=gone, number="2")
    assert [(row.hours, row.starts_on, row.ends_on) for row in made.hours.all()] == [(32, TODAY, None)]


def test_r46_the_closed_group_is_refused_in_words_and_said_beforehand(as_bram: Client, bram: User) -> None:
    outsider = people.make_person("Nieuw Fictief")
    assert CLOSED in source(as_bram.get(new(outsider), filled()))
    assert CLOSED in refused(as_bram, new(outsider), filled(), outsider)


def test_r46_beschut_werk_is_another_law(as_bram: Client, bram: User) -> None:
    outsider = people.make_person("Nieuw Fictief")
    sheltered = filled(kind="beschut_werk", cao="aan_de_slag")
    assert as_bram.post(new(outsider), sheltered).status_code == 302
    assert [job[1] for job in jobs(outsider)] == ["beschut_werk"]


@pytest.mark.parametrize("employer", ["Gemeente Almelo", "Bakkerij Fictief"])
def test_loonkostensubsidie_may_be_with_any_employer_and_is_another_law(
    as_bram: Client, bram: User, employer: str
) -> None:
    """Participatiewet art. 10c, 10d: the employer is any, and the closed group of the Wsw (R46) has no part in it."""
    outsider = people.make_person("Nieuw Fictief")
    at = {} if employer.startswith("Gemeente") else {"kind": "bw_werkgever"}
    data = filled(kind="loonkostensubsidie", cao="", employer=people.make_organisation(employer, **at).pk)
    assert as_bram.post(new(outsider), data).status_code == 302
    assert [job[1] for job in jobs(outsider)] == ["loonkostensubsidie"]


def test_r46_the_group_is_not_entered_by_a_correction(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    Placement.objects.filter(employee=truus).update(starts_on=TODAY)
    page = refused(as_bram, correct(job), as_it_is(job, starts_on="2015-01-01"), truus)
    assert CLOSED in page


def test_what_runs_beside_it_is_said_first(as_bram: Client, truus: WswEmployee) -> None:
    page = source(as_bram.get(new(truus), filled()))
    assert "Wsw, in dienst vanaf 1998 bij Gemeente Almelo loopt dan ook." in page


def test_without_a_placement_the_hours_are_without_work(as_bram: Client, gone: WswEmployee) -> None:
    """R36, R37: it is said beforehand."""
    page = source(as_bram.get(new(gone), filled()))
    assert f"Vanaf {TODAY:%d-%m-%Y} is 32 van de 32 uur zonder werk." in page


def test_r39_begeleid_werken_is_with_an_employer_of_its_own(as_bram: Client, gone: WswEmployee) -> None:
    page = refused(as_bram, new(gone), filled(kind="begeleid_werken"), gone)
    assert "Begeleid werken is bij een gewone werkgever." in page
    baker = people.make_organisation("Bakkerij Fictief", kind="bw_werkgever").pk
    assert "Bij deze werkgever is het begeleid werken." in refused(as_bram, new(gone), filled(employer=baker), gone)
    assert as_bram.post(new(gone), filled(kind="begeleid_werken", employer=baker)).status_code == 302


def test_r40_no_more_than_a_full_week_beside_the_dienstbetrekking(as_bram: Client, truus: WswEmployee) -> None:
    baker = people.make_organisation("Bakkerij Fictief", kind="bw_werkgever").pk
    page = refused(as_bram, new(truus), filled(kind="begeleid_werken", employer=baker), truus)
    assert f"Op {TODAY:%d-%m-%Y} loopt nog een dienstverband van 36 uur." in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": ""}, "Kies een soort dienstverband."),
        ({"kind": "wsw_oud"}, "Dit dienstverband begint na 1997."),
        ({"employer": ""}, "Kies een werkgever."),
        ({"hours": "40,5"}, "Uren per week liggen tussen 0 en 40."),
        ({"ends_on": EVE.isoformat()}, "De laatste dag ligt voor de eerste."),
    ],
)
def test_what_cannot_be_is_said(as_bram: Client, gone: WswEmployee, changed: dict[str, str], sentence: str) -> None:
    assert sentence in refused(as_bram, new(gone), filled(**changed), gone)


def test_an_organisation_that_is_no_more_employs_nobody(as_bram: Client, gone: WswEmployee) -> None:
    former = people.make_organisation("Stichting Voorbij", ends_on=EVE).pk
    page = refused(as_bram, new(gone), filled(employer=former), gone)
    assert f"Deze organisatie is er op {TODAY:%d-%m-%Y} niet." in page


# Put right


def test_a_wrong_first_day_takes_its_hours_along(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    earlier = as_it_is(job, starts_on="2008-02-01")
    page = source(as_bram.get(correct(job), earlier))
    assert "De 36 uur per week beginnen dan ook op 01-02-2008." in page
    assert as_bram.post(correct(job), earlier).status_code == 302
    assert jobs(truus) == [("1", "nwsw", date(2008, 2, 1), None, "")]
    assert job.hours.get().starts_on == date(2008, 2, 1)


def test_r45_the_old_group_that_went_along_stays_it(as_bram: Client, truus: WswEmployee) -> None:
    """An employment that begins after 1997 and continues one from before."""
    truus.employments.update(kind="wsw_oud")
    job = truus.employments.get()
    assert as_bram.post(correct(job), as_it_is(job, cao="overig")).status_code == 302
    assert jobs(truus)[0][1] == "wsw_oud"


def test_r38_placements_that_do_not_lie_within_it_are_named(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    later = as_it_is(job, starts_on="2008-04-01")
    page = source(as_bram.get(correct(job), later))
    assert "Past er dan niet meer in: beschut binnen, 36 uur sinds 01-03-2008." in page
    refusal = refused(as_bram, correct(job), later, truus)
    assert "De plaatsing valt niet binnen het dienstverband." in refusal


def test_r38_what_lasts_longer_ends_with_it_when_asked(as_bram: Client, gone: WswEmployee) -> None:
    job, last = gone.employments.get(), EVE - timedelta(days=10)
    sooner = as_it_is(job, ends_on=last.isoformat())
    offered = f"Beëindig op {last:%d-%m-%Y} wat dan nog loopt: beschut binnen, 36 uur"
    assert offered in refused(as_bram, correct(job), sooner, gone)
    told = source(as_bram.get(correct(job), sooner | {"cut": "on"}))
    assert f"Eindigt op {last:%d-%m-%Y}: beschut binnen, 36 uur sinds 01-03-2008." in told
    assert as_bram.post(correct(job), sooner | {"cut": "on"}).status_code == 302
    placement = Placement.objects.get(employee=gone)
    assert (placement.ends_on, placement.end_reason) == (last, "einde dienstverband")
    assert jobs(gone)[0][3] == job.hours.get().ends_on == last


def test_r38_nothing_is_offered_where_it_would_begin_too_early(as_bram: Client, gone: WswEmployee) -> None:
    job = gone.employments.get()
    both = as_it_is(job, starts_on="2008-04-01", ends_on=(EVE - timedelta(days=10)).isoformat(), cut="on")
    assert "Beëindig op" not in refused(as_bram, correct(job), both, gone)


def test_r24_another_reason_afterwards_is_asked_the_same(as_bram: Client, gone: WswEmployee) -> None:
    job = gone.employments.get()
    page = refused(as_bram, correct(job), as_it_is(job, outflow_reason="ZIE"), gone)
    assert "Vraag eerst advies aan UWV over de opzegging (Wsw art. 6 lid 3)." in page
    gone.dismissal_advices.create(asked_on=TODAY - timedelta(days=60), received_on=EVE)
    assert as_bram.post(correct(job), as_it_is(job, outflow_reason="ZIE")).status_code == 302
    assert jobs(gone)[0][-1] == "ZIE"


def test_an_end_that_was_not_is_taken_back(as_bram: Client, gone: WswEmployee) -> None:
    job = gone.employments.get()
    back = as_it_is(job, ends_on="", outflow_reason="")
    assert f"Vanaf {TODAY:%d-%m-%Y} is 36 van de 36 uur zonder werk." in source(as_bram.get(correct(job), back))
    assert as_bram.post(correct(job), back).status_code == 302
    assert jobs(gone) == [("1", "nwsw", SINCE, None, "")]
    assert job.hours.get().ends_on is None


def test_a_reason_without_a_last_day_is_refused(as_bram: Client, gone: WswEmployee) -> None:
    job = gone.employments.get()
    assert "Een reden hoort bij een laatste dag." in refused(as_bram, correct(job), as_it_is(job, ends_on=""), gone)


@pytest.mark.parametrize("reason", ["OVG", "OVL"])
def test_what_another_act_ended_stays_ended(as_bram: Client, truus: WswEmployee, reason: str) -> None:
    end(truus, EVE, reason)
    job = truus.employments.get()
    assert as_bram.post(correct(job), as_it_is(job, ends_on="", outflow_reason="")).status_code == 302
    assert jobs(truus)[0][-2:] == (EVE, reason)


def test_r75_in_a_released_quarter_it_asks_why(as_bram: Client, truus: WswEmployee) -> None:
    make_released(make_report())
    end(truus, LAST_QUARTER.ends_on - timedelta(days=40))
    people.meanwhile()
    job = truus.employments.get()
    later = as_it_is(job, ends_on=(LAST_QUARTER.ends_on - timedelta(days=10)).isoformat())
    page = refused(as_bram, correct(job), later, truus)
    assert "Dit raakt een rapport dat al is vrijgegeven. Kies waarom dit nu nog verandert." in page
    assert (
        as_bram.post(
            correct(job), later | {"because_kind": "verkeerde_invoer", "because": "Verkeerde dag."}
        ).status_code
        == 302
    )
    assert Correction.objects.get(employee=truus).because == "Verkeerde dag."


def test_the_history_says_it(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    as_bram.post(correct(job), as_it_is(job, cao="overig"))
    page = source(as_bram.get(reverse("employee_history", args=[truus.key])))
    assert "de cao van het dienstverband bij Gemeente Almelo van cao SW naar andere cao" in page


def test_the_dossier_leads_there(as_bram: Client, truus: WswEmployee) -> None:
    page = source(as_bram.get(f"/medewerkers/{truus.key}/"))
    assert new(truus) in page
    assert correct(truus.employments.get()) in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_carla_finds_nothing_and_anouk_may_not(
    client: Client, carla: User, anouk: User, truus: WswEmployee, method: str
) -> None:
    for user, status in ((carla, 404), (anouk, 403)):
        client.force_login(user)
        for url in (new(truus), correct(truus.employments.get())):
            assert getattr(client, method)(url).status_code == status
