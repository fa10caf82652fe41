"""Going over to another employer or executor (R45): for one, for many, nobody loses a day, and all the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import transfers
from cases.actions.transfers import Change, NotAllowed
from cases.job_security import lost_days
from cases.models import ContractHours, Employment, Leave, Placement, Transfer, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import Membership, Organisation, User
from reports.stands import stand_of
from tests import people
from tests.asking import TESTS
from tests.people import day

NEW_YEAR = day("01-01-2027")
EVE = day("31-12-2026")


@pytest.fixture
def foundation(db: None) -> Organisation:
    return people.make_organisation("Stichting Bedacht")


@pytest.fixture
def almelo(bram: User) -> Membership:
    return bram.memberships.get()


@contextmanager
def asking(membership: Membership) -> Iterator[None]:
    tell_database(str(membership.user.key), str(membership.pk))
    yield
    tell_database(TESTS)


def undo(made: Transfer, by: Membership) -> None:
    with asking(by):
        transfers.undo(transfer=made, by=by)


def go(persons: list[WswEmployee], change: Change, by: Membership) -> Transfer:
    jobs = [each.pk for each in Employment.objects.filter(employee__in=persons, starts_on__lt=change.on)]
    with asking(by):
        return transfers.do(employments=jobs, change=change, by=by)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows as somebody reads them."""
    told = {
        Employment: ("employee", "number", "kind", "employer", "executor", "starts_on", "ends_on", "outflow_reason"),
        ContractHours: ("employment", "hours", "starts_on", "ends_on"),
        Leave: ("employment", "kind", "starts_on", "ends_on"),
        Placement: ("employment", "form", "hours", "hirer", "starts_on", "ends_on", "end_reason"),
    }
    return {
        model.__name__: list(model.objects.order_by("pk").values_list("pk", *names)) for model, names in told.items()
    }


@pytest.fixture
def much(truus: WswEmployee) -> WswEmployee:
    """Truus with hours that change later, leave, two placements, one of which begins later."""
    job = truus.employments.get()
    job.placements.all().delete()
    job.hours.all().delete()
    for hours, first, last in ((36, day("01-03-2008"), day("28-02-2027")), (30, day("01-03-2027"), None)):
        ContractHours.objects.create(employment=job, hours=hours, starts_on=first, ends_on=last)
    people.make_leave(job, since=day("01-12-2026"), until=day("31-01-2027"))
    people.make_placement(job, "GRD", 20, since=day("01-01-2020"), until=day("30-06-2027"), hirer="Bedacht BV")
    people.make_placement(job, "BSB", 10, since=day("01-02-2027"))
    return truus


def test_r45_hours_form_and_kind_go_along(almelo: Membership, foundation: Organisation, much: WswEmployee) -> None:
    go([much], Change(NEW_YEAR, foundation), almelo)
    former, after = much.employments.order_by("starts_on")
    assert (former.ends_on, former.outflow_reason) == (EVE, "OVG")
    assert (after.starts_on, after.ends_on, after.employer, after.kind, after.continues) == (
        NEW_YEAR, None, foundation, former.kind, former,
    )  # fmt: skip
    told = {
        model: list(model.objects.filter(employment=after).order_by("starts_on"))
        for model in (ContractHours, Placement)
    }
    assert [(row.hours, row.starts_on, row.ends_on) for row in told[ContractHours]] == [
        (36, NEW_YEAR, day("28-02-2027")), (30, day("01-03-2027"), None),
    ]  # fmt: skip
    assert [(row.form, row.hours, row.starts_on, row.ends_on) for row in after.placements.all()] == [
        ("GRD", 20, NEW_YEAR, day("30-06-2027")), ("BSB", 10, day("01-02-2027"), None),
    ]  # fmt: skip
    assert [(row.starts_on, row.ends_on) for row in after.leaves.all()] == [(NEW_YEAR, day("31-01-2027"))]
    assert [(row.starts_on, row.ends_on) for row in former.leaves.all()] == [(day("01-12-2026"), EVE)]


def test_r45_the_old_group_and_the_count_survive(almelo: Membership, foundation: Organisation) -> None:
    """In service since 1996, so matig whatever UWV says: 1.00 before and after."""
    person = people.make_employee(
        "Oud Fictief", kind="wsw_oud", since=day("01-05-1996"), category="ernstig", placed=True
    )
    go([person], Change(NEW_YEAR, foundation), almelo)
    for last in (EVE, day("31-01-2027")):
        stand = stand_of(person.pk, last)
        assert stand
        assert (stand.se, stand.category, stand.form) == (Decimal(1), "matig", "BSB")


