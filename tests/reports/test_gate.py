"""The quality gate (M15): a red check line or an open blocking finding stops a report; accepted is printed by name."""

import io
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from municipalities.models import today
from reports import actions, gate
from reports.document import document_of
from reports.documents import FORMATS
from reports.models import AcceptedFinding, Report
from tests import people
from tests.cases.destroying import asking_as
from tests.reports.test_report_pages import text
from tests.situations import ENOUGH, LAST_QUARTER, make_checked, make_neighbours, make_report

pytestmark = pytest.mark.django_db
WHY = "De beschikking komt volgende week."


@pytest.fixture
def draft():
    """Six people about whom nothing is wrong, one without a category, so without SE (R25), and one without a home."""
    make_neighbours(ENOUGH)
    people.make_employee("Zonder Fictief", placed=True, category=None)
    people.make_employee("Nergens Fictief", placed=True, lives_in=None)
    return make_report()


def url(name, report, *more):
    return reverse(name, args=[report.key, *more])


def accept(report, by, finding):
    with people.signing(by):
        gate.accept(row=AcceptedFinding(report=report, finding=finding, reason=WHY), by=by)


def accept_all(report, by):
    for each in gate.findings(report):
        accept(report, by, each.code)


def red(report):
    """The same report, of which one sum does not close."""
    checks = [check | {"ok": check["table"] != "T3"} for check in report.content["checks"]]
    return Report.objects.create(
        period=report.period, edition=9, known_on=report.known_on, content=report.content | {"checks": checks},
        fingerprint="0" * 64,
    )  # fmt: skip


# What it finds: one person by hand, in each way that blocks, and in the ways that do not


def test_a_register_without_faults_has_no_findings_though_nobody_has_a_coach():
    make_neighbours(ENOUGH)
    report = make_report()
    assert gate.findings(report) == []
    assert gate.why_not(report) == ""
    people_without_coach = {
        each["value"]
        for each in report.content["figures"]
        if each["figure"] == "no_coach" and each["municipality"] == "totaal"
    }
    assert people_without_coach == {str(ENOUGH)}


def test_who_has_no_indication_has_no_category_and_that_blocks(draft):
    assert [(each.code, each.people) for each in gate.findings(draft)] == [("no_category", 1), ("no_home", 1)]


def test_the_old_group_has_no_indication_and_blocks_nothing():
    """In service since before 1998: matig while it lasts (Besluit art. 10)."""
    people.make_employee("Oud Fictief", placed=True, kind="wsw_oud", since=people.day("01-03-1990"), category=None)
    report = make_report()
    assert gate.findings(report) == []
    found = {each["figure"]: each["value"] for each in report.content["figures"] if each["municipality"] == "totaal"}
    assert found["no_indication"] == "1"


def test_who_lives_nowhere_and_who_is_past_the_aow_age():
    people.make_employee("Nergens Fictief", placed=True, lives_in=None)
    people.make_employee("Oud Fictief", placed=True, born=people.day("01-01-1950"))
    assert [(each.code, each.people) for each in gate.findings(make_report())] == [("no_home", 1), ("past_aow", 1)]


# What it stops


def test_ellen_cannot_check_what_has_a_finding_open(client, ellen, draft):
    client.force_login(ellen)
    said = text(client.get(url("report", draft)))
    assert "houdt tegen Eerst nog oplossen of accepteren: categorie ontbreekt, woonplaats ontbreekt." in said
    assert "Ik heb dit gecontroleerd" not in said
    assert "Eerst nog oplossen of accepteren" in text(client.post(url("report_check", draft), follow=True))
    draft.refresh_from_db()
    assert draft.state == "concept"


def test_accepted_one_by_one_with_a_reason_it_may_go(client, ellen, draft):
    client.force_login(ellen)
    for finding in ("no_category", "no_home"):
        form = url("finding_accept", draft, finding)
        assert client.get(form).status_code == 200
        assert client.post(form, {"reason": " "}).status_code == 422
        assert client.post(form, {"reason": WHY})["Location"] == url("report", draft)
        assert client.get(form).status_code == 404  # accepted already
    said = text(client.get(url("report", draft)))
    assert "Ik heb dit gecontroleerd" in said
    client.post(url("report_check", draft))
    draft.refresh_from_db()
    assert draft.state == "gecontroleerd"


def test_a_word_about_health_is_asked_about(client, ellen, draft):
    client.force_login(ellen)
    response = client.post(url("finding_accept", draft, "no_category"), {"reason": "Heeft een depressie."})
    assert "Gaat" in text(response)
    assert not AcceptedFinding.objects.exists()


