from django.db import migrations

LEADS = """
    -- Who lives or lived there. A former municipality answers for its figures as long as its accounts are kept: 7 years
    -- (Selectielijst 2020, "Gegevens met financiële consequenties").
    SELECT r.employee_id, 'gemeente:' || r.municipality_id, r.starts_on,
        coalesce((r.ends_on + interval '7 years')::date, 'infinity'), r.starts_on, coalesce(r.ends_on, 'infinity')
    FROM cases_residence r WHERE r.employee_id = ANY (people) AND r.municipality_id IS NOT NULL
    UNION ALL
    -- Whom it employs or employed: with all that went before, as a personnel file goes along to the next employer.
    SELECT e.employee_id, 'gemeente:' || o.municipality_id, e.starts_on,
        coalesce((e.ends_on + interval '7 years')::date, 'infinity'), '-infinity', coalesce(e.ends_on, 'infinity')
    FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id
    WHERE e.employee_id = ANY (people) AND o.municipality_id IS NOT NULL
    UNION ALL
    -- Whom somebody coaches. Yesterday's coach is out today (R71).
    SELECT c.employee_id, 'coach:' || c.coach_id, c.starts_on, coalesce(c.ends_on, 'infinity'), '-infinity', 'infinity'
    FROM cases_caseload c WHERE c.employee_id = ANY (people)
    UNION ALL
    -- Whom somebody stands in for, in those days and while it is that coach's.
    SELECT s.employee_id, 'coach:' || s.coach_id, greatest(s.starts_on, c.starts_on), least(s.ends_on, c.ends_on),
        '-infinity', 'infinity'
    FROM cases_standin s JOIN cases_caseload c ON c.employee_id = s.employee_id AND c.coach_id = s.instead_of_id
        AND c.starts_on <= s.ends_on AND (c.ends_on IS NULL OR c.ends_on >= s.starts_on)
    WHERE s.employee_id = ANY (people)"""

# Every wall asks the doors again, so the fewer the better: most of a municipality's people live there and are employed
# there too, and then one door shows all the other would. `days` are those on which a door is open, `sees` what it
# shows. A door stays shut on the days that one of the same holder is open which shows all this one does, and more.
REFRESH = """
CREATE OR REPLACE FUNCTION refresh_doors(people bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Two changes to one person, each true on its own: the second waits here, and then sees the first.
    PERFORM 1 FROM cases_wswemployee WHERE id = ANY (people) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM cases_door WHERE employee_id = ANY (people);
    INSERT INTO cases_door (employee_id, holder, opens_on, closes_on, sees_from, sees_until){leads};
END $$;
"""
FEWEST = """
    SELECT holders.employee_id, holders.holder, lower(open), CASE WHEN isfinite(upper(open)) THEN upper(open) - 1
        ELSE 'infinity' END, own.sees_from, own.sees_until
    FROM (
        SELECT alike.employee_id, alike.holder, array_agg(alike.sees_from) AS froms,
            array_agg(alike.sees_until) AS untils, array_agg(alike.days) AS days
        FROM (
            SELECT leads.employee_id, leads.holder, leads.sees_from, leads.sees_until,
                range_agg(daterange(leads.opens_on, leads.closes_on, '[]')) AS days
            FROM ({leads}) leads (employee_id, holder, opens_on, closes_on, sees_from, sees_until)
            GROUP BY 1, 2, 3, 4) alike
        GROUP BY 1, 2) holders
    CROSS JOIN LATERAL unnest(holders.froms, holders.untils, holders.days) own (sees_from, sees_until, days)
    CROSS JOIN LATERAL unnest(own.days - coalesce((
        SELECT range_agg(wider.days)
        FROM unnest(holders.froms, holders.untils, holders.days) wider (sees_from, sees_until, days)
        WHERE wider.sees_from <= own.sees_from AND wider.sees_until >= own.sees_until
          AND (wider.sees_from, wider.sees_until) <> (own.sees_from, own.sees_until)), '{{}}')) open"""
ALL = "SELECT refresh_doors(array_agg(id)) FROM cases_wswemployee;"


class Migration(migrations.Migration):
    """No door that leads nowhere another of the same holder does not lead on that day."""

    dependencies = [("cases", "0181_whom_by_a_kept_plan")]
    operations = [
        migrations.RunSQL(REFRESH.format(leads=FEWEST.format(leads=LEADS)) + ALL, REFRESH.format(leads=LEADS) + ALL),
    ]
