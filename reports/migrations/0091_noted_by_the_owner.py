import importlib

from django.db import migrations

_NOTES = importlib.import_module("reports.migrations.0061_money_changes").NOTES
_JUDGED = _NOTES[_NOTES.index("CREATE FUNCTION money_is_judged()") : _NOTES.index("CREATE TRIGGER b_money_is_judged")]
BEFORE = _JUDGED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
# A trigger of somebody's own, on a temporary table, is as deep as ours.
DEEP = "pg_trigger_depth() < 2"
OWNER = "current_user <> (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = TG_TABLE_NAME)"

WISH = """
CREATE FUNCTION wish_is_a_wish() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Who asks for a report says over which period; how far it is says who counts.
BEGIN
    IF NOT asker_is_process() AND (NEW.state <> 'wachtend' OR NEW.report_id IS NOT NULL OR NEW.claim IS NOT NULL
            OR NEW.lease_until IS NOT NULL OR NEW.attempts <> 0 OR NEW.percent <> 0 OR NEW.step <> ''
            OR NEW.error <> '') THEN
        RAISE EXCEPTION 'Een rapport wordt gevraagd, en dan gemaakt.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_wish BEFORE INSERT ON reports_production FOR EACH ROW EXECUTE FUNCTION wish_is_a_wish();
"""
NO_WISH = "DROP TRIGGER b_wish ON reports_production; DROP FUNCTION wish_is_a_wish();"


class Migration(migrations.Migration):
    """What was entered otherwise is noted as the owner, so by nobody else; and a wish for a report begins as one."""

    dependencies = [("reports", "0090_figures_and_wishes_stay")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION note_money_change() SECURITY DEFINER", "ALTER FUNCTION note_money_change() SECURITY INVOKER"
        ),
        migrations.RunSQL(BEFORE.replace(DEEP, OWNER), BEFORE),
        migrations.RunSQL(WISH, NO_WISH),
    ]
