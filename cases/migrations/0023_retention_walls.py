from django.db import migrations

from municipalities.walls import PROCESS, guard_with

OFFICER = "asker_role() = 'privacy_officer'"
DOOR = "EXISTS (SELECT 1 FROM cases_door d WHERE d.employee_id = {table}.employee_id)"
OPEN_DOOR = DOOR.removesuffix(")") + " AND d.sees_until >= asker_day())"
# The privacy officer sees all lists, the controller those of the own municipality; neither sees a dossier by it.
LIST = f"{PROCESS} OR {OFFICER} OR (asker_role() = 'controller' AND municipality_id = asker_municipality())"
OF_A_LIST = "EXISTS (SELECT 1 FROM cases_destructionlist l WHERE l.id = {table}.list_id)"


class Migration(migrations.Migration):
    """Who may know of a hold, a destruction list, its ledger and its certificate. The ledger is the owner's to write."""

    dependencies = [("cases", "0022_destruction")]
    operations = [
        guard_with(
            "cases_retentionhold",
            select=f"{PROCESS} OR {OFFICER} OR {DOOR}",
            insert=f"{PROCESS} OR {OFFICER} OR (asker_registers() AND {OPEN_DOOR})",
            update=f"{PROCESS} OR {OFFICER} OR (asker_registers() AND {OPEN_DOOR})",
        ),
        guard_with("cases_retentionhold_history", select=f"{PROCESS} OR {OFFICER} OR {DOOR}"),
        guard_with("cases_destructionlist", select=LIST, insert=PROCESS, update=LIST, delete=PROCESS),
        guard_with(
            "cases_destructionitem",
            select=OF_A_LIST,
            insert=PROCESS,
            update=f"({PROCESS} OR {OFFICER}) AND {OF_A_LIST}",
            delete=PROCESS,
        ),
        guard_with("cases_destroyed", select=OF_A_LIST),
        guard_with("cases_certificate", select=OF_A_LIST, insert=PROCESS),
    ]
