from django.db import migrations

from municipalities.recorded import keep_history
from municipalities.walls import PROCESS, guard_with

HANDLES = f"{PROCESS} OR asker_role() = 'privacy_officer'"
OWN = "saved_by_id = asker_user()"


class Migration(migrations.Migration):
    """Requests are the privacy officer's; the nature of a limitation is no role's at all."""

    dependencies = [("cases", "0008_privacy"), ("municipalities", "0005_asker")]
    operations = [
        keep_history("cases_privacyrequest", "cases_limitation"),
        guard_with("cases_privacyrequest", select=HANDLES, insert=HANDLES, update=HANDLES, delete=PROCESS),
        guard_with("cases_privacyrequest_history", select=HANDLES),
        guard_with("cases_limitation", select=PROCESS, insert=PROCESS, update=PROCESS, delete=PROCESS),
        guard_with("cases_limitation_history", select=PROCESS),
        # Who saved it may see their own row: it comes back when it is written.
        guard_with(
            "cases_overriddenwarning", select=f"{HANDLES} OR {OWN}", insert=f"{PROCESS} OR {OWN}", delete=PROCESS
        ),
    ]
