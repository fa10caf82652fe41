from django.db import migrations

from cases.walls import guard
from municipalities.walls import PROCESS, guard_with

OFFICER = "asker_role() = 'privacy_officer'"
# The privacy officer sees all lists, the controller those of the own municipality; neither sees a dossier by it.
LIST = f"{PROCESS} OR {OFFICER} OR (asker_role() = 'controller' AND municipality_id = asker_municipality())"
OF_A_LIST = "EXISTS (SELECT 1 FROM cases_destructionlist l WHERE l.id = {table}.list_id)"


class Migration(migrations.Migration):
    """Who may know of a hold, a destruction list and its certificate. The ledger is the owner's to write."""

    dependencies = [("cases", "0015_destruction")]
    operations = [
        *guard("cases_retentionhold", first="starts_on", last="ends_on", whole=True),
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
