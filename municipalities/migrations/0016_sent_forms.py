import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from municipalities.walls import guard_with

# One's own; and what is forgotten, whoever comes by.
ONES_OWN = "asker_is_process() OR user_id = asker_user()"
FORGOTTEN = f"{ONES_OWN} OR sent_at < now() - interval '7 days'"


class Migration(migrations.Migration):
    """Forms that did their work, so that they do it once."""

    dependencies = [("municipalities", "0015_versions")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="kenmerk")),
                ("answer", models.TextField(blank=True, verbose_name="leidde naar")),
                ("sent_at", models.DateTimeField(db_index=True, verbose_name="verstuurd op")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gebruiker",
                    ),
                ),
            ],
            options={"verbose_name": "verstuurd formulier", "verbose_name_plural": "verstuurde formulieren"},
        ),
        guard_with("municipalities_sentform", select=FORGOTTEN, insert=ONES_OWN, update=ONES_OWN, delete=FORGOTTEN),
    ]
