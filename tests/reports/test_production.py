"""A report is made once, whoever asks, however often, and whatever dies half way; and then it does not change."""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from cases.models import Employment, WswEmployee
from municipalities.models import User
from reports import actions, production
from reports.models import FrozenStand, Production, ProductionState, Report, ReportFile, ReportState
from tests import asking, people, processes, situations
from tests.situations import LAST_QUARTER, make_checked, make_neighbours, make_released, make_report

HALF_WAY = """
import time, django
django.setup()
from reports import production
production.LEASE_SECONDS = {lease}
def stuck(*what):
    print("half way", flush=True)
    time.sleep(600)
production.content_of = stuck
production.run("{key}")
"""


@pytest.fixture
def somebody(db: None) -> list[WswEmployee]:
    return make_neighbours(3)


@pytest.fixture
def for_real(committed: None) -> list[WswEmployee]:
    """People in a database where commits are real, for other processes and threads."""
    return make_neighbours(3)


def wish(by: User | None = None) -> Production:
    return situations.wish(by)


def editions() -> list[tuple[int, str]]:
    return list(Report.objects.order_by("edition").values_list("edition", "state"))


def later(employee: WswEmployee) -> None:
    """Somebody turns out to have worked fewer hours."""
    Employment.objects.get(employee=employee).placements.update(hours=10)
    Employment.objects.get(employee=employee).hours.update(hours=12)


# One report


def test_ellen_asks_for_a_report_and_it_is_made(db: None, ellen: User) -> None:
    asked = wish(ellen)
    assert (asked.state, asked.percent) == (ProductionState.WACHTEND, 0)
    report = production.run(str(asked.key))
    asked.refresh_from_db()
    assert (asked.state, asked.percent, asked.report, asked.attempts) == (ProductionState.KLAAR, 100, report, 1)
    assert (report.period, report.edition) == (LAST_QUARTER.code, 1)
    assert (report.state, report.made_by) == (ReportState.CONCEPT, ellen)
    last_day = report.stands.filter(month_end=LAST_QUARTER.ends_on)
    assert [stand.employee.first_name for stand in last_day] == ["Truus"]


def test_asking_again_while_it_waits_is_the_same_wish(somebody: list[WswEmployee]) -> None:
    assert wish() == wish()
    assert Production.objects.count() == 1


def test_running_twice_makes_one(somebody: list[WswEmployee]) -> None:
    asked = wish()
    assert production.run(str(asked.key)) is not None
    assert production.run(str(asked.key)) is None
    assert editions() == [(1, "concept")]


def test_the_same_data_give_the_same_fingerprint_and_no_second_edition(
    somebody: list[WswEmployee], ellen: User
) -> None:
    """R81, whoever asks."""
    first, second = make_report(), make_report(by=ellen)
    assert first == second
    assert len(first.fingerprint) == 64
    assert editions() == [(1, "concept")]
    assert Production.objects.filter(report=first, state=ProductionState.KLAAR).count() == 2


def test_the_order_in_which_people_were_entered_does_not_show(db: None) -> None:
    """Names, keys and row numbers are in nobody's figures."""
    made = []
    for names in (("Aad", "Bea"), ("Bea", "Aad")):
        with transaction.atomic():
            for name in names:
                hours = 20 if name == "Aad" else 30
                people.make_employee(f"{name} Fictief", hours=hours, lives_in="Tubbergen", placed=True)
            content = make_report().content
            made.append({name: content[name] for name in ("figures", "trend", "checks", "masks")})
            transaction.set_rollback(True)
    assert made[0] == made[1]


def test_changed_data_give_a_new_edition_and_leave_the_old_one(somebody: list[WswEmployee]) -> None:
    """R74."""
    first = make_report()
    before = frozen(first)
    later(somebody[0])
    second = make_report()
    assert second.fingerprint != first.fingerprint
    assert editions() == [(1, "vervangen"), (2, "concept")]
    assert frozen(first) == before
    assert frozen(second) != before


def test_a_released_edition_holds_until_the_next_is_released(somebody: list[WswEmployee]) -> None:
    first = make_released(make_report(), files=True)
    before, files = frozen(first), list(first.files.order_by("format").values_list("format", "sha256"))
    later(somebody[0])
    second = make_report()
    assert editions() == [(1, "vrijgegeven"), (2, "concept")]
    make_released(second, files=True)
    assert editions() == [(1, "vervangen"), (2, "vrijgegeven")]
    assert frozen(first) == before
    assert list(first.files.order_by("format").values_list("format", "sha256")) == files


