import importlib

from django.db import migrations

from cases.walls import reads_otherwise

# A correction has the day of what it corrects, and words of who has the person by now.
KEEPS = "asker_registers()"
OF_THE_PLAN = f"{KEEPS} AND EXISTS (SELECT 1 FROM cases_supportplan a WHERE a.id = {{table}}.plan_id)"  # noqa: S608
READ = {"whole": True, "only": OF_THE_PLAN}
WRITTEN = "greatest({table}.assessed_on, ({table}.recorded_at AT TIME ZONE 'Europe/Amsterdam')::date)"

_LISTS = importlib.import_module("cases.migrations.0301_work_ability_walls").LISTS
BEFORE = _LISTS[_LISTS.index("CREATE FUNCTION ability_list_rules") : _LISTS.index("CREATE TRIGGER c_rules")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
INSERTED = "ELSIF TG_OP = 'INSERT' AND NEW.published_on IS NOT NULL THEN"
SAYS_SOMETHING = f"""ELSIF TG_OP <> 'DELETE' AND (array_ndims(NEW.steps) > 1 OR EXISTS (
            SELECT 1 FROM unnest(NEW.steps) s (step) WHERE btrim(coalesce(s.step, '')) = '')) THEN
        broken := 'ability_list_has_2_to_9_steps';
    {INSERTED}"""  # noqa: S608  no value in it
SAME = "(NEW.starts_on, NEW.steps, NEW.why) IS DISTINCT FROM (OLD.starts_on, OLD.steps, OLD.why)"
ALL_THE_SAME = SAME.replace("(NEW.", "(NEW.key, NEW.").replace("(OLD.", "(OLD.key, OLD.")


class Migration(migrations.Migration):
    """Who left reads no assessment written since (R70). Each step says something; who publishes changes no key."""

    dependencies = [("cases", "0306_merge_of_nobody")]
    operations = [
        *[
            reads_otherwise(table, was=READ | {"first": "assessed_on"}, now=READ | {"first": WRITTEN})
            for table in ("cases_assessment", "cases_assessment_history")
        ],
        migrations.RunSQL(BEFORE.replace(INSERTED, SAYS_SOMETHING).replace(SAME, ALL_THE_SAME), BEFORE),
    ]
