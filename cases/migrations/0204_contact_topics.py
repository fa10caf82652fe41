import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("werkplekbezoek", "werkbezoek"),
    ("telefoon", "telefoon"),
    ("inlener", "met inlener"),
    ("driegesprek", "driegesprek"),
    ("gesprek", "gesprek"),
    ("groep", "groep"),
    ("incident", "incident"),
]
TOPICS = [
    ("werk", "het werk"),
    ("uren", "uren en rooster"),
    ("plek", "andere plek"),
    ("plan", "doelen en plan"),
    ("leren", "leren"),
    ("collegas", "collega's"),
    ("vervoer", "vervoer"),
    ("indicatie", "indicatie"),
    ("thuis", "thuis"),
]
PRESENT = [
    ("medewerker", "medewerker"),
    ("inlener", "inlener"),
    ("familie", "familie of vertegenwoordiger"),
    ("ander", "iemand anders"),
]
# In the order of the columns themselves: the history takes a row over as it is.
FORMER = """
ALTER TABLE cases_contact_history
    ADD COLUMN topics varchar(10)[] NOT NULL DEFAULT '{}',
    ADD COLUMN present varchar(10)[] NOT NULL DEFAULT '{}',
    ADD COLUMN follow_up varchar(200) NOT NULL DEFAULT '';
"""
NO_FORMER = "ALTER TABLE cases_contact_history DROP COLUMN topics, DROP COLUMN present, DROP COLUMN follow_up"


def several(choices: list[tuple[str, str]], name: str) -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(choices=choices, max_length=10),
        blank=True,
        default=list,
        size=None,
        verbose_name=name,
    )


class Migration(migrations.Migration):
    """What a contact was about and who were there, by codes; and an incident, which has a follow-up."""

    dependencies = [("cases", "0203_views_in_order")]

    operations = [
        *[
            migrations.AlterField(
                model_name=model,
                name="kind",
                field=models.CharField(choices=KINDS, max_length=20, verbose_name="soort contact", **default),
            )
            for model, default in (("contact", {}), ("appointment", {"default": "werkplekbezoek"}))
        ],
        migrations.AddField("contact", "topics", several(TOPICS, "onderwerpen")),
        migrations.AddField("contact", "present", several(PRESENT, "wie erbij waren")),
        migrations.AddField(
            "contact",
            "follow_up",
            models.CharField(blank=True, default="", max_length=200, verbose_name="vervolg"),
            preserve_default=False,
        ),
        migrations.RunSQL(FORMER, NO_FORMER),
        migrations.AddConstraint(
            "contact",
            models.CheckConstraint(
                condition=~Q(kind="incident") | ~Q(follow_up=""),
                name="incident_has_a_follow_up",
                violation_error_message="Schrijf wat het vervolg is op dit incident.",
            ),
        ),
        migrations.AddConstraint(
            "contact",
            models.CheckConstraint(
                condition=Q(topics__contained_by=[code for code, _ in TOPICS]),
                name="contact_topics_are_of_the_list",
                violation_error_message="Kies onderwerpen uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            "contact",
            models.CheckConstraint(
                condition=Q(present__contained_by=[code for code, _ in PRESENT]),
                name="contact_present_are_of_the_list",
                violation_error_message="Kies uit de lijst wie erbij waren.",
            ),
        ),
    ]
