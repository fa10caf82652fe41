"""In which town people work at a hirer on a day: each person once, at the placement of most hours.

Of one's own people any day, unmasked; of the six together the last day of a month that is over, masked as the reports
are, without names (see `reports/schemes.py` for why). Who works with no hirer is not on the map, but in the total.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from cases.models import Hirer, HirerSite, Placement
from cases.selection import behind_on
from cases.towns import town
from municipalities.asker import asked_by
from municipalities.models import Membership
from reports.charts.map import Spot
from reports.disclosure import threshold
from reports.figures import TOTAL
from reports.masking import Grid, Name, column_lines, hide, mask_table
from reports.tables import Check, Column, Row, Table, number_cell

PROCESS = "towns"
ELSEWHERE, AT_HOME = "elders", "zonder"
PEOPLE = Column("mensen", "mensen", "", "personen")
LABELS = {ELSEWHERE: "andere plaats, of niet bekend", AT_HOME: "niet bij een inlener", TOTAL: "samen"}
MOST_TOWNS = 35  # more lines than `masking.MANY` and all is hidden
_WHERE = f"""
SELECT DISTINCT ON (p.employee_id) p.employee_id, h.id IS NOT NULL, coalesce(nullif(s.city, ''), h.city, '')
FROM {Placement._meta.db_table} p LEFT JOIN {Hirer._meta.db_table} h ON h.id = p.hirer_id
LEFT JOIN cases_contract c ON c.id = p.contract_id LEFT JOIN {HirerSite._meta.db_table} s ON s.id = c.site_id
WHERE p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)
    AND (%(people)s::bigint[] IS NULL OR p.employee_id = ANY (%(people)s::bigint[]))
ORDER BY p.employee_id, p.hours DESC, p.id
"""
Counts = Mapping[str, int]  # by the name of a town, or one of LABELS


def own(membership: Membership, day: date) -> Table:
    """Of one's own people."""
    people = behind_on(membership, day)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM ({people.door}) p", people.parameters)
        found = [pk for (pk,) in cursor.fetchall()]
    return table("KE", counted(_asked(day, found)))


def region(day: date) -> Table:
    """Of the six together, masked."""
    with asked_by(PROCESS):
        counts = counted(_asked(day, None))
    masks = masks_of(counts, threshold(day, None))
    return mask_table(table("KS", counts), masks, lambda row, column: [(row.code, column.key)])


def counted(found: Iterable[tuple[bool, str]]) -> Counts:
    """How many people per town that is on the map, beside those, and together."""
    numbers = Counter(_called(at_a_hirer, city) for at_a_hirer, city in found)
    for name, _ in sorted(_on_the_map(numbers).items(), key=lambda item: (-item[1], item[0]))[MOST_TOWNS:]:
        numbers[ELSEWHERE] += numbers.pop(name)
    return dict(numbers) | {name: numbers[name] for name in (ELSEWHERE, AT_HOME)} | {TOTAL: numbers.total()}


def masks_of(counts: Counts, smallest: int) -> dict[Name, str]:
    lines = column_lines([name for name in counts if name != TOTAL], [PEOPLE.key], total=TOTAL)
    names = {(name, PEOPLE.key): number for name, number in counts.items()}
    return hide(Grid(names, lines, frozenset({(TOTAL, PEOPLE.key)})), threshold=smallest)


def table(code: str, counts: Counts) -> Table:
    """Towns by name, then who is not on the map, then all."""
    names = [*sorted(_on_the_map(counts)), *LABELS]
    rows = tuple(
        Row(name, LABELS.get(name, name), (number_cell(Decimal(counts[name])),), "total" if name == TOTAL else "other")
        for name in names
    )
    ok = sum(number for name, number in counts.items() if name != TOTAL) == counts[TOTAL]
    checks = (Check(ok, "de plaatsen samen zijn alle mensen die werken, ieder één keer geteld."),)
    return Table(code, "mensen per plaats van het werk", "", (PEOPLE,), rows, checks, head="Plaats")


def spots(drawn: Table) -> list[Spot]:
    """What of the table stands on the map: each town with somebody in it, as it may be read."""
    found = ((town(row.code), row.cells[0]) for row in drawn.rows if row.code not in LABELS)
    return [Spot(at.name, at.latitude, at.longitude, cell) for at, cell in found if at]


def _on_the_map(counts: Counts) -> dict[str, int]:
    return {name: number for name, number in counts.items() if name not in LABELS}


def _called(at_a_hirer: bool, city: str) -> str:
    at = town(city)
    return AT_HOME if not at_a_hirer else at.name if at else ELSEWHERE


def _asked(day: date, people: list[int] | None) -> list[tuple[bool, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_WHERE, {"day": day, "people": people})
        return [(at_a_hirer, city) for _, at_a_hirer, city in cursor.fetchall()]
