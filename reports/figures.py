"""The figures: each declared once, with its definition in words, and counted from stands.

Screen, PDF, XLSX, ODS, CSV and JSON read these declarations and the values made here; nothing counts a second time.
Values are exact until they are rounded once, half up, on the total of a municipality or of the region (R16, Besluit
art. 15d): the region is rounded from its own sum, not summed from rounded parts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from cases.aow import aow_sql
from cases.models import AowAge, Employment, OutflowReason, Parameter, WswEmployee
from cases.models.employment import wsw_sql
from municipalities.models import Municipality
from municipalities.recorded import known
from reports.periods import Period
from reports.stands import OUTSIDE, arguments, round_once, stands_in, stands_sql

TOTAL = "totaal"
FORMS = ("LEEG", "BSB", "WOL", "GRD", "IND", "BW")
AT_AN_EMPLOYER = ("GRD", "IND", "BW")
UNKNOWN_REASON = "onbekend"
# What no SE can be counted without.
RULES = {
    "factor_matig": "factor voor matig", "factor_ernstig": "factor voor ernstig", "norm_hours_cao_sw": "norm (cao Sw)",
    "norm_hours_begeleid_werken": "norm (begeleid werken)", "fte_cap": "grens aan de fte",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """What a number means. `counts_people` says that cells of 1 to 4 are hidden from the board (R72).

    `formula` says how it is worked out, `excludes` what is left out, `version` which definition this is. Of a column:
    `group` is the head it shares, `behind` the counts it was made from (hidden with them), `absent` what stands where
    there is nothing to tell, `letter` asks for V or N beside it (R58), `adds_up` that the rows make the total. A figure
    that is not `printed` can be worked out from those that are: it is masked with them.
    """

    name: str
    table: str
    label: str
    definition: str
    unit: str
    decimals: int
    counts_people: bool = False
    article: str = ""
    formula: str = ""
    excludes: str = ""
    version: int = 1
    group: str = ""
    behind: tuple[str, ...] = ()
    absent: str = "–"
    letter: bool = False
    adds_up: bool = False
    printed: bool = True
    ours: bool = True  # not somebody else's: a row that is hidden leaves it


FIGURES = (
    Figure(
        "headcount", "T1", "mensen",
        "In dienst op de laatste dag van de periode, ook bij ziekte, verlof of RVU. Niet wie die dag de AOW-leeftijd "
        "heeft.",
        "personen", 0, True, "Wsw art. 1",
        formula="aantal mensen met een stand op de laatste dag",
        excludes="beschut werk en loonkostensubsidie (Participatiewet)",
    ),
    Figure(
        "fte_month_end", "T1", "fte",
        "Uren in het contract ÷ uren van een volle week (36), ten hoogste 1 per persoon, op de laatste dag van de "
        "maand. Onbetaald verlof en RVU tellen niet mee.",
        "fte", 2, False, "Wsw art. 1",
        formula="som van min(uren ÷ 36, 1) per persoon",
        excludes="onbetaald verlof, RVU, beschut werk en loonkostensubsidie",
    ),
    Figure(
        "se_month_end", "T1", "SE",
        "fte × 1,00 bij matig en × 1,25 bij ernstig, op de laatste dag van de maand. Wie voor 1998 in dienst kwam, is "
        "altijd matig. Een verlopen indicatie telt door in de laatste categorie. Eén keer afgerond, per gemeente.",
        "SE", 2, False, "Besluit uitvoering Wsw art. 10 en 15 (tekst 2012)",
        formula="som van fte × factor; afgerond op de som",
        excludes="onbetaald verlof, RVU, beschut werk, loonkostensubsidie en wie geen categorie heeft",
    ),
    Figure(
        "se_quarter_mean", "T1", "SE gemiddeld",
        "Gemiddelde van de SE op de laatste dag van elke maand in de periode.", "SE", 2, False, "Wsw art. 1",
        formula="som van de maandstanden ÷ aantal maanden van de periode",
    ),
    Figure(
        "se_ytd_mean", "T1", "SE gemiddeld sinds 1 januari",
        "Gemiddelde van de SE op de laatste dag van elke maand sinds 1 januari.", "SE", 2, False, "Wsw art. 1",
        formula="som van de maandstanden ÷ aantal maanden sinds 1 januari",
    ),
    Figure(
        "rvu_memo", "T1", "RVU (ter informatie)",
        "SE van mensen met RVU, gemiddeld over de maanden van de periode. Zit niet in de SE.",
        "SE", 2, False, "aanname",
        formula="gemiddelde van fte × factor van wie RVU heeft", excludes="de SE van de andere kolommen",
    ),
    Figure(
        "begin", "T3", "mensen bij begin", "In dienst op de laatste dag voor de periode.", "personen", 0, True,
    ),
    Figure(
        "in", "T3", "terug in dienst",
        "Niet in dienst bij het begin en wel op de laatste dag. De groep is gesloten: dit zijn mensen die terugkomen.",
        "personen", 0, True, "Wsw art. 1",
    ),
    Figure(
        "move_in", "T3", "verhuisd, erbij", "Woonde bij het begin in een andere gemeente.", "personen", 0, True,
    ),
    Figure(
        "move_out", "T3", "verhuisd, eraf", "Woont op de laatste dag in een andere gemeente.", "personen", 0, True,
    ),
    Figure(
        "out", "T3", "weg",
        "In dienst bij het begin en niet meer op de laatste dag, naar reden. Geteld bij de gemeente van het begin.",
        "personen", 0, True,
        formula="begin + terug + verhuisd erbij − verhuisd eraf − weg = eind",
        excludes="wie binnen de periode kwam en ging: geteld zijn de standen",
    ),
    Figure("end", "T3", "mensen aan het eind", "In dienst op de laatste dag van de periode.", "personen", 0, True),
    Figure(
        "heads", "T4", "mensen naar werkvorm",
        "Werkvorm met de meeste uren op de laatste dag; bij gelijke uren de hoogste trede. Zonder werk (LEEG) is wie "
        "uren heeft zonder plaatsing. Wie met verlof of RVU is en niet werkt, staat niet op de werkladder.",
        "personen", 0, True,
    ),
    Figure(
        "hours_share", "T4", "aandeel in de uren",
        "Uren in deze werkvorm als deel van alle uren op de werkladder, op de laatste dag.", "%", 2,
        formula="uren in de werkvorm ÷ alle uren × 100", excludes="uren van wie met verlof of RVU is",
    ),
)  # fmt: skip
BY_NAME = {figure.name: figure for figure in FIGURES}


@dataclass(frozen=True, slots=True)
class Value:
    figure: Figure
    municipality: str  # CBS code, OUTSIDE or TOTAL
    value: Decimal
    dims: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As `manage.py figures` prints it and as a report keeps it: the value a decimal string, not masked."""
        return {
            "table": self.figure.table,
            "figure": self.figure.name,
            "municipality": self.municipality,
            "dims": self.dims,
            "value": f"{self.value:.{self.figure.decimals}f}",
            "unit": self.figure.unit,
        }


