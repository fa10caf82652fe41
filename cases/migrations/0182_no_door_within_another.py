import importlib

from django.db import migrations

coach_changes = importlib.import_module("cases.migrations.0052_coach_changes")
BEFORE = coach_changes.DOORS % coach_changes.WITH_STAND_INS
INTO = "INSERT INTO cases_door (employee_id, holder, opens_on, closes_on, sees_from, sees_until)"
LEADS = BEFORE.partition(INTO)[2].partition(";\nEND $$;")[0]  # who leads to whom, as it was found before

# Every wall asks the doors again, so the fewer the better: most of a municipality's people live there and are employed
# there too, and then one door shows all the other would. `days` are those on which a door is open, `sees` what it
# shows. A door stays shut on the days that one of the same holder is open which shows all this one does, and more.
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
          AND (wider.sees_from, wider.sees_until) <> (own.sees_from, own.sees_until)), '{}')) open"""
ALL = "SELECT refresh_doors(array_agg(id)) FROM cases_wswemployee;"


class Migration(migrations.Migration):
    """No door that leads nowhere another of the same holder does not lead on that day."""

    dependencies = [("cases", "0181_whom_by_a_kept_plan")]
    operations = [
        migrations.RunSQL(BEFORE.replace(LEADS, FEWEST.replace("{leads}", LEADS)) + ALL, BEFORE + ALL),
    ]
