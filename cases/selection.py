"""Which people a filter picks, and in which order: pieces of one SQL statement.

The door comes first, always: `visible_to` says whose rows exist for the asker, and every piece narrows that. Written as
SQL and not as querysets: a page of the list is one statement, and composing it the other way took longer than running
it. Values are parameters, never text in the statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from cases.models import WswEmployee
from cases.models.employee import VISIBLE, door_of
from cases.models.employment import Scheme, scheme_sql
from municipalities.models import Membership, today

COLUMNS = ("id", "key", "personnel_number", "first_name", "prefix", "last_name", "sort_name")
DAYS_AHEAD = 90
Coaches = Sequence[Sequence[str]]  # key and name
WITHOUT_WORK = "LEEG"

_RUNS = "{0}.starts_on <= %(day)s AND ({0}.ends_on IS NULL OR {0}.ends_on >= %(day)s)".format
_SOON = "BETWEEN %(day)s AND {until}"
_ANY_TERM, _OWN_TERM = "%(until)s", "least(%(until)s, p.seen_until)"  # what ends later is not for who left

IN_SERVICE = f"EXISTS (SELECT 1 FROM cases_employment d WHERE d.employee_id = p.id AND {_RUNS('d')})"
PLACED = f"""EXISTS (SELECT 1 FROM cases_employment d JOIN cases_placement t ON t.employment_id = d.id
    WHERE d.employee_id = p.id AND {_RUNS("t")}{{}})"""
COACHED = f"""EXISTS (SELECT 1 FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
    WHERE k.employee_id = p.id AND u.key = %(coach)s::uuid AND {_RUNS("k")})"""
# A few letters anywhere in the name, a whole personnel number, or a name that is nearly this one.
NAMED = r"""(p.sort_name LIKE '%%' || regexp_replace(sort_form(%(typed)s), '([\\%%_])', '\\\1', 'g') || '%%'
    OR lower(p.personnel_number) = lower(%(typed)s)
    OR (length(%(typed)s) > 3 AND sort_form(%(typed)s) <%% p.sort_name))"""
# Where nobody is: whose name is nearly this one. The first part is asked once for the whole statement, in which
# `behind` is the relation of those behind the door: it goes through the door once for both.
NEARLY = f"""(length(%(typed)s) > 2 AND NOT EXISTS (SELECT 1 FROM behind p WHERE {NAMED})
    AND (' ' || p.sort_name ~ nearly(%(typed)s)
        OR length(%(typed)s) > 7 AND word_similarity(sort_form(%(typed)s), p.sort_name) > 0.5))"""
SCHEMES = f"""(SELECT array_agg(DISTINCT {scheme_sql("d.kind")}) FROM cases_employment d
    WHERE d.employee_id = p.id AND {_RUNS("d")})"""
SCHEME = {"meer": f"cardinality({SCHEMES}) > 1"} | {s.value: f"{SCHEMES} @> ARRAY['{s.value}']" for s in Scheme}
WORKS_AT = PLACED.format(" AND t.hirer_id = (SELECT n.id FROM cases_hirer n WHERE n.name = %(hirer)s)")
WAITS = f"EXISTS (SELECT 1 FROM cases_waitingspell w WHERE w.employee_id = p.id AND {_RUNS('w')})"
SHOW = {"": IN_SERVICE, "uit_dienst": f"NOT {IN_SERVICE} AND NOT {WAITS}", "wachtlijst": WAITS}
ENDS = {
    "plaatsing": f"""EXISTS (SELECT 1 FROM cases_employment d JOIN cases_placement t ON t.employment_id = d.id
        WHERE d.employee_id = p.id AND t.ends_on {_SOON})""",
    "indicatie": f"EXISTS (SELECT 1 FROM cases_indication x WHERE x.employee_id = p.id AND x.valid_until {_SOON})",
    "dienstverband": f"EXISTS (SELECT 1 FROM cases_employment d WHERE d.employee_id = p.id AND d.ends_on {_SOON})",
}
MISSING = {
    "plaatsing": f"NOT {PLACED.format('')}",
    "jobcoach": f"NOT EXISTS (SELECT 1 FROM cases_caseload k WHERE k.employee_id = p.id AND {_RUNS('k')})",
    "indicatie": """NOT EXISTS (SELECT 1 FROM cases_indication x WHERE x.employee_id = p.id
        AND x.withdrawn_on IS NULL AND x.starts_on <= %(day)s AND x.valid_until >= %(day)s)""",
    "plan": """NOT EXISTS (SELECT 1 FROM cases_supportplan v WHERE v.employee_id = p.id
        AND v.state IN ('vastgesteld', 'lopend', 'geevalueerd') AND v.ends_on >= %(day)s)""",
    "contact": """NOT EXISTS (SELECT 1 FROM cases_contact k WHERE k.employee_id = p.id
        AND k.held_on BETWEEN %(day)s - 55 AND %(day)s)""",
    "evaluatie": """NOT EXISTS (SELECT 1 FROM cases_appointment a WHERE a.employee_id = p.id
        AND a.because = 'evaluatie' AND a.kept_by_id IS NULL AND a.planned_on >= %(day)s)""",
}

_NAME = "p.sort_name {0}, p.id {0}"
_OF_PLACEMENTS = f"""(SELECT {{}} FROM cases_employment d JOIN cases_placement t ON t.employment_id = d.id
    WHERE d.employee_id = p.id AND {_RUNS("t")} {{}})"""
ORDERS = {
    "naam": _NAME,
    "werkvorm": _OF_PLACEMENTS.format(
        "array_position(ARRAY['BSB', 'WOL', 'GRD', 'IND', 'BW'], t.form::text)", "ORDER BY t.hours DESC LIMIT 1"
    ),
    "uren": f"""(SELECT sum(h.hours) FROM cases_employment d JOIN cases_contracthours h ON h.employment_id = d.id
        WHERE d.employee_id = p.id AND {_RUNS("h")} AND {_RUNS("d")})""",
    "coach": f"""(SELECT u.name FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
        WHERE k.employee_id = p.id AND {_RUNS("k")} LIMIT 1)""",
    "einde": _OF_PLACEMENTS.format("min(t.ends_on)", ""),
}
_OWN_END = _OF_PLACEMENTS.format("min(t.ends_on) FILTER (WHERE t.ends_on <= p.seen_until)", "")


@dataclass(frozen=True)
class Selection:
    """SQL for people: the relation of those behind the door, the conditions on it as `p`, and their parameters.

    A statement that uses the conditions calls the relation `behind`. With `own_period` some of them are only seen up to
    a day, their `seen_until`: of a last day after it nothing is told, nor chosen or ordered by.
    """

    door: str
    parameters: dict[str, Any]
    conditions: tuple[str, ...] = ()
    own_period: bool = False

    @property
    def where(self) -> str:
        return " AND ".join(self.conditions) or "true"

    def narrowed(self, wanted: dict[str, str]) -> "Selection":
        """Those among them that a filter sentence asks for: each by its name in `cases.sentence`."""
        asked = {"typed": wanted.get("q", "")} | {name: wanted.get(name, "") for name in ("form", "coach", "hirer")}
        until = _OWN_TERM if self.own_period else _ANY_TERM
        conditions = (*self.conditions, *_conditions(wanted, until))
        return replace(self, parameters=self.parameters | asked, conditions=conditions)

    def order_by(self, sort: str) -> str:
        """ORDER BY for a column's key, descending with a minus; by name when it is unknown. Names break every tie."""
        key, way = sort.removeprefix("-"), "DESC" if sort.startswith("-") else "ASC"
        if key not in ORDERS or key == "naam":
            return _NAME.format(way if key in {"", "naam"} else "ASC")
        column = _OWN_END if key == "einde" and self.own_period else ORDERS[key]
        return f"{column} {way} NULLS LAST, {_NAME.format('ASC')}"

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH behind AS ({self.door}) SELECT count(*) FROM behind p WHERE {self.where}", self.parameters
            )
            return cursor.fetchone()[0]