def taking_part(known_on: datetime | None = None) -> dict[str, str]:
    """The municipalities that take part, as known at `known_on` or now: code and name, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cbs_code, name FROM {known(Municipality._meta.db_table, known_on)} m WHERE takes_part"
            " ORDER BY name",
            {"known_on": known_on},
        )
        return dict(cursor.fetchall())


def places(known_on: datetime | None = None) -> list[str]:
    """The rows of every table: the municipalities that take part by name, those outside, the total."""
    return [*taking_part(known_on), OUTSIDE, TOTAL]


def refuse_without_rules(period: Period) -> None:
    """ValueError when a month of the period, or of its year before it, has no norm or factor: SE would read as nought.

    The law's numbers begin on 01-01-1998 (cases/data/parameters.csv).
    """
    known = list(Parameter.objects.filter(name__in=RULES).values_list("name", "starts_on", "ends_on"))
    for day in sorted({*period.month_ends, *period.year_to_date}):
        running = {name for name, first, last in known if first <= day and (last is None or last >= day)}
        if missing := [what for name, what in RULES.items() if name not in running]:
            raise ValueError(f"{period.label} kan niet worden geteld: op {day:%d-%m-%Y} geldt geen {missing[0]}.")


def compute(period: Period, known_on: datetime | None = None) -> list[Value]:
    """All figures of a period, as known at `known_on` or now. Call inside a transaction.

    ValueError for a period without rules to count by.
    """
    refuse_without_rules(period)
    stand_table(period.days_counted, period, known_on)
    return figures_of("stand", summarise_table("stand"), period)


def figures_of(source: str, summary: "Summary", period: Period, rows: Sequence[str] = ()) -> list[Value]:
    """All figures of a period from the stands in relation `source` (as `stand_table` makes them) and their sums."""
    return figures_from(summary, flows_of(source, period), period, rows)


def figures_from(summary: "Summary", flows: "Iterable[Flow]", period: Period, rows: Sequence[str] = ()) -> list[Value]:
    """All figures of a period from sums and movements that are there already; per place of `rows`, or of `places()`."""
    where = rows or places()
    return [*_t1(summary, period, where), *_t3(list(flows), where), *_t4(summary, period, where)]


def stand_table(
    days: list[date],
    period: Period,
    known_on: datetime | None,
    employees: Sequence[int] | None = None,
    pieces: str = "",
) -> None:
    """The temporary table `stand`: the stands of `days`, with the reason of departure of who leaves in the period.

    Of everybody, or of `employees`; taken from relation `pieces` when they are there already.
    """
    made = stands_in(pieces) if pieces else stands_sql(known_on, some=employees is not None)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.stand")
        everybody = arguments(days, known_on, employees)
        cursor.execute("SET LOCAL enable_nestloop = off")  # everybody at once: never one by one
        cursor.execute(
            f"CREATE TEMP TABLE stand ON COMMIT DROP AS SELECT made.*, ''::text AS departure FROM ({made}) made",
            everybody,
        )
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute("ANALYZE stand")
        cursor.execute(_departures(known_on), {**everybody, "eve": period.eve, "last": period.ends_on})


def _departures(known_on: datetime | None) -> str:
    """Why somebody with a stand on the eve has none on the last day: what ended the last employment, death or AOW."""
    employment = known(Employment._meta.db_table, known_on)
    employee = known(WswEmployee._meta.db_table, known_on)
    return f"""
        UPDATE stand SET departure = gone.reason FROM (
            SELECT DISTINCT ON (b.employee_id) b.employee_id, CASE
                WHEN e.outflow_reason <> '' AND e.ends_on <= least(aow.aow_on - 1, p.died_on) THEN e.outflow_reason
                WHEN e.ends_on < least(aow.aow_on - 1, p.died_on) THEN '{UNKNOWN_REASON}'
                WHEN p.died_on <= %(last)s AND p.died_on < aow.aow_on THEN 'OVL'
                WHEN aow.aow_on <= %(last)s THEN 'AOW'
                ELSE '{UNKNOWN_REASON}' END AS reason
            FROM stand b
            JOIN {employee} p ON p.id = b.employee_id
            CROSS JOIN LATERAL (SELECT p.birth_date AS birth) born
            CROSS JOIN LATERAL ({aow_sql(known(AowAge._meta.db_table, known_on))}) aow
            JOIN {employment} e ON e.employee_id = b.employee_id AND {wsw_sql("e.kind")}
                AND e.starts_on <= %(last)s
            WHERE b.month_end = %(eve)s AND b.scheme = 'wsw' AND NOT EXISTS (
                SELECT 1 FROM stand l
                WHERE l.employee_id = b.employee_id AND l.month_end = %(last)s AND l.scheme = 'wsw')
            ORDER BY b.employee_id, e.ends_on DESC NULLS FIRST, e.starts_on DESC
        ) gone
        WHERE stand.employee_id = gone.employee_id AND stand.month_end = %(eve)s AND stand.scheme = 'wsw'"""


@dataclass(frozen=True, slots=True)
class Sums:
    """One municipality (or the total) on one day, unrounded."""

    heads: int
    fte: Decimal
    se: Decimal
    rvu_se: Decimal
    forms: dict[str, int]
    hours: dict[str, Decimal]


NOBODY = Sums(0, Decimal(0), Decimal(0), Decimal(0), dict.fromkeys(FORMS, 0), dict.fromkeys(FORMS, Decimal(0)))
Summary = dict[tuple[date, str], Sums]


_SUMMED = [
    "people", "fte", "se", "rvu_se",
    *(f"people_{form.lower()}" for form in FORMS),
    *(f"hours_{form.lower()}" for form in FORMS),
]  # fmt: skip
# Stands on the same days and in the same municipality first: what is left to add up per day is little.
_SUMS = f"""
SELECT month_end, coalesce(municipality, '{TOTAL}'), {", ".join(f"sum({name})" for name in _SUMMED)}
FROM (
    SELECT unnest(days) AS month_end, municipality, count(*) AS people,
        {", ".join(f"count(*) FILTER (WHERE form = '{form}') AS people_{form.lower()}" for form in FORMS)},
        {", ".join(f"sum({name}) AS {name}" for name in _SUMMED if not name.startswith("people"))}
    FROM ({{source}}) piece WHERE scheme = 'wsw' GROUP BY days, municipality
) part
GROUP BY GROUPING SETS ((month_end, municipality), (month_end))
"""


def summarise(source: str, parameters: dict[str, Any] | None = None) -> Summary:
    """Sums per day and municipality of the Wsw stands that the SQL `source` gives, with their `days`."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(source=source), parameters)
        return {(day, place): _sums(rest) for day, place, *rest in cursor}


