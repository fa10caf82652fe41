"""By whom and when each cause of a difference was registered (M3); for the board without names, and then on which days.

What was done is laid by hand, by named people at moments that are read from the rows themselves.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cases.models import ContractHours, Correction, Indication, Placement, Residence, WswEmployee
from municipalities.models import User
from reports import deeds, money_changes, tasks
from reports.compared import AMOUNT, CORRECTION, DEFINITION, ERASED, LATE, MOVE, Deed, Split
from reports.models import Amount, Report, Restatement
from tests import people
from tests.reports.edits import edit
from tests.reports.test_changes import text, url
from tests.reports.test_compared_rows import register  # noqa: F401
from tests.situations import LAST_QUARTER, make_member, make_neighbours, make_released, make_report


@pytest.fixture
def everybody(committed: None) -> list[WswEmployee]:
    return make_neighbours(12)


@pytest.fixture
def released(everybody: list[WswEmployee]) -> Report:
    return make_released(make_report())


@pytest.fixture
def bram(committed: None) -> User:
    return make_member("Bram Voorbeeld", "consulent", "Almelo")


@pytest.fixture
def ellen(committed: None) -> User:
    return make_member("Ellen Voorbeeld", "controller", "Almelo")


def by(user: User, act: Callable[[], object]) -> None:
    """One transaction of this user."""
    with transaction.atomic(), people.signing(user):
        act()


def halve(those: list[WswEmployee]) -> None:
    Placement.objects.filter(employee__in=those).update(hours=18)
    ContractHours.objects.filter(employee__in=those).update(hours=18)


def kept(report: Report) -> dict[tuple[str, str, str], Split]:
    tasks.restate_report(str(report.key))
    found = Restatement.objects.get(report=report, edition=None)
    return {(each.table, each.key, each.place): each for each in map(Split.read, found.unmasked.splits)}


def said(split: Split) -> list[tuple[str, str, str, str, int]]:
    return [(deed.cause, deed.asker, deed.table, deed.act, deed.people) for deed in split.deeds]


def recorded(row: object) -> datetime:
    row.refresh_from_db()  # type: ignore[attr-defined]
    return row.recorded_at  # type: ignore[attr-defined,no-any-return]


def test_a_correction_says_who_registered_what_at_which_moment(
    released: Report, everybody: list[WswEmployee], bram: User, ellen: User
) -> None:
    """Bram puts the hours of three right, Ellen those of two; each at a moment of their own."""
    by(bram, lambda: halve(everybody[:3]))
    by(ellen, lambda: halve(everybody[3:5]))
    split = kept(released)["", "se_quarter_mean", "GM0141"]
    assert said(split) == [
        (CORRECTION, str(bram.key), "cases_contracthours", "gewijzigd", 3),
        (CORRECTION, str(bram.key), "cases_placement", "gewijzigd", 3),
        (CORRECTION, str(ellen.key), "cases_contracthours", "gewijzigd", 2),
        (CORRECTION, str(ellen.key), "cases_placement", "gewijzigd", 2),
    ]
    first = recorded(ContractHours.objects.get(employment__employee=everybody[0]))
    assert (split.deeds[0].first, split.deeds[0].last) == (first, first)


def test_a_late_entry_and_a_move_each_have_their_own(
    released: Report, everybody: list[WswEmployee], bram: User, ellen: User
) -> None:
    """Bram registers somebody late; Ellen moves somebody to Wierden, and their hours are Bram's."""
    moved = everybody[0]

    def move() -> None:
        Residence.objects.filter(employee=moved).update(municipality=people.municipality("Wierden"))

    by(bram, lambda: people.make_employee("Laat Fictief", lives_in="Almelo", placed=True))
    by(ellen, move)
    by(bram, lambda: halve([moved]))
    found = kept(released)["", "se_quarter_mean", "GM0141"]
    late, homes = ({deed for deed in said(found) if deed[0] == cause} for cause in (LATE, MOVE))
    assert {deed[1:2] for deed in late} == {(str(bram.key),)}
    assert (LATE, str(bram.key), "cases_contracthours", "nieuw", 1) in late
    assert homes == {(MOVE, str(ellen.key), "cases_residence", "gewijzigd", 1)}
    there = kept(released)["", "se_quarter_mean", "GM0189"]
    assert {(deed.cause, deed.asker) for deed in there.deeds} == {(MOVE, str(ellen.key)), (CORRECTION, str(bram.key))}


def test_what_was_taken_away_says_so_and_what_was_put_back_is_not_told(
    released: Report, everybody: list[WswEmployee], bram: User, ellen: User
) -> None:
    by(ellen, lambda: Indication.objects.filter(employee=everybody[1]).update(category="ernstig"))
    by(ellen, lambda: Indication.objects.filter(employee=everybody[1]).update(category="matig"))
    by(bram, lambda: Placement.objects.filter(employee=everybody[0]).delete())
    found = kept(released)
    assert said(found["", "heads:BSB", "GM0141"]) == [(CORRECTION, str(bram.key), "cases_placement", "weg", 1)]
    assert not any(deed.asker == str(ellen.key) for split in found.values() for deed in split.deeds)


