"""Nothing is written without who, and nobody is shown without a trace: by every door, on every address (Q21)."""

import subprocess
import sys
from collections.abc import Callable, Container, Iterator

import psycopg2
import pytest
from celery import shared_task
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.history import changes
from cases.models import WswEmployee
from municipalities.asker import asked_by
from municipalities.logs import AuditEntry, ProcessingEntry
from municipalities.models import User
from municipalities.traces import data_subject
from tests import people, processes
from tests.cases import registers
from tests.portal.test_urls import address, portal, undone
from tests.portal.url_table import LINES, PEOPLE
from tests.situations import Portal
from tests.turns import in_turn

__all__ = ["portal"]

# Writing: each door gives one entry, with who


def by_the_form(truus: WswEmployee, bram: User) -> None:
    client = Client()
    client.force_login(bram)
    form = {"first_name": "Nieuw", "last_name": "Fictief", "birth_date": "1975-05-17"}
    assert client.post(reverse("employee_edit", args=[truus.key]), form).status_code == 302


@shared_task
def rename(pk: int) -> None:
    with asked_by("produce_report"):
        WswEmployee.objects.filter(pk=pk).update(first_name="Nieuw")


def by_a_task(truus: WswEmployee, bram: User) -> None:
    rename.apply(args=[truus.pk])


def by_the_shell(truus: WswEmployee, bram: User) -> None:
    code = (
        "from municipalities.asker import asked_by; from cases.models import WswEmployee\n"
        f"with asked_by('demo'): WswEmployee.objects.filter(pk={truus.pk}).update(first_name='Nieuw')"
    )
    words = [sys.executable, "manage.py", "shell", "-c", code]
    subprocess.run(words, check=True, cwd=settings.BASE_DIR, env=processes.environment(), capture_output=True)


def by_sql(asker: str, truus: WswEmployee) -> int:
    """As the portal's role, on a connection of its own; how many rows it changed."""
    with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        cursor.execute("SELECT portal_ask(%s, '')", [asker])
        cursor.execute("UPDATE cases_wswemployee SET first_name = 'Nieuw' WHERE id = %s", [truus.pk])
        return cursor.rowcount


def by_psql(truus: WswEmployee, bram: User) -> None:
    assert by_sql(str(bram.key), truus) == 1


DOORS: list[tuple[Callable[[WswEmployee, User], None], str]] = [
    (by_the_form, "Bram Voorbeeld"),
    (by_a_task, "Het portaal (een rapport maken)"),
    (by_the_shell, "Het portaal (een verzonnen register maken)"),
    (by_psql, "Bram Voorbeeld"),
]


@pytest.mark.parametrize(("write", "who"), DOORS, ids=lambda each: getattr(each, "__name__", ""))
def test_q21_a_change_by_every_door_gives_one_entry_with_who(
    committed: None, write: Callable[[WswEmployee, User], None], who: str
) -> None:
    truus = people.make_employee("Truus Fictief", placed=True)
    people.make_membership(bram := people.make_user("Bram Voorbeeld"), "consulent", "Almelo")
    before = changes(truus)
    write(truus, bram)
    [new] = changes(truus)[: len(changes(truus)) - len(before)]
    assert new.sentence.startswith(f"{who} wijzigde op ")
    assert new.sentence.endswith(" de voornaam van Truus naar Nieuw")


def test_q21_an_import_gives_one_entry_for_every_row(db: None, tmp_path) -> None:
    call_command("import_register", str(registers.as_folder(registers.sample(), tmp_path)), verbosity=0)
    truus = WswEmployee.objects.get(personnel_number="00101")
    told = [change.sentence for change in changes(truus)]
    assert told
    assert [each for each in told if not each.startswith("Het portaal (een register inlezen) legde op ")] == []
    assert len(set(told)) == len(told)


def test_q21_who_asks_in_nobodys_name_writes_nothing(committed: None) -> None:
    truus = people.make_employee("Truus Fictief")
    for asker in ("", "een-verzonnen-proces"):
        with pytest.raises(psycopg2.Error, match="niet aan u"):
            by_sql(asker, truus)
    assert WswEmployee.objects.get().first_name == "Truus"


# Reading: whoever a page shows stands in both logs


def shown_without_a_trace(portal: Portal, name: str, what: str, who: str) -> Iterator[str]:
    """The people whose name or key is on the page, and of whom it left no line in each log."""
    before = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    response = portal.client(who).get(address(portal, name, what))
    if response.status_code != 200 or getattr(response, "streaming", False):
        return
    page = response.content.decode(errors="replace")
    entries = AuditEntry.objects.filter(id__gt=before)
    noted = {key for entry in entries for key in entry.subjects}
    lines = ProcessingEntry.objects.filter(trace_id__in=[entry.trace_id for entry in entries])
    processed = {data_subject(each) for line in lines for each in line.data_subjects}
    for person in WswEmployee.objects.all():
        words = [word for word in (person.full_name, person.list_name, str(person.key)) if word]  # destroyed: no name
        there = any(word in page for word in words)
        if there and person.key not in noted & processed:
            yield f"{name} {what} shows {person} to {who}"


def untraced(portal: Portal, names: Container[str]) -> list[str]:
    """Every address of the table with one of these names that opens, as everybody for whom it does."""
    found = []
    for name, what, method, codes in (line for line in LINES if line[0] in names):
        for who, code in zip(PEOPLE, codes.split(), strict=True):
            if method == "GET" and code == "200" and who != "nobody":
                with undone():
                    found += shown_without_a_trace(portal, name, what, who)
    return found


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.drill)], ids=["in-turn", "every-page"])
def test_q21_nobody_is_shown_without_a_line_in_each_log(portal: Portal, every: bool) -> None:
    names = dict.fromkeys(name for name, *_ in LINES)
    assert untraced(portal, names if every else in_turn(names, 2)) == []


def test_a_page_that_leaves_no_trace_is_named(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: as if the pages about one person, and the list, forgot."""
    for place in ("cases.opening.note", "cases.views.employees.note"):
        monkeypatch.setattr(place, lambda *args, **kwargs: None)
    about = {"employee", "employee_edit", "employee_history", "placement_new", "placement_end", "employee_list"}
    assert {line.split()[0] for line in untraced(portal, about)} == about


def test_a_refusal_about_a_person_is_noted_on_every_address_about_one(portal: Portal) -> None:
    """Carla, who may not know of Truus, is noted with Truus, whatever she asks."""
    forgot = []
    for name, what, method, codes in LINES:
        url = address(portal, name, what)
        if str(portal.truus.key) in url and codes.split()[PEOPLE.index("carla")] in {"403", "404"}:
            with undone():
                portal.client("carla").generic(method, url)
                refused = AuditEntry.objects.filter(act="refused", subjects__contains=[portal.truus.key])
                forgot += [] if refused.exists() else [f"{method} {name} {what}"]
    assert forgot == []


def test_the_line_is_gone_with_the_page_that_failed(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page without its trace, and no trace of what did not happen."""

    def broken(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cases.views.dossier._context", broken)
    client = portal.client("bram")
    client.raise_request_exception = False
    with transaction.atomic():
        before = AuditEntry.objects.count()
        assert client.get(address(portal, "employee")).status_code == 500
        assert AuditEntry.objects.count() == before
