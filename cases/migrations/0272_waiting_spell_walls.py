"""Who registers employments keeps the waiting list; a coach reads it. Who never came into service is kept from it."""

from importlib import import_module

from django.db import migrations

from cases.walls import guard
from municipalities.recorded import keep_history

BEFORE = import_module("cases.migrations.0171_records_with_a_term").SHARED
FROM_WORK = "SELECT e.employee_id, max(coalesce(e.ends_on, 'infinity')) AS ended_on FROM cases_employment e\n"
FROM_WORK_OR_THE_LIST = """SELECT e.employee_id, max(coalesce(e.ends_on, 'infinity')) AS ended_on FROM (
            SELECT employee_id, ends_on FROM cases_employment
            UNION ALL SELECT employee_id, ends_on FROM cases_waitingspell) e
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0271_waiting_spell")]
    operations = [
        keep_history("cases_waitingspell"),
        *guard("cases_waitingspell", first="starts_on", last="ends_on", mine="asker_role() = 'consulent'"),
        migrations.RunSQL(BEFORE.replace(FROM_WORK, FROM_WORK_OR_THE_LIST), BEFORE),
    ]