def test_many_days_of_one_person_are_told_from_the_first_to_the_last(
    released: Report, everybody: list[WswEmployee], bram: User
) -> None:
    start = timezone.now()
    for nth in range(deeds.APART + 2):
        with transaction.atomic():
            people.recorded_on(start + timedelta(days=nth), by=str(bram.key))
            halve([everybody[nth]])
    with transaction.atomic():
        found = deeds.told(
            [Split("x", "GM0141", 8, {CORRECTION: None}, whose={CORRECTION: frozenset(each.pk for each in everybody)})],  # type: ignore[dict-item]
            released.known_on, start + timedelta(days=30),
        )[0]  # fmt: skip
    assert [(deed.table, deed.people) for deed in found.deeds] == [("cases_contracthours", 8), ("cases_placement", 8)]
    assert all((deed.last - deed.first).days == deeds.APART + 1 for deed in found.deeds)


def colleague() -> User:
    return make_member("Bea Voorbeeld", "consulent", "Almelo")


Kind = type[Placement] | type[Indication]
CHANGE: dict[Kind, dict[str, Any]] = {Placement: {"hours": 18}, Indication: {"category": "ernstig"}}


def done_on(days: dict[int, tuple[User, Kind]], those: list[WswEmployee]) -> list[Deed]:
    """Each on so many days after the report, of one person each; what is told of all of them."""
    start, whose = timezone.now(), frozenset(each.pk for each in those)
    for (after, (user, model)), person in zip(sorted(days.items()), those, strict=False):
        with transaction.atomic():
            people.recorded_on(start + timedelta(days=after), by=str(user.key))
            model.objects.filter(employee=person).update(**CHANGE[model])
    with transaction.atomic():
        split = Split("x", "GM0141", len(those), {CORRECTION: None}, whose={CORRECTION: whose})  # type: ignore[dict-item]
        return list(deeds.told([split], start, start + timedelta(days=99))[0].deeds)


def test_what_was_done_first_is_told_first(everybody: list[WswEmployee], bram: User) -> None:
    """Not by who, and not by which kind of row: both would turn it round here."""
    late, early = sorted([bram, colleague()], key=lambda user: str(user.key))
    days = {1: (early, Placement), 2: (early, Indication), 3: (late, Indication)}
    assert [(deed.asker, deed.table) for deed in done_on(days, everybody)] == [
        (str(early.key), "cases_placement"), (str(early.key), "cases_indication"),
        (str(late.key), "cases_indication"),
    ]  # fmt: skip


def test_of_many_days_who_began_first_is_told_first(everybody: list[WswEmployee], bram: User) -> None:
    """One changed hours from the first day to the last, the other on some days between."""
    between, all_along = sorted([bram, colleague()], key=lambda user: str(user.key))
    days = {day: (between if 3 <= day <= 5 else all_along, Placement) for day in range(1, deeds.APART + 3)}
    assert [(deed.asker, (deed.last - deed.first).days) for deed in done_on(days, everybody)] == [
        (str(all_along.key), deeds.APART + 1), (str(between.key), 2),
    ]  # fmt: skip


def test_an_amount_says_who_entered_it(committed: None, bram: User, ellen: User) -> None:
    make_neighbours(8)
    of = {"year": LAST_QUARTER.year, "status": "definitief", "source": "begroting", "kind": "begroting"}
    by(bram, lambda: Amount.objects.create(post="bruto_omzet", amount=Decimal("1000.00"), **of))
    report = make_released(make_report())
    by(ellen, lambda: Amount.objects.update(amount=Decimal("1200.00")))
    cell = kept(report)["T12", "fin_budget", "bruto_omzet"]
    assert said(cell) == [(AMOUNT, str(ellen.key), "reports_amount", "gewijzigd", 0)]
    assert cell.deeds[0].first == recorded(Amount.objects.get())


def test_the_reason_of_a_changed_amount_stands_at_the_cell(committed: None, bram: User, ellen: User) -> None:
    make_neighbours(8)
    of = {"year": LAST_QUARTER.year, "status": "definitief", "source": "begroting", "kind": "begroting"}
    by(bram, lambda: Amount.objects.create(post="bruto_omzet", amount=Decimal("1000.00"), **of))
    report = make_released(make_report())

    def change() -> None:
        Amount.objects.update(amount=Decimal("1200.00"))
        money_changes.give_reason(kind="besluit", because="", by=ellen)

    by(ellen, change)
    assert kept(report)["T12", "fin_budget", "bruto_omzet"].reasons == {"besluit": 1}


