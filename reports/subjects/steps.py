"""T5: steps on the ladder, from one month end to the next: counted per person and per change, not per contract.

A step is another main form at the next month end. Steps to and from leave are none: who is away has no place on the
ladder (decision 0003). Each change has one name: to begeleid werken, from and to leegloop, else up or down.
"""

from collections.abc import Iterator
from datetime import date

from reports.figures import FORMS, Figure, Value
from reports.subjects.declare import Counting, Layout, Made, Subject, Sum

STEPS = {
    "to_bw": ("naar begeleid werken", "Van een andere werkvorm of zonder werk naar begeleid werken."),
    "up": ("omhoog", "Naar een hogere trede, tot en met individuele detachering."),
    "from_idle": ("uit zonder werk", "Had uren zonder plaatsing als hoofdvorm, en daarna een werkvorm."),
    "down": ("omlaag", "Naar een lagere trede."),
    "to_idle": ("naar zonder werk", "Had een werkvorm, en daarna uren zonder plaatsing als hoofdvorm."),
}


def _figures() -> Iterator[Figure]:
    for when, group in (("q", "in deze periode"), ("y", "sinds 1 januari"), ("b", "")):
        for name, (label, definition) in STEPS.items():
            yield Figure(
                f"{when}_{name}", "T5", label, definition, "keer", 0, True, group=group, printed=bool(group),
                formula="aantal keer dat de werkvorm aan het eind van een maand anders is dan een maand eerder",
                excludes="stappen van en naar verlof of RVU; stappen binnen een maand",
            )  # fmt: skip
        yield Figure(
            f"{when}_steps", "T5", "samen", "Alle stappen samen.", "keer", 0, True, group=group, printed=bool(group)
        )


FIGURES = tuple(_figures())
made = Made(FIGURES)
_LADDER = "ARRAY[" + ", ".join(f"'{form}'" for form in FORMS) + "]"
_CHANGED = f"""
    FROM (SELECT day, lag(day) OVER (ORDER BY day) AS before FROM unnest(%(steps)s::date[]) AS asked (day)) asked
    JOIN {{source}} a ON a.month_end = asked.before AND a.scheme = 'wsw'
    JOIN {{source}} b ON b.month_end = asked.day AND b.scheme = 'wsw' AND b.employee_id = a.employee_id
    CROSS JOIN LATERAL (SELECT array_position({_LADDER}, a.form::text) AS was,
        array_position({_LADDER}, b.form::text) AS is_now) step
    WHERE step.was <> step.is_now"""
_KIND = """CASE WHEN is_now = 6 THEN 'to_bw' WHEN was = 1 THEN 'from_idle' WHEN is_now = 1 THEN 'to_idle'
    WHEN is_now > was THEN 'up' ELSE 'down' END"""


def _days(counting: Counting) -> list[date]:
    return [day for day in counting.period.days_counted if day <= counting.period.ends_on]


def people(counting: Counting, code: str) -> dict[str, str]:
    days = ", ".join(f"'{day}'" for day in _days(counting))
    of = f"SELECT b.municipality, b.employee_id {_CHANGED.format(source=counting.source)}"
    of = of.replace("%(steps)s", f"ARRAY[{days}]")
    when = {"q": " AND asked.day > %(eve)s", "y": ""}
    kinds = {name: f" AND {_KIND} = '{name}'" for name in STEPS} | {"steps": ""}
    return {f"{q}_{name}": of + within + kind for q, within in when.items() for name, kind in kinds.items()}


def count(counting: Counting) -> Iterator[Value]:
    days = _days(counting)
    sql = f"""SELECT coalesce(b.municipality, 'totaal'), {_KIND}, count(*) FILTER (WHERE asked.day > %(eve)s), count(*)
        {_CHANGED.format(source=counting.source)} GROUP BY GROUPING SETS ((b.municipality, 2), (2))"""
    found = {(place, kind): numbers for place, kind, *numbers in counting.ask(sql, steps=days)}
    for place in counting.places:
        totals = [0, 0]
        for name in STEPS:
            quarter, year = found.get((place, name), (0, 0))
            totals = [totals[0] + quarter, totals[1] + year]
            yield from made(f"q_{name}", place, quarter)
            yield from made(f"y_{name}", place, year)
            yield from made(f"b_{name}", place, year - quarter)
        yield from made("q_steps", place, totals[0])
        yield from made("y_steps", place, totals[1])
        yield from made("b_steps", place, totals[1] - totals[0])


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "T5",
            lambda counting: f"stappen op de werkladder, t/m {counting.period.ends_on:%d-%m-%Y}",
            note=lambda counting: (
                "Wie twee keer van werkvorm wisselt, telt twee keer. Geteld bij de gemeente waar iemand daarna woont."
            ),
        ),
    ),
    sums=(
        *(Sum(tuple(f"{when}_{name}" for name in STEPS), (f"{when}_steps",)) for when in "qyb"),
        *(Sum((f"q_{name}", f"b_{name}"), (f"y_{name}",)) for name in (*STEPS, "steps")),
    ),
    people=people,
)
