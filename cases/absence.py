"""How much people are sick: the percentage, how often they report and how long it lasts, as CBS counts it (R32-R34c).

Calendar days, weighed by hours and by how much somebody is sick. Days without work for another reason (unpaid leave,
RVU) count on neither side of the fraction; leave is no sickness, so maternity leave never is. Every report counts, also
within four weeks of the one before. Sickness of more than a year is in the percentage, and is said apart too.

One statement counts for everybody behind a door; the formulas are functions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from cases.models import ContractHours, Employment, Leave, Parameter, SickPercentage, SickSpell
from cases.selection import Selection

CLASSES = (("1-7", 7), ("8-42", 42), ("43-365", 365), ("> 365", None))  # days; of the sector's research
YEAR = 365


@dataclass(frozen=True)
class Counted:
    """Of a period: days lost and days there were, in fte; reports, spells that ended and their days; people in service.

    `lost_per_class` follows CLASSES, by how long a spell has lasted at the end of the period.
    """

    days: int
    lost: Decimal
    available: Decimal
    reports: int
    ended: int
    days_of_ended: int
    person_days: int
    lost_per_class: tuple[Decimal, ...]

    @property
    def percentage(self) -> Decimal | None:
        return percentage(self.lost, self.available)

    @property
    def frequency(self) -> Decimal | None:
        return frequency(self.reports, Decimal(self.person_days) / self.days, self.days)

    @property
    def duration(self) -> Decimal | None:
        return mean_duration(self.days_of_ended, self.ended)

    @property
    def longer_than_a_year(self) -> Decimal | None:
        """The part of the percentage that is sickness of more than a year (R34c)."""
        return percentage(self.lost_per_class[-1], self.available)


def percentage(lost: Decimal, available: Decimal) -> Decimal | None:
    """Days lost x part-time factor x part sick, of fte x calendar days; None where there was nobody (R32, R33)."""
    return lost / available * 100 if available else None


def frequency(reports: int, headcount: Decimal, days: int) -> Decimal | None:
    """Reports for each person, brought to a year (R34)."""
    return reports / headcount * YEAR / days if headcount else None


def mean_duration(days: int, ended: int) -> Decimal | None:
    """Of the spells that ended."""
    return Decimal(days) / ended if ended else None


def class_of(days: int) -> str:
    """Which class of duration a spell of so many days is in."""
    return next(name for name, most in CLASSES if most is None or days <= most)


def days_of(first: date, last: date) -> int:
    return (last - first + timedelta(days=1)).days


def counted(people: Selection, first: date, last: date) -> Counted:
    """The period of these people, both days inclusive. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(people), people.parameters | {"first": first, "last": last})
        lost, available, person_days, reports, ended, days_of_ended, *classes = cursor.fetchone()
    return Counted(days_of(first, last), lost, available, reports, ended, days_of_ended, person_days, _classes(classes))


def _classes(found: Sequence[Decimal]) -> tuple[Decimal, ...]:
    return tuple(found)


def _sql(people: Selection) -> str:
    return parts_sql(people.door) + _COUNTED


TABLES = (Leave, ContractHours, Employment, Parameter, SickSpell, SickPercentage)


def parts_sql(people: str, tables: Mapping[str, str] | None = None) -> str:
    """SQL “WITH …” of `people`'s (a relation with `id`) days and sick days from `%(first)s` to `%(last)s`.

    In it: `part` (fte and days per contract), `spell`, `lost` (fte-days lost per spell), `present` (days in service).
    `tables` names other relations than the tables themselves, such as those known on an earlier day.
    """
    spans = {name: _SPAN(name[0]) for name in ("hours", "employment", "norm", "leave")}
    names = {model._meta.db_table: model._meta.db_table for model in TABLES} | dict(tables or {})
    return _PARTS.format(people=people, **spans, **names)


