from django.db import migrations

from municipalities.chain import DROP_FUNCTIONS, DROP_TRIGGERS, FIRST_HEAD, FUNCTIONS, TRIGGERS


class Migration(migrations.Migration):
    """Both logs are only added to, each entry linked to the one before it (`municipalities/chain.py`)."""

    dependencies = [("municipalities", "0006_logs")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(FIRST_HEAD, "DELETE FROM municipalities_chainhead"),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
