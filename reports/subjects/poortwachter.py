"""T7: the steps of the Wet verbetering poortwachter that came due in the period: taken in time, late, or not (R29-R31).

When a step is due says `cases/poortwachter.py` for one person; here the same days in one statement, for everybody and
every spell, also of who is back at work by now. A test holds the two side by side. A step is due only when somebody was
still sick on that day.
"""

from collections.abc import Iterator

from cases.models import Parameter, PoortwachterStep, SickSpell
from cases.poortwachter import TERMS, WEEK_42
from reports.figures import Figure, Value
from reports.subjects.absence import spells
from reports.subjects.declare import Counting, Layout, Made, Subject, Sum, divided, filtered, percent

FIGURES = (
    Figure(
        "steps_due", "T7", "stappen", "Stappen waarvan de uiterste dag in de periode viel, toen iemand nog ziek was.",
        "stappen", 0, True, article="Regeling procesgang eerste en tweede ziektejaar",
        formula="op tijd + te laat + nog niet gezet", excludes="stappen van wie voor de uiterste dag beter was",
    ),
    Figure("steps_in_time", "T7", "op tijd", "Gezet op of voor de uiterste dag.", "stappen", 0, True),
    Figure("steps_late", "T7", "te laat", "Gezet na de uiterste dag.", "stappen", 0, True),
    Figure("steps_open", "T7", "nog niet", "Nog niet vastgelegd toen dit rapport werd gemaakt.", "stappen", 0, True),
    Figure(
        "steps_share", "T7", "op tijd", "Stappen op tijd als deel van alle stappen.", "%", 1,
        formula="op tijd ÷ stappen × 100", behind=("steps_in_time", "steps_late", "steps_open"), absent="n.v.t.",
        group="deel",
    ),
)  # fmt: skip
made = Made(FIGURES)
_TERMS = ", ".join(
    f"('{term.kind.value}', {term.due})" for term in TERMS if term.kind.value not in {"voortgang", "week_42"}
)
# Spells less than 28 days apart are one period: its days at work move every later term on (R31).
_DUE = """
WITH spell AS (
    SELECT s.id, s.employee_id, s.starts_on, s.recovered_on,
        s.starts_on - lag(s.recovered_on) OVER w >= 28 AS is_new
    FROM {spell} s JOIN who ON who.id = s.employee_id WHERE s.starts_on <= %(last)s
    WINDOW w AS (PARTITION BY s.employee_id ORDER BY s.starts_on)
),
numbered AS (
    SELECT p.*, count(*) FILTER (WHERE p.is_new) OVER (PARTITION BY p.employee_id ORDER BY p.starts_on) AS period
    FROM spell p
),
placed AS (
    SELECT n.*, coalesce(n.recovered_on, 'infinity'::date) AS until,
        coalesce(sum(n.recovered_on - n.starts_on) OVER (
            PARTITION BY n.employee_id, n.period ORDER BY n.starts_on
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int AS before,
        min(n.starts_on) OVER (PARTITION BY n.employee_id, n.period) AS first_day
    FROM numbered n
),
term (kind, due) AS (VALUES {terms}),
taken AS (
    SELECT p.employee_id, p.period, t.kind, t.done_on
    FROM {step} t JOIN placed p ON p.id = t.spell_id
),
fixed AS (
    -- The day so many sick days on, in the spell that holds it.
    SELECT p.employee_id, p.period, term.kind, p.starts_on + (term.due - p.before) AS due_on, p.starts_on, p.until
    FROM placed p JOIN term ON term.due >= p.before AND (p.recovered_on IS NULL
        OR term.due < p.before + (p.recovered_on - p.starts_on))
    UNION ALL
    SELECT p.employee_id, p.period, 'week_42', w.day + CASE WHEN extract(isodow FROM w.day) > 5
        THEN 8 - extract(isodow FROM w.day)::int ELSE 0 END, p.starts_on, p.until
    FROM placed p CROSS JOIN LATERAL (SELECT p.starts_on + (%(week_42)s * 7 - p.before) AS day) w
    WHERE %(week_42)s * 7 >= p.before AND (p.recovered_on IS NULL
        OR %(week_42)s * 7 < p.before + (p.recovered_on - p.starts_on))
),
talk AS (
    -- Six weeks after the plan or the talk before; without either by the fourteenth week.
    SELECT b.employee_id, b.period, b.day + 42 AS due_on, lead(b.day) OVER (
        PARTITION BY b.employee_id, b.period ORDER BY b.day, b.rank) AS done_on
    FROM (
        SELECT employee_id, period, max(done_on) AS day, 0 AS rank FROM taken
        WHERE kind = 'plan_van_aanpak' GROUP BY 1, 2
        UNION ALL
        SELECT employee_id, period, done_on, 1 FROM taken WHERE kind = 'voortgang'
    ) b
    UNION ALL
    SELECT p.employee_id, p.period, p.starts_on + (98 - p.before), NULL
    FROM placed p WHERE 98 >= p.before AND (p.recovered_on IS NULL OR 98 < p.before + (p.recovered_on - p.starts_on))
        AND NOT EXISTS (SELECT 1 FROM taken t WHERE t.employee_id = p.employee_id AND t.period = p.period
            AND t.kind IN ('plan_van_aanpak', 'voortgang'))
),
due AS (
    SELECT f.employee_id, f.due_on, t.done_on
    FROM fixed f LEFT JOIN (SELECT employee_id, period, kind, min(done_on) AS done_on FROM taken GROUP BY 1, 2, 3) t
        USING (employee_id, period, kind)
    WHERE f.due_on BETWEEN %(first)s AND %(last)s AND f.due_on < f.until
    UNION ALL
    SELECT k.employee_id, k.due_on, k.done_on FROM talk k
    WHERE k.due_on BETWEEN %(first)s AND %(last)s AND EXISTS (
        SELECT 1 FROM placed p WHERE p.employee_id = k.employee_id AND p.period = k.period
            AND p.starts_on <= k.due_on AND k.due_on < p.until AND k.due_on - p.starts_on + p.before < 728)
)
"""


