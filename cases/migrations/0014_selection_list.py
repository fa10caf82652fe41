import csv
from datetime import date
from pathlib import Path

from django.db import migrations

from municipalities.recorded import keep_history

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, schema_editor):
    """The selection list, each line with its dates and source: data/selection_list.csv."""
    with (DATA / "selection_list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    apps.get_model("cases", "RetentionTerm").objects.bulk_create(
        apps.get_model("cases", "RetentionTerm")(
            kind=row["kind"],
            label=row["label"],
            process=row["process"],
            result=row["result"],
            years=row["years"] or None,
            days=row["days"] or None,
            begins=row["begins"],
            starts_on=date.fromisoformat(row["valid_from"]),
            ends_on=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
        )
        for row in rows
    )


def unload(apps, schema_editor):
    apps.get_model("cases", "RetentionTerm").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_retention")]
    operations = [
        keep_history("cases_retentionterm", "cases_retentionhold"),
        migrations.RunPython(load, unload),
    ]
