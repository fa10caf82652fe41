from django.db import migrations

from municipalities.walls import PROCESS, guard_with

# Through a door that is open onto today, and for the roles it is for.
PEOPLE = """SELECT d.employee_id FROM cases_door d
    WHERE d.holder = (SELECT asker_holder()) AND d.sees_until >= (SELECT asker_day())"""
SEEN = f"{PROCESS} OR ((SELECT asker_role()) = ANY (roles) AND employee_id IN ({PEOPLE}))"
STANDS = """
CREATE FUNCTION signal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
-- People put a signal off, or take it back. What it says, and when it closes, is for the facts.
BEGIN
    IF NOT asker_is_process() AND
            (NEW.key, NEW.employee_id, NEW.rule, NEW.due_on, NEW.roles, NEW.made_on, NEW.closed_on) IS DISTINCT FROM
            (OLD.key, OLD.employee_id, OLD.rule, OLD.due_on, OLD.roles, OLD.made_on, OLD.closed_on) THEN
        RAISE EXCEPTION 'Een signaal sluit door het feit, niet met de hand.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_stands BEFORE UPDATE ON cases_signal FOR EACH ROW EXECUTE FUNCTION signal_stands();
"""
NOT = "DROP TRIGGER b_stands ON cases_signal; DROP FUNCTION signal_stands();"


class Migration(migrations.Migration):
    """Who sees a signal; and nobody closes one by hand."""

    dependencies = [("cases", "0090_signals")]
    operations = [
        migrations.RunSQL(STANDS, NOT),
        guard_with("cases_signal", select=SEEN, insert=PROCESS, update=SEEN, delete=PROCESS),
    ]
