"""Hours from payroll beside the register: what differs comes on a list, is looked into, and goes by the facts.

Bram is consulent of Almelo, where Truus lives and works 36 hours; Carla of Wierden has Wim. All *fictief*.
"""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import payroll, payroll_file, retention
from cases.actions import payroll as acts
from cases.models import ContractHours, PayrollDifference, PayrollUpload, RecordKind, WswEmployee
from cases.tasks import draft_destruction_lists
from municipalities.models import AuditEntry, Membership, User, today
from tests import people
from tests.cases.destroying import asking_as, destroy, make_leaver
from tests.opened import text

MONTH = today().replace(day=1)
BEFORE = (MONTH - timedelta(days=1)).replace(day=1)
THIS, LAST = f"{MONTH:%Y-%m}", f"{BEFORE:%Y-%m}"
HEAD = "personeelsnummer;maand;uren;betaalde_uren"


@pytest.fixture
def office(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def lines(*rows: tuple[Any, ...]) -> bytes:
    return "\n".join([HEAD, *(";".join(map(str, row)) for row in rows)]).encode()


def line(person: WswEmployee, hours: Any, month: str = LAST, paid: Any = "") -> tuple[Any, ...]:
    return person.personnel_number, month, hours, paid


def send(client: Client, content: bytes, name: str = "loon.csv") -> Any:
    return client.post(reverse("payroll_import"), {"file": SimpleUploadedFile(name, content)})


def faults(client: Client, content: bytes, name: str = "loon.csv") -> list[tuple[int, str, str]]:
    answer = send(client, content, name)
    assert answer.status_code == 422
    assert not PayrollUpload.objects.exists()
    return [(each.row, each.column, each.reason) for each in answer.context["faults"]]


def found() -> list[tuple[str, Any, Any]]:
    """What is open: the kind, hours by payroll, hours by the register."""
    rows = PayrollDifference.objects.open().order_by("employee_id")
    return [(each.kind, each.payroll_hours, each.register_hours) for each in rows]


def told(client: Client, shown: str = "") -> str:
    return text(client.get(reverse("payroll_list"), {"toon": shown}))


def workbook(*rows: tuple[Any, ...]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Uren")
        for number, row in enumerate((tuple(HEAD.split(";")), *rows)):
            sheet.write_row(number, 0, row)
    return made.getvalue()


# What differs


def test_other_hours_come_on_the_list_and_the_register_stays(office: Client, truus: WswEmployee) -> None:
    answer = send(office, lines(line(truus, "31,5", paid="136,5")))
    assert (answer.status_code, answer["Location"]) == (302, reverse("payroll_list"))
    assert found() == [("uren", Decimal("31.5"), Decimal("36"))]
    assert ContractHours.objects.get(employee=truus).hours == 36
    page = told(office)
    assert "1 regel, 1 nieuw verschil, 0 nog hetzelfde, 0 gesloten. In het register is niets veranderd." in page
    assert "Fictief, Truus" in page
    assert "31,5 (136,5 betaald) 36" in page
    assert "nog niet bekeken" in page
    assert AuditEntry.objects.filter(act="payroll_compared", subjects__contains=[truus.key]).exists()


def test_the_same_hours_are_no_difference(office: Client, truus: WswEmployee) -> None:
    assert send(office, lines(line(truus, 36))).status_code == 302
    assert found() == []
    assert "Bij uw keuze is er niets." in told(office)


def test_who_is_in_service_and_not_paid_and_who_is_paid_and_not_in_service(office: Client, truus: WswEmployee) -> None:
    gone = people.make_employee(
        "Otto Verzonnen", since=date(2010, 1, 1), until=BEFORE - timedelta(days=1), reason="EV", hours=20
    )
    assert send(office, lines(line(gone, 20))).status_code == 302
    assert sorted(found()) == [("niet_in_dienst", Decimal(20), None), ("niet_in_loon", None, Decimal(36))]


def test_counted_on_the_last_day_in_service_and_all_employments_together(office: Client, truus: WswEmployee) -> None:
    """Otto's second job ended half way the month: until that day both counted, 20 and 8 hours."""
    half = BEFORE + timedelta(days=14)
    otto = people.make_employee("Otto Verzonnen", hours=[(10, date(2008, 3, 1), half), (20, half + timedelta(1), None)])
    people.make_employment(otto, since=date(2020, 1, 1), hours=8)
    pia = people.make_employee("Pia Fictief", since=date(2010, 1, 1), until=half, reason="EV", hours=24)
    assert send(office, lines(line(truus, 36), line(otto, 28), line(pia, 24))).status_code == 302
    assert found() == []


def test_unpaid_leave_all_month_is_expected_in_no_payroll(office: Client, truus: WswEmployee) -> None:
    job, end = truus.employments.get(), payroll.month_end(BEFORE)
    leave = people.make_leave(job, since=BEFORE, until=end)
    paid = people.make_employee("Otto Verzonnen")
    send(office, lines(line(paid, 36)))
    assert found() == []
    leave.ends_on = end - timedelta(days=1)
    leave.save()
    send(office, lines(line(paid, "36.0")))
    assert found() == [("niet_in_loon", None, Decimal(36))]


def test_who_works_for_another_employer_is_in_another_payroll(office: Client, truus: WswEmployee) -> None:
    people.make_employee("Otto Verzonnen", employer="Stichting Bedacht")
    send(office, lines(line(truus, 36)))
    assert found() == []


def test_a_number_without_a_dossier_is_told_and_goes_with_the_next_file(
    office: Client, truus: WswEmployee, wim: WswEmployee
) -> None:
    """Wim of Wierden is as unknown as somebody who is not there."""
    send(office, lines(line(truus, 36), line(wim, 36), ("00000", LAST, 20, "")))
    page = told(office)
    assert "2 nummers uit dit bestand staan niet in uw register." in page
    assert "00000" in page
    assert "Wim" not in page
    assert not PayrollDifference.objects.exists()
    send(office, lines(line(truus, 36, THIS)))
    assert "niet in uw register" not in told(office)
    assert [each.unknown for each in PayrollUpload.objects.all()] == [[], []]


# The next month


def test_the_same_file_again_does_nothing_new(office: Client, truus: WswEmployee) -> None:
    content = lines(line(truus, 30))
    send(office, content)
    again = office.post(reverse("payroll_import"), {"file": SimpleUploadedFile("x.csv", content)}, follow=True)
    assert "is op" in text(again)
    assert "Er is niets veranderd." in text(again)
    assert (PayrollUpload.objects.count(), PayrollDifference.objects.count()) == (1, 1)
    send(office, content + b"\n")  # other bytes, the same lines
    assert (PayrollUpload.objects.count(), PayrollDifference.objects.count()) == (2, 1)


def test_what_is_still_so_the_next_month_is_the_same_line(office: Client, truus: WswEmployee) -> None:
    send(office, lines(line(truus, 30)))
    send(office, lines(line(truus, 30, THIS)))
    each = PayrollDifference.objects.get()
    assert (each.first_month, each.last_month, each.closed_on) == (BEFORE, MONTH, None)


def test_the_next_month_closes_what_the_register_put_right(office: Client, truus: WswEmployee) -> None:
    send(office, lines(line(truus, 30)))
    truus.employments.get().placements.update(hours=30)
    ContractHours.objects.filter(employee=truus).update(hours=30)
    send(office, lines(line(truus, 30, THIS)))
    each = PayrollDifference.objects.get()
    assert (each.closed_on, each.closed_because) == (today(), "register")
    assert "het register is verbeterd" in told(office, "gesloten")
    assert "Fictief, Truus" not in told(office)


def test_the_next_month_closes_what_payroll_put_right(office: Client, truus: WswEmployee) -> None:
    send(office, lines(line(truus, 30)))
    send(office, lines(line(truus, 36, THIS)))
    assert PayrollDifference.objects.get().closed_because == "loon"


def test_another_difference_is_another_line(office: Client, truus: WswEmployee) -> None:
    send(office, lines(line(truus, 30)))
    send(office, lines(line(truus, 24, THIS)))
    assert found() == [("uren", Decimal(24), Decimal(36))]
    assert [each.closed_because for each in PayrollDifference.objects.order_by("id")] == ["anders", ""]


def test_a_month_before_the_last_is_refused(office: Client, truus: WswEmployee) -> None:
    send(office, lines(line(truus, 36, THIS)))
    answer = send(office, lines(line(truus, 30)))
    (fault,) = answer.context["faults"]
    assert fault.reason == f"Er is al een nieuwere maand ingelezen: {payroll.in_words(MONTH)}."
    assert found() == []


# Looking into it


def made(office: Client, truus: WswEmployee) -> PayrollDifference:
    send(office, lines(line(truus, 30)))
    return PayrollDifference.objects.get()


def test_bram_finds_out_and_says_so(office: Client, truus: WswEmployee, bram: User) -> None:
    each = made(office, truus)
    url = reverse("payroll_difference", args=[each.key])
    assert f'href="{reverse("hours_change", args=[truus.key])}"' in office.get(url).content.decode()
    said = {"verdict": "uitgezocht", "note": "Het loon volgt volgende maand."}
    assert office.post(url, said)["Location"] == reverse("payroll_list")
    each.refresh_from_db()
    assert (each.verdict, each.decided_by, each.decided_on) == ("uitgezocht", bram, today())
    assert "Fictief, Truus" not in told(office)
    assert "Het loon volgt volgende maand. Bram Voorbeeld" in told(office, "uitgezocht")
    send(office, lines(line(truus, 30, THIS)))  # still the same, and looked into
    assert "Fictief, Truus" not in told(office)


def test_what_is_to_be_mended_stays_until_it_is(office: Client, truus: WswEmployee) -> None:
    each = made(office, truus)
    office.post(reverse("payroll_difference", args=[each.key]), {"verdict": "register_verbeteren"})
    assert "register verbeteren" in told(office)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Kies een uitkomst."),
        ({"verdict": "anders"}, "Kies een uitkomst uit de lijst."),
        ({"verdict": "loon_klopt"}, "Schrijf op wat u hebt gevonden."),
        ({"verdict": "uitgezocht", "note": "x" * 201}, "Schrijf het korter, in hoogstens 200 tekens."),
    ],
)
def test_what_cannot_be_said(office: Client, truus: WswEmployee, given: dict[str, str], why: str) -> None:
    answer = office.post(reverse("payroll_difference", args=[made(office, truus).key]), given)
    assert answer.status_code == 422
    assert why in text(answer)


