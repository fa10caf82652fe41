from django.db import migrations

from municipalities.recorded import keep_history


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0002_municipalities_and_users")]
    operations = [
        keep_history(
            "municipalities_municipality",
            "municipalities_organisation",
            "municipalities_board",
            "municipalities_boardseat",
            "municipalities_membership",
        )
    ]
