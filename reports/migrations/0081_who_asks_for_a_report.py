from django.db import migrations

from municipalities.walls import written_by


class Migration(migrations.Migration):
    """Who may have a report made asks for it, also by SQL (decision 0016)."""

    dependencies = [("reports", "0080_content_behind_a_wall")]
    operations = [written_by("reports_production", "controller")]
