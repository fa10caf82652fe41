"""Two editions side by side: the causes make every difference, on hundreds of histories; each cause is the right one.

The differences come from the two contents; the causes from stands and rows. What was thrown by dice is checked on sums,
what was laid by hand on the cause.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cases.models import ContractHours, Employment, Indication, Parameter, Placement, Residence, WswEmployee
from municipalities.models import Municipality
from reports import compared
from reports.compared import CORRECTION, DEFINITION, LATE, MOVE, Split, Stand, compare
from reports.figures import TOTAL, compute, figures_of, stand_table, summarise_table
from reports.periods import Period
from tests import people, turns
from tests.cases.registers import load
from tests.people import day, recorded_on
from tests.reports import dice

pytestmark = pytest.mark.django_db
SPLIT = {"T1", "T3", "T4"}
WORKED_OUT = {"hours_share"}  # a ratio: there is none of nothing


def laid(name: str, period: Period, moment: datetime) -> None:
    """The stands as known at `moment`, in a table of that name."""
    stand_table(period.days_counted, period, moment)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT * FROM stand")


def cells(name: str, period: Period) -> dict[tuple[str, str], Decimal]:
    """Each printed cell by column key and place, of what `laid` laid."""
    values = figures_of(name, summarise_table(name), period)
    found = {(":".join([v.figure.name, *v.dims.values()]), v.municipality): v.value for v in values}
    for (key, place), value in list(found.items()):
        if key.startswith("out:"):
            found["out", place] = found.get(("out", place), Decimal(0)) + value
        if key == "headcount":
            found["total", place] = value
    return found


def compared_on(
    code: str, then: datetime, later: datetime
) -> tuple[list[Split], dict[Any, Decimal], dict[Any, Decimal]]:
    period = Period.parse(code)
    laid("was_then", period, then)
    laid("is_later", period, later)
    return compare(period, "was_then", then, "is_later", later), cells("was_then", period), cells("is_later", period)


def faults(code: str, then: datetime, later: datetime) -> list[Any]:
    """Where the causes do not make the difference, or where a difference has no causes."""
    splits, was, now = compared_on(code, then, later)
    by_name = {(split.key, split.place): split for split in splits}
    found: list[Any] = []
    for name in was.keys() | now.keys():
        if name[0].partition(":")[0] in WORKED_OUT and not (name in was and name in now):
            continue
        old, new = was.get(name, Decimal(0)), now.get(name, Decimal(0))
        split = by_name.get(name)
        total = split.difference if split else Decimal(0)
        decimals = compared.decimals_of(name[0])
        exact = decimals == 0
        off = Decimal(0) if exact else Decimal("0.01")  # each end was rounded once
        if abs(total - (new - old)) > off:
            found.append((name, old, new, total))
        if split and sum(split.printed(new - old, decimals).values()) != new - old:
            found.append((name, "printed"))
    known = was | now
    return found + [each for each in splits if "NIN" not in each.key and (each.key, each.place) not in known]


@pytest.mark.parametrize("seed", turns.some(range(10), 2))
def test_the_causes_make_every_difference(seed: int, tmp_path: Path) -> None:
    """Ten registers of thirty people, each corrected by rounds: some three hundred histories, every pair of moments."""
    register, moments = dice.throw(900 + seed, people=30), []
    for turn in range(4):
        moments.append(timezone.now() + timedelta(days=turn + 1))
        recorded_on(moments[-1])
        load(dice.write(register, tmp_path / str(turn)))
        register = dice.edit(register, seed=seed * 10 + turn, edits=25)
    changed = 0
    for code in ("2026Q2", "2026H2"):
        for at, then in enumerate(moments):
            for later in moments[at + 1 :]:
                assert faults(code, then, later) == []
                changed += len(compared_on(code, then, later)[0])
    assert changed > 100


def test_what_did_not_change_has_no_causes(tmp_path: Path) -> None:
    moment = timezone.now() + timedelta(days=1)
    recorded_on(moment)
    load(dice.write(dice.throw(5, people=20), tmp_path))
    assert compared_on("2026Q2", moment, moment + timedelta(days=1))[0] == []


# By hand: one person in Almelo, 36 hours, matig, beschut binnen; something happens to what is known of them


@pytest.fixture
def truus() -> WswEmployee:
    recorded_on(timezone.now() + timedelta(days=1))
    return people.make_employee("Truus Fictief", lives_in="Almelo", hours=36, placed=True)


def told(act: Callable[[], object], code: str = "2026Q2") -> dict[tuple[str, str], dict[str, tuple[Decimal, int]]]:
    then = timezone.now() + timedelta(days=2)
    recorded_on(then + timedelta(days=1))
    act()
    splits, _, _ = compared_on(code, then, then + timedelta(days=2))
    return {
        (split.key, split.place): {cause: (part.amount, part.people) for cause, part in split.parts.items()}
        for split in splits
    }


def municipality(name: str) -> Municipality:
    return Municipality.objects.get(name=name)


def test_r48d_a_move_known_later(truus: WswEmployee) -> None:
    """Registered after the quarter, effective 15-06: June's stand goes from Almelo to Wierden, and is nobody's gain."""

    def moves() -> None:
        home = Residence.objects.get(employee=truus)
        home.ends_on = day("14-06-2026")
        home.save()
        Residence.objects.create(
            employee=truus, municipality=municipality("Wierden"), starts_on=day("15-06-2026"), source="brp"
        )

    found = told(moves)
    assert found["se_month_end:2026-06", "GM0141"] == {MOVE: (Decimal(-1), 1)}
    assert found["se_month_end:2026-06", "GM0189"] == {MOVE: (Decimal(1), 1)}
    assert ("se_month_end:2026-05", "GM0141") not in found
    assert ("se_month_end:2026-06", TOTAL) not in found
    assert found["move_out", "GM0141"] == {MOVE: (Decimal(1), 1)}
    assert found["headcount", "GM0189"] == {MOVE: (Decimal(1), 1)}
    third = {MOVE: (Decimal(-1) / 3, 1)}
    assert {cause: (round(a, 20), n) for cause, (a, n) in found["se_quarter_mean", "GM0141"].items()} == {
        cause: (round(a, 20), n) for cause, (a, n) in third.items()
    }


def fewer_hours(truus: WswEmployee, first: str) -> None:
    """What somebody enters late: the hours end, and others begin."""
    with transaction.atomic():
        Placement.objects.filter(employee=truus).update(hours=18)
        hours = ContractHours.objects.get(employee=truus)
        hours.ends_on = day(first) - timedelta(days=1)
        hours.save()
        ContractHours.objects.create(
            employee=truus, employment=hours.employment, hours=18, starts_on=day(first), ends_on=None
        )


def other_hours(truus: WswEmployee) -> None:
    with transaction.atomic():
        Placement.objects.filter(employee=truus).update(hours=18)
        ContractHours.objects.filter(employee=truus).update(hours=18)


def test_hours_that_were_wrong_are_a_correction(truus: WswEmployee) -> None:
    found = told(lambda: other_hours(truus))
    assert found["se_month_end:2026-06", "GM0141"] == {CORRECTION: (Decimal("-0.5"), 1)}
    assert found["se_month_end:2026-06", TOTAL] == {CORRECTION: (Decimal("-0.5"), 1)}
    assert ("headcount", TOTAL) not in found


def test_a_last_day_that_was_not_known_is_a_late_entry(truus: WswEmployee) -> None:
    def leaves() -> None:
        with transaction.atomic():
            last = day("31-05-2026")
            Placement.objects.filter(employee=truus).update(ends_on=last)
            ContractHours.objects.filter(employee=truus).update(ends_on=last)
            Employment.objects.filter(employee=truus).update(ends_on=last, outflow_reason="PEN")

    found = told(leaves)
    assert found["headcount", "GM0141"] == {LATE: (Decimal(-1), 1)}
    assert found["out:PEN", "GM0141"] == found["out", TOTAL] == {LATE: (Decimal(1), 1)}
    assert ("begin", TOTAL) not in found


def test_a_category_that_was_wrong_is_a_correction(truus: WswEmployee) -> None:
    found = told(lambda: Indication.objects.filter(employee=truus).update(category="ernstig"))
    assert found["se_month_end:2026-06", "GM0141"] == {CORRECTION: (Decimal("0.25"), 1)}
    assert ("fte_month_end:2026-06", "GM0141") not in found


def test_a_share_of_the_hours_has_its_causes_in_one_order(truus: WswEmployee) -> None:
    """36 of 108 hours are beschut binnen. One of the others left, entered late: 36 of 72, +16⅔. Then Truus turns out to
    work 24: of 60, −10. Together 33⅓ → 40."""
    others = [people.make_employee(f"Ander Fictief{nth}", lives_in="Almelo", hours=36) for nth in range(2)]

    def changes() -> None:
        with transaction.atomic():
            last = day("31-05-2026")
            ContractHours.objects.filter(employee=others[0]).update(ends_on=last)
            Employment.objects.filter(employee=others[0]).update(ends_on=last, outflow_reason="PEN")
            Placement.objects.filter(employee=truus).update(hours=24)
            ContractHours.objects.filter(employee=truus).update(hours=24)

    then = timezone.now() + timedelta(days=2)
    recorded_on(then + timedelta(days=1))
    changes()
    splits, _, _ = compared_on("2026Q2", then, then + timedelta(days=2))
    split = next(each for each in splits if (each.key, each.place) == ("hours_share:BSB", "GM0141"))
    assert {cause: (part.exact, part.people) for cause, part in split.parts.items()} == {
        LATE: (Fraction(50, 3), 1), CORRECTION: (Fraction(-10), 1),
    }  # fmt: skip
    assert split.printed(Decimal("6.67"), 2) == {LATE: Decimal("16.67"), CORRECTION: Decimal("-10.00")}
    in_region = next(each for each in splits if (each.key, each.place) == ("hours_share:LEEG", TOTAL))
    assert in_region.exact == Fraction(-20, 3)


def stood(person: int, **hours: int) -> dict[date, Stand]:
    of_forms = {f"hours_{form}": Decimal(number) for form, number in hours.items()}
    one, last = Decimal(1), date(2026, 6, 30)
    return {last: Stand(last, person, "GM0141", one, one, Decimal(0), "BSB", "", **of_forms)}


def test_who_only_changed_forms_did_nothing_to_the_hours_together() -> None:
    """Five go from beschut binnen to werken op locatie and a sixth works there too: what all work, one of them changed.
    Of 360 hours 180 are on location; then 396 and 396 of them: 50 → 100 %."""
    hours = object.__new__(compared._Hours)
    hours.day, hours.was = date(2026, 6, 30), {"GM0141": {"BSB": Decimal(180), "WOL": Decimal(180)}}
    hours.steps = defaultdict(lambda: defaultdict(Fraction))
    hours.people = defaultdict(lambda: defaultdict(set))
    for person in range(5):
        hours.add(person, stood(person, bsb=36), stood(person, wol=36), CORRECTION)
    hours.add(5, {}, stood(5, wol=36), CORRECTION)
    split = next(each for each in hours.splits() if (each.key, each.place) == ("hours_share:WOL", "GM0141"))
    assert split.exact == 50
    assert (split.people, split.parts[CORRECTION].people, split.least) == (6, 6, 1)


def test_another_norm_is_nobodys_fault(truus: WswEmployee) -> None:
    """36 hours of 40 is nine tenths: of a rule, with one person behind it."""
    found = told(lambda: Parameter.objects.filter(name="norm_hours_cao_sw").update(value=40))
    assert found["fte_month_end:2026-06", TOTAL] == {DEFINITION: (Decimal("-0.1"), 1)}


def test_who_moved_and_worked_less_has_both(truus: WswEmployee) -> None:
    def both() -> None:
        Residence.objects.filter(employee=truus).update(municipality=municipality("Wierden"))
        other_hours(truus)

    found = told(both)
    assert found["se_month_end:2026-06", "GM0141"] == {MOVE: (Decimal(-1), 1)}
    assert found["se_month_end:2026-06", "GM0189"] == {MOVE: (Decimal(1), 1), CORRECTION: (Decimal("-0.5"), 1)}
    assert found["se_month_end:2026-06", TOTAL] == {CORRECTION: (Decimal("-0.5"), 1)}


def test_a_defect_in_the_split_is_caught(truus: WswEmployee, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: shares of the last month count double, so the causes are more than the difference."""
    then = timezone.now() + timedelta(days=2)
    recorded_on(then + timedelta(days=1))
    other_hours(truus)
    later = then + timedelta(days=2)
    assert faults("2026Q2", then, later) == []
    whole = compared.shares
    monkeypatch.setattr(
        compared, "shares", lambda stands, period: [s._replace(amount=s.amount * 2) for s in whole(stands, period)]
    )
    assert faults("2026Q2", then, later) != []


