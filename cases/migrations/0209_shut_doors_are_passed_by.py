import django.db.models.deletion
from django.db import migrations, models

PERSON = models.ForeignKey(
    "cases.wswemployee",
    django.db.models.deletion.DO_NOTHING,
    db_constraint=False,
    db_index=False,
    related_name="doors",
    verbose_name="medewerker",
)
OPEN = models.Index(
    fields=["holder", "closes_on"], include=["employee", "opens_on", "sees_from", "sees_until"], name="door_of"
)


class Migration(migrations.Migration):
    """The list asks for all doors of a holder twice, as code and as wall; a third of them is shut for good."""

    dependencies = [("cases", "0208_who_left_reads_no_later_word")]
    operations = [
        migrations.RemoveIndex("door", "door_of"),
        migrations.AlterField("door", "employee", PERSON),  # door_to begins with the person too
        migrations.AddIndex("door", OPEN),
    ]
