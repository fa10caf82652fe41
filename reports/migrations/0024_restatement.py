import uuid

import django.db.models.deletion
from django.db import migrations, models

from municipalities.walls import PROCESS, guard_with

# Who sees the reports that are laid side by side, sees what differs between them.
SEEN = """(asker_role() = 'controller' OR (asker_role() IN ('consulent', 'board_member')
    AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND r.released_at IS NOT NULL)
    AND (edition_id IS NULL
        OR EXISTS (SELECT 1 FROM reports_report r WHERE r.id = edition_id AND r.released_at IS NOT NULL))))"""


class Migration(migrations.Migration):
    """A report beside what is known now, worked out by a task: seen by who sees the report."""

    dependencies = [
        ("reports", "0023_edition_chain_holds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Restatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("known_on", models.DateTimeField(verbose_name="zoals bekend op")),
                ("content", models.JSONField(null=True, verbose_name="inhoud")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="vingerafdruk")),
                ("splits", models.JSONField(verbose_name="verschillen, uitgelegd")),
                ("made_at", models.DateTimeField(auto_now=True, verbose_name="gemaakt op")),
                (
                    "edition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.report",
                        verbose_name="latere uitgave",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restatements",
                        to="reports.report",
                        verbose_name="zoals gerapporteerd",
                    ),
                ),
            ],
            options={
                "verbose_name": "vergelijking",
                "verbose_name_plural": "vergelijkingen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "edition"), name="one_restatement_each", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("edition", None), models.Q(("edition", models.F("report")), _negated=True), _connector="OR"
                        ),
                        name="not_beside_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content__isnull", False), ("edition", None)),
                            models.Q(("content__isnull", True), ("edition__isnull", False)),
                            _connector="OR",
                        ),
                        name="content_of_what_is_no_edition",
                    ),
                ],
            },
        ),
        guard_with("reports_restatement", select=f"{PROCESS} OR {SEEN}", insert=PROCESS, update=PROCESS),
    ]