def test_words_about_health_are_asked_about(office: Client, truus: WswEmployee) -> None:
    answer = office.post(
        reverse("payroll_difference", args=[made(office, truus).key]),
        {"verdict": "uitgezocht", "note": "Minder uren door een depressie"},
    )
    assert answer.status_code == 200
    assert "Nog niet bewaard" in text(answer)


def test_two_at_once(office: Client, truus: WswEmployee, bram: User) -> None:
    each = made(office, truus)
    url = reverse("payroll_difference", args=[each.key])
    version = office.get(url).context["form"]["versie"].value()
    people.meanwhile()
    acts.decide(difference=PayrollDifference.objects.get(), verdict="loon_klopt", note="Eerst.", by=bram)
    people.meanwhile()
    answer = office.post(url, {"verdict": "uitgezocht", "note": "Later.", "versie": version})
    assert answer.status_code == 409
    each.refresh_from_db()
    assert each.note == "Eerst."


def test_what_the_facts_closed_is_decided_no_more(office: Client, truus: WswEmployee) -> None:
    each = made(office, truus)
    send(office, lines(line(truus, 36, THIS)))
    assert office.get(reverse("payroll_difference", args=[each.key])).status_code == 404


# Files


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{n};{m};veel;", (2, "uren", "Dit is geen aantal uren. Schrijf een getal, zoals 31,5.")),
        ("{n};{m};41;", (2, "uren", "Uren per week liggen tussen 0 en 40.")),
        ("{n};{m};30,123;", (2, "uren", "Uren hebben hoogstens twee cijfers achter de komma.")),
        ("{n};{m};30;745", (2, "betaalde_uren", "In een maand zitten hoogstens 744 uren.")),
        ("{n};oktober;30;", (2, "maand", "Dit is geen maand. Schrijf JJJJ-MM, zoals 2026-10.")),
        ("{n};2026-13;30;", (2, "maand", "Dit is geen maand. Schrijf JJJJ-MM, zoals 2026-10.")),
        ("{n};2199-01;30;", (2, "maand", "Deze maand moet nog beginnen.")),
        (";{m};30;", (2, "personeelsnummer", "Deze cel is verplicht.")),
        ("{n};{m};;", (2, "uren", "Deze cel is verplicht.")),
        ("{n};{m};30;;x", (2, "", "Deze rij heeft meer cellen dan de eerste rij kolommen heeft.")),
    ],
)
def test_a_fault_is_named_at_its_line(
    office: Client, truus: WswEmployee, row: str, fault: tuple[int, str, str]
) -> None:
    filled = row.format(n=truus.personnel_number, m=LAST)
    assert faults(office, f"{HEAD}\n{filled}\n".encode()) == [fault]


