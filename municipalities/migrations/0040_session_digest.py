"""The table of sessions holds a digest of the key in the cookie. Old rows hold the key itself: all log in again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0031_who_writes")]

    operations = [
        migrations.RunSQL("DELETE FROM municipalities_session", "DELETE FROM municipalities_session"),
        migrations.AlterField(
            "session",
            "session_key",
            models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="kenmerk"),
        ),
    ]