@pytest.mark.parametrize("finding", ["late", "no_coach", "no_indication", "past_aow", "x"])
def test_what_blocks_nothing_or_is_not_there_is_not_accepted(client, ellen, draft, finding):
    client.force_login(ellen)
    assert client.get(url("finding_accept", draft, finding)).status_code == 404
    with pytest.raises(gate.Blocked, match="staat niet in dit rapport"):
        accept(draft, ellen, finding)


@pytest.mark.parametrize("who", ["bram", "daan", "anouk"])
def test_others_may_not(client, request, draft, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url("finding_accept", draft, "no_category")).status_code == 403


def test_the_database_asks_the_same_of_who_goes_around_the_page(ellen, fatih, draft):
    check = "UPDATE reports_report SET state = 'gecontroleerd', checked_by_id = %s, checked_at = now() WHERE id = %s"
    with pytest.raises(DatabaseError, match="blokkerende bevinding open"), transaction.atomic():
        run(ellen, check, ellen.pk, draft.pk)
    accept(draft, fatih, "no_category")
    with pytest.raises(DatabaseError, match="blokkerende bevinding open"), transaction.atomic():
        run(ellen, check, ellen.pk, draft.pk)
    accept(draft, fatih, "no_home")
    assert run(ellen, check, ellen.pk, draft.pk) == 1
    with pytest.raises(DatabaseError, match="staat niet in een concept"), transaction.atomic():
        accept_by_sql(ellen, draft)


def accept_by_sql(by, report):
    run(
        by,
        "INSERT INTO reports_acceptedfinding (key, report_id, finding, reason, accepted_by_id, accepted_at)"
        " VALUES (gen_random_uuid(), %s, 'no_home', 'x', %s, now())",
        report.pk, by.pk,
    )  # fmt: skip


def run(by, sql, *values):
    with asking_as(by), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def test_the_database_and_the_page_block_the_same_findings():
    everything = {
        "figures": [
            {"table": "T15", "municipality": "totaal", "figure": each["name"], "value": "1"}
            for each in make_report().content["definitions"]
            if each.get("table") == "T15"
        ]
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(f) FROM blocking_findings(%s::jsonb) f", [json.dumps(everything)])
        assert set(cursor.fetchone()[0]) == set(gate.BLOCKING)


def test_a_red_check_line_stops_it_at_every_door(client, ellen, fatih, draft):
    broken = red(draft)
    accept_all(broken, ellen)
    client.force_login(ellen)
    said = text(client.get(url("report", broken)))
    assert "De controle onder tabel T3 klopt niet. Dit rapport gaat niet weg." in said
    assert "Ik heb dit gecontroleerd" not in said
    with pytest.raises(actions.NotAllowed, match="tabel T3 klopt niet"):
        make_checked(broken, ellen)
    for form in FORMATS:
        response = client.get(url("report_file", broken, form))
        assert response.status_code == 403
        assert "klopt niet" in text(response)
    with pytest.raises(DatabaseError, match="controle onder een tabel klopt niet"), transaction.atomic():
        run(
            ellen,
            "UPDATE reports_report SET state = 'gecontroleerd', checked_by_id = %s, checked_at = now() WHERE id = %s",
            ellen.pk, broken.pk,
        )  # fmt: skip


def test_a_next_edition_asks_again(ellen, draft):
    accept_all(draft, ellen)
    make_neighbours(2, name="Nieuw Fictief")
    second = make_report()
    assert second.edition == 2
    assert "Eerst nog oplossen" in gate.why_not(second)


# What is printed


def test_what_was_accepted_is_printed_by_name_in_every_paper(client, ellen, fatih, daan, draft):
    accept_all(draft, ellen)
    make_checked(draft, fatih)
    with people.signing(ellen):
        actions.release(report=draft, by=ellen)
    draft.refresh_from_db()
    client.force_login(daan)
    said = text(client.get(url("report", draft)))
    assert "Geaccepteerde bevindingen" in said
    assert f"Categorie ontbreekt {WHY} Geaccepteerd door Ellen Voorbeeld, {today():%d-%m-%Y}" in said
    assert "houdt tegen" not in said
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file(draft, "pdf"))).pages)
    assert "Geaccepteerde bevindingen" in printed
    assert WHY in " ".join(printed.split())
    assert "Geaccepteerd door Ellen Voorbeeld" in " ".join(printed.split())
    assert json.loads(file(draft, "json"))["accepted"] == [
        {"label": label, "reason": WHY, "by": "Ellen Voorbeeld", "on": f"{today():%d-%m-%Y}"}
        for label in ("categorie ontbreekt", "woonplaats ontbreekt")
    ]


def file(report, form):
    return bytes(report.files.get(format=form).content)


def test_a_report_without_findings_says_nothing_of_them(client, daan):
    make_neighbours(ENOUGH)
    assert document_of(make_report(LAST_QUARTER)).accepted == ()
