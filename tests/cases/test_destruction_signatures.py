"""Nothing is destroyed unless two different people signed this very list, and then once (R89, Q44)."""

import contextlib
import signal
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, Error, IntegrityError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from cases import carrying_out, retention
from cases.actions import destruction
from cases.models import (
    Certificate,
    Destroyed,
    DestructionItem,
    DestructionList,
    ListState,
    RetentionHold,
    WswEmployee,
)
from municipalities.asker import asked_by, tell_database
from municipalities.models import Organisation, User, today
from tests import asking, people, processes, situations
from tests.cases.destroying import agree, asking_as, destroy, drafted, make_leaver, propose, shown


@pytest.fixture
def otto(db: None) -> WswEmployee:
    """Left Almelo twelve years ago."""
    return make_leaver(personnel_number="00777")


@pytest.fixture
def concept(otto: WswEmployee) -> DestructionList:
    (found,) = drafted()
    return found


@pytest.fixture
def proposed(concept: DestructionList, hans: User) -> DestructionList:
    propose(concept, hans)
    return concept


@pytest.fixture
def signed(proposed: DestructionList, ellen: User) -> DestructionList:
    agree(proposed, ellen)
    return proposed


def is_there(person: WswEmployee) -> bool:
    return WswEmployee.objects.get(pk=person.pk).last_name != ""


def carry_out(found: DestructionList) -> Certificate | None:
    made = destruction.carry_out(str(found.key))
    tell_database(asking.TESTS)
    found.refresh_from_db()
    return made


# The way it goes


def test_r89_hans_proposes_ellen_agrees_and_it_is_carried_out(
    signed: DestructionList, otto: WswEmployee, hans: User, ellen: User
) -> None:
    made = carry_out(signed)
    assert made is not None
    assert not is_there(otto)
    assert (signed.state, signed.dossiers, signed.kept) == (ListState.VERNIETIGD, 1, 0)
    assert (signed.proposed_by, signed.agreed_by) == (hans, ellen)
    assert not DestructionItem.objects.exists()
    line = Destroyed.objects.get(table="cases_employment")
    assert (line.destroyed, line.nameless) == (0, 1)
    assert "10 jaar na einde van het laatste dienstverband" in line.rule


def test_the_draft_says_beforehand_what_was_done_afterwards(signed: DestructionList, otto: WswEmployee) -> None:
    """The dry run and the ledger count the same rows."""
    people.coach(
        otto, people.make_user("Kees Voorbeeld"), until=people.day("01-01-2014"), since=people.day("01-01-2013")
    )
    DestructionItem.objects.all()
    (due,) = retention.over(today())
    before = {table: tuple(rows) for table, rows in destruction.rows_of(due).items()}
    carry_out(signed)
    done = {line.table: (line.destroyed, line.nameless) for line in signed.ledger.all()}
    assert done == before
    assert done["cases_caseload"] == (1, 0)


def test_the_certificate_names_who_signed_and_nobody_else(signed: DestructionList, otto: WswEmployee) -> None:
    made = carry_out(signed)
    assert made is not None
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(bytes(made.file))).pages)
    for said in (
        "gemeente Almelo",
        "1 dossier vernietigd",
        "Hans Voorbeeld",
        "Ellen Voorbeeld",
        "10 jaar",
        "Plaatsingen",
    ):
        assert said in text
    for hidden in ("Otto", "Verzonnen", "00777", str(otto.key)):
        assert hidden not in text + str(made.content)


# Two people


@pytest.fixture
def both(otto: WswEmployee) -> User:
    """Privacy officer, and controller of Almelo besides."""
    user = situations.make_member("Bo Voorbeeld", "privacy_officer")
    people.make_membership(user, "controller", "Almelo")
    return user


def test_who_proposes_does_not_agree(concept: DestructionList, both: User) -> None:
    propose(concept, both)
    with pytest.raises(destruction.NotAllowed, match="Vraag een tweede persoon"), asking_as(both):
        destruction.agree(destruction=concept, shown=concept.fingerprint, by=both)
    concept.refresh_from_db()
    assert concept.state == ListState.VOORGESTELD