def frozen(report: Report) -> tuple[Any, ...]:
    fields = ("unmasked__content", "shown", "fingerprint", "known_on", "edition")
    kept = Report.objects.values_list(*fields).get(pk=report.pk)
    return kept, tuple(FrozenStand.objects.filter(report=report).order_by("pk").values_list())


def test_a_red_check_refuses_the_report(somebody: list[WswEmployee], monkeypatch: pytest.MonkeyPatch) -> None:
    """R47: a table that does not close does not leave."""
    counted = production.content_of

    def does_not_close(*what: Any) -> dict[str, Any]:
        content = counted(*what)
        content["checks"][-1]["ok"] = False
        return content

    monkeypatch.setattr(production, "content_of", does_not_close)
    asked = wish()
    assert production.run(str(asked.key)) is None
    asked.refresh_from_db()
    assert asked.state == ProductionState.MISLUKT
    assert asked.error == "Een controle klopt niet: de tabellen sluiten niet. Er is geen rapport gemaakt."
    assert not Report.objects.exists()
    assert not FrozenStand.objects.exists()


def test_after_a_refusal_one_may_ask_again(somebody: list[WswEmployee]) -> None:
    refused = wish()
    Production.objects.filter(pk=refused.pk).update(state=ProductionState.MISLUKT)
    again = wish()
    assert again != refused
    assert production.run(str(again.key)) is not None


# At once, and half way


def test_three_workers_at_once_make_one(for_real: list[WswEmployee]) -> None:
    key = str(wish().key)
    made = at_once([lambda: production.run(key)] * 3)
    assert [report for report in made if report] == [Report.objects.get()]
    assert Production.objects.get().attempts == 1


def test_three_who_ask_at_once_have_one_wish(for_real: list[WswEmployee]) -> None:
    wishes = at_once([wish] * 3)
    assert set(wishes) == {Production.objects.get()}


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """What each call gives, made at the same moment over a connection of its own."""
    start, given = threading.Barrier(len(calls)), []

    def call(what: Callable[[], Any]) -> None:
        connection.ensure_connection()
        start.wait(10)
        try:
            given.append(what())
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=[what]) for what in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return given


def test_two_commands_at_once_make_one(for_real: list[WswEmployee]) -> None:
    both = [processes.start("manage.py", "produce_report", LAST_QUARTER.code) for _ in range(2)]
    told = [process.communicate(timeout=60)[0] for process in both]
    print_ = Report.objects.get().fingerprint[:12]
    made, busy = f"{Report.objects.get()}: concept, vingerafdruk {print_}", "Een andere werker is ermee bezig."
    assert {said.strip().splitlines()[-1] for said in told} <= {made, f"CommandError: {busy}"}
    assert 0 in {process.returncode for process in both}
    assert editions() == [(1, "concept")]


@pytest.fixture
def killed(for_real: list[WswEmployee]) -> Production:
    """A production whose worker was killed while it counted, three seconds before its lease runs out."""
    asked = wish()
    worker = processes.start("-c", HALF_WAY.format(lease=3, key=asked.key))
    assert worker.stdout is not None
    assert any("half way" in line for line in iter(worker.stdout.readline, ""))
    asked.refresh_from_db()
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    return asked


def test_a_killed_worker_is_taken_over_and_there_is_one_report(killed: Production) -> None:
    """While it lives others see how far it is and keep away; once its lease runs out the next makes the report."""
    assert (killed.state, killed.step, killed.percent) == (ProductionState.BEZIG, "De cijfers worden geteld", 50)
    assert production.run(str(killed.key)) is None
    assert not Report.objects.exists()
    assert not FrozenStand.objects.exists()
    time.sleep(max(0.0, (killed.lease_until - timezone.now()).total_seconds()) + 0.1)
    report = production.run(str(killed.key))
    assert editions() == [(1, "concept")]
    killed.refresh_from_db()
    assert (killed.state, killed.report, killed.attempts) == (ProductionState.KLAAR, report, 2)


