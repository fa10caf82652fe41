import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from cases.walls import guard
from municipalities.recorded import keep_history


class Migration(migrations.Migration):
    """Why something was changed that released figures rest on."""

    dependencies = [
        ("cases", "0032_transfers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="vastgelegd op",
                    ),
                ),
                (
                    "recorded_by",
                    models.CharField(db_default="", editable=False, max_length=64, verbose_name="vastgelegd door"),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("because", models.CharField(max_length=200, verbose_name="reden")),
                ("reports", models.CharField(max_length=400, verbose_name="geraakte rapporten")),
                ("starts_on", models.DateField(verbose_name="eerste stand")),
                ("ends_on", models.DateField(verbose_name="laatste stand")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="cases.wswemployee",
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={
                "verbose_name": "correctie",
                "verbose_name_plural": "correcties",
                "ordering": ["recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="correction_ends_after_it_begins",
                        violation_error_message="De laatste dag ligt voor de eerste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True),
                        name="correction_has_a_reason",
                        violation_error_message="Schrijf waarom dit wordt verbeterd.",
                    ),
                ],
            },
        ),
        keep_history("cases_correction"),
        *guard("cases_correction", first="starts_on", last="ends_on"),
    ]