def due_sql(counting: Counting) -> str:
    """SQL “WITH …, due AS (employee_id, due_on, done_on)”."""
    return _DUE.format(spell=spells(counting), step=counting.kept(PoortwachterStep, "spell_id"), terms=_TERMS)


def week_42(counting: Counting) -> int:
    rows = [row for row in counting.rows_of(Parameter) if row.name == "poortwachter_week_42"]
    last = counting.period.ends_on
    now = [row for row in rows if row.starts_on <= last and (row.ends_on is None or row.ends_on >= last)]
    return int(now[0].value) if now else WEEK_42


_WHAT = {
    "steps_due": "true",
    "steps_in_time": "d.done_on <= d.due_on",
    "steps_late": "d.done_on > d.due_on",
    "steps_open": "d.done_on IS NULL",
}


def people(counting: Counting, code: str) -> dict[str, str]:
    due = counting.once("due", f"{due_sql(counting)} SELECT * FROM due", week_42=week_42(counting))
    of = f"SELECT w.place, w.id FROM {due} d JOIN who w ON w.id = d.employee_id"
    return {name: f"{of} WHERE {so}" for name, so in _WHAT.items()}


def count(counting: Counting) -> Iterator[Value]:
    sql = f"""{due_sql(counting)}
        SELECT coalesce(w.place, 'totaal'), {filtered(_WHAT)}
        FROM due d JOIN who w ON w.id = d.employee_id GROUP BY GROUPING SETS ((w.place), ())"""
    found = {place: numbers for place, *numbers in counting.ask(sql, week_42=week_42(counting))}
    for place in counting.places:
        due, in_time, late, still = found.get(place, (0, 0, 0, 0))
        yield from made("steps_due", place, due)
        yield from made("steps_in_time", place, in_time)
        yield from made("steps_late", place, late)
        yield from made("steps_open", place, still)
        yield from made("steps_share", place, percent(in_time, due))


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "T7",
            lambda counting: (
                f"stappen bij ziekte, {counting.period.starts_on:%d-%m-%Y} t/m {counting.period.ends_on:%d-%m-%Y}"
            ),
        ),
    ),
    sums=(Sum(("steps_in_time", "steps_late", "steps_open"), ("steps_due",)),),
    people=people,
    worked=(divided("steps_share", "steps_in_time", "steps_due", 100),),
    rests_on={SickSpell: ("starts_on", "recovered_on"), PoortwachterStep: ("kind", "done_on")},
)
