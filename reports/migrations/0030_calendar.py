import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import PROCESS, guard_with

TABLES = ("reports_meeting", "reports_donetask")
READS = f"{PROCESS} OR asker_role() IN ('controller', 'board_member')"
WRITES = f"{PROCESS} OR asker_role() = 'controller'"
NOT_BEFOREHAND = """
ALTER TABLE reports_donetask ADD CONSTRAINT task_not_done_beforehand
    CHECK (done_on <= (recorded_at AT TIME ZONE 'Europe/Amsterdam')::date);
"""
MAY_BE_BEFOREHAND = "ALTER TABLE reports_donetask DROP CONSTRAINT task_not_done_beforehand"


class Migration(migrations.Migration):
    """The days on which the AB decides, and what of the P&C calendar is done: each in the own name."""

    dependencies = [
        ("municipalities", "0031_who_writes"),
        ("reports", "0024_restatement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
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
                (
                    "held_on",
                    models.DateField(
                        error_messages={"unique": "Op deze dag staat er al een vergadering. Wijzig die."},
                        unique=True,
                        verbose_name="dag",
                    ),
                ),
                (
                    "budget_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stelt de begroting vast van"),
                ),
                (
                    "account_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="stelt de jaarrekening vast van"
                    ),
                ),
            ],
            options={
                "verbose_name": "vergadering van het AB",
                "verbose_name_plural": "vergaderingen van het AB",
                "ordering": ["held_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("budget_year",),
                        name="one_meeting_decides_a_budget",
                        violation_error_message="Een andere vergadering stelt deze begroting al vast.",
                    ),
                    models.UniqueConstraint(
                        fields=("account_year",),
                        name="one_meeting_decides_an_account",
                        violation_error_message="Een andere vergadering stelt deze jaarrekening al vast.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_year", None), ("held_on__year__lt", models.F("budget_year")), _connector="OR"
                        ),
                        name="meeting_before_its_budget",
                        violation_error_message="Een begroting wordt vastgesteld voor haar jaar (Wgr art. 34 lid 1).",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("account_year", None), ("held_on__year__gt", models.F("account_year")), _connector="OR"
                        ),
                        name="meeting_after_its_account",
                        violation_error_message="Een jaarrekening wordt vastgesteld na het jaar (Wgr art. 34 lid 3).",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DoneTask",
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
                ("rule", models.SlugField(max_length=30, verbose_name="taak")),
                ("about", models.CharField(max_length=6, verbose_name="over")),
                ("done_on", models.DateField(verbose_name="gedaan op")),
                ("undone_on", models.DateField(null=True, verbose_name="teruggehaald op")),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door wie",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="teruggehaald door",
                    ),
                ),
            ],
            options={
                "verbose_name": "gedane taak van de kalender",
                "verbose_name_plural": "gedane taken van de kalender",
                "ordering": ["done_on"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_on", None)),
                        fields=("rule", "about"),
                        name="a_task_is_done_once",
                        violation_error_message="Deze taak is al gedaan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_by", None), ("undone_on", None)),
                            models.Q(("undone_by__isnull", False), ("undone_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="task_undone_by_and_on_come_as_a_pair",
                    ),
                ],
            },
        ),
        keep_history(*TABLES),
        *[guard_with(table, select=READS, insert=WRITES, update=WRITES) for table in TABLES],
        *[guard_with(f"{table}_history", select=READS) for table in TABLES],
        signed("reports_donetask", "done_by_id"),
        signed("reports_donetask", "undone_by_id", "undone_on"),
        stands("reports_donetask", "undone_by_id", "undone_on"),
        migrations.RunSQL(NOT_BEFOREHAND, MAY_BE_BEFOREHAND),
    ]
