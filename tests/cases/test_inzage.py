"""The inzage letter holds everything (AVG art. 15): each value of each table about somebody, now and before, is in it.

The walk is over the models and the database, not over what the letter thinks it should hold.
"""

import io
import json
import time
from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases.actions import destruction, words
from cases.models import (
    Appointment,
    Assessment,
    Caseload,
    ContractHours,
    Correction,
    DestructionItem,
    DestructionList,
    Employment,
    Handover,
    Hirer,
    Indication,
    Leave,
    Limitation,
    PersonMerge,
    Placement,
    PrivacyRequest,
    Residence,
    SickPercentage,
    SickSpell,
    Transfer,
    WswEmployee,
)
from municipalities.asker import asked_by, tell_database
from municipalities.logs import AuditEntry
from municipalities.models import Organisation, User, today
from municipalities.processing import BY_RULE, People, declarations
from municipalities.recorded import Recorded
from municipalities.stepup import PROVED_AT, VALID_FOR
from municipalities.traces import Act, note
from reports.models import FrozenStand, Report
from tests import fixtures, people, situations
from tests.asking import TESTS
from tests.fixtures import again
from tests.papers import pdf_text
from tests.people import day
from tests.portal.test_urls import undone
from tests.situations import make_request, proved


@pytest.fixture(scope="module")
def laid(for_all_tests: None) -> dict[str, Any]:
    """Truus and who she is seen by, and her request."""
    cast: dict[str, Any] = {
        "truus": fixtures.lay_truus(),
        "hans": fixtures.lay_user("Hans Voorbeeld", "privacy_officer"),
        "bram": fixtures.lay_user("Bram Voorbeeld", "consulent", "Almelo"),
    }
    return cast | {"asked": lay_request(**cast)}


@pytest.fixture
def truus(laid: dict[str, Any], db: None) -> WswEmployee:
    return again(laid["truus"])


@pytest.fixture
def hans(laid: dict[str, Any], db: None) -> User:
    return again(laid["hans"])


@pytest.fixture
def bram(laid: dict[str, Any], db: None) -> User:
    return again(laid["bram"])


@pytest.fixture
def asked(laid: dict[str, Any], db: None) -> PrivacyRequest:
    return again(laid["asked"])


