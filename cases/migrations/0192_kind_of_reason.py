from django.db import migrations, models

# At the end, as the column itself: the history takes a row over as it is.
FORMER = "ALTER TABLE cases_correction_history ADD COLUMN kind varchar(20) NOT NULL DEFAULT '';"
NO_FORMER = "ALTER TABLE cases_correction_history DROP COLUMN kind;"
# As 0165 made it, but that the kind of reason is of the correction too.
JUDGED = """
CREATE OR REPLACE FUNCTION correction_is_judged() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
-- By a controller who did not make it, once; and of the correction itself nothing else changes with it (R77).
BEGIN
    IF OLD.verdict <> '' THEN
        RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
    ELSIF NEW.verdict = '' THEN
        IF asker_role() = 'controller' THEN
            RAISE EXCEPTION 'Een controller verandert geen correctie.' USING ERRCODE = '42501';
        END IF;
    ELSIF asker_role() IS DISTINCT FROM 'controller' THEN
        RAISE EXCEPTION 'Een controller oordeelt over een correctie in een afgesloten jaar.' USING ERRCODE = '42501';
    ELSIF OLD.recorded_by = current_setting('portal.asker', true) THEN
        RAISE EXCEPTION 'Wie verbetert, geeft niet ook akkoord. Vraag een tweede persoon.' USING ERRCODE = '42501';
    ELSIF (NEW.employee_id, NEW.because, NEW.reports, NEW.starts_on, NEW.ends_on, NEW.closed_years{new})
            IS DISTINCT FROM
            (OLD.employee_id, OLD.because, OLD.reports, OLD.starts_on, OLD.ends_on, OLD.closed_years{old})
    THEN
        RAISE EXCEPTION 'Wie oordeelt, verandert de correctie niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """A reason is one of a few kinds, with words where they are needed (R75)."""

    dependencies = [("cases", "0191_decision_number")]
    operations = [
        migrations.AddField(
            model_name="correction",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("late_melding", "te laat doorgegeven"),
                    ("verkeerde_invoer", "verkeerd ingevoerd"),
                    ("besluit", "besluit met terugwerkende kracht"),
                    ("controle", "herstel na controle"),
                    ("anders", "anders"),
                ],
                db_default="",
                max_length=20,
                verbose_name="reden",
            ),
        ),
        migrations.RunSQL(FORMER, NO_FORMER),
        migrations.RunSQL(JUDGED.format(new=", NEW.kind", old=", OLD.kind"), JUDGED.format(new="", old="")),
        migrations.AlterField(
            model_name="correction",
            name="because",
            field=models.CharField(blank=True, max_length=200, verbose_name="toelichting"),
        ),
        migrations.RemoveConstraint(model_name="correction", name="correction_has_a_reason"),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", ""), _negated=True),
                    models.Q(("kind__in", ["", "anders"]), _negated=True),
                    _connector="OR",
                ),
                name="correction_has_a_reason",
                violation_error_message="Kies een reden. Schrijf bij “anders” welke.",
            ),
        ),
    ]
