import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# At the end, as the columns themselves: the history takes a row over as it is.
FORMER = """
ALTER TABLE reports_meeting_history ADD COLUMN body varchar(2) NOT NULL DEFAULT 'AB';
ALTER TABLE reports_delivery_history ADD COLUMN meeting_id bigint;
"""
NO_FORMER = """
ALTER TABLE reports_meeting_history DROP COLUMN body;
ALTER TABLE reports_delivery_history DROP COLUMN meeting_id;
"""


class Migration(migrations.Migration):
    """The Dagelijks Bestuur meets too, and who did not open the report is reminded of it (K93)."""

    dependencies = [
        ("reports", "0055_goal_progress"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="meeting",
            options={
                "ordering": ["held_on"],
                "verbose_name": "vergadering van het bestuur",
                "verbose_name_plural": "vergaderingen van het bestuur",
            },
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="told_once_of_an_edition",
        ),
        migrations.AddField(
            model_name="delivery",
            name="meeting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="reports.meeting",
                verbose_name="voor de vergadering",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="body",
            field=models.CharField(
                choices=[("AB", "Algemeen Bestuur"), ("DB", "Dagelijks Bestuur")],
                db_default="AB",
                default="AB",
                max_length=2,
                verbose_name="vergadering van",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="about",
            field=models.CharField(
                choices=[
                    ("uitgave", "het rapport staat klaar"),
                    ("intrekking", "het rapport is ingetrokken"),
                    ("herinner", "herinnering voor een vergadering"),
                ],
                max_length=10,
                verbose_name="waarover",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="held_on",
            field=models.DateField(verbose_name="dag"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("report", "receiver", "about", "meeting"), name="told_once_of_an_edition", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", "herinner"), ("meeting__isnull", False)),
                    models.Q(models.Q(("about", "herinner"), _negated=True), ("meeting", None)),
                    _connector="OR",
                ),
                name="reminded_of_a_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                fields=("body", "held_on"),
                name="one_meeting_of_a_body_a_day",
                violation_error_message="Op deze dag staat er al een vergadering. Wijzig die.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("body", "AB"), models.Q(("account_year", None), ("budget_year", None)), _connector="OR"
                ),
                name="the_ab_decides_on_years",
                violation_error_message="Begroting en jaarrekening stelt het Algemeen Bestuur vast.",
            ),
        ),
        migrations.RunSQL(FORMER, NO_FORMER),
    ]