def test_two_months_and_the_same_person_twice_are_refused(office: Client, truus: WswEmployee, wim: WswEmployee) -> None:
    told_twice = faults(office, lines(line(truus, 30), line(truus, 30)))
    assert told_twice == [(3, "personeelsnummer", "Deze regel staat ook op rij 2.")]
    (another,) = faults(office, lines(line(truus, 30), line(wim, 30, THIS)))
    assert another == (3, "maand", f"Een bestand gaat over één maand; de eerste regel zegt {LAST}.")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "Hier staat een teken dat niet te lezen is. Bewaar het bestand als CSV (UTF-8)."),
        (b"personeelsnummer;maand;uren\n\x00", "Hier staat een teken dat niet in een CSV hoort."),
        (b'personeelsnummer;maand;uren\n"1;2;3', "Een aanhalingsteken dat hier begint, sluit niet."),
        (HEAD.encode(), "Een loonbestand heeft 1 tot 10000 regels."),
        (b"personeelsnummer;maand;uren;bsn\n", "Deze kolom hoort niet in dit bestand."),
        (b"personeelsnummer;maand\n", "Deze verplichte kolom ontbreekt."),
        (b"PK\x03\x04geen zip", "Dit werkboek is beschadigd en niet te lezen."),
    ],
)
def test_what_is_no_file_of_hours(office: Client, content: bytes, why: str) -> None:
    assert any(reason.startswith(why) for _, _, reason in faults(office, content))


