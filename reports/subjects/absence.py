"""T6: how much people were sick, how often and how long, per municipality and per form of work (CBS; R32-R34c).

The days and degrees come from `cases/absence.py`, which the sickness pages count with too. Everybody counts in the
municipality and the form of the last counted day they were in service.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cases import absence
from cases.models import Employment, PlacementForm
from reports.figures import FORMS, TOTAL, Figure, Value
from reports.subjects.declare import Counting, Layout, Made, RowName, Subject, Sum, divided, percent

CLASSES = ("spells_7", "spells_42", "spells_365", "spells_more")
CBS = "CBS, ziekteverzuim overheid"
FIGURES = (
    Figure(
        "sick_share", "T6", "verzuim", "Deel van de fte-dagen dat mensen ziek waren, ook langer dan een jaar.", "%", 2,
        article=CBS, formula="som van zieke kalenderdagen × deeltijdfactor × deel ziek ÷ (fte × kalenderdagen) × 100",
        excludes="dagen met onbetaald verlof of RVU; zwangerschaps- en bevallingsverlof", behind=("sick_people",),
    ),
    Figure(
        "sick_frequency", "T6", "meldingen per mens", "Ziekmeldingen per persoon, omgerekend naar een jaar.", "keer", 2,
        article=CBS, formula="meldingen ÷ gemiddeld aantal mensen × 365 ÷ dagen in de periode", behind=("reports",),
        absent="n.v.t.",
    ),
    Figure(
        "sick_duration", "T6", "gemiddelde duur", "Gemiddelde duur van de gevallen die in de periode eindigden.",
        "dagen", 1, article=CBS, formula="dagen van afgesloten gevallen ÷ afgesloten gevallen", behind=("closed",),
        absent="n.v.t.",
    ),
    Figure(
        "sick_long_share", "T6", "langer dan een jaar", "Het deel van het verzuim van wie langer dan een jaar ziek is.",
        "%", 2, article=CBS, formula="als verzuim, van gevallen van meer dan 365 dagen", behind=("spells_more",),
    ),
    Figure("sick_people", "T6", "mensen", "Was in de periode een dag of langer ziek.", "personen", 0, True),
    Figure("reports", "T6", "meldingen", "Ziekmeldingen in de periode.", "gevallen", 0, True),
    Figure("closed", "T6", "beter", "Gevallen die in de periode eindigden.", "gevallen", 0, True),
    *(
        Figure(
            name, "T6", label, f"Gevallen die aan het eind van de periode {label} duurden.", "gevallen", 0, True,
            group="gevallen naar duur",
        )
        for name, label in zip(
            CLASSES, ("1 t/m 7 dagen", "8 t/m 42 dagen", "43 t/m 365 dagen", "meer dan 365 dagen"), strict=True
        )
    ),
    Figure("spells", "T6", "samen", "Gevallen die in de periode liepen.", "gevallen", 0, True,
           group="gevallen naar duur"),
)  # fmt: skip
NUMBERS = (
    Figure("available", "T6", "fte-dagen", "Kalenderdagen in dienst maal deeltijdfactor, zonder verlof en RVU.",
           "fte-dagen", 2),
    Figure("lost", "T6", "fte-dagen ziek", "Zieke kalenderdagen maal deeltijdfactor maal het deel dat iemand ziek was.",
           "fte-dagen", 2),
    Figure("long", "T6", "fte-dagen ziek, langer dan een jaar", "Hetzelfde, van gevallen van meer dan 365 dagen.",
           "fte-dagen", 2),
    Figure("person_days", "T6", "dagen in dienst", "Kalenderdagen dat mensen in dienst waren.", "dagen", 0),
    Figure("closed_days", "T6", "dagen van afgesloten gevallen", "Zo lang duurden de gevallen die in de periode "
           "eindigden.", "dagen", 0),
)  # fmt: skip
made = Made(FIGURES)
_DAYS = "(SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(days) r)"
_OF_PEOPLE = f"""
, fact AS (
    SELECT employee_id, sum(fte * {_DAYS}) AS available, 0::numeric AS lost, 0::numeric AS long,
        0::bigint AS person_days,
        0 AS sick, 0 AS reports, 0 AS closed, 0::bigint AS closed_days, 0 AS c7, 0 AS c42, 0 AS c365, 0 AS more
    FROM part GROUP BY 1
    UNION ALL
    SELECT employee_id, 0, sum(days), coalesce(sum(days) FILTER (WHERE lasted > 365), 0), 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM lost GROUP BY 1
    UNION ALL
    SELECT employee_id, 0, 0, 0, sum({_DAYS}), 0, 0, 0, 0, 0, 0, 0, 0 FROM present GROUP BY 1
    UNION ALL
    SELECT employee_id, 0, 0, 0, 0, 1, count(*) FILTER (WHERE starts_on >= %(first)s),
        count(*) FILTER (WHERE recovered_on <= %(last)s + 1),
        coalesce(sum(recovered_on - starts_on) FILTER (WHERE recovered_on <= %(last)s + 1), 0),
        count(*) FILTER (WHERE lasted <= 7), count(*) FILTER (WHERE lasted BETWEEN 8 AND 42),
        count(*) FILTER (WHERE lasted BETWEEN 43 AND 365), count(*) FILTER (WHERE lasted > 365)
    FROM spell GROUP BY 1
)"""
_SUMS = (
    "sum(available), sum(lost), sum(long), sum(person_days), sum(sick), sum(reports), sum(closed), sum(closed_days),"
    " sum(c7), sum(c42), sum(c365), sum(more)"
)


_UNITS = {
    "sick_people": "f.sick", "reports": "f.reports", "closed": "f.closed", "spells": "f.c7 + f.c42 + f.c365 + f.more",
    **dict(zip(CLASSES, ("f.c7", "f.c42", "f.c365", "f.more"), strict=True)),
}  # fmt: skip


_IN_PERIOD = "starts_on <= %(last)s AND (recovered_on IS NULL OR recovered_on > %(first)s)"


def spells(counting: Counting) -> str:
    """Every spell, also of long ago, of who counts and was sick in the period: a table with an index."""
    of = counting.table(absence.SickSpell)
    sick = f"SELECT s.employee_id FROM {of} s JOIN who w ON w.id = s.employee_id WHERE {_IN_PERIOD}"
    return counting.once("sick_spell", f"SELECT * FROM {of} s WHERE employee_id IN ({sick})", "employee_id")


def _percentages(counting: Counting) -> str:
    """The percentages of the spells in the period: a table with an index."""
    of, spell = counting.table(absence.SickPercentage), spells(counting)
    asked = f"SELECT k.* FROM {of} k WHERE spell_id IN (SELECT id FROM {spell} WHERE {_IN_PERIOD})"
    return counting.once("sick_percentage", asked, "spell_id")


def _parts(counting: Counting) -> str:
    """SQL “WITH …, fact AS (…)”."""
    kept = {model._meta.db_table: counting.table(model) for model in absence.TABLES}
    kept[Employment._meta.db_table] = counting.of_wsw(Employment)
    kept[absence.SickSpell._meta.db_table] = spells(counting)
    kept[absence.SickPercentage._meta.db_table] = _percentages(counting)
    return absence.parts_sql("SELECT id FROM who", kept) + _OF_PEOPLE


def _fact(counting: Counting) -> str:
    """Of each person what they add to the sums: one row for each side of the fraction."""
    return counting.once("sickness", f"{_parts(counting)} SELECT * FROM fact")


def people(counting: Counting, code: str) -> dict[str, str]:
    row = "form" if code == "T6V" else "place"
    of = f"SELECT w.{row}, w.id FROM {_fact(counting)} f JOIN who w ON w.id = f.employee_id"
    return {name: f"{of} CROSS JOIN generate_series(1, {units}) unit" for name, units in _UNITS.items()}


_PARTS = {"available", "lost", "long", "person_days", "closed_days"}


def parts(counting: Counting, code: str) -> dict[str, str]:
    """The sides of the fractions, of each person."""
    row = "form" if code == "T6V" else "place"
    of = f"FROM {_fact(counting)} f JOIN who w ON w.id = f.employee_id"
    return {name: f"SELECT w.{row}, w.id, f.{name} {of}" for name in sorted(_PARTS)}


def count(counting: Counting) -> Iterator[Value]:
    joined = f"{_fact(counting)} f JOIN who w ON w.id = f.employee_id"
    found = counting.by_place(_SUMS, joined)
    found |= {row: sums for row, sums in counting.by_place(_SUMS, joined, place="form").items() if row != TOTAL}
    for row in [*counting.places, *(code for code, _, kind in forms(counting) if kind != "total")]:
        yield from _values(row, found.get(row), counting)


def _values(row: str, sums: tuple[Any, ...] | None, counting: Counting) -> Iterator[Value]:
    numbers = [each or 0 for each in sums or [0] * 12]
    available, lost, long, person_days, sick, reports, closed, closed_days, *classes = numbers
    days = absence.days_of(counting.period.starts_on, counting.period.ends_on)
    yield from made("sick_share", row, percent(lost, available))
    yield from made("sick_frequency", row, absence.frequency(int(reports), Decimal(person_days) / days, days))
    yield from made("sick_duration", row, absence.mean_duration(int(closed_days), int(closed)))
    yield from made("sick_long_share", row, percent(long, available))
    for name, number in (("sick_people", sick), ("reports", reports), ("closed", closed)):
        yield from made(name, row, number)
    for name, number in zip(CLASSES, classes, strict=True):
        yield from made(name, row, number)
    yield from made("spells", row, sum(classes))


def forms(counting: Counting) -> list[RowName]:
    labels = {"LEEG": "zonder werk", "NIN": "verlof of RVU"} | dict(PlacementForm.choices)
    return [
        *((form, str(labels[form]), "other") for form in ("NIN", *FORMS)),
        (TOTAL, counting.names[TOTAL], "total"),
    ]


def _between(counting: Counting) -> str:
    return f"{counting.period.starts_on:%d-%m-%Y} t/m {counting.period.ends_on:%d-%m-%Y}"


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout("T6", lambda counting: f"ziekteverzuim, {_between(counting)}"),
        Layout("T6V", lambda counting: f"ziekteverzuim naar werkvorm, {_between(counting)}", "Werkvorm", forms),
    ),
    sums=(Sum(CLASSES, ("spells",)),),
    people=people,
    worked=(
        divided("sick_share", "lost", "available", 100),
        divided("sick_long_share", "long", "available", 100),
        divided("sick_frequency", "reports", "person_days", absence.YEAR),  # the days of the period cancel out
        divided("sick_duration", "closed_days", "closed"),
    ),
    parts=parts,
    numbers=NUMBERS,
    rests_on={
        absence.SickSpell: ("starts_on", "recovered_on"),
        absence.SickPercentage: ("starts_on", "percentage"),
    },
)
