"""T15: what is missing, contradicts itself or came late in the register behind this report.

Each column is one rule with its own people; somebody may stand in several. Late is what took effect in the period and
was recorded more than two weeks after its first day, at the first time it was recorded.
"""

from collections.abc import Iterator

from cases.aow import aow_sql
from cases.models import (
    AowAge,
    Caseload,
    ContractHours,
    Employment,
    Indication,
    Leave,
    OverriddenWarning,
    Placement,
    Residence,
    WswEmployee,
)
from municipalities.models import Municipality
from reports.figures import Figure, Value
from reports.subjects.declare import Counting, Layout, Made, Subject

LATE_AFTER = 14  # days
FIGURES = (
    Figure("no_category", "T15", "categorie", "In dienst sinds 1998 of later, zonder categorie: telt geen SE.",
           "personen", 0, True, article="Besluit uitvoering Wsw art. 4", group="ontbreekt"),
    Figure("no_home", "T15", "woonplaats", "Er is geen woonplaats vastgelegd. Telt bij buiten de zes.", "personen", 0,
           True, group="ontbreekt"),
    Figure("no_indication", "T15", "indicatie", "Er is geen indicatie vastgelegd.", "personen", 0, True,
           group="ontbreekt"),
    Figure("no_coach", "T15", "jobcoach", "Staat in geen caseload.", "personen", 0, True, group="ontbreekt"),
    Figure("no_hours", "T15", "0 uur", "Is langer dan een maand in dienst zonder uren in het contract.", "personen", 0,
           True, group="klopt niet", excludes="de eerste maand: dan is het een signaal en geen fout"),
    Figure("past_aow", "T15", "AOW voorbij", "Heeft de AOW-leeftijd bereikt en staat nog in dienst. Telt niet mee.",
           "personen", 0, True, article="Wsw art. 12 lid 2", group="klopt niet"),
    Figure("away_and_placed", "T15", "verlof en geplaatst", "Heeft verlof of RVU en ook een plaatsing.", "personen", 0,
           True, group="klopt niet"),
    Figure("late", "T15", "laat vastgelegd", f"Iets wat in de periode inging, is meer dan {LATE_AFTER} dagen later "
           "vastgelegd: dienstverband, uren, plaatsing, verlof of woonplaats.", "personen", 0, True, group="laat"),
)  # fmt: skip
made = Made(FIGURES)
_RUNS = "{0}.starts_on <= %(last)s AND ({0}.ends_on IS NULL OR {0}.ends_on >= %(last)s)".format
_FOUND = """
    SELECT w.place, w.id, 'no_category' AS rule FROM who w JOIN {source} s ON s.employee_id = w.id
        AND s.month_end = %(last)s AND s.scheme = 'wsw' WHERE s.category = ''
    UNION
    SELECT w.place, w.id, 'no_home' FROM who w WHERE w.still AND NOT EXISTS (
        SELECT 1 FROM {residence} r WHERE r.employee_id = w.id AND r.starts_on <= %(last)s)
    UNION
    SELECT w.place, w.id, 'no_indication' FROM who w WHERE w.still AND NOT EXISTS (
        SELECT 1 FROM {indication} i WHERE i.employee_id = w.id AND i.starts_on <= %(last)s)
    UNION
    SELECT w.place, w.id, 'no_coach' FROM who w WHERE w.still AND NOT EXISTS (
        SELECT 1 FROM {caseload} k WHERE k.employee_id = w.id AND {runs_k})
    UNION
    SELECT w.place, w.id, 'no_hours' FROM who w JOIN {source} s ON s.employee_id = w.id
        AND s.month_end = %(last)s AND s.scheme = 'wsw' AND s.hours = 0
    WHERE NOT EXISTS (SELECT 1 FROM {hours} h WHERE h.employee_id = w.id AND h.hours > 0
            AND (h.ends_on IS NULL OR h.ends_on > (%(last)s - interval '1 month')::date) AND h.starts_on <= %(last)s)
        AND EXISTS (SELECT 1 FROM {employment} e WHERE e.employee_id = w.id
            AND e.starts_on <= (%(last)s - interval '1 month')::date)
    UNION
    SELECT w.place, w.id, 'away_and_placed' FROM who w JOIN {source} s ON s.employee_id = w.id
        AND s.month_end = %(last)s AND s.scheme = 'wsw' AND s.leave <> '' AND s.form <> 'NIN'
    UNION
    SELECT coalesce(home.place, 'buiten'), e.employee_id, 'past_aow' FROM {employment} e
        JOIN {employee} p ON p.id = e.employee_id
        CROSS JOIN LATERAL (SELECT p.birth_date AS birth) born CROSS JOIN LATERAL ({aow}) aow
        LEFT JOIN LATERAL (SELECT CASE WHEN g.takes_part THEN g.cbs_code END AS place FROM {residence} r
            JOIN {municipality} g ON g.id = r.municipality_id
            WHERE r.employee_id = e.employee_id AND r.starts_on <= %(last)s
            ORDER BY r.starts_on DESC LIMIT 1) home ON true
        WHERE {runs_e} AND aow.aow_on <= %(last)s AND p.died_on IS NULL
    UNION
    SELECT w.place, w.id, 'late' FROM who w JOIN ({entered}) entered ON entered.employee_id = w.id
        WHERE entered.starts_on BETWEEN %(first)s AND %(last)s
            AND (entered.first_at AT TIME ZONE 'Europe/Amsterdam')::date > entered.starts_on + %(late)s
"""
# When a row was first recorded: its oldest state, still there or former.
_ENTERED = """SELECT n.employee_id, n.starts_on, least(n.recorded_at, (
        SELECT min(h.recorded_at) FROM {table}_history h WHERE h.id = n.id)) AS first_at
    FROM {known} n WHERE n.starts_on BETWEEN %(first)s AND %(last)s"""