def test_a_workbook_is_read_as_a_csv_file_is(office: Client, truus: WswEmployee) -> None:
    send(office, workbook((truus.personnel_number, LAST, 31.5, 130)), "loon.xlsx")
    assert found() == [("uren", Decimal("31.5"), Decimal("36"))]


def test_a_file_as_excel_saves_it_is_read(office: Client, truus: WswEmployee) -> None:
    """In Windows-1252 with semicolons, or as Unicode text: what the number of somebody else holds is no reason."""
    rows = (line(truus, "31,5", paid=130), ("Müller-1", LAST, 20, ""))
    send(office, lines(*rows).decode().encode("cp1252"))
    assert found() == [("uren", Decimal("31.5"), Decimal("36"))]
    assert PayrollUpload.objects.get().unknown == ["Müller-1"]
    tabs = lines(*rows).decode().replace(";", "\t").encode("utf-16")
    assert payroll_file.read("loon.txt", tabs, today()).paid["Müller-1"].hours == 20


def test_commas_a_mark_at_the_start_and_a_month_as_a_spreadsheet_writes_it(office: Client, truus: WswEmployee) -> None:
    content = f"\ufeffuren,maand,personeelsnummer\n30.5,{BEFORE:%m-%Y},{truus.personnel_number}\n"
    send(office, content.encode())
    assert found() == [("uren", Decimal("30.5"), Decimal("36"))]
    assert payroll_file.read("x", content.encode(), today()).month == BEFORE