def summarise_table(table: str, days: list[date] | None = None) -> Summary:
    """Sums of the stands in a table or view, one row per day; of these days only, or of all."""
    some = "" if days is None else " WHERE month_end = ANY(%(days)s)"
    return summarise(f"SELECT ARRAY[month_end] AS days, counted.* FROM {table} counted{some}", {"days": days})


def _sums(row: list[Any]) -> Sums:
    people, fte, se, rvu_se, *by_form = row
    forms, hours = by_form[: len(FORMS)], by_form[len(FORMS) :]
    heads = [int(number) for number in forms]
    return Sums(
        int(people), fte, se, rvu_se, dict(zip(FORMS, heads, strict=True)), dict(zip(FORMS, hours, strict=True))
    )


def mean(summary: Summary, days: list[date], place: str, what: str = "se") -> Decimal:
    """The mean of the stands of `days`, unrounded (R7: a month without a stand counts as nought)."""
    return sum((getattr(summary.get((day, place), NOBODY), what) for day in days), Decimal(0)) / len(days)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """A percentage, unrounded; None when there is nothing to divide (R59)."""
    return Decimal(part) * 100 / Decimal(whole) if whole else None


def _value(name: str, place: str, total: Decimal | int, **dims: str) -> Value:
    figure = BY_NAME[name]
    return Value(figure, place, round_once(Decimal(total), figure.decimals), dims)


