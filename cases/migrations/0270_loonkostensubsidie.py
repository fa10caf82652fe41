"""Loonkostensubsidie as a kind of employment (Participatiewet art. 10c, 10d), outside the closed group of the Wsw."""

from importlib import import_module

from django.db import migrations, models

RULES = import_module("cases.migrations.0002_rules_and_history").EMPLOYMENT_RULES
BREACHES = RULES[: RULES.index("$$;") + 3].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
OF_ANOTHER_LAW = "kind NOT IN ('beschut_werk', 'loonkostensubsidie')"
KINDS = [
    ("wsw_oud", "Wsw, in dienst voor 1998"),
    ("nwsw", "Wsw, in dienst vanaf 1998"),
    ("begeleid_werken", "begeleid werken"),
    ("beschut_werk", "beschut werk"),
    ("loonkostensubsidie", "loonkostensubsidie"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0262_site_of_its_hirer")]
    operations = [
        migrations.AlterField(
            "employment", "kind", models.CharField(choices=KINDS, max_length=20, verbose_name="soort")
        ),
        migrations.RunSQL(BREACHES.replace("kind <> 'beschut_werk'", OF_ANOTHER_LAW), BREACHES),
    ]
