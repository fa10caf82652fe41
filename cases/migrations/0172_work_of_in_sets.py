"""What fifty people do is read per table for all fifty at once; person by person it took longer (cases/lists.py)."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("cases.migrations.0018_work_of").WORK_OF.replace("CREATE", "CREATE OR REPLACE", 1)

# As the asker, with a plan per connection for every asker: see 0018.
WORK_OF = """
CREATE OR REPLACE FUNCTION work_of(people bigint[], day date, until date) RETURNS TABLE (
    person bigint, form text, hirer text, hours numeric, category text, coach text,
    placement_ends_on date, indication_until date, employment_ends_on date)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
-- For each of `people`: what they do on `day`, and what ends from `day` to `until`, both inclusive.
BEGIN
    RETURN QUERY
    SELECT p.id, w.form, w.hirer, e.hours, i.category, c.name, w.ends_on, i.valid_until, e.ends_on
    FROM unnest(people) p(id)
    LEFT JOIN (
        SELECT k.employee_id, min(u.name)::text AS name
        FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
        WHERE k.employee_id = ANY(people) AND k.starts_on <= day AND (k.ends_on IS NULL OR k.ends_on >= day)
        GROUP BY 1) c ON c.employee_id = p.id
    LEFT JOIN (
        SELECT t.employee_id, (array_agg(t.form::text ORDER BY {most}) FILTER (WHERE t.starts_on <= day))[1] AS form,
            (array_agg(n.name::text ORDER BY {most}) FILTER (WHERE t.starts_on <= day))[1] AS hirer,
            min(t.ends_on) FILTER (WHERE t.ends_on <= until) AS ends_on
        FROM cases_placement t LEFT JOIN cases_hirer n ON n.id = t.hirer_id
        WHERE t.employee_id = ANY(people) AND (t.ends_on IS NULL OR t.ends_on >= day)
        GROUP BY 1) w ON w.employee_id = p.id
    LEFT JOIN (
        SELECT d.employee_id, sum(h.hours) AS hours, min(d.ends_on) FILTER (WHERE d.ends_on <= until) AS ends_on
        FROM cases_employment d LEFT JOIN cases_contracthours h
            ON h.employment_id = d.id AND h.employee_id = d.employee_id
            AND h.starts_on <= day AND (h.ends_on IS NULL OR h.ends_on >= day)
        WHERE d.employee_id = ANY(people) AND (d.ends_on IS NULL OR d.ends_on >= day)
        GROUP BY 1) e ON e.employee_id = p.id
    LEFT JOIN (
        SELECT x.employee_id, (array_agg(x.category::text ORDER BY x.starts_on DESC, x.decided_on DESC)
                FILTER (WHERE x.starts_on <= day))[1] AS category,
            min(x.valid_until) FILTER (WHERE x.valid_until BETWEEN day AND until) AS valid_until
        FROM cases_indication x WHERE x.employee_id = ANY(people)
        GROUP BY 1) i ON i.employee_id = p.id;
END $$;
""".replace("{most}", "t.hours DESC, array_position(ARRAY['BW', 'IND', 'GRD', 'WOL', 'BSB'], t.form::text), t.id")


class Migration(migrations.Migration):
    dependencies = [("cases", "0171_records_with_a_term")]

    operations = [migrations.RunSQL(WORK_OF, BEFORE)]
