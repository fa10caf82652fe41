from django.db import migrations, models

PAYERS = [("inlener", "de inlener"), ("uitlener", "de uitlener")]
# In the order of the columns themselves: the history takes a row over as it is.
FORMER = """
ALTER TABLE cases_hirer_history ADD COLUMN banenafspraak boolean;
ALTER TABLE cases_contract_history
    ADD COLUMN travel varchar(10) NOT NULL DEFAULT '',
    ADD COLUMN equipment varchar(10) NOT NULL DEFAULT '',
    ADD COLUMN waadi_on date,
    ADD COLUMN wka boolean;
"""
NO_FORMER = """
ALTER TABLE cases_hirer_history DROP COLUMN banenafspraak;
ALTER TABLE cases_contract_history DROP COLUMN travel, DROP COLUMN equipment, DROP COLUMN waadi_on, DROP COLUMN wka;
"""


class Migration(migrations.Migration):
    """What else is agreed with a hirer (domain.md 3.2): travel, tools, Waadi, WKA, and the banenafspraak."""

    dependencies = [("cases", "0110_why_an_appointment")]

    operations = [
        migrations.AddField(
            model_name="hirer",
            name="banenafspraak",
            field=models.BooleanField(blank=True, null=True, verbose_name="telt mee voor de banenafspraak"),
        ),
        migrations.AddField(
            model_name="contract",
            name="travel",
            field=models.CharField(
                blank=True, choices=PAYERS, default="", max_length=10, verbose_name="reiskosten voor"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="contract",
            name="equipment",
            field=models.CharField(
                blank=True,
                choices=PAYERS,
                default="",
                max_length=10,
                verbose_name="gereedschap en beschermingsmiddelen van",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="contract",
            name="waadi_on",
            field=models.DateField(blank=True, null=True, verbose_name="Waadi-registratie nagekeken op"),
        ),
        migrations.AddField(
            model_name="contract",
            name="wka",
            field=models.BooleanField(blank=True, null=True, verbose_name="WKA: een deel gaat naar de g-rekening"),
        ),
        migrations.RunSQL(FORMER, NO_FORMER),
    ]
