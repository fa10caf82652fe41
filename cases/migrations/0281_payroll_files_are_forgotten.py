"""Which files of payroll were read is forgotten with their financial year, by the portal itself (R88)."""

from django.db import migrations

FORGETS = """
CREATE POLICY asker_deletes ON cases_payrollupload FOR DELETE
    USING (asker_is_process() AND (date_trunc('year', month) + interval '8 years')::date
        <= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0280_move_taken_back")]
    operations = [migrations.RunSQL(FORGETS, "DROP POLICY asker_deletes ON cases_payrollupload")]