def test_the_database_refuses_one_person_too(concept: DestructionList, both: User) -> None:
    propose(concept, both)
    with pytest.raises(IntegrityError, match="destruction_agreed_by_a_second_person"), asking_as(both):
        DestructionList.objects.update(state=ListState.AKKOORD, agreed_by=both, agreed_at=timezone.now())


def test_nobody_signs_in_anothers_name(proposed: DestructionList, hans: User, ellen: User) -> None:
    """Hans, with SQL typed by hand, puts Ellen's name under his own list."""
    with pytest.raises(Error, match="alleen met de eigen naam"), asking_as(hans):
        DestructionList.objects.update(state=ListState.AKKOORD, agreed_by=ellen, agreed_at=timezone.now())


def test_when_it_was_signed_is_now(concept: DestructionList, hans: User, ellen: User) -> None:
    """Whatever day is written beside the name, the database's clock says when."""
    before = timezone.now() - timedelta(minutes=5)
    long_ago = before - timedelta(days=3650)
    with asking_as(hans):
        DestructionList.objects.update(
            state=ListState.VOORGESTELD, proposed_by=hans, proposed_at=long_ago, fingerprint="x"
        )
    with asking_as(ellen):
        DestructionList.objects.update(state=ListState.AKKOORD, agreed_by=ellen, agreed_at=long_ago)
    concept.refresh_from_db()
    assert concept.proposed_at is not None
    assert concept.agreed_at is not None
    assert before < concept.proposed_at <= concept.agreed_at < before + timedelta(minutes=10)


UNSIGNED: list[tuple[str, dict[str, object]]] = [
    ("without the first signature", {"state": ListState.VOORGESTELD}),
    ("from draft to agreed", {"state": ListState.AKKOORD}),
    ("as if it were done", {"state": ListState.VERNIETIGD}),
]


@pytest.mark.parametrize(("how", "fields"), UNSIGNED, ids=[how for how, _ in UNSIGNED])
def test_a_state_without_its_signatures_is_refused(
    concept: DestructionList, how: str, fields: dict[str, object]
) -> None:
    with pytest.raises(Error), transaction.atomic():
        DestructionList.objects.update(**fields)


@pytest.mark.parametrize("state", ["concept", "proposed"])
def test_what_is_not_agreed_is_not_destroyed(request: pytest.FixtureRequest, otto: WswEmployee, state: str) -> None:
    found = request.getfixturevalue(state)
    assert carry_out(found) is None
    with pytest.raises(Error, match="niet door twee mensen ondertekend"), transaction.atomic():
        by_hand(found, destruction.PROCESS)
    assert is_there(otto)


def by_hand(found: DestructionList, asker: str, worker: str | None = None) -> None:
    tell_database(asker)
    with connection.cursor() as cursor:
        cursor.execute("SELECT carry_out_destruction(%s, %s)", [found.key, worker])


def test_nobody_but_the_process_carries_out(signed: DestructionList, otto: WswEmployee, hans: User) -> None:
    for asker in ("", str(hans.key), asking.TESTS, "produce_report"):
        with pytest.raises(Error, match="Alleen het proces vernietiging"), transaction.atomic():
            by_hand(signed, asker)
    tell_database(asking.TESTS)
    assert is_there(otto)


def test_a_worker_whose_claim_is_gone_does_nothing(signed: DestructionList, otto: WswEmployee) -> None:
    assert destruction.claim(str(signed.key)) is not None
    with pytest.raises(Error, match="niet door twee mensen"), transaction.atomic():
        by_hand(signed, destruction.PROCESS, "00000000-0000-0000-0000-000000000000")
    tell_database(asking.TESTS)
    assert is_there(otto)


# Two tabs, and again


