from django.db import migrations

from cases.walls import selects

AS_THEN = """
CREATE FUNCTION people_as_then(people bigint[])
RETURNS TABLE (id bigint, first_name varchar, prefix varchar, last_name varchar, died_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- Of these people whom the asker has no door to that is open onto today: as they were known on the last day, or as
    -- they were registered first. As the owner, for what was recorded after that day is not the asker's.
    WITH gone AS (
        SELECT d.employee_id, max(d.sees_until) AS last_day FROM cases_door d
        WHERE d.employee_id = ANY (people) AND d.holder = asker_holder()
          AND d.opens_on <= asker_day() AND d.closes_on >= asker_day()
        GROUP BY d.employee_id HAVING max(d.sees_until) < asker_day()
    ),
    version AS (
        SELECT p.id, p.first_name, p.prefix, p.last_name, p.died_on, p.recorded_at, 'infinity'::timestamptz AS until
        FROM cases_wswemployee p JOIN gone g ON g.employee_id = p.id
        UNION ALL
        SELECT p.id, p.first_name, p.prefix, p.last_name, p.died_on, p.recorded_at, p.recorded_until
        FROM cases_wswemployee_history p JOIN gone g ON g.employee_id = p.id
    )
    SELECT DISTINCT ON (v.id) v.id, v.first_name, v.prefix, v.last_name,
        CASE WHEN v.died_on <= g.last_day THEN v.died_on END
    FROM gone g JOIN version v ON v.id = g.employee_id
        AND v.until > (g.last_day + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'
    ORDER BY v.id, v.recorded_at
$$;
"""
ANY_DOOR = "{table}.id IN (SELECT d.employee_id FROM cases_door d WHERE d.holder = (SELECT asker_holder()))"
OF_THE_PERIOD = (
    "EXISTS (SELECT 1 FROM cases_door d WHERE d.employee_id = {table}.id AND d.holder = asker_holder()"
    " AND (d.sees_until >= asker_day()"
    " OR {table}.recorded_at < (d.sees_until + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'))"
)


class Migration(migrations.Migration):
    """A former municipality gets a person's name as it was then from the database, and no former row of later (R70)."""

    dependencies = [("cases", "0103_no_row_of_another")]
    operations = [
        migrations.RunSQL(AS_THEN, "DROP FUNCTION people_as_then(bigint[]);"),
        selects(
            "cases_wswemployee_history",
            was=f"asker_is_process() OR {ANY_DOOR}",
            now=f"asker_is_process() OR {OF_THE_PERIOD}",
        ),
    ]
