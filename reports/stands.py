"""Who was what on the last day of a month: the one place that computes an SE.

The law counts stands (Wsw art. 1; Besluit art. 15): the mean of twelve month ends, per municipality, rounded once. One
SQL statement makes them from the dated registrations, for any days and any moment of knowing. We keep intervals, not
monthly rows: an interval holds some thirty months without loss, and a correction is then one row. Sums are exact to ten
decimals; `round_once` says why that is enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from cases.aow import aow_sql
from cases.models import (
    AowAge,
    ContractHours,
    Employment,
    Indication,
    Leave,
    Parameter,
    Placement,
    Residence,
    WswEmployee,
)
from cases.models.employment import scheme_sql
from municipalities.models import Municipality
from municipalities.recorded import known

OUTSIDE = "buiten"  # lives outside the municipalities that take part
COLUMNS = (
    "month_end", "employee_id", "scheme", "municipality", "hours", "fte", "category", "factor", "se", "rvu_se", "leave",
    "kind", "employer_id", "executor_id", "form",
    "hours_leeg", "hours_bsb", "hours_wol", "hours_grd", "hours_ind", "hours_bw",
)  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """One person at the end of one day. Hours per week; fte and SE unrounded; `leave` is "", "onbetaald" or "rvu"."""

    month_end: date
    employee_id: int
    scheme: str  # "wsw", "beschut" or "lks" (the last two never in Wsw SE)
    municipality: str  # CBS code, or OUTSIDE
    hours: Decimal
    fte: Decimal
    category: str  # "matig", "ernstig", or "" when it is missing (R25: then no SE)
    factor: Decimal  # nought without a category, and on a day before there was a factor (1998)
    se: Decimal
    rvu_se: Decimal  # what RVU would have counted: a memo, not part of `se`
    leave: str
    kind: str
    employer_id: int
    executor_id: int | None
    form: str  # the ladder step of most hours; "NIN" when on leave without work
    hours_leeg: Decimal
    hours_bsb: Decimal
    hours_wol: Decimal
    hours_grd: Decimal
    hours_ind: Decimal
    hours_bw: Decimal


def stands(
    days: Iterable[date], *, known_on: datetime | None = None, employees: Sequence[int] | None = None
) -> list[Stand]:
    """The stands of `days` (any; the law uses month ends), as known at `known_on` or now; of `employees` or of all."""
    with connection.cursor() as cursor:
        cursor.execute(stands_sql(known_on, some=employees is not None), arguments(days, known_on, employees))
        return [Stand(*row) for row in cursor.fetchall()]


@contextmanager
def all_at_once() -> Iterator[None]:
    """While this lasts many people are counted together, never one by one.

    The planner guesses how many there are, on a fresh edition with nothing to go by; with a guess of one it looks
    through everybody for each of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def stand_of(employee: int, day: date, known_on: datetime | None = None) -> Stand | None:
    """The Wsw stand of one person at the end of `day`; None when there is none."""
    found = stands([day], known_on=known_on, employees=[employee])
    return next((stand for stand in found if stand.scheme == "wsw"), None)


def arguments(
    days: Iterable[date], known_on: datetime | None, employees: Sequence[int] | None = None
) -> dict[str, Any]:
    ordered = sorted(set(days))
    first, last = (ordered[0], ordered[-1]) if ordered else (None, None)
    return {
        "days": ordered, "first": first, "last": last, "known_on": known_on, "employees": list(employees or []),
    }  # fmt: skip


