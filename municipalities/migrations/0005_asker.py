from django.db import migrations, models

from municipalities.walls import ASKER, NO_ASKER


class Migration(migrations.Migration):
    """Who is asking, as the database can look it up."""

    dependencies = [("municipalities", "0004_six_municipalities")]
    operations = [
        migrations.CreateModel(
            name="RegisteredProcess",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="naam")),
            ],
            options={"verbose_name": "geregistreerd proces", "verbose_name_plural": "geregistreerde processen"},
        ),
        migrations.RunSQL(ASKER, NO_ASKER),
    ]
