from datetime import date

from django.db import migrations

FIRST = date(1998, 1, 1)  # the Wsw of now began: an assessment of any day has a list
WHY = "De eerste lijst: wat iemand op het werk kan, in woorden over het werk."
STEPS = [
    "lukt nog niet",
    "lukt met veel hulp",
    "lukt met een beetje hulp",
    "lukt zelf",
    "lukt zelf, ook als het druk is",
]
ABILITIES = [
    ("Werktempo", "Het werk afkrijgen in de tijd die ervoor staat."),
    ("Nauwkeurigheid", "Het werk doen zoals het hoort, met weinig fouten."),
    ("Zelfstandig werken", "Weten wat er moet gebeuren en doorgaan zonder dat er iemand bij staat."),
    ("Samenwerken", "Samen met anderen werken, overleggen en elkaar helpen."),
    ("Afspraken nakomen", "Op tijd komen en doen wat is afgesproken."),
    ("Omgaan met veranderingen", "Doorwerken als de taak, de plek of de ploeg anders wordt."),
    ("Lichamelijk werk", "Tillen, staan, lopen en reiken zoals het werk dat vraagt."),
]


def publish(apps, schema_editor):
    """The first list, of the portal itself."""
    made = apps.get_model("cases", "AbilityList").objects.create(
        starts_on=FIRST, steps=STEPS, why=WHY, published_on=FIRST
    )
    for number, (name, meaning) in enumerate(ABILITIES, 1):
        apps.get_model("cases", "Ability").objects.create(ability_list=made, number=number, name=name, meaning=meaning)


def take_away(apps, schema_editor):
    apps.get_model("cases", "Ability").objects.all().delete()
    apps.get_model("cases", "AbilityList").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0301_work_ability_walls")]
    operations = [migrations.RunPython(publish, take_away)]