def _t1(summary: Summary, period: Period, rows: Sequence[str]) -> Iterator[Value]:
    for place in rows:
        yield _value("headcount", place, summary.get((period.ends_on, place), NOBODY).heads)
        for day in period.month_ends:
            sums = summary.get((day, place), NOBODY)
            yield _value("fte_month_end", place, sums.fte, month=f"{day:%Y-%m}")
            yield _value("se_month_end", place, sums.se, month=f"{day:%Y-%m}")
        yield _value("se_quarter_mean", place, mean(summary, period.month_ends, place))
        yield _value("se_ytd_mean", place, mean(summary, period.year_to_date, place))
        yield _value("rvu_memo", place, mean(summary, period.month_ends, place, "rvu_se"))


_FLOW = """
    SELECT coalesce(b.municipality, ''), coalesce(e.municipality, ''), coalesce(b.departure, ''), count(*)
    FROM (SELECT * FROM {source} WHERE month_end = %(eve)s AND scheme = 'wsw') b
    FULL JOIN (SELECT * FROM {source} WHERE month_end = %(last)s AND scheme = 'wsw') e USING (employee_id)
    GROUP BY 1, 2, 3
"""


class Flow(NamedTuple):
    """So many people who were in `was` on the eve and in `now` on the last day; "" is not in service."""

    was: str
    now: str
    why: str
    people: int

    @property
    def moved(self) -> bool:
        return bool(self.was and self.now) and self.was != self.now


def flows_of(source: str, period: Period) -> list[Flow]:
    """Who came and who went between the eve and the last day, from the stands in relation `source`."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOW.format(source=source), {"eve": period.eve, "last": period.ends_on})
        return [Flow(*row) for row in cursor.fetchall()]


def _t3(flows: list[Flow], rows: Sequence[str]) -> Iterator[Value]:
    reasons = [code for code in (*OutflowReason.values, UNKNOWN_REASON) if any(flow.why == code for flow in flows)]
    for place in rows:
        was_here = [flow for flow in flows if _at(flow.was, place)]
        is_here = [flow for flow in flows if _at(flow.now, place)]
        yield _value("begin", place, _people(was_here))
        yield _value("in", place, _people(flow for flow in is_here if not flow.was))
        yield _value("move_in", place, _people(flow for flow in is_here if flow.moved))
        yield _value("move_out", place, _people(flow for flow in was_here if flow.moved))
        for reason in reasons:
            left = _people(flow for flow in was_here if not flow.now and flow.why == reason)
            yield _value("out", place, left, reason=reason)
        yield _value("end", place, _people(is_here))


def _at(where: str, place: str) -> bool:
    return bool(where) and place in (where, TOTAL)


def _people(flows: Iterable[Flow]) -> int:
    return sum(flow.people for flow in flows)


def _t4(summary: Summary, period: Period, rows: Sequence[str]) -> Iterator[Value]:
    for place in rows:
        sums = summary.get((period.ends_on, place), NOBODY)
        total = sum(sums.hours.values())
        for form in FORMS:
            yield _value("heads", place, sums.forms[form], form=form)
            part = share(sums.hours[form], total)
            if part is not None:
                yield _value("hours_share", place, part, form=form)
