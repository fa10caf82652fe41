"""Baanzekerheid: who had a day without employment, hours or form of work? Nobody, or the people and their days.

The promise holds from somebody's first Wsw employment until the AOW age, death, or an employment that ended for a
reason of its own (2.8): own request, regular work, two years of sickness. An employment that ended by a transfer, for
begeleid werken, or without a reason, promises the next day. A fixed term that ran out (or "another reason") does once
another employment followed: then the days in between were lost.

- without employment: no Wsw employment on that day;
- without hours: in service, and no contract or one of 0 hours (which counts for nothing in the law's stands, R6);
- without form: in service, no placement (leegloop), and not on leave. Who works at an employer of their own (begeleid
  werken) has a form by that.

One statement over sets of days (multiranges), however many people and years. A municipality gets answers about its own
period only (R70), as the second wall gives it the rows of that period only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from cases.aow import aow_sql
from cases.models import WswEmployee
from cases.models.employment import wsw_sql
from cases.selection import among

EMPLOYMENT, HOURS, FORM = "dienstverband", "uren", "werkvorm"
MISSING = (EMPLOYMENT, HOURS, FORM)


@dataclass(frozen=True)
class Lost:
    """Days in a row, both inclusive, on which somebody lacked `missing`."""

    missing: str
    key: UUID
    personnel_number: str
    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


_LOST = """
WITH person AS MATERIALIZED (
    SELECT p.id, p.key, p.personnel_number, p.sort_name, p.last_name, p.prefix, p.first_name,
        -- Still in service on the day before AOW (R26), and on the day of death.
        least(aow.aow_on - 1, p.died_on) AS last_day,
        CASE WHEN asker_is_process() THEN '{{(,)}}' ELSE (
            SELECT range_agg(daterange(d.sees_from, d.sees_until, '[]')) FROM cases_door d
            WHERE d.employee_id = p.id AND d.holder = asker_holder()
              AND d.opens_on <= asker_day() AND d.closes_on >= asker_day()) END AS seen
    FROM (SELECT p.*, p.birth_date AS birth FROM ({door}) b JOIN cases_wswemployee p ON p.id = b.id) p
    CROSS JOIN LATERAL ({aow}) aow
),
job AS MATERIALIZED (
    SELECT e.id, e.employee_id, e.kind, e.starts_on, e.ends_on, e.outflow_reason
    FROM cases_employment e JOIN person p ON p.id = e.employee_id WHERE {wsw}
),
served AS (
    SELECT employee_id, min(starts_on) AS first_day, range_agg(daterange(starts_on, ends_on, '[]')) AS days,
        range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'begeleid_werken') AS own_employer
    FROM job GROUP BY employee_id
),
asked AS MATERIALIZED (
    SELECT p.*, s.first_day, s.days AS served, s.own_employer,
        datemultirange(daterange(greatest(s.first_day, %(first)s), least(p.last_day, %(last)s), '[]')) * p.seen AS span
    FROM person p JOIN served s ON s.employee_id = p.id
    WHERE greatest(s.first_day, %(first)s) <= least(p.last_day, %(last)s) AND (%(over)s::date IS NULL OR EXISTS (
        -- The last employment before that day went over to the next, or to nothing.
        SELECT 1 FROM job j WHERE j.employee_id = p.id AND j.outflow_reason IN ('OVG', 'BEW', '')
          AND j.ends_on >= %(first)s::date - 1 AND j.ends_on < %(over)s
          AND NOT EXISTS (SELECT 1 FROM job k WHERE k.employee_id = p.id
            AND k.starts_on > j.ends_on AND k.starts_on < %(over)s)))
),
gap AS (
    SELECT a.id, range_agg(g.days) AS days
    FROM asked a
    CROSS JOIN LATERAL unnest(datemultirange(daterange(a.first_day, a.last_day, '[]')) - a.served) g (days)
    WHERE EXISTS (
        SELECT 1 FROM job j WHERE j.employee_id = a.id AND j.ends_on = lower(g.days) - 1
          AND (j.outflow_reason IN ('', 'OVG', 'BEW') OR (j.outflow_reason IN ('EBT', 'OVR')
            AND EXISTS (SELECT 1 FROM job k WHERE k.employee_id = a.id AND k.starts_on > j.ends_on))))
    GROUP BY a.id
),
paid AS (
    SELECT h.employee_id, range_agg(daterange(h.starts_on, h.ends_on, '[]')) AS days
    FROM cases_contracthours h JOIN job j ON j.id = h.employment_id WHERE h.hours > 0 GROUP BY h.employee_id
),
placed AS (
    SELECT t.employee_id, range_agg(daterange(t.starts_on, t.ends_on, '[]')) AS days
    FROM cases_placement t JOIN job j ON j.id = t.employment_id GROUP BY t.employee_id
),
away AS (
    SELECT l.employee_id, range_agg(daterange(l.starts_on, l.ends_on, '[]')) AS days
    FROM cases_leave l JOIN job j ON j.id = l.employment_id GROUP BY l.employee_id
),
lost AS (
    SELECT a.id, 1 AS nth, a.span * g.days AS days FROM asked a JOIN gap g ON g.id = a.id
    UNION ALL
    SELECT a.id, 2, a.span * a.served - coalesce(p.days, '{{}}') FROM asked a LEFT JOIN paid p ON p.employee_id = a.id
    UNION ALL
    SELECT a.id, 3, a.span * a.served - coalesce(t.days, '{{}}') - coalesce(l.days, '{{}}')
        - coalesce(a.own_employer, '{{}}')
    FROM asked a LEFT JOIN placed t ON t.employee_id = a.id LEFT JOIN away l ON l.employee_id = a.id
)
SELECT (%(missing)s::text[])[l.nth], p.key::text, p.personnel_number,
    CASE WHEN t.id IS NULL THEN concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name)
        ELSE concat_ws(', ', t.last_name, nullif(t.prefix, ''), t.first_name) END, lower(r.days), upper(r.days) - 1
FROM lost l JOIN person p ON p.id = l.id CROSS JOIN LATERAL unnest(l.days) r (days)
-- Who left is shown under the name of then (R70).
LEFT JOIN people_as_then((SELECT array_agg(DISTINCT id) FROM lost)) t ON t.id = p.id
ORDER BY l.nth, p.sort_name, p.id, 5
"""


def lost_days(people: QuerySet[WswEmployee], first: date, last: date, *, over: date | None = None) -> list[Lost]:
    """The days without employment, hours or form from `first` to `last`, of `people` (a queryset behind its door).

    With `over` only of those whose employment went over to another on that day, or should have.
    """
    selection = among(people, last)
    asked = {"first": first, "last": last, "over": over, "missing": list(MISSING)}
    with connection.cursor() as cursor:
        statement = _LOST.format(door=selection.door, aow=aow_sql("cases_aowage"), wsw=wsw_sql("e.kind"))
        cursor.execute(statement, selection.parameters | asked)
        return [Lost(missing, UUID(key), *row) for missing, key, *row in cursor.fetchall()]


def days_per_kind(lost: Sequence[Lost]) -> dict[str, int]:
    """How many days people lacked what, of all of them together."""
    return {missing: sum(each.days for each in lost if each.missing == missing) for missing in MISSING}


def people_per_kind(lost: Sequence[Lost]) -> dict[str, int]:
    """How many people lacked what; 0 is the promise kept."""
    found = {missing: {each.key for each in rows} for missing, rows in groupby(lost, key=lambda each: each.missing)}
    return {missing: len(found.get(missing, ())) for missing in MISSING}