def coaches_to_choose(membership: Membership) -> Coaches:
    """Who coaches somebody to whom `membership` (the asker's) has an open door, by key and name; a minute old at most.

    Asked for at every page of the list and nearly always the same: it cost as much as the fifty rows.
    """

    def read() -> Coaches:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coaches_behind()")
            return cursor.fetchone()[0] or []

    return caches["choices"].get_or_set(f"coaches-{membership.pk}", read) or []


def behind(membership: Membership, day: date) -> Selection:
    """All people visible to `membership`, as they are on `day`. On every page of the list, so written out."""
    holder = door_of(membership)
    seen = f"p.id = ANY (ARRAY({VISIBLE}))" if holder else "false"  # one walk along the index; IN took half longer
    door = f"SELECT {', '.join(f'p.{column}' for column in COLUMNS)} FROM cases_wswemployee p WHERE {seen}"
    parameters = {"holder": holder, "today": today(), "day": day, "until": day + timedelta(days=DAYS_AHEAD)}
    return Selection(door, parameters)


# Ids of whom `holder` has an open door to, onto `day` too, and who belonged there on that day: a door may show more.
_HAD = """SELECT d.employee_id FROM cases_door d
    WHERE d.holder = %(holder)s AND d.opens_on <= %(today)s AND d.closes_on >= %(today)s AND NOT d.merged
        AND d.sees_from <= %(day)s AND d.sees_until >= %(day)s AND d.employee_id IN ({belonged})"""
