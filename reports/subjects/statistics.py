"""WS: who is in the half-yearly Wsw-statistiek, and the bridge from there to this report's people (R78, M10).

The statistic has everybody with an employment or begeleid-werkencontract at any moment of the half-year; this report
counts who is in service on a last day. Between the two stand only people who left: those who were there at the
beginning, and those who came and went in between. Everybody is in one of four groups, the last that holds.
"""

from collections.abc import Iterator

from cases.aow import aow_sql
from cases.models import AowAge, Employment, Leave, Residence, WswEmployee
from cases.models.employment import wsw_sql
from municipalities.models import Municipality
from reports.figures import Figure, Value
from reports.subjects.declare import Counting, Layout, Made, Subject, Sum, filtered

GROUPS = {
    "ws_old": ("voor 1998", "Dienstbetrekking van voor 1-1-1998."),
    "ws_new": ("vanaf 1998", "Dienstbetrekking vanaf 1-1-1998."),
    "ws_bw": ("begeleid werken", "Contract voor begeleid werken."),
    "ws_rvu": ("RVU", "Gebruikte in het halfjaar de RVU; telt niet in een andere groep."),
}
FIGURES = (
    *(
        Figure(
            name, "WS", label, f"{text} Ten minste een dag in dit halfjaar.", "personen", 0, True,
            article="Regeling statistiek Wsw", group="in de statistiek",
            excludes="beschut werk en loonkostensubsidie (Participatiewet)",
        )
        for name, (label, text) in GROUPS.items()
    ),
    Figure("ws_people", "WS", "samen", "Iedereen met een dienstbetrekking of contract voor begeleid werken, op enig "
           "moment in het halfjaar.", "personen", 0, True, article="Wsw art. 14", group="in de statistiek",
           formula="som van de vier groepen"),
    Figure("ws_left", "WS", "weg, was er bij het begin", "In dienst op de laatste dag voor het halfjaar, en niet op de "
           "laatste dag ervan.", "personen", 0, True, group="brug naar tabel T1"),
    Figure("ws_passed", "WS", "kwam en ging", "Begon in het halfjaar en eindigde er ook in.", "personen", 0, True,
           group="brug naar tabel T1"),
    Figure("ws_still", "WS", "in dienst, tabel T1", "In dienst op de laatste dag.", "personen", 0, True,
           formula="statistiek − weg − kwam en ging", group="brug naar tabel T1"),
)  # fmt: skip
made = Made(FIGURES)
_SERVED = """
SELECT DISTINCT ON (e.employee_id) e.employee_id,
    CASE WHEN bool_or(r.employment_id IS NOT NULL) OVER (PARTITION BY e.employee_id) THEN 'ws_rvu'
         WHEN e.kind = 'begeleid_werken' THEN 'ws_bw'
         WHEN e.kind = 'wsw_oud' OR e.starts_on <= '1997-12-31' THEN 'ws_old' ELSE 'ws_new' END AS kind,
    max(e.last_day) OVER (PARTITION BY e.employee_id) AS last_day
FROM (
    SELECT e.id, e.employee_id, e.kind, e.starts_on,
        least(coalesce(e.ends_on, %(last)s), p.died_on, aow.aow_on - 1, %(last)s) AS last_day
    FROM {employment} e JOIN {employee} p ON p.id = e.employee_id
    CROSS JOIN LATERAL (SELECT p.birth_date AS birth) born CROSS JOIN LATERAL ({aow}) aow
    WHERE {wsw} AND e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
) e
LEFT JOIN (SELECT DISTINCT employment_id FROM {leave} WHERE kind = 'rvu' AND starts_on <= %(last)s
    AND (ends_on IS NULL OR ends_on >= %(first)s)) r ON r.employment_id = e.id
WHERE e.last_day >= %(first)s AND e.last_day >= e.starts_on
ORDER BY e.employee_id, e.last_day DESC, e.starts_on DESC, e.id
"""
_PLACED = """(
    SELECT s.employee_id, s.kind, b.employee_id IS NOT NULL AS was, l.employee_id IS NOT NULL AS still,
        coalesce(l.municipality, home.place, 'buiten') AS place
    FROM {served} s
    LEFT JOIN {source} b ON b.employee_id = s.employee_id AND b.month_end = %(eve)s AND b.scheme = 'wsw'
    LEFT JOIN {source} l ON l.employee_id = s.employee_id AND l.month_end = %(last)s AND l.scheme = 'wsw'
    LEFT JOIN LATERAL (
        SELECT CASE WHEN g.takes_part THEN g.cbs_code ELSE 'buiten' END AS place
        FROM {residence} r JOIN {municipality} g ON g.id = r.municipality_id
        WHERE r.employee_id = s.employee_id AND r.starts_on <= s.last_day ORDER BY r.starts_on DESC LIMIT 1
    ) home ON l.employee_id IS NULL
) placed"""
_WHAT = {
    **{name: f"kind = '{name}'" for name in GROUPS},
    "ws_people": "true",
    "ws_left": "was AND NOT still",
    "ws_passed": "NOT was AND NOT still",
    "ws_still": "still",
}


def _served(counting: Counting) -> str:
    """SQL: who is in the statistic, with group and last day in the half-year."""
    return _SERVED.format(
        employment=counting.table(Employment), employee=counting.table(WswEmployee), leave=counting.table(Leave),
        aow=aow_sql(counting.table(AowAge)), wsw=wsw_sql("e.kind"),
    )  # fmt: skip


def serve(counting: Counting) -> None:
    """The same as the temporary table `served`."""
    counting.lay("served", _served(counting))


def _placed(counting: Counting, served: str) -> str:
    return _PLACED.format(
        served=served,
        source=counting.source,
        residence=counting.kept(Residence, "employee_id"),
        municipality=counting.table(Municipality),
    )


def people(counting: Counting, code: str) -> dict[str, str]:
    of = f"SELECT coalesce(place, 'buiten'), employee_id FROM {_placed(counting, f'({_served(counting)})')}"
    return {name: f"{of} WHERE {so}" for name, so in _WHAT.items()}


def count(counting: Counting) -> Iterator[Value]:
    serve(counting)
    found = counting.by_place(filtered(_WHAT), _placed(counting, "served"))
    for place in counting.places:
        for name, number in zip(_WHAT, found.get(place, (0,) * len(_WHAT)), strict=True):
            yield from made(name, place, number)


def _due(counting: Counting) -> str:
    """Six weeks after the half-year (R78)."""
    return f"11-08-{counting.period.year}" if counting.period.first == 1 else f"11-02-{counting.period.year + 1}"


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "WS",
            lambda counting: f"Wsw-statistiek over het {counting.period.label}, en de brug naar dit rapport",
            note=lambda counting: (
                f"De levering aan het ministerie moet uiterlijk {_due(counting)} binnen zijn. "
                "Wie weg is, telt bij de gemeente waar hij op de laatste dag in dienst woonde."
            ),
        ),
    ),
    sums=(
        Sum(tuple(GROUPS), ("ws_people",)),
        Sum(("ws_left", "ws_passed", "ws_still"), ("ws_people",)),
        Sum(("ws_still",), ("end",)),
    ),
    applies=lambda counting: counting.period.length == 6,
    people=people,
)