def test_a_zip_bomb_is_not_unpacked(office: Client, truus: WswEmployee) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<a/>")
        book.writestr("xl/worksheets/sheet1.xml", "<a>" + " " * 70_000_000 + "</a>")
    assert faults(office, bomb.getvalue(), "loon.xlsx") == [
        (0, "", "Dit werkboek is uitgepakt te groot. Lever het register als CSV-bestanden.")
    ]


def test_a_file_that_is_too_large_is_not_read(office: Client) -> None:
    answer = send(office, b"x" * (payroll_file.MOST_BYTES + 1))
    assert "Dit bestand is te groot. Hoogstens 2 MB." in text(answer)


# Whose


def test_carla_finds_nothing_of_almelo(office: Client, client: Client, truus: WswEmployee, carla: User) -> None:
    each = made(office, truus)
    client.force_login(carla)
    assert "Truus" not in told(client)
    assert client.get(reverse("payroll_difference", args=[each.key])).status_code == 404
    with asking_as(carla):
        assert not PayrollDifference.objects.exists()
        assert not PayrollUpload.objects.exists()


def test_the_wall_holds_when_the_door_is_forgotten(office: Client, truus: WswEmployee, carla: User, wim: Any) -> None:
    """Carla writes a line about Wim into the payroll of Almelo, and closes one of Truus: neither."""
    each, almelo = made(office, truus), people.municipality("Almelo")
    with asking_as(carla):
        assert PayrollDifference.objects.filter(pk=each.pk).update(closed_on=today(), closed_because="loon") == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            PayrollDifference.objects.create(
                employee=wim, municipality=almelo, kind="niet_in_dienst", first_month=MONTH, last_month=MONTH,
                payroll_hours=8,
            )  # fmt: skip


@pytest.mark.parametrize("who", ["anouk", "ellen", "daan", "gerda", "hans"])
def test_others_read_none_of_it(office: Client, truus: WswEmployee, who: str, request: pytest.FixtureRequest) -> None:
    made(office, truus)
    with asking_as(request.getfixturevalue(who)):
        assert not PayrollDifference.objects.exists()
        assert not PayrollUpload.objects.exists()


def test_nobody_signs_for_another_or_changes_what_payroll_said(
    office: Client, truus: WswEmployee, bram: User, ellen: User
) -> None:
    each = made(office, truus)
    mine = PayrollDifference.objects.filter(pk=each.pk)
    with asking_as(bram):
        for change, why in (
            ({"verdict": "loon_klopt", "note": "x", "decided_by": ellen, "decided_on": today()}, "eigen naam"),
            ({"payroll_hours": 20}, "verandert niet"),
            ({"first_month": BEFORE.replace(year=2020)}, "verandert niet"),
        ):
            with pytest.raises(Error, match=why), transaction.atomic():
                mine.update(**change)
        mine.update(verdict="loon_klopt", note="x", decided_by=bram, decided_on=date(2020, 1, 1))
        assert mine.get().decided_on == today()
        mine.update(closed_on=today(), closed_because="loon")
        with pytest.raises(Error, match="al gesloten"), transaction.atomic():
            mine.update(closed_on=None, closed_because="")


def test_who_left_is_shown_as_almelo_knew_them(office: Client, client: Client, truus: WswEmployee) -> None:
    """Truus moved on and married since: in Almelo's payroll she is still paid, under the name of then (R70)."""
    last = BEFORE - timedelta(days=40)
    people.move(truus, "Wierden", on=last + timedelta(days=1))
    job = truus.employments.get()
    job.placements.update(ends_on=last)
    job.hours.update(ends_on=last)
    truus.employments.update(ends_on=last, outflow_reason="OVG")
    people.meanwhile()
    WswEmployee.objects.filter(pk=truus.pk).update(last_name="Gehuwd")
    send(office, lines(line(truus, 36)))
    assert found() == [("niet_in_dienst", Decimal(36), None)]
    page = told(office)
    assert "Fictief, Truus" in page
    assert "Gehuwd" not in page
    each = PayrollDifference.objects.get()
    assert "hoort niet meer bij uw gemeente" in text(office.get(reverse("payroll_difference", args=[each.key])))


