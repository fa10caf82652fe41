"""In which town people work at a hirer on a day: each person once, at the placement of most hours.

Of one's own people any day: all who are counted per scheme, so that both have one total. Of the six together whom a
released report counts at an employer on its last day, as known then (`reports/schemes.py` says why), without names and
without numbers of few.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db import connection

from cases.models import Contract, Hirer, HirerSite, Placement, Scheme
from cases.towns import town
from municipalities.asker import asked_by
from municipalities.models import Membership
from municipalities.recorded import known
from reports import schemes
from reports.charts.map import Spot
from reports.disclosure import AWAY, threshold
from reports.figures import AT_AN_EMPLOYER, FORMS, TOTAL
from reports.models import FrozenStand, Report
from reports.periods import Period
from reports.tables import Check, Column, Row, Table, number_cell

PROCESS = "towns"
ELSEWHERE, AT_HOME, IDLE = "elders", "zonder", "geen"
PEOPLE = Column("mensen", "mensen", "", "personen")
LABELS = {
    ELSEWHERE: "andere plaats, of niet bekend",
    AT_HOME: "niet bij een inlener",
    IDLE: "zonder plaatsing",
    TOTAL: "samen",
}
OF_WORK = ("at_employer", *(f"heads:{form}" for form in FORMS), AWAY)
_WHERE = """
SELECT DISTINCT ON (p.employee_id) p.employee_id, h.id IS NOT NULL, coalesce(nullif(s.city, ''), h.city, '')
FROM {placement} p LEFT JOIN {hirer} h ON h.id = p.hirer_id
LEFT JOIN {contract} c ON c.id = p.contract_id LEFT JOIN {site} s ON s.id = c.site_id
WHERE p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)
    AND p.employee_id = ANY (%(people)s::bigint[])
ORDER BY p.employee_id, p.hours DESC, p.id
"""
Counts = Mapping[str, int]  # by the name of a town, or one of LABELS


def own(membership: Membership, day: date) -> Table:
    """Of one's own people."""
    people = [each.pk for each in schemes.own(membership, day)]
    found = _asked(day, people)
    return table("KE", counted(found, idle=len(people) - len(found)))


def region(report: Report) -> Table | None:
    """Of the six together on the last day of a released report, as known when it was made; None when that tells more.

    It is of whom the report counts at an employer, so all numbers together are one that it prints; who works under
    another law would be the rest. Towns of few go together, so each number is of five people or more, and no total is
    printed. Where the report hides who works where, there is no map.
    """
    return _region(report.key)


@lru_cache(32)  # an edition says what it says
def _region(key: UUID) -> Table | None:
    with asked_by(PROCESS):
        report = Report.objects.get(key=key)
        day = Period.parse(report.period).ends_on
        if any(f"{TOTAL}|{name}" in report.shown["masks"] for name in OF_WORK):
            return None
        at_an_employer = FrozenStand.objects.filter(
            report=report, month_end=day, scheme=Scheme.WSW, form__in=AT_AN_EMPLOYER
        )
        people = list(at_an_employer.values_list("employee_id", flat=True))
        found = [city for at_a_hirer, city in _asked(day, people, report.known_on) if at_a_hirer]
        unknown = [""] * (len(people) - len(found))
        counts = of_many(counted((True, city) for city in (*found, *unknown)), threshold(day, report.known_on))
    return table("KS", counts) if counts else None


def of_many(counts: Counts, smallest: int) -> Counts:
    """The towns of at least so many people; the others together, with the smallest of the rest if they are few too."""
    towns = sorted(_on_the_map(counts).items(), key=lambda item: (item[1], item[0]))
    together = counts[ELSEWHERE]
    while towns and (towns[0][1] < smallest or 0 < together < smallest):
        together += towns.pop(0)[1]
    if 0 < together < smallest:
        return {}
    return dict(towns) | ({ELSEWHERE: together} if together else {})


def counted(found: Iterable[tuple[bool, str]], idle: int = 0) -> Counts:
    """How many people per town that is on the map, beside those, and together; `idle` have no placement."""
    numbers = Counter(_called(at_a_hirer, city) for at_a_hirer, city in found) + Counter({IDLE: idle})
    return dict(numbers) | {name: numbers[name] for name in (ELSEWHERE, AT_HOME, IDLE)} | {TOTAL: numbers.total()}


def table(code: str, counts: Counts) -> Table:
    """Towns by name, then who is not on the map, then all, as far as these are told."""
    names = [*sorted(_on_the_map(counts)), *(name for name in LABELS if name in counts)]
    rows = tuple(
        Row(name, LABELS.get(name, name), (number_cell(Decimal(counts[name])),), "total" if name == TOTAL else "other")
        for name in names
    )
    checks: tuple[Check, ...] = ()
    if TOTAL in counts:
        ok = sum(number for name, number in counts.items() if name != TOTAL) == counts[TOTAL]
        checks = (Check(ok, "de plaatsen samen zijn alle mensen die in dienst zijn, ieder één keer geteld."),)
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


def _asked(day: date, people: list[int], known_on: datetime | None = None) -> list[tuple[bool, str]]:
    tables = {"placement": Placement, "hirer": Hirer, "contract": Contract, "site": HirerSite}
    sql = _WHERE.format(**{name: known(model._meta.db_table, known_on) for name, model in tables.items()})
    with connection.cursor() as cursor:
        cursor.execute(sql, {"day": day, "people": people, "known_on": known_on})
        return [(at_a_hirer, city) for _, at_a_hirer, city in cursor.fetchall()]
