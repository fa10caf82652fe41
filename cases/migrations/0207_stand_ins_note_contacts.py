import importlib

from django.db import migrations

BEFORE = importlib.import_module("cases.migrations.0071_contact_walls").RULES
BEFORE = BEFORE[BEFORE.index("CREATE FUNCTION contact_rules") : BEFORE.index("CREATE TRIGGER b_rules")]
BEFORE = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
COACHED = "AND NEW.held_on BETWEEN k.starts_on AND coalesce(k.ends_on, 'infinity'))"
STOOD_IN = """
        AND NOT EXISTS (SELECT 1 FROM cases_standin s WHERE s.employee_id = NEW.employee_id
            AND s.coach_id = NEW.author_id AND NEW.held_on BETWEEN s.starts_on AND s.ends_on)"""
NOW = BEFORE.replace("k.coach_id = NEW.author_id " + COACHED, "k.coach_id = NEW.author_id " + COACHED + STOOD_IN, 1)


class Migration(migrations.Migration):
    """Who stands in for a coach notes the visits of those days (R66): that is what it is for."""

    dependencies = [("cases", "0206_representative_walls")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
