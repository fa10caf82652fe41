"""The causes of the tables beside T1, T3 and T4 by hand: money, a destruction, what is a ratio, and who reads them.

That they make every difference is asked of registers thrown with dice (`test_compared_rows.py`).
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from django.utils import timezone

from cases.models import Placement, WswEmployee
from municipalities.models import User
from municipalities.recorded import moment_of_knowing
from reports import compared_rows, restating, tasks
from reports.compared import AMOUNT, DEFINITION, LATE, ROUNDING, Split
from reports.entered import Entries
from reports.figures import TOTAL, Figure
from reports.models import Amount, KeySet, KeyShare, Report, Restatement
from reports.ratios import Input
from reports.subjects import SUBJECTS
from reports.subjects.declare import Part
from tests import people
from tests.reports.test_compared_rows import splits_of
from tests.situations import LAST_QUARTER, make_neighbours, make_released, make_report

PERIOD = LAST_QUARTER


@pytest.fixture
def released(committed: None) -> Report:
    make_neighbours(8)
    return make_released(make_report(PERIOD))


def told(report: Report) -> dict[tuple[str, str, str], Split]:
    tasks.restate_report(str(report.key))
    return splits_of(Restatement.objects.get(report=report, edition=None))


def test_sickness_that_came_in_late(released: Report) -> None:
    for person in WswEmployee.objects.all()[:6]:
        people.make_sick(person, since=PERIOD.starts_on + timedelta(days=3))
    found = told(released)["T6", "sick_people", "GM0141"]
    assert {cause: (part.amount, part.people) for cause, part in found.parts.items()} == {LATE: (Decimal(6), 6)}
    assert ("T6V", "sick_people", TOTAL) not in told(released)
    days = (PERIOD.ends_on - PERIOD.starts_on).days + 1  # six of eight, who all work as much, all days but three
    share = told(released)["T6", "sick_share", TOTAL]
    assert {cause: (part.exact, part.people) for cause, part in share.parts.items()} == {
        LATE: (Fraction(6 * (days - 3) * 100, 8 * days), 6)
    }
    assert told(released)["T6V", "sick_people", "BSB"].people == 6


def test_who_was_put_under_a_contract_late_is_no_other_rule(committed: None) -> None:
    """The contract was there, and so was the placement; that one is under the other was not known yet."""
    under = people.make_contract("Inlener Fictief", fee="12.50")
    person = people.make_employee("Geleend Fictief", hours=36, lives_in="Almelo")
    placement = people.make_placement(person, "IND", 36, hirer="Inlener Fictief")
    report = make_released(make_report(PERIOD))
    Placement.objects.filter(pk=placement.pk).update(contract=under)
    found = told(report)
    for figure in ("lent_priced", "fee_week", "contracts"):
        assert list(found["T11", figure, "GM0141"].parts) == [LATE], figure


def test_an_amount_that_was_entered_otherwise(committed: None) -> None:
    make_neighbours(8)
    with transaction.atomic():
        of = {"year": PERIOD.year, "status": "definitief", "source": "begroting"}
        row = Amount.objects.create(kind="begroting", post="bruto_omzet", amount=Decimal("1000.00"), **of)
        Amount.objects.create(kind="begroting", post="loonkosten_wsw", amount=Decimal("400.00"), **of)
    report = make_released(make_report(PERIOD))
    row.refresh_from_db()
    row.amount = Decimal("1200.00")
    with transaction.atomic():
        row.save()
    found = told(report)
    cell = found["T12", "fin_budget", "bruto_omzet"]
    assert {cause: (part.amount, part.people) for cause, part in cell.parts.items()} == {AMOUNT: (Decimal("200.00"), 0)}
    assert cell.entries == ("bruto omzet, begroting: 1.000,00 → 1.200,00",)
    assert ("T12", "fin_budget", "loonkosten_wsw") not in found
    assert found["T12", "fin_budget", "ntw"].entries == cell.entries


def test_a_key_is_told_only_in_the_year_it_holds_in(committed: None) -> None:
    """One of the year before, corrected at the same time, explains nothing of this year's contributions."""
    ellen = people.make_user("Ellen Controle")
    people.make_membership(ellen, "controller", "Almelo")
    with transaction.atomic(), people.signing(ellen):
        for year in (PERIOD.year - 1, PERIOD.year):
            days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31), "dated_on": date(year, 1, 1)}
            key = KeySet.objects.create(decision=f"besluit {year}", proposed_by=ellen, **days)
            for name, part in (("Almelo", 40), ("Wierden", 60)):
                KeyShare.objects.create(key_set=key, municipality=people.municipality(name), percentage=part)
    with transaction.atomic():
        then = moment_of_knowing()
    with transaction.atomic(), people.signing(ellen):
        for share in KeyShare.objects.select_related("key_set", "municipality"):
            more = 2 if share.key_set.starts_on.year == PERIOD.year else 1
            share.percentage += more if share.municipality.name == "Almelo" else -more
            share.save()
    told = [line.words for line in Entries(PERIOD, then, None).keys]
    assert sorted(told) == ["sleutel Almelo: 40,0000 → 42,0000", "sleutel Wierden: 60,0000 → 58,0000"]


