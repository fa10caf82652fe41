import importlib

from django.db import migrations, models
from django.db.models import Q

NOBODY = """
CREATE FUNCTION merges_nobody_decides(day date) RETURNS SETOF bigint LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    -- Open proposals about two of whom no municipality keeps both on `day`. As a process: it sees every door.
    SELECT m.id FROM cases_personmerge m WHERE m.state = 'voorgesteld' AND NOT EXISTS (
        SELECT 1 FROM cases_door one JOIN cases_door other ON other.holder = one.holder
        WHERE one.employee_id = m.employee_id AND other.employee_id = m.gone_id AND one.holder LIKE 'gemeente:%'
            AND one.opens_on <= day AND one.closes_on >= day AND one.sees_until >= day
            AND other.opens_on <= day AND other.closes_on >= day AND other.sees_until >= day)
    ORDER BY m.id
$$;
"""
NO_NOBODY = "DROP FUNCTION merges_nobody_decides(date);"

_RULES = importlib.import_module("cases.migrations.0291_person_merge_walls").RULES_OF_MERGES
BEFORE = _RULES[: _RULES.index("CREATE TRIGGER b_rules")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
DECIDED = "NEW.state NOT IN ('afgewezen', 'ingetrokken'))"
LAPSES = """NEW.state NOT IN ('afgewezen', 'ingetrokken')
            AND NOT (NEW.state = 'vervallen' AND asker_is_process() AND NEW.refusal = ''))"""


class Migration(migrations.Migration):
    """A proposal of which nobody sees both people any more lapses, by a process; people sign, and so cannot."""

    dependencies = [("cases", "0305_destruction_waits_for_nobody")]
    operations = [
        migrations.AlterField(
            "personmerge",
            "state",
            models.CharField(
                choices=[
                    ("voorgesteld", "voorgesteld"),
                    ("uitgevoerd", "uitgevoerd"),
                    ("afgewezen", "afgewezen"),
                    ("ingetrokken", "ingetrokken"),
                    ("vervallen", "vervallen"),
                ],
                default="voorgesteld",
                max_length=15,
                verbose_name="stand",
            ),
        ),
        migrations.RemoveConstraint("personmerge", "merge_decided_on_and_by_come_as_a_pair"),
        migrations.AddConstraint(
            "personmerge",
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_on=None, state="voorgesteld")
                | Q(decided_by=None, decided_on__isnull=False, state="vervallen")
                | (~Q(state__in=["voorgesteld", "vervallen"]) & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="merge_decided_on_and_by_come_as_a_pair",
                violation_error_message="Bij een besluit horen een dag en een naam.",
            ),
        ),
        migrations.RunSQL(NOBODY, NO_NOBODY),
        migrations.RunSQL(BEFORE.replace(DECIDED, LAPSES), BEFORE),
    ]