def test_nobody_loses_a_day(almelo: Membership, foundation: Organisation, truus: WswEmployee) -> None:
    more = [people.make_employee(f"Mens Fictief{nth}", placed=True) for nth in range(3)]
    made = go([truus, *more], Change(NEW_YEAR, foundation), almelo)
    assert made.people == 4
    tell_database(TESTS)
    assert lost_days(WswEmployee.objects.all(), EVE, day("31-12-2027"), over=NEW_YEAR) == []


def test_only_the_executor_changes(almelo: Membership, foundation: Organisation, truus: WswEmployee) -> None:
    go([truus], Change(NEW_YEAR, executor=foundation), almelo)
    former, after = truus.employments.order_by("starts_on")
    assert (after.employer, after.executor, former.executor) == (former.employer, foundation, None)


@pytest.mark.parametrize("on", [NEW_YEAR, day("01-06-2026")])
def test_undone_everybody_has_what_they_had(
    almelo: Membership, foundation: Organisation, much: WswEmployee, on: date
) -> None:
    other = people.make_employee("Mens Fictief", placed=True, until=day("30-06-2028"), reason="EBT")
    before = everything()
    made = go([much, other], Change(on, foundation), almelo)
    assert everything() != before
    undo(made, almelo)
    assert everything() == before
    made.refresh_from_db()
    assert (made.undone_by, made.people) == (almelo.user, 2)
    with connection.cursor() as cursor:  # and it is known that it was otherwise
        cursor.execute("SELECT count(*) FROM cases_employment_history WHERE employee_id = %s", [other.pk])
        assert cursor.fetchone()[0] == 3  # the end, the end taken back, and the one that began
    with pytest.raises(NotAllowed, match="al ongedaan gemaakt"):
        undo(made, almelo)


def test_whom_it_is_about_stands_on_the_page_and_in_no_cookie(
    client: Client, bram: User, almelo: Membership, foundation: Organisation, truus: WswEmployee
) -> None:
    made = go([truus], Change(NEW_YEAR, foundation), almelo)
    people.meanwhile()
    Placement.objects.filter(employment__transfer=made).update(function="inpakken")
    client.force_login(bram)
    refused = client.post(reverse("transfer_undo", args=[made.key]))
    assert refused.status_code == 409
    assert "Bij Truus Fictief is daarna iets gewijzigd." in refused.content.decode()
    assert "messages" not in client.cookies


def test_what_was_changed_since_is_not_undone(almelo: Membership, foundation: Organisation, truus: WswEmployee) -> None:
    made = go([truus], Change(NEW_YEAR, foundation), almelo)
    people.meanwhile()
    placed = Placement.objects.get(employment__transfer=made)
    placed.function = "inpakken"
    placed.save()
    before = everything()
    with pytest.raises(NotAllowed, match="Bij Truus Fictief is daarna iets gewijzigd"):
        undo(made, almelo)
    assert everything() == before