def lay_request(truus: WswEmployee, hans: User, bram: User) -> PrivacyRequest:
    """Truus asked. A value in every field of every table about her, and a former row of each that keeps its history."""
    second = situations.make_member("Bea Voorbeeld", "consulent", "Almelo")
    situations.make_merged_and_apart(truus, bram, second)  # while Almelo sees all of her
    coach = people.make_user("Coen Voorbeeld")
    job = truus.employments.get()
    executor = people.make_organisation("Stichting Bedacht")
    set_on(truus, prefix="van", sex="v", died_on=day("01-11-2026"), in_service_1997=True)
    set_on(truus.residences.get(), ends_on=day("30-06-2026"))
    set_on(
        truus.indications.get(),
        bw_advice=True,
        withdrawal_ground="eigen_verzoek",
        withdrawn_on=day("01-10-2026"),
        uwv_copy_on=day("02-10-2026"),
        number="2026-0417",
    )
    set_on(
        Placement.objects.get(employment=job), ends_on=day("30-09-2026"), end_reason="eigen wens", location="hal 4",
        function="inpakken", coach=coach, hirer=Hirer.objects.create(name="Bedacht BV"),
        contract=people.make_contract(),
    )  # fmt: skip
    set_on(job.hours.get(), ends_on=day("31-10-2026"))
    before = people.make_employment(truus, number="0", until=day("29-02-2008"), since=day("01-01-2000"), hours=None)
    with people.signing(bram):
        over = Transfer.objects.create(
            municipality=people.municipality("Almelo"),
            starts_on=day("01-03-2008"),
            employer=executor,
            people=1,
            done_by=bram,
        )
    set_on(job, ends_on=day("31-10-2026"), outflow_reason="OVL", executor=executor, continues=before, transfer=over)
    set_on(people.make_leave(job, since=day("01-02-2026")), ends_on=day("28-02-2026"))
    set_on(people.coach(truus, coach, since=day("01-01-2019")), ends_on=day("31-12-2019"))
    spell = people.make_sick(truus, since=day("02-03-2026"))
    set_on(spell, recovered_on=day("20-03-2026"), vangnet=False)
    set_on(SickPercentage.objects.create(spell=spell, starts_on=day("02-03-2026"), percentage=100), percentage=40)
    advice = truus.indications.first().advices.create(kind="werktijd", text="Korter werken")
    set_on(advice, text="Vier dagen werken")
    asked = people.make_request(
        truus, on=day("01-02-2020"), report_on=day("15-01-2020"), reintegration_on=day("16-01-2020"), consents=True,
        received_on=day("03-02-2020"), outcome="niet_doelgroep", decided_on=day("04-03-2020"),
        final_on=day("05-05-2020"),
    )  # fmt: skip
    set_on(asked, alternative="aangeboden", report_on=day("14-01-2020"))
    set_on(truus.dismissal_advices.create(asked_on=day("06-06-2020")), received_on=day("07-07-2020"))
    lies, otto = (people.make_user(name) for name in ("Lies Voorbeeld", "Otto Voorbeeld"))
    set_on(people.make_stand_in(truus, lies, instead_of=otto), ends_on=day("08-01-2020"))
    set_on(spell.steps.create(kind="melding", done_on=day("05-03-2026")), done_on=day("04-03-2026"))
    set_on(Limitation.objects.create(employee=truus, nature="overig"), nature="psychisch")
    lay_what_is_agreed(truus, executor)
    freeze(truus, job, executor.pk)
    lay_what_is_decided(truus, bram, hans)
    before = make_request(
        truus, received_on=day("10-11-2026"), text="Wat weet u van mij?", concerns_from=day("01-01-2026"),
        concerns_until=day("31-10-2026"), extended_on=day("11-11-2026"), extension_reason="Veel verzoeken.",
        decision="toegewezen", decision_reason="Het is uw recht.", decided_by=hans,
    )  # fmt: skip
    set_on(before, answered_on=today() + timedelta(days=1))
    request = make_request(truus, received_on=day("20-11-2026"))
    note(Act.DOSSIER_OPENED, membership=bram.memberships.get(), subjects=[truus.key], account=hans.key,
         purpose="huisbezoek", detail="proef")  # fmt: skip
    return request


def lay_what_is_agreed(truus: WswEmployee, support: Organisation) -> None:
    """Begeleid werken, what her work is worth, and her workplace."""
    supported = people.make_supported(truus, "Bakkerij Fictief")
    set_on(
        supported, ends_on=day("31-10-2026"), cao="bakkers", wage=Decimal("1900.00"), subsidy=Decimal("45.00"),
        support=support, support_asked_on=day("01-11-2025"), choices_offered=2, support_hours=Decimal("4.00"),
        support_fee=Decimal("62.50"), return_guarantee=True,
    )  # fmt: skip
    set_on(people.make_loonwaarde(truus), valid_until=day("01-02-2027"), method="Dariuz")
    adapted = people.make_adaptation(truus, cost=Decimal("450.00"), payer="werkgever", delivered_on=day("01-03-2026"))
    set_on(adapted, ends_on=day("31-10-2026"))