_SEEN_UNTIL = """SELECT max(d.sees_until) FROM cases_door d WHERE d.employee_id = p.id AND d.holder = %(holder)s
    AND d.opens_on <= %(today)s AND d.closes_on >= %(today)s"""
_RAN = "%(day)s BETWEEN b.starts_on AND coalesce(b.ends_on, 'infinity')"
_OF_A_COACH = " UNION ALL ".join(
    f"SELECT b.employee_id FROM {table} b WHERE b.coach_id = %(own)s AND {_RAN}"
    for table in ("cases_caseload", "cases_standin")
)
_OF_A_PLACE = f"""SELECT b.employee_id FROM cases_residence b WHERE b.municipality_id = %(own)s AND {_RAN} UNION ALL
    SELECT b.employee_id FROM cases_employment b JOIN municipalities_organisation o ON o.id = b.employer_id
    WHERE o.municipality_id = %(own)s AND {_RAN}"""


def behind_on(membership: Membership, day: date) -> Selection:
    """The people of `membership` on another day than today, as they are on that day by what is known now.

    Of a municipality who lived or worked there on that day, also who left since, under the name of then
    (cases/former.py); of a coach who was in the caseload on that day and is today. It costs more than `behind`, so the
    list of today does not go this way. Of who left since, what ends after its own period is not told (R70).
    """
    holder = door_of(membership)
    then = "n.last_name || ' ' || n.first_name"
    names = [f"coalesce(n.{name}, p.{name}) AS {name}" for name in ("first_name", "prefix", "last_name")]
    sorted_as = f"coalesce(sort_form({then}), p.sort_name) AS sort_name"
    columns = ", ".join(["p.id", "p.key", "p.personnel_number", *names, sorted_as, f"({_SEEN_UNTIL}) AS seen_until"])
    had = _HAD.format(belonged=_OF_A_COACH if membership.role == "jobcoach" else _OF_A_PLACE)
    seen = f"p.id = ANY (ARRAY({had}))" if holder else "false"
    door = (
        f"SELECT {columns} FROM cases_wswemployee p LEFT JOIN people_as_then(ARRAY({had})) n ON n.id = p.id"
        f" WHERE {seen}"
    )
    own = membership.user_id if membership.role == "jobcoach" else membership.municipality_id
    parameters = {"holder": holder, "own": own, "today": today(), "day": day, "until": day + timedelta(days=DAYS_AHEAD)}
    return Selection(door, parameters, own_period=True)


def among(people: QuerySet[WswEmployee], day: date) -> Selection:
    """All of `people`, a queryset behind its door, as they are on `day`."""
    try:
        sql, values = people.order_by().values(*COLUMNS).query.sql_with_params()
    except EmptyResultSet:  # Django knows beforehand that there is nobody
        sql, values = "SELECT * FROM cases_wswemployee WHERE false", ()
    named = {f"door_{nth}": value for nth, value in enumerate(values)}
    door = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in named)
    return Selection(door, named | {"day": day, "until": day + timedelta(days=DAYS_AHEAD)})


def _conditions(wanted: dict[str, str], until: str) -> list[str]:
    found = [SHOW[wanted.get("show", "")]] if wanted.get("show", "") in SHOW else []
    if wanted.get("q"):
        found.append(f"({NAMED} OR {NEARLY})")
    if wanted.get("form"):
        idle = wanted["form"] == WITHOUT_WORK
        found.append(f"NOT {PLACED.format('')}" if idle else PLACED.format(" AND t.form = %(form)s"))
    if wanted.get("coach"):
        found.append(COACHED)
    if wanted.get("hirer"):
        found.append(WORKS_AT)
    if wanted.get("regeling"):
        found.append(SCHEME[wanted["regeling"]])
    if wanted.get("missing"):
        found.append(MISSING[wanted["missing"]])
    if wanted.get("ends"):
        found.append(ENDS.get(wanted["ends"], f"({' OR '.join(ENDS.values())})").format(until=until))
    return found