def test_what_is_kept_of_a_split_is_read_back() -> None:
    split = Split("headcount", "GM0141", 3, {LATE: compared.Part(Decimal("-1.25"), 2)})
    assert Split.read(split.as_dict()) == split


def test_rounding_is_taken_by_the_largest() -> None:
    """Thirds of −1: −0.33 and −0.33 and −0.34."""
    third = compared.Part(Decimal(-1) / 3, 5)
    split = Split("se_quarter_mean", TOTAL, 9, {LATE: third, CORRECTION: third, MOVE: third})
    printed = split.printed(Decimal("-1.00"), 2)
    assert sorted(printed.values()) == [Decimal("-0.34"), Decimal("-0.33"), Decimal("-0.33")]


def test_the_same_cells_as_the_report_has(truus: WswEmployee) -> None:
    """Nothing additive is forgotten: each cell of T1, T3 and T4 of a real report is among those compared."""
    now = timezone.now() + timedelta(days=3)
    laid("is_later", Period.parse("2026Q2"), now)
    names = {value.figure.name for value in compute(Period.parse("2026Q2"), now) if value.figure.table in SPLIT}
    had = {key.partition(":")[0] for key, _ in cells("is_later", Period.parse("2026Q2"))}
    assert names - {"out"} == had - {"out", "total"}