def test_reasons_stand_at_the_sums_of_the_other_tables_too(
    released: Report, everybody: list[WswEmployee], bram: User
) -> None:
    """Of two of seven somebody said why: at T1, at T2 and at T11 alike; never at what nobody is behind."""
    by(bram, lambda: halve(everybody[:7]))
    for person in everybody[:2]:
        Correction.objects.create(
            employee=person, kind="controle", because="Steekproef.", reports="x",
            starts_on=LAST_QUARTER.ends_on, ends_on=LAST_QUARTER.ends_on,
        )  # fmt: skip
    found = kept(released)
    for name in (("", "se_quarter_mean"), ("T2", "se_realised"), ("V2", "v2_end"), ("T2", "se_forecast")):
        assert found[*name, "GM0141"].reasons == {"controle": 2}, name


def test_a_row_that_is_no_place_says_its_cause_to_the_board(client: Client, everybody: list[WswEmployee]) -> None:
    """T6V is of forms of work and T12 of posts: each row is of the region, so the board reads why, of enough people."""
    with transaction.atomic():
        of = {"year": LAST_QUARTER.year, "status": "definitief", "source": "begroting", "kind": "realisatie"}
        Amount.objects.create(post="loonkosten_wsw", amount=Decimal("900.00"), quarter=1, **of)
    report = make_released(make_report())
    with transaction.atomic():
        for person in everybody[:6]:
            people.make_sick(person, since=LAST_QUARTER.starts_on)
        halve(everybody[:6])
    tasks.restate_released()
    daan = make_member("Daan Voorbeeld", "board_member", "Almelo")
    client.force_login(daan)
    tables = {each.code: each for each in client.get(url(report)).context["tables"]}
    for code, at_least in (("T6V", 1), ("T12", 1)):
        said = [change for change in tables[code].changes if any(": " in cause for cause in change.because)]
        assert len(said) >= at_least, (code, tables[code].changes)
    assert "(6 mensen)" in str(tables["T6V"].changes)


def test_of_few_people_such_a_row_stays_silent(client: Client, everybody: list[WswEmployee]) -> None:
    report = make_released(make_report())
    with transaction.atomic():
        for person in everybody[:3]:
            people.make_sick(person, since=LAST_QUARTER.starts_on)
    tasks.restate_released()
    client.force_login(make_member("Daan Voorbeeld", "board_member", "Almelo"))
    told = {each.code: each for each in client.get(url(report)).context["tables"]}
    assert "mensen)" not in str(told.get("T6V"))


def test_who_checks_reports_reads_names_and_moments_and_the_board_days_only(
    client: Client, released: Report, everybody: list[WswEmployee], bram: User, ellen: User
) -> None:
    by(bram, lambda: halve(everybody[:7]))
    tasks.restate_released()
    moment = timezone.localtime(recorded(ContractHours.objects.get(employment__employee=everybody[0])))
    client.force_login(ellen)
    page = text(client.get(url(released)), opened=True)
    assert f"verbeterd: contracturen gewijzigd door Bram Voorbeeld op {moment:%d-%m-%Y om %H.%M} (7 mensen)" in page
    client.force_login(make_member("Daan Voorbeeld", "board_member", "Almelo"))
    board = text(client.get(url(released)), opened=True)
    assert "Bram" not in board
    assert str(bram.key) not in board
    assert f"verbeterd: vastgelegd op {moment:%d-%m-%Y}" in board


def test_the_board_reads_no_days_of_few_people(
    client: Client, released: Report, everybody: list[WswEmployee], bram: User
) -> None:
    by(bram, lambda: halve(everybody[:3]))
    tasks.restate_released()
    client.force_login(make_member("Daan Voorbeeld", "board_member", "Almelo"))
    board = text(client.get(url(released)), opened=True)
    assert "te weinig mensen" in board
    assert "vastgelegd op" not in board


def test_what_is_kept_holds_no_name_and_reads_back(released: Report, everybody: list[WswEmployee], bram: User) -> None:
    by(bram, lambda: halve(everybody[:3]))
    split = kept(released)["", "se_quarter_mean", "GM0141"]
    assert "Bram" not in str(split.as_dict())
    assert Split.read(split.as_dict()) == split
    assert all(Deed.read(*deed.kept) == deed for deed in split.deeds)


def test_every_cause_of_people_says_by_whom_and_when(register: None) -> None:  # noqa: F811
    """A demo register edited at random: no cause of people's rows without an entry, none of more people than it."""
    report = make_released(make_report())
    assert sum(edit(random.Random(3), 60).values()) > 20
    without, seen = [], 0
    for name, split in kept(report).items():
        for cause, part in split.parts.items():
            mine = [deed for deed in split.deeds if deed.cause == cause]
            seen += len(mine)
            if cause in (DEFINITION, ERASED):
                continue
            if not mine or any(deed.people > part.people for deed in mine):
                without.append((name, cause, part.people, mine))
            assert all(report.known_on < deed.first <= deed.last for deed in mine)
    assert without == []
    assert seen > 50
