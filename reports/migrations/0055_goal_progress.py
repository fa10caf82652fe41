"""How far goals came per quarter and group: written once by a process, read by who reads reports."""

from django.db import migrations, models

from municipalities.walls import PROCESS, guard_with

# A consulent the own municipality; never a person in it. Nobody changes or removes a row.
READS = f"""{PROCESS} OR asker_role() IN ('controller', 'board_member') OR (asker_role() = 'consulent' AND place = (
    SELECT m.cbs_code FROM municipalities_municipality m WHERE m.id = asker_municipality()))"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0040_closed_years"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoalProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=7, verbose_name="kwartaal")),
                ("place", models.CharField(max_length=6, verbose_name="gemeente")),
                ("form", models.CharField(max_length=6, verbose_name="werkvorm")),
                ("people", models.PositiveIntegerField(null=True, verbose_name="mensen")),
                (
                    "moved",
                    models.DecimalField(
                        decimal_places=1, max_digits=4, null=True, verbose_name="verder gekomen, in procenten"
                    ),
                ),
                (
                    "reached",
                    models.DecimalField(
                        decimal_places=1, max_digits=4, null=True, verbose_name="helemaal bereikt, in procenten"
                    ),
                ),
                ("people_mask", models.CharField(blank=True, max_length=3, verbose_name="mensen verborgen")),
                ("moved_mask", models.CharField(blank=True, max_length=3, verbose_name="verder gekomen verborgen")),
                ("reached_mask", models.CharField(blank=True, max_length=3, verbose_name="bereikt verborgen")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
            ],
            options={
                "verbose_name": "voortgang van doelen",
                "verbose_name_plural": "voortgang van doelen",
                "ordering": ["period", "place", "form"],
                "constraints": [
                    models.UniqueConstraint(fields=("period", "place", "form"), name="goal_progress_once"),
                    models.CheckConstraint(
                        condition=models.Q(("people_mask", ""), ("people", None), _connector="OR"),
                        name="goal_progress_hides_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("moved_mask", ""), ("moved", None), _connector="OR"),
                        name="goal_progress_hides_moved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reached_mask", ""), ("reached", None), _connector="OR"),
                        name="goal_progress_hides_reached",
                    ),
                ],
            },
        ),
        guard_with("reports_goalprogress", select=READS, insert=PROCESS),
    ]
