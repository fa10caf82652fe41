from django.db import migrations, models

FREEZE = """
CREATE OR REPLACE FUNCTION keep_report_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only its state and signatures of people move; what it says does not (R74), nor its place in the chain.
    IF TG_OP = 'UPDATE' AND (NEW.period, NEW.edition, NEW.known_on, NEW.content, NEW.fingerprint, NEW.made_at,
                NEW.number, NEW.former, NEW.link, NEW.signature, NEW.signed_with)
            IS NOT DISTINCT FROM (OLD.period, OLD.edition, OLD.known_on, OLD.content, OLD.fingerprint, OLD.made_at,
                OLD.number, OLD.former, OLD.link, OLD.signature, OLD.signed_with) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Een rapport verandert niet meer. Maak een nieuwe uitgave.' USING ERRCODE = '42501';
END $$;

CREATE FUNCTION report_is_linked() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- At the end of the chain and nowhere else. The lock is the one of reports/editions.py.
DECLARE last record;
BEGIN
    PERFORM pg_advisory_xact_lock(19680315);
    SELECT number, link INTO last FROM reports_report ORDER BY number DESC LIMIT 1;
    IF NEW.number IS DISTINCT FROM coalesce(last.number, 0) + 1
            OR NEW.former IS DISTINCT FROM coalesce(last.link, repeat('0', 64)) THEN
        RAISE EXCEPTION 'Een nieuwe uitgave komt aan het eind van de keten.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER linked BEFORE INSERT ON reports_report FOR EACH ROW EXECUTE FUNCTION report_is_linked();
"""
THAW = """
DROP TRIGGER linked ON reports_report;
DROP FUNCTION report_is_linked();
CREATE OR REPLACE FUNCTION keep_report_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only its state and signatures move; what it says does not (R74).
    IF TG_OP = 'UPDATE' AND (NEW.period, NEW.edition, NEW.known_on, NEW.content, NEW.fingerprint, NEW.made_at)
            IS NOT DISTINCT FROM (OLD.period, OLD.edition, OLD.known_on, OLD.content, OLD.fingerprint, OLD.made_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Een rapport verandert niet meer. Maak een nieuwe uitgave.' USING ERRCODE = '42501';
END $$;
"""


class Migration(migrations.Migration):
    """Every edition has its place; the database keeps it there."""

    dependencies = [("reports", "0022_editions_linked")]
    operations = [
        migrations.AlterField(
            "report", "number", models.PositiveIntegerField("nummer in de keten", unique=True, editable=False)
        ),
        migrations.AlterField("report", "former", models.CharField("schakel ervoor", max_length=64, editable=False)),
        migrations.AlterField(
            "report", "link", models.CharField("schakel", max_length=64, unique=True, editable=False)
        ),
        migrations.AlterField(
            "report", "signature", models.CharField("handtekening van het portaal", max_length=128, editable=False)
        ),
        migrations.AlterField(
            "report", "signed_with", models.CharField("openbare sleutel", max_length=64, editable=False)
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