def round_once(total: Decimal, decimals: int = 2) -> Decimal:
    """A total rounded half up (Besluit art. 15d), once, never per person.

    A stand is a fraction whose denominator divides 100 x 36 x 37 x 4, a mean divides that by at most 12. Two such
    totals differ by more than 1e-8 or not at all, and summing 100,000 of them errs by less than 1e-11: ten decimals
    first give the exact value back.
    """
    exact = total.quantize(Decimal("1e-10"), ROUND_HALF_EVEN)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def aow_dates(birth_dates: Sequence[date]) -> dict[date, date]:
    """AOW date per birth date, by the table of AOW ages; a day that does not exist becomes the last of that month."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT birth, aow.aow_on FROM unnest(%s::date[]) AS birth CROSS JOIN LATERAL ({aow_sql(_t(AowAge))}) aow",
            [list(birth_dates)],
        )
        return dict(cursor.fetchall())


def _t(model: Any, known_on: datetime | None = None) -> str:
    return known(model._meta.db_table, known_on)


# Day by day, a year of a hundred thousand people is a million rows through every join below. So each person's days are
# cut where something about them changes; one stand is made per piece, and at the end copied to each day of the piece.
_STANDS = """
WITH month AS (SELECT month_end, nth FROM unnest(%(days)s::date[]) WITH ORDINALITY AS asked (month_end, nth)),
setting AS (
    SELECT m.nth,
        max(value) FILTER (WHERE name = 'norm_hours_cao_sw') AS norm_sw,
        max(value) FILTER (WHERE name = 'norm_hours_cao_aan_de_slag') AS norm_aan_de_slag,
        max(value) FILTER (WHERE name = 'norm_hours_begeleid_werken') AS norm_bw,
        max(value) FILTER (WHERE name = 'fte_cap') AS cap,
        max(value) FILTER (WHERE name = 'factor_matig') AS matig,
        max(value) FILTER (WHERE name = 'factor_ernstig') AS ernstig,
        coalesce(max(value) FILTER (WHERE name = 'rvu_counts_in_se'), 0) AS rvu_counts
    FROM month m LEFT JOIN {parameter} p
        ON p.starts_on <= m.month_end AND (p.ends_on IS NULL OR p.ends_on >= m.month_end)
    GROUP BY m.nth
),
birthday AS MATERIALIZED (
    SELECT birth, aow.aow_on FROM (SELECT DISTINCT birth_date AS birth FROM {employee} e {some_people}) born
    CROSS JOIN LATERAL ({aow_sql}) aow
),
person AS (
    -- The last day that counts: the day before AOW (R26) or the day of death, which is still a day of service.
    SELECT e.id, e.in_service_1997, least(b.aow_on - 1, e.died_on) AS last_day
    FROM {employee} e JOIN birthday b ON b.birth = e.birth_date {some_people}
),
chain AS (
    SELECT e.*, {scheme} AS scheme,
        -- A break before 31-12-1997 broke nothing yet.
        e.starts_on > '1997-12-31' AND e.starts_on > 1 + max(coalesce(e.ends_on, 'infinity')) OVER (
            PARTITION BY e.employee_id, {scheme} ORDER BY e.starts_on, e.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS after_break
    FROM {employment} e {some_employments}
),
employment AS (
    -- Old group (Besluit art. 10): in service since before 1998 without a break. A new employer is no break (R13, R45).
    SELECT c.*, (c.kind = 'wsw_oud' OR (c.kind = 'nwsw' AND c.starts_on <= '1997-12-31'))
        AND NOT coalesce(bool_or(c.after_break) OVER (
            PARTITION BY c.employee_id, c.scheme ORDER BY c.starts_on, c.id), false) AS old_group
    FROM chain c
),
job AS MATERIALIZED (
    SELECT e.id, e.employee_id, e.scheme, e.kind, e.number, e.cao, e.employer_id, e.executor_id,
        e.starts_on, e.ends_on, e.old_group AND p.in_service_1997 IS NOT FALSE AS old_group, p.last_day
    FROM employment e JOIN person p ON p.id = e.employee_id AND p.last_day >= %(first)s
    WHERE e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
),
change AS (
    SELECT j.employee_id, c.day FROM job j
    CROSS JOIN LATERAL (VALUES (j.starts_on), (j.ends_on + 1), (j.last_day + 1)) c (day)
    UNION ALL
    SELECT j.employee_id, c.day FROM job j JOIN {hours} h ON h.employment_id = j.id
    CROSS JOIN LATERAL (VALUES (h.starts_on), (h.ends_on + 1)) c (day)
    UNION ALL
    SELECT j.employee_id, c.day FROM job j JOIN {leave} l ON l.employment_id = j.id
    CROSS JOIN LATERAL (VALUES (l.starts_on), (l.ends_on + 1)) c (day)
    UNION ALL
    SELECT j.employee_id, c.day FROM job j JOIN {placement} p ON p.employment_id = j.id
    CROSS JOIN LATERAL (VALUES (p.starts_on), (p.ends_on + 1)) c (day)
    UNION ALL
    SELECT r.employee_id, r.starts_on FROM {residence} r {some_residences}
    UNION ALL
    SELECT i.employee_id, i.starts_on FROM {indication} i {some_indications}
    UNION ALL
    SELECT j.employee_id, c.day FROM job j CROSS JOIN {parameter} p
    CROSS JOIN LATERAL (VALUES (p.starts_on), (p.ends_on + 1)) c (day)
),
piece AS (
    SELECT t.employee_id, t.nth,
        lead(t.nth, 1, 1 + cardinality(%(days)s::date[])) OVER (PARTITION BY t.employee_id ORDER BY t.nth) - 1 AS until
    FROM (
        SELECT j.employee_id, 1 AS nth FROM job j
        UNION
        -- The first of the days that has the change behind it.
        SELECT c.employee_id, 1 + width_bucket(c.day - 1, %(days)s::date[]) FROM change c
        WHERE c.day > %(first)s AND c.day <= %(last)s
    ) t
),
held AS MATERIALIZED (
    SELECT m.nth, m.month_end, p.until, j.*
    FROM piece p
    JOIN month m ON m.nth = p.nth
    JOIN job j ON j.employee_id = p.employee_id AND j.last_day >= m.month_end
        AND j.starts_on <= m.month_end AND (j.ends_on IS NULL OR j.ends_on >= m.month_end)
),
placed AS (
    SELECT e.nth, e.id,
        coalesce(sum(p.hours) FILTER (WHERE p.form = 'BSB'), 0) AS bsb,
        coalesce(sum(p.hours) FILTER (WHERE p.form = 'WOL'), 0) AS wol,
        coalesce(sum(p.hours) FILTER (WHERE p.form = 'GRD'), 0) AS grd,
        coalesce(sum(p.hours) FILTER (WHERE p.form = 'IND'), 0) AS ind,
        coalesce(sum(p.hours) FILTER (WHERE p.form = 'BW'), 0) AS bw,
        sum(p.hours) AS total
    FROM held e JOIN {placement} p ON p.employment_id = e.id
        AND p.starts_on <= e.month_end AND (p.ends_on IS NULL OR p.ends_on >= e.month_end)
    GROUP BY e.nth, e.id
),
service AS (
    SELECT e.nth, e.until, e.month_end, e.employee_id, e.id, e.scheme, e.kind, e.number, e.employer_id, e.executor_id,
        e.old_group, l.kind AS leave,
        coalesce(h.hours, 0) AS hours,
        coalesce(h.hours, 0) / CASE WHEN e.kind = 'begeleid_werken' THEN s.norm_bw
                                    WHEN e.cao = 'aan_de_slag' THEN coalesce(s.norm_aan_de_slag, s.norm_sw)
                                    ELSE s.norm_sw END AS fte,
        -- Hours without a placement are leegloop (R36), but not on leave, nor at one's own employer (begeleid werken).
        CASE WHEN l.kind IS NULL AND e.kind <> 'begeleid_werken'
             THEN greatest(coalesce(h.hours, 0) - coalesce(d.total, 0), 0) ELSE 0 END AS leeg,
        coalesce(d.bsb, 0) AS bsb, coalesce(d.wol, 0) AS wol, coalesce(d.grd, 0) AS grd, coalesce(d.ind, 0) AS ind,
        coalesce(d.bw, 0) + CASE WHEN l.kind IS NULL AND e.kind = 'begeleid_werken'
             THEN greatest(coalesce(h.hours, 0) - coalesce(d.total, 0), 0) ELSE 0 END AS bw
    FROM held e
    JOIN setting s ON s.nth = e.nth
    LEFT JOIN {hours} h ON h.employment_id = e.id
        AND h.starts_on <= e.month_end AND (h.ends_on IS NULL OR h.ends_on >= e.month_end)
    LEFT JOIN {leave} l ON l.employment_id = e.id
        AND l.starts_on <= e.month_end AND (l.ends_on IS NULL OR l.ends_on >= e.month_end)
    LEFT JOIN placed d ON d.id = e.id AND d.nth = e.nth
),
together AS (
    -- Two employments at once: their hours together, capped, and the category of the one with most hours (R16b).
    SELECT v.*,
        row_number() OVER most AS place,
        sum(v.hours) OVER everything AS all_hours,
        sum(v.fte) FILTER (WHERE v.leave IS NULL OR (v.leave = 'rvu' AND s.rvu_counts <> 0))
            OVER everything AS counted_fte,
        sum(v.fte) FILTER (WHERE v.leave = 'rvu') OVER everything AS rvu_fte,
        bool_and(v.leave IS NOT NULL) OVER everything AS away,
        sum(v.leeg) OVER everything AS all_leeg, sum(v.bsb) OVER everything AS all_bsb,
        sum(v.wol) OVER everything AS all_wol, sum(v.grd) OVER everything AS all_grd,
        sum(v.ind) OVER everything AS all_ind, sum(v.bw) OVER everything AS all_bw,
        s.cap, s.matig, s.ernstig
    FROM service v JOIN setting s ON s.nth = v.nth
    WINDOW everything AS (PARTITION BY v.nth, v.employee_id, v.scheme),
           most AS (PARTITION BY v.nth, v.employee_id, v.scheme ORDER BY v.hours DESC, v.number)
),
home AS (
    -- The last Dutch municipality: also for who lives abroad (R48c).
    SELECT r.employee_id, r.starts_on,
        lead(r.starts_on) OVER (PARTITION BY r.employee_id ORDER BY r.starts_on) AS until,
        CASE WHEN g.takes_part THEN g.cbs_code ELSE 'buiten' END AS municipality
    FROM {residence} r JOIN {municipality} g ON g.id = r.municipality_id {some_residences}
),
decision AS (
    -- The latest decision to have taken effect; it keeps counting after its validity (R14).
    SELECT i.employee_id, i.category, i.starts_on,
        lead(i.starts_on) OVER (PARTITION BY i.employee_id ORDER BY i.starts_on, i.decided_on) AS until
    FROM {indication} i {some_indications}
),
counted AS (
    SELECT t.*, coalesce(h.municipality, 'buiten') AS municipality,
        CASE WHEN t.old_group THEN 'matig' ELSE coalesce(d.category, '') END AS category,
        least(coalesce(t.counted_fte, 0), t.cap) AS person_fte,
        least(coalesce(t.rvu_fte, 0), t.cap) AS person_rvu_fte,
        greatest(all_leeg, all_bsb, all_wol, all_grd, all_ind, all_bw) AS most_hours
    FROM together t
    LEFT JOIN home h ON h.employee_id = t.employee_id AND h.starts_on <= t.month_end
        AND (h.until IS NULL OR h.until > t.month_end)
    LEFT JOIN decision d ON d.employee_id = t.employee_id AND d.starts_on <= t.month_end
        AND (d.until IS NULL OR d.until > t.month_end)
    WHERE t.place = 1
),
weighed AS (
    -- On a day without a factor (before 1998) nothing is weighed: nought, as without a category.
    SELECT c.*, coalesce(CASE WHEN c.scheme <> 'wsw' THEN 0 WHEN c.category = 'matig' THEN c.matig
                              WHEN c.category = 'ernstig' THEN c.ernstig END, 0) AS factor
    FROM counted c
)
SELECT (%(days)s::date[])[nth:until] AS days, employee_id,
    scheme, municipality,
    all_hours AS hours, person_fte AS fte, category, factor,
    person_fte * factor AS se, person_rvu_fte * factor AS rvu_se,
    CASE WHEN away THEN coalesce(leave, '') ELSE '' END AS leave, kind, employer_id, executor_id,
    -- R35: most hours; on a tie the higher step.
    CASE WHEN most_hours = 0 THEN CASE WHEN away THEN 'NIN' ELSE 'LEEG' END
         WHEN all_bw = most_hours THEN 'BW' WHEN all_ind = most_hours THEN 'IND' WHEN all_grd = most_hours THEN 'GRD'
         WHEN all_wol = most_hours THEN 'WOL' WHEN all_bsb = most_hours THEN 'BSB' ELSE 'LEEG' END AS form,
    all_leeg AS hours_leeg, all_bsb AS hours_bsb, all_wol AS hours_wol, all_grd AS hours_grd, all_ind AS hours_ind,
    all_bw AS hours_bw
FROM weighed
"""


def stands_sql(known_on: datetime | None = None, *, some: bool = False) -> str:
    """The statement behind `stands`; its arguments are `arguments(…)`. With `some` only the given employees."""
    return f"SELECT unnest(days) AS month_end, {', '.join(COLUMNS[1:])} FROM ({pieces_sql(known_on, some=some)}) piece"


def stands_in(pieces: str) -> str:
    """SQL for the stands of `%(days)s` that are in relation `pieces`, made by `pieces_sql` of these days or of more."""
    return f"""SELECT month_end, {", ".join(COLUMNS[1:])} FROM {pieces} piece CROSS JOIN LATERAL unnest(days) month_end
        WHERE month_end = ANY(%(days)s)"""


def pieces_sql(known_on: datetime | None = None, *, some: bool = False) -> str:
    """The same stands, those of one person that are alike in one row: `days` in place of `month_end`."""
    of = "WHERE {}.{} = ANY(%(employees)s)".format
    return _STANDS.format(
        aow_sql=aow_sql(_t(AowAge, known_on)),
        scheme=scheme_sql("e.kind"),
        parameter=_t(Parameter, known_on),
        employee=_t(WswEmployee, known_on),
        employment=_t(Employment, known_on),
        hours=_t(ContractHours, known_on),
        leave=_t(Leave, known_on),
        placement=_t(Placement, known_on),
        residence=_t(Residence, known_on),
        municipality=_t(Municipality, known_on),
        indication=_t(Indication, known_on),
        some_people=of("e", "id") if some else "",
        some_employments=of("e", "employee_id") if some else "",
        some_residences=of("r", "employee_id") if some else "",
        some_indications=of("i", "employee_id") if some else "",
    )
