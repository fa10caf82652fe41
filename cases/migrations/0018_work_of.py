"""What a row of a list says about somebody's work, and who coaches the people behind the asker's doors.

Functions, so that the database plans them once per connection and not at every page: with the walls in it, planning
took as long as reading.
"""

from django.db import migrations

# As the asker: the walls decide what it finds. A plan per connection holds for every asker, for the walls ask the
# transaction's settings when they are passed.
WORK_OF = """
CREATE FUNCTION work_of(people bigint[], day date, until date) RETURNS TABLE (
    person bigint, form text, hirer text, hours numeric, category text, coach text,
    placement_ends_on date, indication_until date, employment_ends_on date)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
-- For each of `people`: what they do on `day`, and what ends from `day` to `until`, both inclusive.
BEGIN
    RETURN QUERY
    SELECT p.id, w.form, w.hirer, e.hours, i.category, c.name, w.ends_on, i.valid_until, e.ends_on
    FROM unnest(people) p(id)
    LEFT JOIN LATERAL (
        SELECT u.name::text FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
        WHERE k.employee_id = p.id AND k.starts_on <= day AND (k.ends_on IS NULL OR k.ends_on >= day) LIMIT 1) c
        ON true
    CROSS JOIN LATERAL (
        SELECT (array_agg(t.form::text ORDER BY {most}) FILTER (WHERE t.starts_on <= day))[1] AS form,
            (array_agg(n.name::text ORDER BY {most}) FILTER (WHERE t.starts_on <= day))[1] AS hirer,
            min(t.ends_on) FILTER (WHERE t.ends_on <= until) AS ends_on
        FROM cases_placement t LEFT JOIN cases_hirer n ON n.id = t.hirer_id
        WHERE t.employee_id = p.id AND (t.ends_on IS NULL OR t.ends_on >= day)) w
    CROSS JOIN LATERAL (
        SELECT sum(h.hours) AS hours, min(d.ends_on) FILTER (WHERE d.ends_on <= until) AS ends_on
        FROM cases_employment d LEFT JOIN cases_contracthours h
            ON h.employment_id = d.id AND h.employee_id = d.employee_id
            AND h.starts_on <= day AND (h.ends_on IS NULL OR h.ends_on >= day)
        WHERE d.employee_id = p.id AND (d.ends_on IS NULL OR d.ends_on >= day)) e
    CROSS JOIN LATERAL (
        SELECT (array_agg(x.category::text ORDER BY x.starts_on DESC, x.decided_on DESC)
                FILTER (WHERE x.starts_on <= day))[1] AS category,
            min(x.valid_until) FILTER (WHERE x.valid_until BETWEEN day AND until) AS valid_until
        FROM cases_indication x WHERE x.employee_id = p.id) i;
END $$;
""".replace("{most}", "t.hours DESC, array_position(ARRAY['BW', 'IND', 'GRD', 'WOL', 'BSB'], t.form::text), t.id")

# As the owner, for it reads whole doors at once; what comes out is names of colleagues, of the asker's own people only.
COACHES_BEHIND = """
CREATE FUNCTION coaches_behind() RETURNS json LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- Key and name of who coaches today somebody to whom the asker has an open door, by name; NULL without any.
DECLARE day date := asker_day(); mine text := asker_holder();
BEGIN
    RETURN (SELECT json_agg(json_build_array(u.key, u.name) ORDER BY u.name) FROM municipalities_user u WHERE u.id IN (
        SELECT k.coach_id FROM cases_door d JOIN cases_caseload k ON k.employee_id = d.employee_id
        WHERE d.holder = mine AND d.opens_on <= day AND d.closes_on >= day AND d.sees_until >= day
          AND k.starts_on <= day AND (k.ends_on IS NULL OR k.ends_on >= day)));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_handover_stands")]

    operations = [
        migrations.RunSQL(WORK_OF, "DROP FUNCTION work_of(bigint[], date, date);"),
        migrations.RunSQL(COACHES_BEHIND, "DROP FUNCTION coaches_behind();"),
    ]
