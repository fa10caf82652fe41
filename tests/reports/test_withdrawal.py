"""A released report that is withdrawn: by a second person, with a reason that readers see instead of the figures."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import today
from reports import actions, calendar, production, restating, withdrawals
from reports.behind import _Looking
from reports.document import document_of
from reports.documents import FORMATS, file_name
from reports.documents.content import stamp
from reports.models import Withdrawal
from reports.periods import Period
from reports.subjects.movement import earlier_reports
from tests import people
from tests.reports.test_report_pages import text
from tests.situations import ENOUGH, LAST_QUARTER, make_neighbours, make_released, make_report, proved

pytestmark = pytest.mark.django_db
WHY = "Een bestand was dubbel ingelezen."


@pytest.fixture
def released(ellen, fatih):
    """Checked by Ellen, released by Fatih."""
    make_neighbours(ENOUGH)
    return make_released(make_report(), ellen, fatih)


def url(name, report, *more):
    return reverse(name, args=[report.key, *more])


def withdraw(report, by):
    with people.signing(by):
        withdrawals.withdraw(row=Withdrawal(report=report, reason=WHY), by=by)
    report.refresh_from_db()
    return report


def as_(client, user):
    client.force_login(user)
    return proved(client)


def test_ellen_withdraws_what_fatih_released(client, ellen, released):
    as_(client, ellen)
    assert "Trek dit rapport in" in text(client.get(url("report", released)))
    form = url("report_withdraw", released)
    assert client.post(form, {"reason": ""}).status_code == 422
    assert client.post(form, {"reason": WHY})["Location"] == url("report", released)
    released.refresh_from_db()
    assert (released.state, released.withdrawal.withdrawn_by) == ("ingetrokken", ellen)
    assert client.get(form).status_code == 404


def test_what_changed_since_is_no_way_around_it(client, ellen, bram, daan, released):
    restating.restate(released)
    withdraw(released, ellen)
    for user, status in ((daan, 403), (bram, 403), (ellen, 200)):
        assert as_(client, user).get(url("report_changes", released)).status_code == status


def test_the_next_report_does_not_begin_where_it_ended(ellen, released):
    """T3S and T16 start from what is known, as when there was no report."""
    period = Period.parse(released.period).back(-1)
    asked = {"source": "stand", "summary": {}, "names": {}}
    before, moment = withdraw(released, ellen).known_on, timezone.now()
    assert [each.edition for each in earlier_reports(_Looking(period, None, **asked))] == []
    assert [each.edition for each in earlier_reports(_Looking(period, moment, **asked))] == []
    assert before < moment


def test_a_withdrawn_quarter_is_missing_whatever_came_before_or_after(ellen, fatih, released):
    make_neighbours(2)
    withdraw(make_released(make_report(), ellen, fatih), ellen)
    period = Period.parse(released.period)
    assert production.due(period.ends_on + timedelta(days=40)) == [period]


def test_who_released_it_asks_a_second_person(client, fatih, released):
    as_(client, fatih)
    assert "Vraag een tweede persoon" in text(client.get(url("report_withdraw", released)))
    said = text(client.post(url("report_withdraw", released), {"reason": WHY}))
    assert "Vraag een tweede persoon" in said
    released.refresh_from_db()
    assert released.state == "vrijgegeven"


def test_only_what_is_released_is_withdrawn(client, ellen, released):
    make_neighbours(2, name="Nieuw Fictief")
    draft = make_report()
    assert as_(client, ellen).get(url("report_withdraw", draft)).status_code == 404
    with pytest.raises(actions.NotAllowed, match="Alleen een vrijgegeven rapport"):
        withdraw(draft, ellen)


@pytest.mark.parametrize("who", ["daan", "bram"])
def test_readers_see_that_it_was_and_why_and_no_figure(client, request, ellen, released, who):
    reader = request.getfixturevalue(who)
    client.force_login(reader)
    assert "Klopt" in text(client.get(url("report", released)))
    withdraw(released, ellen)
    page = client.get(url("report", released))
    said = text(page)
    assert "Dit rapport is ingetrokken" in said
    assert f"{WHY} Ingetrokken op {today():%d-%m-%Y} door Ellen Voorbeeld" in said
    assert "<table" not in page.content.decode()
    assert "SE" not in said.split("Dit rapport is ingetrokken")[1].split("Wsw-portaal")[0]
    for form in FORMATS:
        response = client.get(url("report_file", released, form))
        assert response.status_code == 403
        assert "gelden niet meer" in text(response)
    if who == "bram":
        assert client.get(url("report_cell", released) + "?tabel=T1&rij=GM0141&kolom=0").status_code == 403
    said = text(client.get("/dashboard/"))
    assert "Medewerkers" not in said.split("Dashboard")[-1]
    assert "ingetrokken" in text(client.get("/rapportages/"))


def test_who_checks_sees_the_figures_stamped(client, ellen, released):
    kept = bytes(released.files.get(format="csv").content)
    withdraw(released, ellen)
    client.force_login(ellen)
    page = client.get(url("report", released))
    assert WHY in text(page)
    assert "<table" in page.content.decode()
    document = document_of(released)
    assert stamp(document).startswith("INGETROKKEN")
    response = client.get(url("report_file", released, "csv"))
    assert response.content == kept  # what was released is never rendered again
    assert "ingetrokken" in response["Content-Disposition"]
    assert "ingetrokken" in file_name(document, "csv")


def test_afterwards_the_quarter_is_missing_and_the_same_figures_are_a_new_edition(client, ellen, fatih, daan, released):
    withdraw(released, ellen)
    assert production.due(today()) == [LAST_QUARTER]
    assert calendar.find("vrijgave", LAST_QUARTER.code).done is None
    second = make_report()
    assert (second.edition, second.fingerprint) == (2, released.fingerprint)
    assert production.due(today()) == []
    make_released(second, ellen, fatih)
    client.force_login(daan)
    assert "Lees uitgave 2, die wel geldt" in text(client.get(url("report", released)))
    assert calendar.find("vrijgave", LAST_QUARTER.code).done.by == "Fatih Voorbeeld"
