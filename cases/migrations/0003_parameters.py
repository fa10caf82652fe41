import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, schema_editor):
    """The law's and the sector's numbers, each with its dates and source: data/parameters.csv, data/aow_age.csv."""
    apps.get_model("cases", "Parameter").objects.bulk_create(
        apps.get_model("cases", "Parameter")(
            name=row["name"],
            value=row["value"],
            unit=row["unit"],
            starts_on=date.fromisoformat(row["valid_from"]),
            ends_on=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
        )
        for row in _rows("parameters.csv")
    )
    apps.get_model("cases", "AowAge").objects.bulk_create(
        apps.get_model("cases", "AowAge")(**row) for row in _rows("aow_age.csv")
    )


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unload(apps, schema_editor):
    for model in ("Parameter", "AowAge"):
        apps.get_model("cases", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_rules_and_history")]
    operations = [migrations.RunPython(load, unload)]