def test_a_list_that_changed_in_another_tab_is_not_signed(concept: DestructionList, hans: User) -> None:
    make_leaver("Pia Fictief")
    old = shown(concept)
    drafted()
    with pytest.raises(destruction.NotAllowed, match="veranderd nadat u haar opende"), asking_as(hans):
        destruction.propose(destruction=concept, shown=old, by=hans)


def test_a_list_given_back_and_proposed_anew_is_not_agreed_from_an_old_tab(
    proposed: DestructionList, hans: User, ellen: User
) -> None:
    old = proposed.fingerprint
    with asking_as(ellen):
        destruction.give_back(destruction=proposed, because="er loopt een klacht")
    make_leaver("Pia Fictief")
    drafted()
    propose(proposed, hans)
    with pytest.raises(destruction.NotAllowed, match="veranderd nadat u haar opende"), asking_as(ellen):
        destruction.agree(destruction=proposed, shown=old, by=ellen)


def test_signing_again_is_refused_in_words(signed: DestructionList, hans: User, ellen: User) -> None:
    for _ in range(2):
        with pytest.raises(destruction.NotAllowed, match=r"Deze is dat niet \(meer\)"), asking_as(ellen):
            destruction.agree(destruction=signed, shown=signed.fingerprint, by=ellen)
        with pytest.raises(destruction.NotAllowed, match="al voorgesteld"), asking_as(hans):
            destruction.propose(destruction=signed, shown=signed.fingerprint, by=hans)
        carry_out(signed)


def test_after_a_signature_the_lines_do_not_change(proposed: DestructionList, hans: User) -> None:
    item = proposed.items.get()
    with pytest.raises(destruction.NotAllowed, match="al voorgesteld"), asking_as(hans):
        destruction.exempt(item=item, because="te laat", until=None, by=hans)
    for act in (lambda: DestructionItem.objects.update(dossier="x"), lambda: item.delete(), lambda: proposed.delete()):
        with pytest.raises(Error), transaction.atomic():
            act()


# Carried out once


def test_carrying_out_again_does_nothing(signed: DestructionList) -> None:
    first = carry_out(signed)
    ledger = list(Destroyed.objects.values_list())
    assert carry_out(signed) is None
    with pytest.raises(Error, match="al uitgevoerd"), transaction.atomic():
        by_hand(signed, destruction.PROCESS)
    tell_database(asking.TESTS)
    assert list(Destroyed.objects.values_list()) == ledger
    assert Certificate.objects.get() == first


HALF_WAY = """
import time, django
django.setup()
from datetime import date
from cases import certificate
from cases.actions import destruction
destruction.LEASE_SECONDS = 3
def stuck(content, day):
    print("half way", flush=True)
    time.sleep(600)
certificate.render = stuck
destruction.carry_out("{key}")
"""


def test_a_worker_killed_half_way_leaves_all_and_the_next_does_it_once(committed: None) -> None:
    """Killed after the rows were emptied and before the statement was made: nothing happened; then it happens once."""
    person = make_leaver()
    (found,) = drafted()
    propose(found, situations.make_member("Hans Voorbeeld", "privacy_officer"))
    agree(found, situations.make_member("Ellen Voorbeeld", "controller", "Almelo"))
    worker = processes.start("-c", HALF_WAY.format(key=found.key))
    assert worker.stdout is not None
    assert any("half way" in line for line in iter(worker.stdout.readline, ""))
    assert destruction.carry_out(str(found.key)) is None  # another has it
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert is_there(person)
    assert not Destroyed.objects.exists()
    found.refresh_from_db()
    assert found.lease_until is not None
    time.sleep(max(0.0, (found.lease_until - timezone.now()).total_seconds()) + 0.1)
    assert destruction.carry_out(str(found.key)) == Certificate.objects.get()
    assert not is_there(person)
    assert destruction.carry_out(str(found.key)) is None
    assert DestructionList.objects.get().attempts == 2


