"""How many people work under which law on a day: Wsw, beschut werk, loonkostensubsidie, or more than one of them.

**Once.** Somebody is in one group only, so the groups add up to the total, and that counts each person once. Who works
under the Wsw and another law stands in "meer dan één"; the reports of the Wsw count them all the same (decision 0059).

**Who reads what.** Of one's own people any day, unmasked, for behind a number stand people one may see. Of the six
together only the last day of a released report, as known when it was made, and masked beside it: so it never changes,
no two looks can be subtracted (M11), and nothing here gives away what the report hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db import connection

from cases.models import Scheme
from cases.selection import behind_on
from municipalities.asker import asked_by
from municipalities.models import Membership
from reports.disclosure import counts_of as counts_of_report
from reports.disclosure import masks_in, threshold
from reports.figures import TOTAL
from reports.masking import OTHER, Grid, Name, column_lines, hide, mask_table, row_lines
from reports.models import Report
from reports.periods import Period
from reports.stands import all_at_once, arguments, stands_sql
from reports.tables import Check, Column, Row, Table, number_cell

PROCESS = "schemes"
SEVERAL, ALL = "meer", "samen"
GROUPS = {scheme.value: f"alleen {scheme.label}" for scheme in Scheme} | {SEVERAL: "meer dan één"}
COLUMNS = (*(Column(group, label, "", "personen") for group, label in GROUPS.items()),
           Column(ALL, "samen, ieder één keer", "", "personen"))  # fmt: skip
_GROUPS = f"""
SELECT employee_id, min(municipality), CASE WHEN count(*) > 1 THEN '{SEVERAL}' ELSE min(scheme) END
FROM ({{stands}}) stand GROUP BY employee_id"""
# Of the six together: who works under the Wsw is counted there, as the report does.
_BESIDE_WSW = f"""
SELECT employee_id, min(municipality), CASE WHEN bool_or(scheme = 'wsw') THEN 'wsw'
    WHEN count(*) > 1 THEN '{SEVERAL}' ELSE min(scheme) END
FROM ({{stands}}) stand GROUP BY employee_id"""
BESIDE = (
    Column(Scheme.WSW, "Wsw", "", "personen"),
    *(Column(each, f"alleen {each.label}", "", "personen") for each in (Scheme.BESCHUT, Scheme.LKS)),
    Column(SEVERAL, "beide, zonder Wsw", "", "personen"),
    Column(ALL, "samen, ieder één keer", "", "personen"),
)
Counts = Mapping[Name, int]  # by place and group


@dataclass(frozen=True)
class Somebody:
    """One of one's own people on the day, and the group they are in."""

    pk: int
    key: str
    name: str
    group: str


def own(membership: Membership, day: date) -> list[Somebody]:
    """Who of one's own people lived in the own municipality on `day` and worked under a law, by name."""
    if membership.municipality is None:
        return []
    people = behind_on(membership, day)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.key::text, concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name)"
            f" FROM ({people.door}) p ORDER BY p.sort_name, p.id",
            people.parameters,
        )
        names = cursor.fetchall()
    found = {pk: (place, group) for pk, place, group in _grouped(day, [pk for pk, _, _ in names])}
    here = membership.municipality.cbs_code
    return [Somebody(pk, key, name, found[pk][1]) for pk, key, name in names if found.get(pk, ("", ""))[0] == here]


def region(report: Report) -> Table:
    """The municipalities of a released report and who lives elsewhere, as known then: for who sees no people of others.

    The Wsw is what the report prints. Whoever works under another law too stands there, and in no other group.
    """
    return _region(report.key)


@lru_cache(32)  # an edition says what it says
def _region(key: UUID) -> Table:
    with asked_by(PROCESS):
        report = Report.objects.select_related("unmasked").get(key=key)
        content, day = report.content, Period.parse(report.period).ends_on
        found = [(place, group) for _, place, group in _grouped(day, None, report.known_on, _BESIDE_WSW)]
        smallest = threshold(day, report.known_on)
    names = {each["code"]: each["name"] for each in content["municipalities"]}
    heads = {place: number for (place, key), number in counts_of_report(content).items() if key == "end"}
    masks = {place: mask for (place, key), mask in masks_in(content).items() if key == "end"}
    counts = beside(found, heads)
    hidden = masks_beside(counts, masks, smallest)
    return mask_table(table(counts, names, BESIDE), hidden, lambda row, column: [(row.code, column.key)])


