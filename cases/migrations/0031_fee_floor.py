from datetime import date

from django.db import migrations

NAME = "fee_floor_per_hour"


def add(apps, schema_editor):
    """What lending somebody costs at least, so that competition is not distorted (Wsw art. 5)."""
    apps.get_model("cases", "Parameter").objects.create(
        name=NAME,
        value="8.00",
        unit="euro/hour",
        starts_on=date(2015, 1, 1),
        source="assumption: policy on Wsw art. 5, to be set by the controller",
    )


def remove(apps, schema_editor):
    apps.get_model("cases", "Parameter").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_hirers_and_contracts")]
    operations = [migrations.RunPython(add, remove)]
