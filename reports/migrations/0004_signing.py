from django.db import migrations

from municipalities.signing import signed

STEPS = """
CREATE FUNCTION report_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
-- From draft to checked to released, and out of use from each; never back.
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('concept', 'gecontroleerd'),
            ('gecontroleerd', 'vrijgegeven'), ('concept', 'vervangen'), ('gecontroleerd', 'vervangen'),
            ('vrijgegeven', 'vervangen')) THEN
        RAISE EXCEPTION 'Dit rapport kan niet van % naar %.', OLD.state, NEW.state USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER goes_on BEFORE UPDATE ON reports_report FOR EACH ROW EXECUTE FUNCTION report_goes_on();
"""
NO_STEPS = "DROP TRIGGER goes_on ON reports_report; DROP FUNCTION report_goes_on();"

# Who reads reports sees the files of those they see; the wall of the report says which.
FILES = """
DROP POLICY asker_selects ON reports_reportfile;
CREATE POLICY asker_selects ON reports_reportfile FOR SELECT
    USING (EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND
        (asker_is_process() OR asker_role() = 'controller' OR r.released_at IS NOT NULL)));
"""
ALL_FILES = """
DROP POLICY asker_selects ON reports_reportfile;
CREATE POLICY asker_selects ON reports_reportfile FOR SELECT
    USING (asker_is_process() OR asker_role() IN ('consulent', 'controller', 'board_member'));
"""


class Migration(migrations.Migration):
    """A report is checked and released by whoever asks for it, now; its files are seen by who sees the report."""

    dependencies = [("reports", "0003_walls"), ("municipalities", "0020_signing")]
    operations = [
        signed("reports_report", "checked_by_id", "checked_at"),
        signed("reports_report", "released_by_id", "released_at"),
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(FILES, ALL_FILES),
    ]
