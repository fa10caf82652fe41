import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """When each job of the schedule last ended well, and that jobs are missed (K94)."""

    dependencies = [
        ("municipalities", "0060_calendar_link"),
    ]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="taak")),
                ("done_at", models.DateTimeField(verbose_name="voor het laatst gelukt op")),
                ("failed_at", models.DateTimeField(null=True, verbose_name="voor het laatst mislukt op")),
            ],
            options={
                "verbose_name": "taak die vanzelf gaat",
                "verbose_name_plural": "taken die vanzelf gaan",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="MissedJobs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "seen_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="gezien op"
                    ),
                ),
                ("jobs", models.TextField(verbose_name="welke taken")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="weer in orde op")),
            ],
            options={
                "verbose_name": "gemiste taken",
                "verbose_name_plural": "gemiste taken",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1),
                        condition=models.Q(("ended_at", None)),
                        name="jobs_are_missed_one_time_at_a_time",
                    )
                ],
            },
        ),
    ]
