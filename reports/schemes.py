"""How many people work under which law on a day: Wsw, beschut werk, loonkostensubsidie, or more than one of them.

**Once.** Somebody is in one group only, so the groups add up to the total, and that counts each person once. Who works
under the Wsw and another law stands in "meer dan één"; the reports of the Wsw count them all the same (decision 0059).

**Who reads what.** Of one's own people any day, unmasked, for behind a number stand people one may see. Of the six
together only the last day of a month that is over, masked as the reports are: with two days to choose freely somebody
could subtract one table from the other until one person is left (M11).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from cases.models import Scheme
from cases.selection import behind_on
from municipalities.asker import asked_by
from municipalities.models import Membership
from reports.disclosure import threshold
from reports.figures import OUTSIDE, TOTAL, taking_part
from reports.masking import Grid, Name, column_lines, hide, mask_table, row_lines
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
Counts = Mapping[Name, int]  # by place and group


@dataclass(frozen=True)
class Somebody:
    """One of one's own people on the day, and the group they are in."""

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
    return [Somebody(key, name, found[pk][1]) for pk, key, name in names if found.get(pk, ("", ""))[0] == here]


def region(day: date) -> Table:
    """The six municipalities and who lives elsewhere, masked: for who sees no people of the others."""
    with asked_by(PROCESS):
        found = [(place, group) for _, place, group in _grouped(day, None)]
    places = taking_part()
    counts = counts_of(found, [*places, OUTSIDE])
    names = {**places, OUTSIDE: "elders", TOTAL: "alle samen"}
    masks = masks_of(counts, threshold(day, None))
    return mask_table(table(counts, names), masks, lambda row, column: [(row.code, column.key)])


def month_end(day: date, today: date) -> date:
    """The last month end up to `day` that is over."""
    latest = min(day, today - timedelta(days=1)) + timedelta(days=1)
    return latest.replace(day=1) - timedelta(days=1)


def counts_of(found: Iterable[tuple[str, str]], places: Sequence[str]) -> Counts:
    """How many people are in each group of each place, and together."""
    counts = {(place, key): 0 for place in (*places, TOTAL) for key in (*GROUPS, ALL)}
    for place, group in found:
        for name in ((place, group), (place, ALL), (TOTAL, group), (TOTAL, ALL)):
            counts[name] += 1
    return counts


def masks_of(counts: Counts, smallest: int) -> dict[Name, str]:
    """What stays hidden: the groups of a place add up to all of it, the places to the region."""
    places = [place for place in dict.fromkeys(place for place, _ in counts) if place != TOTAL]
    lines = (
        *column_lines(places, (*GROUPS, ALL), total=TOTAL),
        *row_lines((*places, TOTAL), left=GROUPS, right=(ALL,)),
    )
    totals = frozenset(name for name in counts if TOTAL in name or ALL in name)
    return hide(Grid(counts, lines, totals), threshold=smallest)


def table(counts: Counts, names: Mapping[str, str]) -> Table:
    rows = tuple(
        Row(place, label, tuple(number_cell(Decimal(counts[place, column.key]), 0) for column in COLUMNS),
            "total" if place == TOTAL else "municipality")
        for place, label in names.items()
    )  # fmt: skip
    return Table("RG", "mensen per regeling", "", COLUMNS, rows, (check(counts),))


def check(counts: Counts) -> Check:
    """The groups together are everybody once, in every place."""
    ok = all(
        sum(counts[place, group] for group in GROUPS) == counts[place, ALL]
        for place in dict.fromkeys(place for place, _ in counts)
    )
    return Check(ok, "de groepen samen zijn alle mensen, ieder één keer geteld.")


def _grouped(day: date, employees: list[int] | None) -> list[tuple[int, str, str]]:
    """Person, place and group of everybody in service on `day`, or of these."""
    sql = _GROUPS.format(stands=stands_sql(some=employees is not None))
    with all_at_once(), connection.cursor() as cursor:
        cursor.execute(sql, arguments([day], None, employees))
        return cursor.fetchall()
