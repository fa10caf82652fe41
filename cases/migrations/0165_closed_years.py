import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from municipalities.signing import signed

# In the order of the columns themselves: the history takes a row over as it is.
FORMER = """
ALTER TABLE cases_correction_history
    ADD COLUMN closed_years varchar(200) NOT NULL DEFAULT '',
    ADD COLUMN verdict varchar(10) NOT NULL DEFAULT '',
    ADD COLUMN verdict_note varchar(300) NOT NULL DEFAULT '',
    ADD COLUMN decided_at timestamptz,
    ADD COLUMN decided_by_id bigint;
"""
NO_FORMER = """
ALTER TABLE cases_correction_history DROP COLUMN closed_years, DROP COLUMN verdict, DROP COLUMN verdict_note,
    DROP COLUMN decided_at, DROP COLUMN decided_by_id;
"""
DECIDED = """
CREATE FUNCTION correction_is_judged() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
    ELSIF (NEW.employee_id, NEW.because, NEW.reports, NEW.starts_on, NEW.ends_on, NEW.closed_years)
            IS DISTINCT FROM (OLD.employee_id, OLD.because, OLD.reports, OLD.starts_on, OLD.ends_on, OLD.closed_years)
    THEN
        RAISE EXCEPTION 'Wie oordeelt, verandert de correctie niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_judged BEFORE UPDATE ON cases_correction FOR EACH ROW EXECUTE FUNCTION correction_is_judged();

CREATE FUNCTION correction_is_not_judged_yet() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.verdict <> '' THEN
        RAISE EXCEPTION 'Een correctie wacht eerst op een controller.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_not_judged_yet BEFORE INSERT ON cases_correction
    FOR EACH ROW EXECUTE FUNCTION correction_is_not_judged_yet();

CREATE FUNCTION correction_in_a_closed_year_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
-- Only with the whole dossier it goes.
BEGIN
    IF OLD.closed_years <> '' AND NOT asker_is_process() THEN
        RAISE EXCEPTION 'Een correctie in een afgesloten jaar blijft staan.' USING ERRCODE = '42501';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER b_stays BEFORE DELETE ON cases_correction
    FOR EACH ROW EXECUTE FUNCTION correction_in_a_closed_year_stays();

-- Whoever may see it; what they may change of it says the trigger.
CREATE POLICY controller_judges ON cases_correction FOR UPDATE
    USING (asker_role() = 'controller' AND EXISTS (
        SELECT 1 FROM cases_door d WHERE d.employee_id = cases_correction.employee_id AND d.holder = asker_holder()));
"""
NOT_DECIDED = """
DROP POLICY controller_judges ON cases_correction;
DROP TRIGGER b_stays ON cases_correction;
DROP FUNCTION correction_in_a_closed_year_stays();
DROP TRIGGER b_not_judged_yet ON cases_correction;
DROP FUNCTION correction_is_not_judged_yet();
DROP TRIGGER b_judged ON cases_correction;
DROP FUNCTION correction_is_judged();
"""


def text(label: str, length: int, **more: object) -> models.CharField:
    return models.CharField(blank=True, default="", max_length=length, verbose_name=label, **more)


class Migration(migrations.Migration):
    """Which closed years a correction touches, and what a controller says of it (R77)."""

    dependencies = [
        ("cases", "0151_floor_of_terms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "correction", "closed_years", text("afgesloten jaren", 200, editable=False), preserve_default=False
        ),
        migrations.AddField(
            "correction",
            "verdict",
            text("oordeel", 10, choices=[("akkoord", "akkoord"), ("geweigerd", "geweigerd")]),
            preserve_default=False,
        ),
        migrations.AddField(
            "correction", "verdict_note", text("toelichting voor de accountant", 300), preserve_default=False
        ),
        migrations.AddField("correction", "decided_at", models.DateTimeField(null=True, verbose_name="geoordeeld op")),
        migrations.AddField(
            "correction",
            "decided_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="controller die oordeelde",
            ),
        ),
        migrations.RunSQL(FORMER, NO_FORMER),
        migrations.AddConstraint(
            "correction",
            models.CheckConstraint(
                condition=models.Q(verdict="", verdict_note="", decided_by=None, decided_at=None)
                | (
                    ~models.Q(verdict="")
                    & ~models.Q(closed_years="")
                    & models.Q(verdict_note__regex=r"\S", decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="correction_decided_by_name_with_a_note",
                violation_error_message="Bij een oordeel horen een naam en een toelichting.",
            ),
        ),
        signed("cases_correction", "decided_by_id", "decided_at"),
        migrations.RunSQL(DECIDED, NOT_DECIDED),
    ]