_SPAN = "daterange({0}.starts_on, {0}.ends_on, '[]')".format
_PARTS = """
WITH behind AS MATERIALIZED ({people}),
asked AS (SELECT daterange(%(first)s, %(last)s, '[]') AS days),
away AS (
    SELECT l.employment_id, range_agg({leave}) AS days FROM {cases_leave} l JOIN behind b ON b.id = l.employee_id
    GROUP BY l.employment_id
),
part AS (
    -- The days somebody is in service with so many hours and not on leave, and what these hours are of a full week.
    SELECT h.employee_id, least(h.hours / n.value, 1) AS fte,
        datemultirange({hours} * {employment} * {norm} * asked.days)
            - coalesce(away.days, '{{}}'::datemultirange) AS days
    FROM asked, {cases_contracthours} h
    JOIN behind b ON b.id = h.employee_id
    JOIN {cases_employment} e ON e.id = h.employment_id
    JOIN {cases_parameter} n ON n.name = CASE WHEN e.kind = 'begeleid_werken' THEN 'norm_hours_begeleid_werken'
        WHEN e.cao = 'aan_de_slag' THEN 'norm_hours_cao_aan_de_slag' ELSE 'norm_hours_cao_sw' END
    LEFT JOIN away ON away.employment_id = e.id
    WHERE {hours} && asked.days AND {employment} && asked.days
),
spell AS (
    SELECT s.*, least(s.recovered_on, %(last)s + 1) - s.starts_on AS lasted
    FROM {cases_sickspell} s JOIN behind b ON b.id = s.employee_id
    WHERE s.starts_on <= %(last)s AND (s.recovered_on IS NULL OR s.recovered_on > %(first)s)
),
degree AS (
    -- Each percentage until the next; before the first, or without any, wholly sick.
    SELECT s.id, s.employee_id, s.lasted, p.percentage, daterange(p.starts_on, least(s.recovered_on, p.until)) AS days
    FROM spell s CROSS JOIN LATERAL (
        SELECT x.percentage, x.starts_on, lead(x.starts_on) OVER (ORDER BY x.starts_on) AS until
        FROM (SELECT k.percentage, k.starts_on FROM {cases_sickpercentage} k WHERE k.spell_id = s.id
              AND k.starts_on > s.starts_on AND (s.recovered_on IS NULL OR k.starts_on < s.recovered_on)
              UNION ALL
              SELECT coalesce((SELECT k.percentage FROM {cases_sickpercentage} k WHERE k.spell_id = s.id
                  AND k.starts_on <= s.starts_on ORDER BY k.starts_on DESC LIMIT 1), 100), s.starts_on) x
    ) p
),
lost AS (
    SELECT d.employee_id, d.id, d.lasted, t.fte * d.percentage / 100 * (SELECT coalesce(sum(upper(r) - lower(r)), 0)
        FROM unnest(t.days * datemultirange(d.days)) r) AS days
    FROM degree d JOIN part t ON t.employee_id = d.employee_id
),
present AS (SELECT t.employee_id, range_agg(r) AS days FROM part t CROSS JOIN LATERAL unnest(t.days) r GROUP BY 1)
"""
_COUNTED = """
SELECT coalesce((SELECT sum(days) FROM lost), 0),
    coalesce((SELECT sum(t.fte * (upper(r) - lower(r))) FROM part t CROSS JOIN LATERAL unnest(t.days) r), 0),
    coalesce((SELECT sum(upper(r) - lower(r)) FROM present t CROSS JOIN LATERAL unnest(t.days) r), 0),
    (SELECT count(*) FROM spell WHERE starts_on >= %(first)s),
    (SELECT count(*) FROM spell WHERE recovered_on <= %(last)s + 1),
    coalesce((SELECT sum(recovered_on - starts_on) FROM spell WHERE recovered_on <= %(last)s + 1), 0),
    coalesce((SELECT sum(days) FILTER (WHERE lasted <= 7) FROM lost), 0),
    coalesce((SELECT sum(days) FILTER (WHERE lasted BETWEEN 8 AND 42) FROM lost), 0),
    coalesce((SELECT sum(days) FILTER (WHERE lasted BETWEEN 43 AND 365) FROM lost), 0),
    coalesce((SELECT sum(days) FILTER (WHERE lasted > 365) FROM lost), 0)
"""