def lay_what_is_decided(truus: WswEmployee, bram: User, hans: User) -> None:
    """A handover, a reason to keep the dossier, and its line on a destruction list."""
    almelo, wierden = people.municipality("Almelo"), people.municipality("Wierden")
    if not truus.handovers.exists():
        moved = people.make_handover(truus, almelo, wierden, bram, starts_on=day("01-07-2026"))
        set_on(moved, reason="Zij blijft hier werken.")
        with people.signing(hans):
            moved.state, moved.decided_by, moved.decided_on = "afgewezen", hans, today()
            moved.reason = "Zij blijft hier werken!"
            moved.save()
    why = Correction.objects.create(
        employee=truus, kind="anders", because="Een vergissing.", reports="2e kwartaal 2026, uitgave 1",
        starts_on=day("30-06"), ends_on=day("30-06"),
    )  # fmt: skip
    set_on(why, ends_on=day("31-07"))
    lay_a_verdict(truus)
    noted = people.make_contact(truus, bram, typed_at=timezone.now() - timedelta(hours=1))
    set_on(noted, held_on=today(), topics=["uren", "vervoer"], present=["inlener"], follow_up="Gesprek met beiden.")
    noted.addenda.create(author=bram, text="Belde nog na.")
    set_on(Appointment.objects.create(employee=truus, planned_on=day("01-12-2026"), kept_by=noted), planned_on=today())
    set_on(people.make_representative(truus), email="kantoor@voorbeeld.example", ends_on=day("31-12-2026"))
    waited = people.make_waiting(truus, advice_asked_on=day("04-05-2026"))
    set_on(waited, advised_on=day("29-05-2026"), ends_on=day("30-06-2026"), ended_by="in_dienst")
    alike = people.make_person("Truus Ficktief", lives_in=None, category=None)
    people.make_two_people(truus, alike, bram).delete()
    people.make_two_people(truus, alike, bram)
    set_on(people.make_todo(truus, bram), due_on=today(), done_on=today(), owner="consulent")
    proposed = people.make_proposal(truus, bram, proposed_on=day("01-03-2026"))
    site = proposed.hirer.sites.create(name="Hal 2")
    set_on(proposed, settled_on=day("01-04-2026"), site=site, state="afgewezen", reason="inlener_ander")
    found = people.make_payroll_difference(truus, paid_hours=Decimal("130.50"))
    set_on(found, verdict="uitgezocht", note="Het loon volgt.", decided_by=bram, decided_on=today())
    set_on(found, closed_on=today(), closed_because="loon")
    lay_a_plan(truus, bram)
    set_on(people.make_hold(truus, "Er loopt een klacht.", placed_by=bram), ends_on=day("31-12-2026"))
    situations.make_signals(truus)
    line = DestructionItem.objects.create(
        list=DestructionList.objects.create(municipality=almelo, due_on=day("01-12-2026")), employee=truus,
        dossier="00101", ended_on=day("31-10-2016"), due_on=day("31-10-2026"), rows={"cases_residence": [1, 0]},
    )  # fmt: skip
    tell_database(str(hans.key))
    destruction.exempt(item=line, because="Er loopt een klacht.", until=day("31-12-2099"), by=hans)
    tell_database(TESTS)


def lay_a_verdict(truus: WswEmployee) -> None:
    """Corrections in a year that was closed, and what a controller said of them; one is there no more."""
    situations.close_year(2025)
    ended = day("31-12-2025")
    by = situations.make_member("Gijs Voorbeeld", "controller", "Almelo")
    for _ in range(2):
        row = Correction.objects.create(employee=truus, because="Te laat.", reports="", starts_on=ended, ends_on=ended)
        said = {"verdict": "akkoord", "verdict_note": "Klopt met het contract.", "decided_by": by}
        tell_database(str(by.key))
        Correction.objects.filter(pk=row.pk).update(**said)
        tell_database(TESTS)
    Correction.objects.filter(pk=row.pk).delete()


