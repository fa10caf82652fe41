"""Of somebody's indications the list needs the last, and the wall is asked of every row read (cases/lists.py)."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("cases.migrations.0172_work_of_in_sets").WORK_OF
# One row by the index on person and first day; and those few that run out.
LATEST = """    LEFT JOIN LATERAL (
        SELECT x.category::text FROM cases_indication x WHERE x.employee_id = p.id AND x.starts_on <= day
        ORDER BY x.starts_on DESC, x.decided_on DESC LIMIT 1) i ON true
    LEFT JOIN (
        SELECT x.employee_id, min(x.valid_until) AS valid_until
        FROM cases_indication x WHERE x.employee_id = ANY(people) AND x.valid_until BETWEEN day AND until
        GROUP BY 1) o ON o.employee_id = p.id;
"""
UNTIL_INDICATIONS = BEFORE[: BEFORE.rindex("    LEFT JOIN (")]
WORK_OF = UNTIL_INDICATIONS.replace("i.valid_until, e.ends_on", "o.valid_until, e.ends_on") + LATEST + "END $$;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0182_no_door_within_another")]
    operations = [migrations.RunSQL(WORK_OF, BEFORE)]
