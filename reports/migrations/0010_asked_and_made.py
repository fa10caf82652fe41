from django.db import migrations

from municipalities.signing import signed, stands


class Migration(migrations.Migration):
    """Who asks for a report does it in the own name, and a report keeps the name of who asked for it."""

    dependencies = [("reports", "0004_signing"), ("municipalities", "0030_yearly_signatures")]
    operations = [
        signed("reports_production", "requested_by_id"),
        stands("reports_report", "state", "checked_by_id", "checked_at", "released_by_id", "released_at"),
    ]
