import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import municipalities.models
from municipalities.recorded import keep_history
from municipalities.walls import PROCESS, guard_with

# The former rows get the new columns too, in the same order.
COLUMNS = "ALTER TABLE cases_employment_history ADD COLUMN continues_id bigint, ADD COLUMN transfer_id bigint"
NO_COLUMNS = "ALTER TABLE cases_employment_history DROP COLUMN transfer_id, DROP COLUMN continues_id"
OWN = "municipality_id = asker_municipality()"
READ = f"{PROCESS} OR (asker_role() IN ('consulent', 'controller') AND {OWN})"
WRITE = f"{PROCESS} OR (asker_role() = 'consulent' AND {OWN})"


class Migration(migrations.Migration):
    """An employment continues another, by a transfer of one municipality."""

    dependencies = [
        ("cases", "0031_fee_floor"),
        ("municipalities", "0014_second_factor_reset"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="employment",
            name="continues",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="cases.employment",
                verbose_name="voortzetting van",
            ),
        ),
        migrations.CreateModel(
            name="Transfer",
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
                ("starts_on", models.DateField(verbose_name="eerste dag bij de nieuwe")),
                ("people", models.PositiveIntegerField(verbose_name="aantal mensen")),
                ("done_on", models.DateField(default=municipalities.models.today, verbose_name="gedaan op")),
                ("undone_on", models.DateField(null=True, verbose_name="ongedaan gemaakt op")),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gedaan door",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                        verbose_name="nieuwe werkgever",
                    ),
                ),
                (
                    "executor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                        verbose_name="nieuwe uitvoerder",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ongedaan gemaakt door",
                    ),
                ),
            ],
            options={
                "verbose_name": "overgang",
                "verbose_name_plural": "overgangen",
                "ordering": ["-done_on", "-id"],
            },
        ),
        migrations.AddField(
            model_name="employment",
            name="transfer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="employments",
                to="cases.transfer",
                verbose_name="overgang",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("employer__isnull", False), ("executor__isnull", False), _connector="OR"),
                name="transfer_changes_something",
                violation_error_message="Kies een andere werkgever of een andere uitvoerder.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_by", None), ("undone_on", None)),
                    models.Q(("undone_by__isnull", False), ("undone_on__isnull", False)),
                    _connector="OR",
                ),
                name="transfer_undone_by_and_on_come_as_a_pair",
                violation_error_message="Bij ongedaan maken horen een dag en een naam.",
            ),
        ),
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
        keep_history("cases_transfer"),
        guard_with("cases_transfer", select=READ, insert=WRITE, update=WRITE),
        guard_with("cases_transfer_history", select=READ),
    ]
