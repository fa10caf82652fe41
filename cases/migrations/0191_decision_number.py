from django.db import migrations, models

# At the end, as the column itself: the history takes a row over as it is.
FORMER = "ALTER TABLE cases_indication_history ADD COLUMN number varchar(30) NOT NULL DEFAULT '';"
NO_FORMER = "ALTER TABLE cases_indication_history DROP COLUMN number;"


class Migration(migrations.Migration):
    """A decision of UWV has the number that stands on its letter (features.md 4)."""

    dependencies = [("cases", "0190_search_by_sound")]
    operations = [
        migrations.AddField(
            model_name="indication",
            name="number",
            field=models.CharField(blank=True, db_default="", max_length=30, verbose_name="besluitnummer"),
        ),
        migrations.RunSQL(FORMER, NO_FORMER),
    ]
