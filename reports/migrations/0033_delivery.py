import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import PROCESS, guard_with

MAY = f"{PROCESS} OR asker_role() = 'controller'"
NOT_YET_SENT = f"""({MAY}) AND taken_at IS NULL AND sent_at IS NULL AND attempts = 0
    AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND r.released_at IS NOT NULL)"""
READS = """reader_id = asker_user() AND asker_role() IN ('board_member', 'controller')
    AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND r.released_at IS NOT NULL)"""


class Migration(migrations.Migration):
    """Who is told of a report, and who read it: by controllers and oneself only, and never rewritten."""

    dependencies = [
        ("reports", "0032_withdrawal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
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
                    "about",
                    models.CharField(
                        choices=[("uitgave", "het rapport staat klaar"), ("intrekking", "het rapport is ingetrokken")],
                        max_length=10,
                        verbose_name="waarover",
                    ),
                ),
                ("replaces", models.BooleanField(default=False, verbose_name="vervangt wat iemand al had")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="opgepakt op")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="verstuurd op")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="pogingen")),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ontvanger",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="reports.report",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht over een rapport",
                "verbose_name_plural": "berichten over rapporten",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "receiver", "about"), name="told_once_of_an_edition"),
                    models.CheckConstraint(
                        condition=models.Q(("sent_at", None), ("taken_at__isnull", False), _connector="OR"),
                        name="sent_after_it_was_taken",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                ("form", models.CharField(blank=True, max_length=5, verbose_name="vorm")),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lezer",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="reports.report",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "lezing van een rapport",
                "verbose_name_plural": "lezingen van rapporten",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "reader", "form"), name="read_once_in_a_form")
                ],
            },
        ),
        keep_history("reports_delivery", "reports_reading"),
        guard_with(
            "reports_delivery", select=f"{MAY} OR receiver_id = asker_user()", insert=NOT_YET_SENT, update=PROCESS
        ),
        guard_with("reports_reading", select=f"{MAY} OR reader_id = asker_user()", insert=READS),
        *[guard_with(f"{table}_history", select=MAY) for table in ("reports_delivery", "reports_reading")],
        stands("reports_delivery", "taken_at", "sent_at", "attempts"),
        signed("reports_reading", "reader_id"),
        stands("reports_reading"),
    ]