# How long


def test_seven_years_after_the_financial_year_it_goes(office: Client, truus: WswEmployee) -> None:
    """Selectielijst 2020, financiële administratie: 7 years after the end of the financial year."""
    each = made(office, truus)
    year = BEFORE.year
    assert retention.records_over(date(year + 8, 1, 1)) == []  # it is still open
    send(office, lines(line(truus, 36, THIS)))
    each.refresh_from_db()
    year = each.last_month.year
    assert retention.records_over(date(year + 7, 12, 30)) == []
    (over,) = retention.records_over(date(year + 7, 12, 31))
    assert (over.kind, over.records) == (RecordKind.PAYROLL, {"cases_payrolldifference": [each.pk]})


def test_it_goes_with_the_dossier(db: None) -> None:
    leaver = make_leaver("Otto Verzonnen")
    almelo = people.municipality("Almelo")
    PayrollDifference.objects.create(
        employee=leaver, municipality=almelo, kind="niet_in_dienst", first_month=BEFORE, last_month=BEFORE,
        payroll_hours=8,
    )  # fmt: skip
    destroy()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT id FROM cases_payrolldifference UNION ALL"
            " SELECT id FROM cases_payrolldifference_history) x"
        )
        assert cursor.fetchone() == (0,)


def test_a_file_asks_the_same_however_much_it_brings_and_closes(office: Client, truus: WswEmployee) -> None:
    """Three differences and twelve: noted, still so, and closed."""
    everybody = [truus, *(people.make_employee(f"Buur Fictief{nth}") for nth in range(11))]
    asked = []
    for nth in (3, 3, 12):  # the first also fills what is asked once
        paid = {each: 20 if here < nth else 36 for here, each in enumerate(everybody)}
        with transaction.atomic(), CaptureQueriesContext(connection) as seen:
            for month, hours in ((LAST, paid), (THIS, paid), (THIS, dict.fromkeys(everybody, 36))):
                send(office, lines(*(line(each, hours[each], month) for each in everybody)))
            transaction.set_rollback(True)
        asked.append(len(seen))
    assert asked[1] == asked[2]


def test_a_list_asks_the_same_whatever_its_length(
    office: Client, truus: WswEmployee, bram: User, django_assert_max_num_queries: Any
) -> None:
    many = [people.make_employee(f"Buur Fictief{nth}") for nth in range(20)]
    send(office, lines(*(line(each, 20) for each in (truus, *many))))
    with django_assert_max_num_queries(30):
        assert "21 verschillen" in told(office)
    assert Membership.objects.get(user=bram).role == "consulent"


# How long it is known which file was read


def upload(month: date, *, unknown: list[str] | None = None) -> PayrollUpload:
    author, place = User.objects.get(name="Bram Voorbeeld"), people.municipality("Almelo")
    with people.signing(author):
        return PayrollUpload.objects.create(
            municipality=place, month=month, sha256=str(month), lines=1, unknown=unknown or [], uploaded_by=author
        )


def test_which_file_was_read_is_forgotten_seven_years_after_its_year(bram: User) -> None:
    """2019 ended on 31-12-2019, so in 2027 it is gone; the wall lets no file go that is younger."""
    year = today().year
    upload(date(year - 8, 12, 1))
    last = upload(date(year - 7, 1, 1))
    draft_destruction_lists()
    assert list(PayrollUpload.objects.all()) == [last]
    assert PayrollUpload.objects.filter(month=last.month).delete() == (0, {})


def test_numbers_of_nobody_go_after_a_quarter(bram: User) -> None:
    left = upload(BEFORE, unknown=["00000"])
    acts.forget(today() + timedelta(days=92))
    left.refresh_from_db()
    assert left.unknown == ["00000"]
    acts.forget(today() + timedelta(days=93))
    left.refresh_from_db()
    assert left.unknown == []
