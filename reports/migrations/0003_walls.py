from django.db import migrations

from cases.walls import guard
from municipalities.walls import PROCESS, guard_with

READERS = "asker_role() IN ('consulent', 'controller', 'board_member')"
CONTROLLER = "asker_role() = 'controller'"


class Migration(migrations.Migration):
    """A frozen stand is about a person too; a draft holds small cells unmasked, and is for who makes and checks it.

    A move is seen from both sides of a quarter: hence the three months.
    """

    dependencies = [("reports", "0002_frozen"), ("cases", "0006_walls")]
    operations = [
        *guard("reports_frozenstand", first="(month_end - interval '3 months')", last="month_end", history=False),
        guard_with(
            "reports_report",
            select=f"{PROCESS} OR {CONTROLLER} OR ({READERS} AND released_at IS NOT NULL)",
            insert=PROCESS,
            update=f"{PROCESS} OR {CONTROLLER}",
        ),
        guard_with(
            "reports_reportfile",
            select=f"{PROCESS} OR {READERS}",
            insert=f"{PROCESS} OR {CONTROLLER}",
        ),
    ]
