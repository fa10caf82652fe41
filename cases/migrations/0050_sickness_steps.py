import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from cases.walls import guard
from municipalities.recorded import keep_history

ABOUT = """
CREATE TRIGGER a_about_whom BEFORE INSERT OR UPDATE ON cases_poortwachterstep
    FOR EACH ROW EXECUTE FUNCTION fill_about_whom('cases_sickspell', 'spell_id');
CREATE INDEX cases_poortwachterstep_history_about_whom ON cases_poortwachterstep_history (employee_id);

CREATE OR REPLACE FUNCTION follow_about_whom() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- What lies under a row that moves to another person moves along.
BEGIN
    IF TG_TABLE_NAME = 'cases_employment' THEN
        UPDATE cases_contracthours SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
        UPDATE cases_leave SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
        UPDATE cases_placement SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
    ELSE
        UPDATE cases_sickpercentage SET employee_id = NEW.employee_id WHERE spell_id = NEW.id;
        UPDATE cases_poortwachterstep SET employee_id = NEW.employee_id WHERE spell_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
"""
NOT_ABOUT = """
CREATE OR REPLACE FUNCTION follow_about_whom() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'cases_employment' THEN
        UPDATE cases_contracthours SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
        UPDATE cases_leave SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
        UPDATE cases_placement SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
    ELSE
        UPDATE cases_sickpercentage SET employee_id = NEW.employee_id WHERE spell_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER a_about_whom ON cases_poortwachterstep;
"""


class Migration(migrations.Migration):
    """Which steps of a long spell were taken; a spell has an address of its own."""

    dependencies = [("cases", "0020_corrections")]
    operations = [
        migrations.AddField(
            "sickspell",
            "key",
            models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True),
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_sickspell_history ADD COLUMN key uuid",
            "ALTER TABLE cases_sickspell_history DROP COLUMN key",
        ),
        migrations.CreateModel(
            name="PoortwachterStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="vastgelegd op",
                    ),
                ),
                (
                    "recorded_by",
                    models.CharField(db_default="", editable=False, max_length=64, verbose_name="vastgelegd door"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("melding", "melding bij de arbodienst"),
                            ("probleemanalyse", "probleemanalyse"),
                            ("plan_van_aanpak", "plan van aanpak"),
                            ("voortgang", "voortgangsgesprek"),
                            ("week_42", "42e-weekmelding bij UWV"),
                            ("eerstejaarsevaluatie", "eerstejaarsevaluatie"),
                            ("tweede_spoor", "begin van het tweede spoor"),
                            ("reintegratieverslag", "re-integratieverslag"),
                            ("wia_aanvraag", "WIA-aanvraag"),
                        ],
                        max_length=20,
                        verbose_name="stap",
                    ),
                ),
                ("done_on", models.DateField(verbose_name="gezet op")),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.wswemployee",
                    ),
                ),
                (
                    "spell",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.sickspell",
                        verbose_name="verzuim",
                    ),
                ),
            ],
            options={
                "verbose_name": "Poortwachterstap",
                "verbose_name_plural": "Poortwachterstappen",
                "ordering": ["done_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "voortgang"), _negated=True),
                        fields=("spell", "kind"),
                        name="one_poortwachter_step_of_a_kind",
                        violation_error_message="Deze stap staat er al. Wijzig de dag waarop hij is gedaan.",
                    ),
                    models.UniqueConstraint(
                        fields=("spell", "kind", "done_on"),
                        name="one_progress_talk_a_day",
                        violation_error_message="Op deze dag staat al een voortgangsgesprek.",
                    ),
                ],
            },
        ),
        keep_history("cases_poortwachterstep"),
        *guard("cases_poortwachterstep", first="done_on"),
        migrations.RunSQL(ABOUT, NOT_ABOUT),
    ]