def beside(found: Iterable[tuple[str, str]], heads: Mapping[str, int]) -> Counts:
    """How many people are in each group of each place: of the Wsw those of the report, and who is in no Wsw."""
    counts = {(place, column.key): 0 for place in heads for column in BESIDE}
    for place, number in heads.items():
        counts[place, Scheme.WSW] = counts[place, ALL] = number
    for place, group in found:
        if group != Scheme.WSW:
            for name in ((place, group), (place, ALL), (TOTAL, group), (TOTAL, ALL)):
                counts[name] += 1
    return counts


def masks_beside(counts: Counts, of_report: Mapping[str, str], smallest: int) -> dict[Name, str]:
    """What stays hidden: the Wsw as in the report, the other groups so that no small number can be worked out.

    Where the report hides a number of people, no place has a total: with it, that number could be worked out.
    """
    places = list(dict.fromkeys(place for place, _ in counts))
    others = [column.key for column in BESIDE if column.key not in (Scheme.WSW, ALL)]
    summed = [place for place in places if not of_report] or [TOTAL] * (TOTAL not in of_report)
    wsw = {(place, Scheme.WSW.value): of_report.get(place, "") for place in places}
    names = {(place, key) for place in places for key in others} | {(place, ALL) for place in summed}
    settled = {(place, Scheme.WSW.value): "" for place in summed}
    lines = (
        *column_lines([place for place in places if place != TOTAL], others, total=TOTAL),
        *row_lines(summed, left=(Scheme.WSW, *others), right=(ALL,)),
    )
    grid = Grid({name: counts[name] for name in counts if name in names | settled.keys()}, lines,
                frozenset({name for name in names if TOTAL in name or ALL in name}), settled)  # fmt: skip
    hidden = {(place, ALL): OTHER for place in places if place not in summed}
    return hide(grid, threshold=smallest) | hidden | {name: mask for name, mask in wsw.items() if mask}


def report_until(day: date) -> Report | None:
    """The latest released report whose last day is not after `day`."""
    found = {Period.parse(each.period).ends_on: each for each in Report.objects.released().defer("shown")}
    return next((found[last] for last in sorted(found, reverse=True) if last <= day), None)


def counts_of(found: Iterable[tuple[str, str]], places: Sequence[str]) -> Counts:
    """How many people are in each group of each place, and together."""
    counts = {(place, key): 0 for place in (*places, TOTAL) for key in (*GROUPS, ALL)}
    for place, group in found:
        for name in ((place, group), (place, ALL), (TOTAL, group), (TOTAL, ALL)):
            counts[name] += 1
    return counts


def table(counts: Counts, names: Mapping[str, str], columns: tuple[Column, ...]) -> Table:
    rows = tuple(
        Row(place, label, tuple(number_cell(Decimal(counts[place, column.key]), 0) for column in columns),
            "total" if place == TOTAL else "municipality")
        for place, label in names.items()
    )  # fmt: skip
    return Table("RG", "mensen per regeling", "", columns, rows, (check(counts),))


def check(counts: Counts) -> Check:
    """The groups together are everybody once, in every place."""
    ok = all(
        sum(number for (at, group), number in counts.items() if at == place and group != ALL) == counts[place, ALL]
        for place in dict.fromkeys(place for place, _ in counts)
    )
    return Check(ok, "de groepen samen zijn alle mensen, ieder één keer geteld.")


def _grouped(
    day: date, employees: list[int] | None, known_on: datetime | None = None, groups: str = _GROUPS
) -> list[tuple[int, str, str]]:
    """Person, place and group of everybody in service on `day`, or of these."""
    sql = groups.format(stands=stands_sql(known_on, some=employees is not None))
    with all_at_once(), connection.cursor() as cursor:
        cursor.execute(sql, arguments([day], known_on, employees))
        return cursor.fetchall()