def test_a_late_ghost_leaves_nothing(for_real: list[WswEmployee], monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker was away so long that another took over, made the report, and saw it corrected: the first gives up."""
    asked, counted, others = wish(), production.content_of, []

    def take_over() -> Report | None:
        Production.objects.filter(pk=asked.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        return production.run(str(asked.key))

    def slow(*what: Any) -> dict[str, Any]:
        monkeypatch.setattr(production, "content_of", counted)
        others.extend(at_once([take_over]))
        return counted(*what) | {"trend": []}

    monkeypatch.setattr(production, "content_of", slow)
    assert production.run(str(asked.key)) is None
    assert others == [Report.objects.get()]
    assert set(FrozenStand.objects.values_list("report", flat=True)) == {others[0].pk}


def test_after_five_tries_it_says_so(somebody: list[WswEmployee]) -> None:
    asked = wish()
    lost = timezone.now() - timedelta(seconds=1)
    Production.objects.filter(pk=asked.pk).update(
        state=ProductionState.BEZIG, attempts=production.MAX_ATTEMPTS, lease_until=lost
    )
    assert production.run(str(asked.key)) is None
    asked.refresh_from_db()
    assert asked.state == ProductionState.MISLUKT
    assert asked.error == "Na vijf pogingen lukt het niet. De beheerder ziet waarom in het logboek."


def test_what_waits_and_what_was_lost_is_hinted_at_again(
    somebody: list[WswEmployee], monkeypatch: pytest.MonkeyPatch
) -> None:
    hinted: list[Production] = []
    monkeypatch.setattr(production, "_hint", hinted.append)
    waits = wish()
    works = production.request(period=LAST_QUARTER.back(1), by=None)
    lost = production.request(period=LAST_QUARTER.back(2), by=None)
    now = timezone.now()
    for each, lease in ((works, now + timedelta(seconds=30)), (lost, now - timedelta(seconds=1))):
        Production.objects.filter(pk=each.pk).update(state=ProductionState.BEZIG, lease_until=lease)
    make_report(LAST_QUARTER.back(3))
    assert production.wake() == 2
    assert set(hinted) == {waits, lost}


def test_a_broker_that_is_away_loses_no_wish(for_real: list[WswEmployee]) -> None:
    ask = f"""import django; django.setup()
from municipalities.asker import asked_by
from reports import production
from reports.periods import Period
with asked_by("request_due_reports"):
    production.request(period=Period.parse("{LAST_QUARTER.code}"), by=None)
print("asked")"""
    asker = processes.start("-c", ask, REDIS_URL="redis://127.0.0.1:1/0")
    said = asker.communicate(timeout=30)[0]
    assert said.strip().splitlines()[-1] == "asked"
    assert "broker_away" in said
    assert production.run(str(Production.objects.get().key)) == Report.objects.get()


# Two people


def test_one_checks_and_another_releases(somebody: list[WswEmployee], ellen: User, fatih: User) -> None:
    report = make_released(make_report(), ellen, fatih, files=True)
    assert (report.state, report.checked_by, report.released_by) == (ReportState.VRIJGEGEVEN, ellen, fatih)
    assert sorted(report.files.values_list("format", flat=True)) == ["csv", "json", "ods", "pdf", "xlsx"]


def test_who_checked_does_not_release(somebody: list[WswEmployee], ellen: User) -> None:
    report = make_checked(make_report(), ellen)
    with pytest.raises(actions.NotAllowed, match="Vraag een tweede persoon"):
        actions.release(report=report, by=ellen)
    report.refresh_from_db()
    assert (report.state, report.files.count()) == (ReportState.GECONTROLEERD, 0)


def test_the_database_refuses_one_person_too(somebody: list[WswEmployee], ellen: User) -> None:
    report = make_checked(make_report(), ellen)
    refused = pytest.raises(IntegrityError, match="released_by_a_second_person")
    with refused, transaction.atomic(), people.signing(ellen):
        Report.objects.filter(pk=report.pk).update(
            state=ReportState.VRIJGEGEVEN, released_by=ellen, released_at=timezone.now()
        )


def test_the_database_refuses_what_nobody_checked(somebody: list[WswEmployee], ellen: User) -> None:
    report = make_report()
    for fields in (
        {"state": ReportState.GECONTROLEERD, "released_by": ellen, "released_at": timezone.now()},
        {"state": ReportState.GECONTROLEERD},
        {"checked_by": ellen, "checked_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), people.signing(ellen):
            Report.objects.filter(pk=report.pk).update(**fields)


@pytest.mark.parametrize("state", ["draft released", "checked twice", "released twice"])
def test_a_step_out_of_turn_is_refused_in_words(
    somebody: list[WswEmployee], ellen: User, fatih: User, state: str
) -> None:
    report = make_report()
    if state == "draft released":
        with pytest.raises(actions.NotAllowed, match="Alleen een gecontroleerd rapport kan worden vrijgegeven"):
            actions.release(report=report, by=fatih)
        return
    make_checked(report, ellen)
    if state == "checked twice":
        with pytest.raises(actions.NotAllowed, match="Dit rapport is geen concept meer"):
            actions.check(report=report, by=fatih)
        return
    with people.signing(fatih):
        actions.release(report=report, by=fatih)
    with pytest.raises(actions.NotAllowed, match="Alleen een gecontroleerd rapport kan worden vrijgegeven"):
        actions.release(report=report, by=fatih)
    assert report.files.count() == 5


def test_two_who_release_at_once_release_once(for_real: list[WswEmployee]) -> None:
    checker, *two = (people.make_user(name) for name in ("Ellen Voorbeeld", "Fatih Voorbeeld", "Greet Voorbeeld"))
    report = make_checked(make_report(), checker)

    def release(by: User) -> str:
        try:
            with people.signing(by):
                actions.release(report=Report.objects.get(pk=report.pk), by=by)
        except actions.NotAllowed:
            return "refused"
        return "released"

    assert sorted(at_once([lambda by=by: release(by) for by in two])) == ["refused", "released"]
    assert Report.objects.get().files.count() == 5


# Frozen

UNTOUCHABLE = [
    "UPDATE reports_report SET shown = '{}'",
    "UPDATE reports_reportcontent SET content = '{}'",
    "DELETE FROM reports_reportcontent",
    "UPDATE reports_report SET fingerprint = repeat('0', 64)",
    "UPDATE reports_report SET period = '2001Q1'",
    "UPDATE reports_report SET edition = 9",
    "UPDATE reports_report SET known_on = now()",
    "UPDATE reports_report SET made_at = now()",
    "DELETE FROM reports_report",
    "UPDATE reports_frozenstand SET se = 1",
    "UPDATE reports_frozenstand SET report_id = report_id",
    "DELETE FROM reports_frozenstand",
    "UPDATE reports_reportfile SET content = ''",
    "DELETE FROM reports_reportfile",
    "TRUNCATE reports_frozenstand",
    "ALTER TABLE reports_frozenstand DISABLE TRIGGER frozen",
    "SET session_replication_role = replica",
]


@pytest.mark.parametrize("statement", UNTOUCHABLE)
def test_what_was_frozen_cannot_be_changed_by_hand(somebody: list[WswEmployee], statement: str) -> None:
    """As the portal's own role, with SQL typed by hand: refused in words, or there is no row to be found for it."""
    make_released(make_report())
    before = _frozen()
    with suppress(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert _frozen() == before


def _frozen() -> list[Any]:
    """All that was frozen, and the triggers that keep it so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r::text FROM reports_report r UNION ALL SELECT c::text FROM reports_reportcontent c"
            " UNION ALL SELECT s::text FROM reports_frozenstand s"
            " UNION ALL SELECT f::text FROM reports_reportfile f"
            " UNION ALL SELECT tgname::text || tgenabled::text FROM pg_trigger WHERE tgname = 'frozen'"
            " UNION ALL SELECT current_setting('session_replication_role') ORDER BY 1"
        )
        return cursor.fetchall()


@pytest.mark.parametrize("statement", UNTOUCHABLE[:-3])
def test_not_even_the_owner_changes_what_was_frozen(committed: None, statement: str) -> None:
    make_neighbours(1)
    make_released(make_report())
    with asking.as_owner() as cursor, pytest.raises(psycopg2.Error, match="verandert niet"):
        cursor.execute(statement)


def test_the_files_are_those_of_the_release(somebody: list[WswEmployee]) -> None:
    """Made once, and given as they were."""
    report = make_released(make_report(), files=True)
    kept = ReportFile.objects.get(report=report, format="csv")
    later(somebody[0])
    make_report()
    assert ReportFile.objects.get(report=report, format="csv").sha256 == kept.sha256


def test_a_quarter_of_nobody_is_a_report_too(db: None) -> None:
    """An empty register is not an error: every figure is nought, and every table closes."""
    report = situations.make_report()
    assert {figure["value"] for figure in report.content["figures"] if figure["unit"] == "personen"} == {"0"}
    assert make_released(report, files=True).files.count() == 5