def lay_a_plan(truus: WswEmployee, by: User) -> None:
    older = people.make_document(truus, by)
    set_on(people.make_document(truus, by, replaces=older), dated_on=day("03-03-2026"), valid_until=day("31-12-2026"))
    words.index_missing()
    plan = people.make_plan(
        truus, wishes="Vaker buiten.", domains=["vervoer"], domains_text="Fietst nu.", advice_text="Rustige plek."
    )  # fmt: skip
    signed = {
        "employee_signed_on": today(), "employee_signed_as": "zelf", "coach_signed_on": today(), "coach_signed_by": by,
        "employer_signed_on": today(),
    }  # fmt: skip
    set_on(plan, **signed)
    goal = plan.goals.get()
    set_on(goal, due_on=day("01-10-2026"), step="GRD", reached=50, reached_text="Gaat goed.")
    set_on(goal.actions.get(), hours=Decimal("1.50"), done_on=today())
    with people.signing(by):
        plan.decisions.create(approved=True, reason="Helder.", decided_by=by)
    wrong = people.make_assessment(plan, by, on=today())
    people.make_assessment(
        plan, by, on=today(), steps={"Werktempo": (3, 4)}, remark="Aan de lijn.", own_words="Best snel.",
        note="Met uitleg.", corrects=wrong, because="Verkeerde stap.",
    )  # fmt: skip
    set_on(plan.evaluations.create(held_on=today(), own_words="Fijn.", next_step="Zo door."), held_on=today())


