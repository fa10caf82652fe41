from django.db import migrations

FREEZE = """
CREATE FUNCTION keep_report_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only its state and signatures move; what it says does not (R74).
    IF TG_OP = 'UPDATE' AND (NEW.period, NEW.edition, NEW.known_on, NEW.content, NEW.fingerprint, NEW.made_at)
            IS NOT DISTINCT FROM (OLD.period, OLD.edition, OLD.known_on, OLD.content, OLD.fingerprint, OLD.made_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Een rapport verandert niet meer. Maak een nieuwe uitgave.' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON reports_report FOR EACH ROW EXECUTE FUNCTION keep_report_frozen();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON reports_frozenstand FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON reports_reportfile FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
THAW = """
DROP TRIGGER frozen ON reports_reportfile;
DROP TRIGGER frozen ON reports_frozenstand;
DROP TRIGGER frozen ON reports_report;
DROP FUNCTION keep_report_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports"), ("municipalities", "0001_recording")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