# What stands in the way


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        ({"since": day("01-01-2027")}, "begint zelf pas op 01-01-2027"),
        ({"employer": "Stichting Bedacht"}, "er verandert niets"),
        ({"hours": [(36, day("01-03-2008"), day("30-11-2026"))]}, "geen contracturen"),
        ({"born": day("01-01-1959")}, "AOW-leeftijd"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_happens(
    almelo: Membership, foundation: Organisation, truus: WswEmployee, situation: dict[str, Any], said: str
) -> None:
    if "since" in situation:
        past = people.make_employee("Wim Fictief", until=EVE, reason="BEW")
        people.make_employment(past, **situation)
        wim = past
    else:
        wim = people.make_employee("Wim Fictief", **situation)
    job = wim.employments.order_by("-starts_on").first()
    assert job
    (step,) = transfers.plan([job], Change(NEW_YEAR, foundation))
    assert said in " ".join(step.faults)
    before = everything()
    with pytest.raises(NotAllowed):
        transfers.do(employments=[job.pk, truus.employments.get().pk], change=Change(NEW_YEAR, foundation), by=almelo)
    assert everything() == before


def test_begeleid_werken_and_other_municipalities_do_not_go_over(
    almelo: Membership, foundation: Organisation, truus: WswEmployee, wim: WswEmployee
) -> None:
    people.make_employee("Bea Fictief", kind="begeleid_werken", employer="Bakkerij Fictief")
    lives_here = people.make_employee("Elders Fictief", employer="Gemeente Wierden")
    with asking(almelo):
        assert [each.employee for each in transfers.candidates(almelo, EVE)] == [truus]
    with pytest.raises(NotAllowed, match="Niet iedereen"):
        go([truus, lives_here], Change(NEW_YEAR, foundation), almelo)


def test_a_transfer_that_loses_a_day_does_not_happen(
    almelo: Membership, foundation: Organisation, truus: WswEmployee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fault is in the code: the database is asked before it commits."""
    monkeypatch.setattr(transfers, "_copied", lambda row, after, on: _a_day_late(row, after))
    before = everything()
    with pytest.raises(NotAllowed, match="Dan verliest iemand een dag: personeelsnummer 00101"):
        go([truus], Change(NEW_YEAR, foundation), almelo)
    assert everything() == before


def _a_day_late(row: Any, after: Employment) -> Any:
    made = type(row)(employment=after, employee_id=after.employee_id, hours=row.hours, starts_on=day("02-01-2027"))
    if isinstance(row, Placement):
        made.form = row.form
    return made


def test_many_are_as_many_questions_as_few(almelo: Membership, foundation: Organisation) -> None:
    counts = []
    for number in (3, 20):
        persons = [people.make_employee(f"Mens Fictief{number}{nth}", placed=True) for nth in range(number)]
        with CaptureQueriesContext(connection) as captured:
            go(persons, Change(NEW_YEAR, foundation), almelo)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# The pages


def sent(foundation: Organisation, **more: Any) -> dict[str, Any]:
    return {"per": "2027-01-01", "van": "", "uitvoering": "", "werkgever": foundation.pk, "uitvoerder": ""} | more


def test_bram_sees_it_beforehand_does_it_and_undoes_it(
    client: Client, bram: User, foundation: Organisation, truus: WswEmployee, wim: WswEmployee
) -> None:
    client.force_login(bram)
    url = reverse("transfer_new")
    page = client.get(url, sent(foundation)).content.decode()
    assert "1 van de 1 mensen kan over." in page
    assert "Fictief, Truus" in page
    assert "Wim" not in page
    before = everything()
    job = truus.employments.get()
    refused = client.post(url, sent(foundation))
    assert refused.status_code == 422
    assert "Kies een of meer mensen." in refused.content.decode()
    response = client.post(url, sent(foundation, wie=[job.pk]))
    made = Transfer.objects.get()
    assert response["Location"] == f"/overgangen/{made.key}/"
    done = client.get(response["Location"]).content.decode()
    assert "1 medewerker gaat over per 01-01-2027. Niemand verliest een dag." in done
    client.post(reverse("transfer_undo", args=[made.key]))
    assert everything() == before
    assert "Ongedaan gemaakt op" in client.get(response["Location"]).content.decode()


def test_from_a_dossier_it_is_about_that_person(
    client: Client, bram: User, foundation: Organisation, truus: WswEmployee
) -> None:
    people.make_employee("Riet Verzonnen", placed=True)
    client.force_login(bram)
    dossier = client.get(reverse("employee", args=[truus.key])).content.decode()
    assert f"/overgangen/nieuw/?medewerker={truus.key}" in dossier
    page = client.get(reverse("transfer_new"), sent(foundation, medewerker=truus.key)).content.decode()
    assert "1 van de 1 mensen kan over." in page
    assert "Riet" not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"werkgever": ""}, "Kies een andere werkgever of een andere uitvoerder."),
        ({"per": "geen dag"}, "Dit is geen datum."),
        ({"werkgever": "999999"}, "Kies een organisatie uit de lijst."),
    ],
)
def test_what_is_no_change_is_said(
    client: Client, bram: User, foundation: Organisation, changed: dict[str, str], said: str
) -> None:
    client.force_login(bram)
    response = client.get(reverse("transfer_new"), sent(foundation) | changed)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_an_organisation_that_is_gone_employs_nobody(client: Client, bram: User, foundation: Organisation) -> None:
    foundation.ends_on = EVE
    foundation.save()
    client.force_login(bram)
    response = client.get(reverse("transfer_new"), sent(foundation))
    assert "Deze organisatie is er op 01-01-2027 niet." in response.content.decode()


def test_carla_finds_nothing_and_ellen_only_reads(
    client: Client, bram: User, carla: User, ellen: User, foundation: Organisation, truus: WswEmployee
) -> None:
    client.force_login(bram)
    client.post(reverse("transfer_new"), sent(foundation, wie=[truus.employments.get().pk]))
    made = Transfer.objects.get()
    for user, seen, undone in ((carla, 404, 404), (ellen, 200, 403)):
        client.force_login(user)
        assert client.get(reverse("transfer", args=[made.key])).status_code == seen
        assert client.post(reverse("transfer_undo", args=[made.key])).status_code == undone
