from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from municipalities.recorded import DROP_FUNCTIONS, FUNCTIONS


class Migration(migrations.Migration):
    """What the tables stand on: the extensions, and the functions that record every change."""

    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    ]
