"""A report made again from what was known then has the same bytes: whoever makes it, where, and in which order (Q32).

By other processes with another zone of time, language and order of hashing, on a database whose rows lie in another
order, after everything has been corrected since.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases.models import ContractHours, Indication, Placement, Residence, SickSpell, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import Municipality
from reports import content, remake
from reports.models import Report
from reports.periods import Period
from tests import asking, processes
from tests.cases import destroying
from tests.people import coach, make_sick, make_user
from tests.situations import LAST_QUARTER, make_neighbours, make_released, make_report

PERIOD = LAST_QUARTER
SETTINGS = """
import os, django
from django.conf import settings
settings.TIME_ZONE = os.environ["ZONE"]
django.setup()
from django.utils import translation
translation.activate(os.environ["LANGUAGE"])
from django.core.management import call_command
call_command("remake_report", "{key}")
"""
ELSEWHERE = [
    {"ZONE": "Pacific/Kiritimati", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANGUAGE": "en", "PYTHONHASHSEED": "1"},
    {"ZONE": "America/Anchorage", "TZ": "America/Anchorage", "LC_ALL": "nl_NL.UTF-8", "LANGUAGE": "nl",
     "PYTHONHASHSEED": "2"},
    {"ZONE": "UTC", "TZ": "UTC", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "PYTHONHASHSEED": "3",
     "PGTZ": "Asia/Kathmandu", "PGOPTIONS": "-c lc_numeric=C"},
]  # fmt: skip
CORRECTED = (Indication, Residence, ContractHours, Placement, SickSpell, WswEmployee)


@pytest.fixture
def people(db: None) -> list[WswEmployee]:
    return make_neighbours(3)


def shuffle(dice: random.Random) -> list[str]:
    """Lay the rows of what reports count in another order, without changing one; the tables that were."""
    tables = [model._meta.db_table for model in CORRECTED]
    with asking.as_owner() as cursor:
        for table in tables:
            cursor.execute(f"SELECT id FROM {table}")
            ids = [row[0] for row in cursor.fetchall()]
            dice.shuffle(ids)
            cursor.executemany(f"UPDATE {table} SET id = id WHERE id = %s", [(one,) for one in ids])
        cursor.connection.commit()
    return tables


def laid(tables: list[str]) -> Iterator[list[int]]:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT id FROM {table} ORDER BY ctid")
            yield [row[0] for row in cursor.fetchall()]


def correct_everything() -> None:
    """What everybody turns out to be, after the report: nothing of it was known."""
    with transaction.atomic():
        Indication.objects.update(category="ernstig")
        Residence.objects.update(municipality=Municipality.objects.order_by("-name").first())
        Placement.objects.update(function="anders")
    with asking.as_owner() as cursor:
        cursor.execute("UPDATE municipalities_municipality SET name = 'Zwolle (verzonnen)' WHERE cbs_code = 'GM0141'")
        cursor.execute("UPDATE municipalities_municipality SET takes_part = false WHERE cbs_code = 'GM0189'")
        cursor.execute("UPDATE cases_parameter SET value = 9 WHERE name = 'small_cell_threshold'")
        cursor.execute("UPDATE cases_parameter SET value = 40 WHERE name = 'norm_hours_cao_sw'")
        cursor.connection.commit()


def told_by(report: Report, **where: str) -> str:
    asked = processes.start("-c", SETTINGS.format(key=report.key), **where)
    return asked.communicate(timeout=300)[0]


def test_made_again_elsewhere_later_and_in_another_order_it_has_the_same_bytes(
    lay_demo: Callable[[int, int], None],
) -> None:
    lay_demo(130, 5)
    report = make_report(PERIOD)
    codes = {table["code"] for table in report.content["tables"]}
    assert {"T2", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T15"} <= codes
    tables = [model._meta.db_table for model in CORRECTED]
    before = list(laid(tables))
    shuffle(random.Random(3))
    assert all(was != now for was, now in zip(before, laid(tables), strict=True) if len(was) > 5)
    for where in ELSEWHERE[:1]:
        assert "Gelijk: opnieuw gemaakt" in told_by(report, **where)
    correct_everything()
    shuffle(random.Random(4))
    for where in ELSEWHERE:
        said = told_by(report, **where)
        assert f"Bewaard {report.fingerprint}, opnieuw {report.fingerprint}." in said, said
    now = make_report(PERIOD)
    differ = {said.split(",")[0] for said in remake.differences(report.content, now.content)}
    assert {"T1", "T3", "T8", "namen van gemeenten", "verloop"} <= differ, "the corrections change nothing"


@pytest.mark.parametrize("times", [10, pytest.param(100, marks=pytest.mark.drill)])
def test_a_hundred_times_the_same(people: list[WswEmployee], times: int) -> None:
    """Ten times here, by each of the others once more, and a hundred in the drill."""
    report = make_released(make_report())
    with asked_by("remake_report"):
        assert {content.fingerprint(remake.again(report)) for _ in range(times)} == {report.fingerprint}


DEFECTS = {
    "T8, cijfers": lambda made: made["figures"].append({**made["figures"][0], "table": "T8"}),
    "T1, cijfers": lambda made: made["figures"][0].update(value="7"),
    "T1, omschrijvingen": lambda made: made["definitions"][0].update(version=2),
    "T9, indeling": lambda made: next(t for t in made["tables"] if t["code"] == "T9").update(head="x"),
    "T3, controles": lambda made: next(c for c in made["checks"] if c["table"] == "T3").update(ok=False),
    "verloop": lambda made: made["trend"].pop(),
    "weggelaten cellen": lambda made: made["masks"].update(x="<5"),
    "standen": lambda made: made["stands"].update({"2001-01-31": "x"}),
}


@pytest.mark.parametrize("where", DEFECTS)
def test_what_differs_is_named(people: list[WswEmployee], monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    report, made = make_report(), content.content_of

    def otherwise(*what: Any) -> dict[str, Any]:
        told = made(*what)
        DEFECTS[where](told)
        return told

    monkeypatch.setattr(remake, "content_of", otherwise)
    with asked_by("remake_report"):
        remade = remake.beside_itself(report)
    assert remade.differences == [where]
    assert remade.fingerprint != report.fingerprint
    assert not remade.destroyed_since


def test_the_command_names_a_report_by_its_period_and_says_what_is_missing(committed: None) -> None:
    make_neighbours(1)
    make_report(PERIOD)
    for named, said, code in ((PERIOD.code, "Gelijk", 0), ("2001Q1", "Er is geen rapport 2001Q1.", 1)):
        asked = processes.start("manage.py", "remake_report", named)
        assert said in asked.communicate(timeout=60)[0]
        assert asked.returncode == code


def test_after_a_destruction_it_says_why_and_that_the_edition_is_whole(committed: None) -> None:
    """Of who left twelve years ago a nameless remainder is left for T1, T3 and T4 (decision 0014): not that he was sick
    or had a coach. The edition of that quarter says what it said."""
    otto, ended = destroying.make_leaver("Otto Verzonnen"), destroying.LONG_AGO
    coach(otto, make_user("Anouk Voorbeeld"), since=ended - timedelta(days=400), until=ended)
    make_sick(otto, since=ended - timedelta(days=20), recovered_on=ended - timedelta(days=10))
    report = make_report(Period.quarter_of(ended))
    told = report.content
    assert [f["value"] for f in told["figures"] if f["figure"] == "headcount"][-1] == "1"
    assert destroying.destroy()
    said = StringIO()
    with pytest.raises(CommandError, match="Niet gelijk"):
        call_command("remake_report", str(report.key), stdout=said)
    for sentence in (
        "Anders: T6, cijfers.",
        "Anders: T10, cijfers.",
        "Anders: T15, cijfers.",
        "Sindsdien zijn (delen van) dossiers vernietigd. Dat is niet meer na te tellen.",
        "De bewaarde uitgave is heel: haar eigen vingerafdruk klopt. Haar cijfers blijven staan.",
    ):
        assert sentence in said.getvalue(), said.getvalue()
    assert "T1," not in said.getvalue()
    report.refresh_from_db()
    assert report.content == told