def test_what_the_rows_do_not_bring_back_has_a_cause_of_its_own(
    released: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edition said nine without an evaluation; the rows say eight, then and now. After a destruction that is why."""
    content = released.content | {
        "figures": [
            f | ({"value": str(int(f["value"]) + 1)} if f["figure"] == "unplanned" else {})
            for f in released.content["figures"]
        ]
    }
    monkeypatch.setattr(
        restating, "_side", lambda report: compared_rows.Side(side(report).stands, report.known_on, content)
    )
    found = told(released)["T9", "unplanned", "GM0141"]
    assert {cause: (part.amount, part.people) for cause, part in found.parts.items()} == {DEFINITION: (Decimal(-1), 1)}
    monkeypatch.setattr(compared_rows, "_destroyed_between", lambda then, later: True)
    assert list(told(released)["T9", "unplanned", TOTAL].parts) == ["erased"]


def of_figure(figure: Figure, before: dict[int, Decimal], old: Decimal, new: Decimal) -> compared_rows.Split:
    """What a cell of Almelo says when the rows of `before` are gone and the rule is another one now."""
    table = object.__new__(compared_rows._Table)
    table.code, table.rows, table.by_place, table.shows_total = "T9", {"GM0141": "Almelo"}, True, True
    table.changed = {(figure.name, "GM0141"): (old, new)}
    whose = {person: {"GM0141": amount} for person, amount in before.items()}
    (split,) = table._of_figure(figure, whose, {}, dict.fromkeys(whose, DEFINITION), DEFINITION)
    return split


def test_nobody_is_counted_twice_and_no_euro_is_a_person() -> None:
    """Else three people would pass for six, and one person's three thousand euros for three thousand people."""
    heads = Figure("unplanned", "T9", "", "", "personen", 0)
    fee = Figure("fee_week", "T9", "", "", "€", 2)
    three = dict.fromkeys((1, 2, 3), Decimal(1))
    assert of_figure(heads, three, Decimal(3), Decimal(0)).people == 3
    assert of_figure(heads, three, Decimal(5), Decimal(0)).people == 5  # of two the rows know nothing
    assert of_figure(fee, {}, Decimal(3000), Decimal(0)).people == 1


def table_of(code: str, was: dict[str, str], now: dict[str, str], **more: dict[str, str]) -> compared_rows._Table:
    """One table of two editions that say this of Almelo, and `more` of others."""
    subject, layout = next((s, each) for s in SUBJECTS for each in s.layouts if each.code == code)
    sides = []
    for at, says in enumerate((was, now)):
        said = {"GM0141": says} | {row: {name: pair.split(" → ")[at] for name, pair in of.items()}
                                   for row, of in more.items()}  # fmt: skip
        figures = [
            {"table": code, "figure": name, "municipality": row, "value": value, "dims": {}}
            for row, of in said.items()
            for name, value in of.items()
        ]
        laid = {"code": code, "rows": [{"code": row} for row in said]}
        sides.append(compared_rows.Side("", timezone.now(), {"figures": figures, "tables": [laid]}))
    return compared_rows._Table(subject, layout, *sides)


class Given:
    """Numbers that a figure is worked out from, the same in every row."""

    def __init__(self, **numbers: Input) -> None:
        self.numbers = numbers

    def of(self, part: Part, row: str) -> Input:
        return self.numbers[part.name]


def worked_in(table: compared_rows._Table, figure: str, otherwise: str = DEFINITION, **numbers: Input) -> list[Split]:
    worked = next(each for each in table.subject.worked if each.figure == figure)
    return list(table._of_worked(worked, Given(**numbers), otherwise))  # type: ignore[arg-type]


def late(was: int, more: int) -> Input:
    return Input(Fraction(was), {LATE: Fraction(more)}, {LATE: frozenset(range(more))})


GAP = {"se_state": Input(Fraction(3)), "state_money": Input(Fraction(1000))}


def test_the_cents_of_three_rows_were_not_entered_by_anybody() -> None:
    """A third of 1.000 euro less 1.000 is −666,67, two thirds less 1.000 −333,33: of each row 333,34, of three rows
    1.000,02 where 1.000 came in late."""
    row = {"state_gap": "-666.67 → -333.33"}
    table = table_of("T2", {}, {}, GM0163=row, GM0189=row, totaal={"state_gap": "-2000.01 → -999.99"})
    table.rows = {"GM0163", "GM0189", "GM1700", TOTAL}
    split = next(each for each in worked_in(table, "state_gap", se_forecast=late(1, 1), **GAP) if each.place == TOTAL)
    assert split.printed(Decimal("1000.02"), 2) == {LATE: Decimal("1000.00"), ROUNDING: Decimal("0.02")}


def test_what_was_published_is_rounded_too() -> None:
    """Ours 20,00 → 20,05 late; published 12,25 → 12,44, so it prints 12,3 → 12,4, and the difference 7,8 → 7,6."""
    published = Input(Fraction("12.3"), {AMOUNT: Fraction("0.1")})
    given = {"v3_part": late(2000, 5), "v3_whole": Input(Fraction(100)), "v3_published": published}
    (split,) = worked_in(table_of("V3", {"v3_step": "7.8"}, {"v3_step": "7.6"}), "v3_step", **given)
    assert split.parts.keys() == {LATE, AMOUNT}
    assert split.printed(Decimal("-0.2"), 1)[ROUNDING] == Decimal("-0.2")


def test_what_nobody_entered_is_not_called_entered() -> None:
    """Of a difference of 338,34 euro 333,33 came in late; the rest is of other rows or rules, and may be one person."""
    table = table_of("T2", {"state_gap": "-666.67"}, {"state_gap": "-328.33"})
    (split,) = worked_in(table, "state_gap", "erased", se_forecast=late(1, 1), **GAP)
    assert [(cause, part.people) for cause, part in split.parts.items()] == [(LATE, 1), ("erased", 1)]


def test_a_whole_difference_is_no_rounding() -> None:
    """The edition had a share, but of whom it was of the rows know nothing any more: then three of four came late."""
    table = table_of("T9", {"plan_share": "50.0"}, {"plan_share": "75.0"})
    (split,) = worked_in(table, "plan_share", "erased", planned=late(0, 3), unplanned=late(0, 1))
    assert split.printed(Decimal("25.0"), 1) == {LATE: Decimal("0.0"), "erased": Decimal("25.0")}


def test_nothing_to_divide_by_that_became_a_nought_is_a_change() -> None:
    """“n.v.t.” became 0,0 %: one person without a plan."""
    table = table_of("T9", {}, {"plan_share": "0.0"})
    (split,) = worked_in(table, "plan_share", planned=Input(Fraction(0)), unplanned=late(0, 1))
    assert {cause: (part.exact, part.people) for cause, part in split.parts.items()} == {LATE: (0, 1)}


def test_a_contract_is_no_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The edition had two contracts and now there are three; the rows have one, then and now."""
    monkeypatch.setattr(compared_rows, "causes", lambda *_: {})
    table = table_of("T11", {"contracts": "2"}, {"contracts": "3"})
    one = compared_rows.Asked(things={("T11", "contracts"): {1: {"GM0141": frozenset({7})}}})
    (split,) = table.splits(one, one, DEFINITION)
    assert {cause: (part.exact, part.people) for cause, part in split.parts.items()} == {DEFINITION: (1, 1)}


@pytest.mark.parametrize(("budget", "entered"), [("10.00 → 12.00", Decimal("-2.00")), ("10.00 → 10.00", None)])
def test_se_that_a_destruction_took_were_not_entered_otherwise(budget: str, entered: Decimal | None) -> None:
    """One person's 0,80 SE are gone; of the difference with the budget only the budget was entered."""
    old, new = budget.split(" → ")
    off = str(Decimal("9.20") - Decimal(new))
    was = {"se_forecast": "10.00", "se_budget": old, "se_off": "0.00"}
    table = table_of("T2", was, {"se_forecast": "9.20", "se_budget": new, "se_off": off})
    for name, expected in (("se_forecast", None), ("se_off", entered)):
        (split,) = table._of_figure(table.subject.by_name[name], {}, {}, {}, "erased")
        assert split.parts.get("erased") == compared_rows.Told(Decimal("-0.80"), 1)
        assert split.parts.keys() == {"erased"} | ({AMOUNT} if expected else set())
        assert expected is None or split.parts[AMOUNT].amount == expected


side = restating._side


def test_who_sees_no_people_gets_no_cause_of_few_in_the_whole_table(released: Report) -> None:
    """Six are sick late and one of them not: five columns say six, and with one of one person they say nothing."""
    daan: User = people.make_user("Daan Voorbeeld")
    people.make_membership(daan, "board_member", "Almelo")
    everybody = list(WswEmployee.objects.all())
    for person in everybody[:6]:
        people.make_sick(person, since=PERIOD.starts_on + timedelta(days=3))
    from django.test import Client
    from django.urls import reverse

    def causes_seen() -> str:
        tasks.restate_report(str(released.key))
        client = Client()
        client.force_login(daan)
        page = client.get(reverse("report_changes", args=[released.key])).content.decode()
        return page.split('id="tabel-T6"')[1].split("</section>")[0]

    assert "te laat vastgelegd: +6 (6 mensen)" in causes_seen()
    people.make_sick(everybody[6], since=PERIOD.starts_on, recovered_on=PERIOD.starts_on + timedelta(days=2))
    assert "te laat vastgelegd" not in causes_seen()