def test_what_fails_leaves_all_and_says_nothing_about_anybody(
    signed: DestructionList, otto: WswEmployee, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The database names the row it refuses; the log gets its code only, and the list waits for the next try."""

    def refused(*what: object) -> Certificate:
        WswEmployee.objects.filter(pk=otto.pk).update(last_name="")
        raise AssertionError

    monkeypatch.setattr(destruction, "_carry_out", refused)
    assert carry_out(signed) is None
    assert is_there(otto)
    assert signed.state == ListState.AKKOORD
    assert f"destruction_failed list={signed.key} code=23514" in caplog.text
    assert "Otto" not in caplog.text
    DestructionList.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.undo()
    assert carry_out(signed) is not None


@pytest.mark.parametrize(("code", "again"), [("40P01", 1), ("55P03", 1), ("23514", 0)])
def test_who_found_somebody_in_the_way_is_tried_again_at_the_next_wake(
    signed: DestructionList, otto: WswEmployee, monkeypatch: pytest.MonkeyPatch, code: str, again: int
) -> None:
    """After a deadlock or a lock that took too long nothing is wrong with the list; else when the lease runs out."""

    def in_the_way(*what: object) -> Certificate:
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '{code}'; END $$")
        raise AssertionError

    monkeypatch.setattr(destruction, "_carry_out", in_the_way)
    assert carry_out(signed) is None
    assert is_there(otto)
    assert destruction.wake() == again


def test_a_signed_list_whose_hint_got_lost_is_hinted_at_again(
    signed: DestructionList, monkeypatch: pytest.MonkeyPatch
) -> None:
    hinted: list[DestructionList] = []
    monkeypatch.setattr(carrying_out, "hint", hinted.append)
    assert destruction.wake() == 1
    assert destruction.claim(str(signed.key)) is not None
    assert destruction.wake() == 0
    DestructionList.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert destruction.wake() == 1
    assert hinted == [signed, signed]


# Who stays


def test_who_came_back_after_the_list_was_signed_stays(signed: DestructionList, otto: WswEmployee) -> None:
    people.make_employment(otto, kind="beschut_werk", since=people.day("01-05-2026"), number="2")
    assert carry_out(signed) is not None
    assert is_there(otto)
    assert (signed.dossiers, signed.kept) == (0, 1)


def test_r88_a_complaint_after_the_list_was_signed_holds(signed: DestructionList, otto: WswEmployee) -> None:
    people.make_hold(otto)
    carry_out(signed)
    assert is_there(otto)


def test_an_exempted_dossier_stays_and_is_held(
    concept: DestructionList, otto: WswEmployee, hans: User, ellen: User
) -> None:
    make_leaver("Pia Fictief", personnel_number="00778")
    drafted()
    until = today() + timedelta(days=90)
    with asking_as(hans):
        destruction.exempt(item=concept.items.get(employee=otto), because="klacht loopt", until=until, by=hans)
    propose(concept, hans)
    agree(concept, ellen)
    carry_out(concept)
    assert is_there(otto)
    assert not WswEmployee.objects.filter(first_name="Pia").exists()
    hold = RetentionHold.objects.get()
    assert (hold.employee, hold.reason, hold.placed_by, hold.ends_on) == (otto, "klacht loopt", hans, until)
    assert drafted() == []
    (later,) = drafted(until + timedelta(days=1))
    assert [item.employee for item in later.items.all()] == [otto]


def test_a_list_with_nobody_left_on_it_is_not_proposed(concept: DestructionList, hans: User) -> None:
    with asking_as(hans):
        destruction.exempt(item=concept.items.get(), because="klacht loopt", until=None, by=hans)
    with pytest.raises(destruction.NotAllowed, match="Alles is uitgezonderd"):
        propose(concept, hans)


def test_a_draft_follows_who_is_due(concept: DestructionList, otto: WswEmployee) -> None:
    """Tonight's draft is the same list; who is held goes off it, and an empty draft goes altogether."""
    assert [found.pk for found in drafted()] == [concept.pk]
    hold = people.make_hold(otto)
    assert drafted() == []
    hold.delete()
    assert drafted()[0].items.get().dossier == "00777"


def test_each_municipality_has_a_list_of_its_own(concept: DestructionList) -> None:
    make_leaver("Pia Fictief", lives_in="Wierden")
    make_leaver("Ria Fictief", lives_in="Enschede", employer="Gemeente Wierden")
    listed = {found.municipality.name: found.items.count() for found in drafted()}
    assert listed == {"Almelo": 1, "Wierden": 2}


# What is left behind the wall


def rows_seen(user: User, table: str) -> int:
    with asking_as(user), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_only_who_signs_sees_a_list_and_its_lines(
    proposed: DestructionList, hans: User, ellen: User, fatih: User, bram: User, daan: User, gerda: User
) -> None:
    """By plain SQL: the privacy officer all, the controller the own municipality, nobody else anything."""
    for table in ("cases_destructionlist", "cases_destructionitem"):
        seen = [rows_seen(user, table) for user in (hans, ellen, fatih, bram, daan, gerda)]
        assert seen == [1, 1, 0, 0, 0, 0], table
    assert rows_seen(hans, "cases_wswemployee") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_destroyed SET destroyed = 0", "DELETE FROM cases_destroyed", "DELETE FROM cases_certificate",
        "UPDATE cases_certificate SET sha256 = 'x'", "DELETE FROM cases_destructionlist",
        "UPDATE cases_destructionlist SET agreed_by_id = proposed_by_id",
        "INSERT INTO cases_destroyed (list_id, \"table\", destroyed, nameless, rule)"
        " SELECT id, 'x', 1, 1, 'x' FROM cases_destructionlist",
    ],
)  # fmt: skip
def test_ledger_and_certificate_do_not_change(signed: DestructionList, statement: str) -> None:
    """Not even by a process, with SQL typed by hand: refused, or nothing to change is found."""
    carry_out(signed)
    before = [list(model.objects.values_list()) for model in (Destroyed, Certificate, DestructionList)]
    with contextlib.suppress(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [list(model.objects.values_list()) for model in (Destroyed, Certificate, DestructionList)] == before


def test_what_is_left_is_seen_by_no_municipality(
    otto: WswEmployee, bram: User, carla: User, ellen: User, anouk: User
) -> None:
    """Also when its doors are worked out anew, as when an employer goes over to another municipality."""
    destroy()
    Organisation.objects.filter(name="Gemeente Almelo").update(municipality=people.municipality("Wierden"))
    for user in (bram, carla, ellen, anouk):
        assert otto.pk not in WswEmployee.objects.visible_to(user.memberships.get()).values_list("pk", flat=True)
        with asking_as(user), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_employment WHERE employee_id = %s", [otto.pk])
            assert cursor.fetchone() == (0,)


def test_what_has_no_surname_has_no_name_at_all(otto: WswEmployee) -> None:
    for left in ({"first_name": "Otto"}, {"sex": "m"}, {"prefix": "van"}):
        with pytest.raises(IntegrityError, match="nameless_is_wholly_nameless"), transaction.atomic():
            WswEmployee.objects.filter(pk=otto.pk).update(**({"last_name": "", "first_name": ""} | left))


def test_what_destroys_takes_its_day_from_nobody(otto: WswEmployee, hans: User, ellen: User) -> None:
    """A process with a clock that is years ahead, or somebody at a prompt, would destroy what is not due."""
    person = make_leaver("Pia Fictief", until=today() - timedelta(days=365))
    (found,) = drafted(today() + timedelta(days=20 * 365))
    propose(found, hans)
    agree(found, ellen)
    assert found.items.filter(employee=person).exists()
    for function, why in (("carry_out_destruction", "does not exist"), ("destroy_what_is_due_on", "permission denied")):
        with pytest.raises(DatabaseError, match=why), asked_by("vernietiging"), connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%(list)s, %(list)s, '2060-01-01'::date)", {"list": found.key})
    carry_out(found)
    assert WswEmployee.objects.filter(pk=person.pk, last_name="Fictief").exists()
    assert not WswEmployee.objects.filter(pk=otto.pk, last_name="Verzonnen").exists()
