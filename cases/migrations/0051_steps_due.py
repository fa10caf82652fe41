from datetime import date

from django.db import migrations

# Who is sick on a day, and every step of that period with the day it is due: what cases/poortwachter.py says for one
# person. Both ask as the asker, behind the walls. Spells less than four weeks apart are one period (R31).
FUNCTIONS = """
CREATE FUNCTION sick_periods(day date)
RETURNS TABLE (employee_id bigint, spell_id bigint, nth int, starts_on date, recovered_on date, first_day date,
    sick_before int, runs boolean)
LANGUAGE sql STABLE AS $$
    -- The spells that count together for who is sick on `day`; the one that runs is the last of each. `sick_before` is
    -- how many sick days of the period came before this spell.
    WITH spell AS (
        SELECT s.employee_id, s.id, s.starts_on, s.recovered_on,
            s.starts_on - lag(s.recovered_on) OVER of_person >= 28 AS is_new
        FROM cases_sickspell s
        WHERE s.starts_on <= day AND s.employee_id IN (
            SELECT r.employee_id FROM cases_sickspell r
            WHERE r.starts_on <= day AND (r.recovered_on IS NULL OR r.recovered_on > day))
        WINDOW of_person AS (PARTITION BY s.employee_id ORDER BY s.starts_on)
    ),
    numbered AS (
        SELECT p.*, count(*) FILTER (WHERE p.is_new) OVER (PARTITION BY p.employee_id ORDER BY p.starts_on) AS period,
            lead(p.id) OVER (PARTITION BY p.employee_id ORDER BY p.starts_on) IS NULL AS runs
        FROM spell p
    )
    SELECT n.employee_id, n.id, (row_number() OVER of_period)::int, n.starts_on, n.recovered_on,
        min(n.starts_on) OVER (PARTITION BY n.employee_id, n.period),
        coalesce(sum(n.recovered_on - n.starts_on) OVER (
            PARTITION BY n.employee_id, n.period ORDER BY n.starts_on
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int,
        n.runs
    FROM (SELECT x.*, max(x.period) OVER (PARTITION BY x.employee_id) AS latest FROM numbered x) n
    WHERE n.period = n.latest
    WINDOW of_period AS (PARTITION BY n.employee_id, n.period ORDER BY n.starts_on)
$$;

CREATE FUNCTION poortwachter_steps(day date)
RETURNS TABLE (employee_id bigint, spell_id bigint, kind text, opens_on date, due_on date, done_on date)
LANGUAGE sql STABLE AS $$
    -- Every step of who is sick and in service on `day`; a talk that was held is followed by the next.
    WITH period AS MATERIALIZED (SELECT * FROM sick_periods(day)),
    term (kind, opens, due) AS (VALUES
        ('melding', 0, 7), ('probleemanalyse', 0, 42), ('plan_van_aanpak', 0, 56), ('voortgang', 0, 98),
        ('week_42', NULL, NULL), ('eerstejaarsevaluatie', 322, 364), ('tweede_spoor', 364, 406),
        ('reintegratieverslag', 602, 636), ('wia_aanvraag', 630, 650)),
    taken AS (
        SELECT p.employee_id, t.kind, max(t.done_on) AS done_on
        FROM period p JOIN cases_poortwachterstep t ON t.spell_id = p.spell_id GROUP BY 1, 2
    ),
    asked AS (
        SELECT r.employee_id, r.spell_id, r.first_day, t.kind, v.opens, v.due, k.done_on,
            CASE WHEN t.kind = 'voortgang' THEN coalesce(k.done_on, (
                SELECT plan.done_on FROM taken plan
                WHERE plan.employee_id = r.employee_id AND plan.kind = 'plan_van_aanpak')) END AS before
        FROM period r CROSS JOIN term t
        CROSS JOIN LATERAL (
            SELECT coalesce(t.opens, w.weeks * 7) AS opens, coalesce(t.due, w.weeks * 7) AS due
            FROM (SELECT coalesce((SELECT p.value::int FROM cases_parameter p WHERE p.name = 'poortwachter_week_42'
                AND p.starts_on <= r.first_day AND (p.ends_on IS NULL OR p.ends_on >= r.first_day)), 41) AS weeks) w
        ) v
        LEFT JOIN taken k ON k.employee_id = r.employee_id AND k.kind = t.kind
        WHERE r.runs AND EXISTS (SELECT 1 FROM cases_employment e WHERE e.employee_id = r.employee_id
            AND e.starts_on <= day AND (e.ends_on IS NULL OR e.ends_on >= day))
    ),
    dated AS (
        SELECT a.*, due.day AS due_day, opens.day AS opens_day, last.day AS last_wage_day
        FROM asked a
        CROSS JOIN LATERAL (SELECT p.starts_on + a.due - p.sick_before AS day FROM period p
            WHERE p.employee_id = a.employee_id AND p.sick_before <= a.due ORDER BY p.nth DESC LIMIT 1) due
        CROSS JOIN LATERAL (SELECT p.starts_on + a.opens - p.sick_before AS day FROM period p
            WHERE p.employee_id = a.employee_id AND p.sick_before <= a.opens ORDER BY p.nth DESC LIMIT 1) opens
        CROSS JOIN LATERAL (SELECT p.starts_on + 727 - p.sick_before AS day FROM period p
            WHERE p.employee_id = a.employee_id AND p.sick_before <= 727 ORDER BY p.nth DESC LIMIT 1) last
    )
    SELECT d.employee_id, d.spell_id, d.kind,
        CASE WHEN d.kind = 'week_42' THEN worked.day WHEN d.kind = 'voortgang' THEN d.first_day ELSE d.opens_day END,
        CASE WHEN d.kind = 'week_42' THEN worked.day ELSE coalesce(d.before + 42, d.due_day) END,
        CASE WHEN d.kind <> 'voortgang' THEN d.done_on END
    FROM dated d
    CROSS JOIN LATERAL (SELECT d.due_day + CASE extract(isodow FROM d.due_day) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END
        AS day) worked
    WHERE d.kind <> 'voortgang' OR coalesce(d.before + 42, d.due_day) <= d.last_wage_day
$$;
"""
DROP = """
DROP FUNCTION poortwachter_steps(date);
DROP FUNCTION sick_periods(date);
"""


def add_parameter(apps, schema_editor):
    """Which reading of “in week 42”: so many weeks after the first sick day (R29)."""
    apps.get_model("cases", "Parameter").objects.get_or_create(
        name="poortwachter_week_42",
        defaults={
            "value": 41,
            "unit": "weeks",
            "starts_on": date(2004, 1, 1),
            "source": "Regeling procesgang; stappenplannen: eerste werkdag van week 42 (andere lezing: 42)",
        },
    )


def remove_parameter(apps, schema_editor):
    apps.get_model("cases", "Parameter").objects.filter(name="poortwachter_week_42").delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0050_sickness_steps")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP), migrations.RunPython(add_parameter, remove_parameter)]