def set_on(row: Model, **values: Any) -> None:
    """Fills the row, and then changes the first day in it: a former row is as full as the one that is."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    for name, value in values.items():
        if isinstance(value, date):
            setattr(row, name, value - timedelta(days=1))
            row.save()
            return


def freeze(truus: WswEmployee, job: Employment, executor: int) -> None:
    report = Report.objects.create(period="2026Q3", edition=1, known_on=timezone.now(), content={}, fingerprint="x")
    FrozenStand.objects.create(
        report=report, month_end=day("30-09-2026"), employee=truus, scheme="wsw", municipality="GM0141",
        hours=Decimal("36.00"), fte=Decimal("0.97"), category="ernstig", factor=Decimal("1.25"), se=Decimal("1.2125"),
        rvu_se=Decimal("0.01"), leave="rvu", kind="nwsw", employer_id=job.employer_id, executor_id=executor, form="GRD",
        hours_leeg=1, hours_bsb=2, hours_wol=3, hours_grd=4, hours_ind=5, hours_bw=6, departure="AOW",
    )  # fmt: skip


def given(client: Client, hans: User, asked: PrivacyRequest, what: str) -> bytes:
    client.force_login(hans)
    proved(client)
    response = client.post(reverse("privacy_request_letter", args=[asked.key, what]))
    assert response.status_code == 200
    return bytes(response.content)


def data_file(client: Client, hans: User, asked: PrivacyRequest) -> dict[str, Any]:
    return json.loads(given(client, hans, asked, "bestand"))  # type: ignore[no-any-return]


# Which tables are about people: walked from the models


def about_people() -> list[type[Model]]:
    """Every model that refers to an employee: by key, or along another that does."""
    found: set[type[Model]] = {WswEmployee}
    while True:
        more = {model for model in apps.get_models() if _refers_to(model, found)} - found
        if not more:
            return sorted(found, key=lambda model: model._meta.label)
        found |= more


def _refers_to(model: type[Model], people: set[type[Model]]) -> bool:
    fields = model._meta.concrete_fields
    by_key = any(isinstance(each, ArrayField) and each.name == "subjects" for each in fields)
    return by_key or any(each.is_relation and each.related_model in people for each in fields)


def test_the_walk_finds_the_tables_we_know_of() -> None:
    known = {
        WswEmployee, Residence, Indication, Employment, ContractHours, Leave, Placement, Caseload, SickSpell,
        SickPercentage, Limitation, PrivacyRequest, FrozenStand, AuditEntry,
    }  # fmt: skip
    assert known <= set(about_people())


def declared(model: type[Model]) -> People:
    found = next(each for each in declarations() if each.model is model)
    assert isinstance(found, People), model
    return found


# Written with the decision, after which the row stands (a trigger): no former row has them.
ONLY_IN_THE_LAST: dict[type[Model], set[str]] = {Handover: {"decided_on", "decided_by"}, PersonMerge: {"refusal"}}


Stored = dict[str, list[dict[str, Any]]]  # by the name of a table


@pytest.fixture(scope="module")
def letter(laid: dict[str, Any]) -> tuple[list[dict[str, Any]], Stored]:
    """The parts of one letter, and what the database itself had when it was made."""
    with undone():
        parts = data_file(Client(), laid["hans"], laid["asked"])["delen"]
        tables = [(model, twin) for model in told_of() for twin in ("", *twins(model))]
        return parts, {f"{model._meta.db_table}{twin}": rows_of(model, laid["truus"], twin) for model, twin in tables}


def told_of() -> list[type[Model]]:
    return [model for model in about_people() if not declared(model).left_out]


def twins(model: type[Model]) -> list[str]:
    if model is Assessment:  # nobody changes one: it has a former row when it moved to another dossier
        return []
    return ["_history"] if issubclass(model, Recorded) else []


@pytest.mark.parametrize("model", about_people(), ids=lambda model: model._meta.label)
def test_every_value_of_every_table_is_in_the_letter_or_says_why_not(
    letter: tuple[list[dict[str, Any]], Stored], model: type[Model]
) -> None:
    table, (parts, stored) = declared(model), letter
    if table.left_out:
        return
    part = next(each for each in parts if each["titel"] == table.title)
    assert_told(table, part["nu"], stored[model._meta.db_table])
    for twin in twins(model):
        former = stored[f"{model._meta.db_table}{twin}"]
        assert former, "lay a former row of this table"
        assert_told(table, part["eerder"], former, never=ONLY_IN_THE_LAST.get(model, set()))
        assert all({"recorded_until", "changed_by", "operation"} <= set(row) for row in part["eerder"])


def rows_of(model: type[Model], truus: WswEmployee, twin: str = "") -> list[dict[str, Any]]:
    """What the database itself has about Truus in a table: nobody else is in it, but who looks like her or was her."""
    other = WswEmployee.objects.get(first_name="Samen").pk
    columns = [each.column for each in model._meta.concrete_fields if each.column]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {model._meta.db_table}{twin} ORDER BY id")
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    if model is WswEmployee:
        rows = [row for row in rows if row["id"] == truus.pk]
    rows = [row for row in rows if row.get("employee_id") != other]
    return [row for row in rows if "subjects" not in row or truus.key in row["subjects"]]


def assert_told(
    table: People, told: list[dict[str, Any]], stored: list[dict[str, Any]], *, never: Collection[str] = ()
) -> None:
    """Each row is told as it is stored, and each field has a value somewhere, but for those that `never` can have."""
    assert len(told) == len(stored)
    untold: dict[str, str] = {}
    for field in table.model._meta.concrete_fields:
        if field.primary_key or field.name in table.withheld or field.name == table.person:
            continue
        values = [row[field.column] for row in stored]
        some = any(value not in {None, ""} for value in map(_hashable, values))
        assert some is (field.name not in never), f"lay a value in {field.name}"
        for value, row in zip(values, told, strict=True):
            if not _says(row.get(field.name, "not there"), value, translated=_translated(table, field)):
                untold[field.name] = f"{value!r} is told as {row.get(field.name, 'nothing')!r}"
    assert untold == {}


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else bytes(value) if isinstance(value, memoryview) else value


def _translated(table: People, field: Any) -> bool:
    """Told as a name instead of as it is stored."""
    named = {*table.reads, *table.names, "recorded_by"}
    return bool(field.choices or field.is_relation or field.name in named or field.column in named)


def _says(told: Any, value: Any, *, translated: bool) -> bool:
    if value is None or value == "":
        return told in {None, "", "het portaal zelf"}
    if translated:
        return bool(told) and told != "not there"
    if isinstance(value, date | datetime):
        return told is not None and datetime.fromisoformat(told).date() in {value, getattr(value, "date", lambda: 0)()}
    return told == value or told == str(value)


def test_what_is_left_out_says_why_and_is_told_to_the_person(client: Client, hans: User, asked: PrivacyRequest) -> None:
    told = {each["onderdeel"]: each["reden"] for each in data_file(client, hans, asked)["niet_in_deze_brief"]}
    for model in about_people():
        table = declared(model)
        for name, reason in table.withheld.items():
            assert len(reason) > 20
            assert told[f"{table.title}, {table.label(name)}"] == reason
    assert "Wie u bent, opzoeksleutel" in told


def test_the_number_itself_and_what_it_hides_are_told(client: Client, hans: User, asked: PrivacyRequest) -> None:
    """Her own BSN in full, and the nature of her limitation that no role sees."""
    parts = {part["titel"]: part for part in data_file(client, hans, asked)["delen"]}
    assert parts["Wie u bent"]["nu"][0]["bsn_encrypted"] == people.bsn_number(0)
    assert parts["De aard van uw beperking"]["nu"][0]["nature"] == "psychisch"
    assert parts["De aard van uw beperking"]["eerder"][0]["nature"] == "overig"


def test_each_part_says_why_it_may_from_whom_and_how_long(client: Client, hans: User, asked: PrivacyRequest) -> None:
    data = data_file(client, hans, asked)
    for part in data["delen"]:
        assert all(part[key] for key in ("waarvoor", "waarom_het_mag", "van_wie", "hoelang")), part["titel"]
    assert any("UWV" in each for each in data["ontvangers"])
    assert len(data["uw_rechten"]) == 5  # correction, erasure, restriction, objection, complaint


def test_nobody_elses_data_is_in_it(
    client: Client, hans: User, asked: PrivacyRequest, wim: WswEmployee, carla: User
) -> None:
    text = given(client, hans, asked, "bestand").decode()
    assert all(canary not in text for canary in ("Wim", "Verzonnen", "00102", people.bsn_number(1)))


# On paper


def test_the_pdf_has_it_all_and_can_be_read_aloud(
    client: Client, hans: User, truus: WswEmployee, asked: PrivacyRequest
) -> None:
    file = given(client, hans, asked, "alles")
    reader = PdfReader(io.BytesIO(file))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("nl-NL", True)
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    inside = json.loads(reader.attachments["gegevens.json"][0])
    assert {part["titel"] for part in inside["delen"]} == {
        declared(model).title for model in about_people() if not declared(model).left_out
    }
    text = pdf_text(file)
    told = (
        "Dit weten wij van u", "Gemeente Almelo", people.bsn_number(0), "Truus van Fictief", "hal 4", "inpakken",
        "psychisch", "Zo stond het eerder", "Coen Voorbeeld", "Wat weet u van mij?", "huisbezoek", "Uw rechten",
        "Autoriteit Persoonsgegevens", asked.reference, "Bakkerij Fictief", "tafel die hoger kan", "Meetbureau Fictief",
    )  # fmt: skip
    assert [words for words in told if words not in text] == []


# Who looked (M12)


def test_a_week_of_reading_is_told_by_function_and_purpose_never_by_name(
    client: Client, hans: User, truus: WswEmployee, asked: PrivacyRequest, bram: User, ellen: User, anouk: User
) -> None:
    for user, purpose in ((bram, "verhuizing"), (anouk, "werkbezoek"), (ellen, "controle"), (anouk, "werkbezoek")):
        with asked_by(str(user.key)):
            note(Act.DOSSIER_OPENED, membership=user.memberships.get(), subjects=[truus.key], purpose=purpose)
    raw = given(client, hans, asked, "bestand").decode()
    told = next(part for part in json.loads(raw)["delen"] if part["titel"] == "Wie uw gegevens gebruikte")["nu"]
    assert [(row["role"], row["municipality"], row["purpose"]) for row in told[-6:-2]] == [
        ("consulent", "Almelo", "verhuizing"),
        ("jobcoach", "", "werkbezoek"),
        ("controller", "Almelo", "controle"),
        ("jobcoach", "", "werkbezoek"),
    ]
    assert {row["act"] for row in told[-6:-2]} == {"opende het dossier"}
    assert all(name not in raw for name in ("Bram", "Ellen", "Hans"))
    assert all(str(user.key) not in raw for user in (bram, ellen, anouk, hans))


# In one act, by who may, with a trace


def test_making_it_is_granting_it_and_leaves_a_trace_each_time(client: Client, hans: User, truus: WswEmployee) -> None:
    asked = make_request(truus, received_on=today() - timedelta(days=3))
    for times in (1, 2):
        given(client, hans, asked, "alles")
        asked.refresh_from_db()
        assert (asked.decision, asked.decided_on, asked.decided_by) == ("toegewezen", today(), hans)
        made = AuditEntry.objects.filter(act="access_letter_made")
        assert [(each.asker, each.subjects) for each in made] == [(str(hans.key), [truus.key])] * times
    assert asked.recorded_by == str(hans.key)  # not of the process that gathered


def test_a_refused_request_gives_no_letter(client: Client, hans: User, truus: WswEmployee) -> None:
    asked = make_request(truus, decision="afgewezen", decision_reason="Gisteren ook al gevraagd.", decided_by=hans)
    client.force_login(hans)
    proved(client)
    response = client.post(reverse("privacy_request_letter", args=[asked.key, "alles"]))
    assert response.status_code == 302
    assert not AuditEntry.objects.filter(act="access_letter_made").exists()


def test_who_did_not_just_prove_who_they_are_proves_it_first(
    client: Client, hans: User, asked: PrivacyRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("municipalities.stepup.prove_first", lambda request: HttpResponse("bewijs het eerst"))
    client.force_login(hans)
    session = client.session
    session[PROVED_AT] = time.time() - VALID_FOR - 1
    session.save()
    response = client.post(reverse("privacy_request_letter", args=[asked.key, "alles"]))
    assert response.content == b"bewijs het eerst"
    assert not AuditEntry.objects.filter(act="access_letter_made").exists()


def test_the_letter_stays_nowhere(client: Client, hans: User, asked: PrivacyRequest) -> None:
    client.force_login(hans)
    proved(client)
    response = client.post(reverse("privacy_request_letter", args=[asked.key, "alles"]))
    assert "no-store" in response["Cache-Control"]
    assert "Truus" not in response["Content-Disposition"]


def test_asked_by_a_process_ends_also_when_it_fails(db: None, hans: User) -> None:
    def asker() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('portal.asker', true)")
            return str(cursor.fetchone()[0])

    with asked_by(str(hans.key)):
        with asked_by("inzage"):
            assert asker() == "inzage"
        assert asker() == str(hans.key)
        with pytest.raises(ZeroDivisionError), asked_by("inzage"):
            raise ZeroDivisionError
        assert asker() == str(hans.key)


def test_so_many_questions_however_much_there_is(
    client: Client, hans: User, truus: WswEmployee, asked: PrivacyRequest
) -> None:
    given(client, hans, asked, "bestand")  # what is asked once per process is asked now
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked_of_database:
            given(client, hans, asked, "bestand")
        counts.append(len(asked_of_database))
        for nth in range(20):
            on = date(2018, 5 + 2 * len(counts), nth + 1)
            people.coach(truus, people.make_user(f"Coach {on}"), since=on, until=on)
    assert counts[0] == counts[1]


def test_every_field_has_a_dutch_name_in_the_letter() -> None:
    """A field without a name of its own would be told in English."""
    untold = [
        f"{each.model._meta.label}.{name}"
        for each in declarations()
        if isinstance(each, People)
        for name in [*each.fields, *(BY_RULE if each.keeps_history else ())]
        if each.label(name) == name.replace("_", " ") and name not in SAME
    ]
    assert untold == []


SAME = {"fte", "fout", "status", "moment", "naam", "log", "detail", "cao", "claim", "hash"}
