"""R71: the nature of a limitation is for the statistic alone. It comes in by file; no role sees it, by any door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.models import Limitation, WswEmployee
from municipalities.asker import asked_by, tell_database
from municipalities.models import User
from tests import asking

ROLES = ["anouk", "bram", "ellen", "daan", "gerda", "hans"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "aard.csv"


def take(file: Path, *lines: str, head: str = "personeelsnummer,aard") -> None:
    file.write_text("\n".join([head, *lines]) + "\n")
    call_command("import_limitations", str(file))


def test_it_comes_in_by_file_and_keeps_its_history(truus: WswEmployee, wim: WswEmployee, file: Path) -> None:
    take(file, "00101,psychisch", "00102,overig")
    take(file, "00101,lichamelijk")
    assert dict(Limitation.objects.values_list("employee__personnel_number", "nature")) == {
        "00101": "lichamelijk",
        "00102": "overig",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT nature FROM cases_limitation_history")
        assert cursor.fetchall() == [("psychisch",)]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["00101,psychisch", "99999,overig"], "Rij 3: onbekend personeelsnummer."),
        (["00101,depressie"], "Rij 2: kies uit lichamelijk, verstandelijk, psychisch, overig."),
        (["00101,overig", "00101,overig"], "Rij 2: deze persoon staat er meer dan een keer."),
    ],
)
def test_all_or_nothing_and_the_reason_never_says_what_it_said(
    truus: WswEmployee, file: Path, capsys: pytest.CaptureFixture[str], lines: list[str], reason: str
) -> None:
    with pytest.raises(SystemExit):
        take(file, *lines)
    said = capsys.readouterr().err
    assert reason in said
    assert "Er is niets bewaard." in said
    assert "depressie" not in said
    assert not Limitation.objects.exists()


def test_another_head_is_refused(truus: WswEmployee, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        take(file, "00101,overig,F32", head="personeelsnummer,aard,code")
    assert "De kolommen zijn niet personeelsnummer en aard." in capsys.readouterr().err


# Nobody


@pytest.fixture
def known(truus: WswEmployee) -> Limitation:
    return Limitation.objects.create(employee=truus, nature="psychisch")


@pytest.mark.parametrize("who", ROLES)
def test_r71_the_database_shows_it_to_no_role(request: pytest.FixtureRequest, known: Limitation, who: str) -> None:
    user: User = request.getfixturevalue(who)
    Limitation.objects.update(nature="verstandelijk")  # and there is a former row
    with as_user(user), connection.cursor() as cursor:
        for table in ("cases_limitation", "cases_limitation_history"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE cases_limitation SET nature = 'overig'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM cases_limitation")
        assert cursor.rowcount == 0


class as_user:
    def __init__(self, user: User) -> None:
        self.user = user

    def __enter__(self) -> None:
        tell_database(str(self.user.key))

    def __exit__(self, *raised: Any) -> None:
        tell_database(asking.TESTS)


def test_a_registered_process_reads_it(known: Limitation) -> None:
    with asking.nobody(), asked_by("inzage"):
        assert Limitation.objects.get().nature == "psychisch"
    with asking.nobody(), transaction.atomic():
        assert not Limitation.objects.exists()


@pytest.mark.parametrize("who", ["anouk", "bram", "ellen"])
def test_r71_no_page_of_the_dossier_tells_it(
    client: Client, request: pytest.FixtureRequest, truus: WswEmployee, known: Limitation, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    for name in ("employee", "employee_edit", "placement_new"):
        page = client.get(reverse(name, args=[truus.key])).content.decode().lower()
        assert "psychisch" not in page
        assert "aard van de beperking" not in page


def readers() -> Iterator[str]:
    """The modules of the portal that name the model."""
    for room in ("municipalities", "cases", "reports", "soweco_portal"):
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            if "migrations" not in path.parts and "Limitation" in path.read_text():
                yield str(path.relative_to(settings.BASE_DIR))


def test_no_view_form_or_export_even_names_it() -> None:
    """The register and so the inzage letter; the import; what the history leaves out; and the model itself."""
    assert set(readers()) == {
        "cases/models/__init__.py", "cases/models/limitation.py", "cases/personal.py",
        "cases/management/commands/import_limitations.py",
    }  # fmt: skip