def _found(counting: Counting) -> str:
    """SQL that gives place, person and rule."""
    entered = " UNION ALL ".join(
        _ENTERED.format(table=model._meta.db_table, known=relation)
        for model, relation in (
            *((model, counting.of_wsw(model)) for model in (Employment, ContractHours, Placement, Leave)),
            (Residence, counting.table(Residence)),
        )
    )
    return _FOUND.format(
        source=counting.source,
        residence=counting.kept(Residence, "employee_id"),
        indication=counting.table(Indication),
        caseload=counting.table(Caseload),
        hours=counting.of_wsw(ContractHours),
        employment=counting.of_wsw(Employment),
        employee=counting.table(WswEmployee),
        municipality=counting.table(Municipality),
        aow=aow_sql(counting.table(AowAge)),
        runs_k=_RUNS("k"),
        runs_e=_RUNS("e"),
        entered=entered,
    ).replace("%(late)s", str(LATE_AFTER))


def people(counting: Counting, code: str) -> dict[str, str]:
    laid = counting.once("found", f"SELECT * FROM ({_found(counting)}) found (place, id, rule)")
    found = f"SELECT place, id FROM {laid} found"
    return {figure.name: f"{found} WHERE rule = '{figure.name}'" for figure in FIGURES}


def count(counting: Counting) -> Iterator[Value]:
    rows = counting.ask(
        f"SELECT coalesce(place, 'totaal'), rule, count(*) FROM ({_found(counting)}) found"
        " GROUP BY GROUPING SETS ((place, rule), (rule))"
    )
    found = {(place, rule): number for place, rule, number in rows}
    for place in counting.places:
        for figure in FIGURES:
            yield from made(figure.name, place, found.get((place, figure.name), 0))


def _note(counting: Counting) -> str:
    """Also how often a warning about a word on health was answered with saving all the same (R87)."""
    ((times,),) = counting.ask(
        f"SELECT count(*) FROM {OverriddenWarning._meta.db_table}"
        " WHERE (saved_at AT TIME ZONE 'Europe/Amsterdam')::date BETWEEN %(first)s AND %(last)s"
        " AND saved_at <= coalesce(%(known_on)s, now())"
    )
    return (
        "Elke kolom telt zijn eigen mensen; iemand kan in meer kolommen staan. In de periode is "
        f"{times} keer een tekst bewaard na de waarschuwing dat er iets over gezondheid in leek te staan."
    )


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "T15",
            lambda counting: f"kwaliteit van het register op {counting.period.ends_on:%d-%m-%Y}",
            note=_note,
        ),
    ),
    people=people,
    rests_on={Caseload: ("starts_on", "ends_on")},
)
