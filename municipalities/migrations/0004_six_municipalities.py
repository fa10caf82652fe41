import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, schema_editor):
    """The six and their board, and the neighbours somebody may move to. CBS codes: data/*.csv."""
    Municipality = apps.get_model("municipalities", "Municipality")
    board = apps.get_model("municipalities", "Board").objects.create(
        name="Dagelijks Bestuur", starts_on=date(2015, 1, 1)
    )
    for row in _rows("municipalities.csv"):
        six = Municipality.objects.create(cbs_code=row["cbs_code"], name=row["name"], slug=row["slug"], takes_part=True)
        board.seats.create(municipality=six)
    for row in _rows("neighbours.csv"):
        Municipality.objects.create(**row)


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unload(apps, schema_editor):
    for model in ("BoardSeat", "Board", "Municipality"):
        apps.get_model("municipalities", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0003_history")]
    operations = [migrations.RunPython(load, unload)]
